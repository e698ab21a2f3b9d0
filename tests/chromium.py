"""Finds a Chromium for the browser tests; installs Debian's where it can. Under CI=true one is required."""

import os
import sys

from tests import debian

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# No sandbox: it does not run as root. The rest keeps Chromium from calling home.
ARGUMENTS = (
    "--no-sandbox --disable-dev-shm-usage --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
).split()
MISSING = (
    "NO CHROMIUM: THE BROWSER TESTS ARE SKIPPED. Install it (Debian: apt-get install chromium) or set CHROMIUM=/path."
)


def path() -> str | None:
    """The browser that CHROMIUM names, else the first that is found on PATH."""
    return os.environ.get("CHROMIUM") or debian.found(*NAMES)


def is_required() -> bool:
    return os.environ.get("CI", "").lower() in {"1", "true"}


def install() -> None:
    """Debian's package, where there is no browser and this can be done."""
    if not path():
        debian.install("chromium")


if __name__ == "__main__":
    install()
    if is_required() and not path():
        sys.exit("CI needs a Chromium and none could be installed.")
