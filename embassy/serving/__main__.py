"""python -m embassy.serving --port 8000 …: what manage.py serve becomes. Each value by measurement (DECISIONS.md)."""

import argparse
from pathlib import Path

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from embassy.serving.background import Background
from embassy.serving.server import Server
from embassy.serving.worker import STOP_SECONDS

HEADER_SECONDS = 10


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m embassy.serving")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--threads", type=int, default=6)
    parser.add_argument("--pid-file", type=Path)
    parser.add_argument("--without-worker", action="store_true")
    parser.add_argument("--application", default="embassy.server:application")
    return parser.parse_args()


def server(asked: argparse.Namespace) -> Server:
    return Server(
        asked.application,
        address=asked.host,
        port=asked.port,
        interface=Interfaces.WSGI,
        workers=asked.workers,
        blocking_threads=asked.threads,
        backlog=2048,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_SECONDS * 1000),
        workers_kill_timeout=STOP_SECONDS,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
        pid_file=asked.pid_file,
    )


def main() -> None:
    asked = options()
    main_process = server(asked)
    if not asked.without_worker:
        background = Background()
        main_process.on_startup(background.begin)
        main_process.on_reload(background.renew)
        main_process.on_shutdown(background.end)
    main_process.serve()


if __name__ == "__main__":
    main()
