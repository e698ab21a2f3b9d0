"""What a server and its database have taken, read from /proc: processor time and memory of a tree of processes."""

import os
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")


def stat(pid: int) -> list[str]:
    """The fields of /proc/<pid>/stat from the state on (the third in proc(5)); none of a process that has ended."""
    try:
        text = (PROC / str(pid) / "stat").read_text()
    except OSError:
        return []
    return text.rpartition(")")[2].split()


def tree(roots: Iterable[int]) -> list[int]:
    """These processes and all that descend from them."""
    children = defaultdict(list)
    for entry in PROC.iterdir():
        if entry.name.isdigit() and (fields := stat(int(entry.name))):
            children[int(fields[1])].append(int(entry.name))
    found, left = [], list(roots)
    while left:
        pid = left.pop()
        found.append(pid)
        left.extend(children[pid])
    return found


def cpu_seconds(pids: Iterable[int]) -> float:
    """Processor time of these processes, and of their children that have ended, in user and system mode."""
    return sum(sum(map(int, fields[11:15])) for pid in pids if (fields := stat(pid))) / TICKS


def peak_megabytes(pids: Iterable[int]) -> float:
    """The most that any one of these has had in memory."""
    return max((peak_of(pid) for pid in pids), default=0)


def peak_of(pid: int) -> float:
    try:
        lines = (PROC / str(pid) / "status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")), 0)


def arguments(pid: int) -> list[str]:
    return (PROC / str(pid) / "cmdline").read_bytes().decode().split("\0")[:-1]
