"""Programs that some tests need, each in a package of Debian: found, installed where that can be, or asked for."""

import glob
import os
import shutil
import subprocess
import sys


def found(*names: str, places: str = "") -> str | None:
    """The first of the programs on PATH, else in the folders that the pattern `places` matches, the newest first."""
    if path := next(filter(None, map(shutil.which, names)), None):
        return path
    folders = sorted(glob.glob(places), reverse=True) if places else []
    return next(filter(None, (shutil.which(name, path=folder) for folder in folders for name in names)), None)


def install(package: str) -> None:
    """With apt-get, where this is root and apt-get is there; else nothing."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return
    print(f"Installing Debian's {package} for the tests", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", package]):
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)


def program(*names: str, package: str, places: str = "") -> str:
    """The path of the program, installed if need be; ends the process where it cannot be had."""
    if path := found(*names, places=places):
        return path
    install(package)
    return found(*names, places=places) or sys.exit(
        f"{names[0]} was not found. Install it (Debian: apt-get install {package})."
    )
