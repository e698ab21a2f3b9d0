"""The servers that are compared, each of one process that answers, on a port of its own of 127.0.0.1."""

import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench import processes
from tests.bench.archives import Archive
from tests.bench.options import ROOT

SECONDS_TO_START = 120
TEXTBOOK, HELLO = "tests.bench.textbook.wsgi:application", "tests.bench.hello:application"
SITE = "embassy.server:application"
COUNTED = "tests.bench.counted:application"


@dataclass
class Server:
    name: str
    port: int
    process: "subprocess.Popen[bytes]"
    environment: dict[str, str]
    database: list[int] = field(default_factory=list)
    """Processes of the database that work for it."""

    def cpu(self) -> float:
        return processes.cpu_seconds(processes.tree([self.process.pid, *self.database]))

    def peak_megabytes(self) -> float:
        return processes.peak_megabytes(processes.tree([self.process.pid]))

    def get(self, path: str, headers: dict[str, str] | None = None) -> http.client.HTTPResponse:
        """An answer with its `body` read."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", path, headers=headers or {})
            response = connection.getresponse()
            response.body = response.read()
            return response
        finally:
            connection.close()

    def wait(self, path: str) -> None:
        """Until it answers this path with 200."""
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                if self.get(path).status == 200:
                    return
            except OSError:
                pass
            time.sleep(0.01)
        raise SystemExit(f"{self.name} did not answer {path}")

    def wait_until_idle(self) -> None:
        """What a load left behind is no cost of the next."""
        deadline, last = time.monotonic() + 5, -1.0
        while time.monotonic() < deadline and (now := self.cpu()) != last:
            last = now
            time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(
    name: str,
    command: list[str],
    environment: dict[str, str],
    port: int,
    path: str = "/",
    database: list[int] | None = None,
) -> Iterator[Server]:
    log = Path(environment["VAR_DIR"]) / f"{name.replace(' ', '-')}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    server = Server(name, port, process, environment, database or [])
    try:
        server.wait(path)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()


@contextmanager
def site(archive: Archive, name: str, *, database: list[int] | None = None, **environment: str) -> Iterator[Server]:
    """The site as `make serve` starts it, with one worker."""
    port = free_port()
    command = [sys.executable, "manage.py", "serve", "--port", str(port), "--workers", "1", "--without-worker"]
    environment = {**archive.environment, "SITE_URL": f"http://127.0.0.1:{port}", **environment}
    with running(name, command, environment, port, database=database) as server:
        yield server


@contextmanager
def same_server(
    like: Server,
    name: str,
    target: str,
    environment: dict[str, str],
    *,
    path: str = "/",
    database: list[int] | None = None,
) -> Iterator[Server]:
    """Another application behind the server, and with its every option, that the site runs behind."""
    port = free_port()
    command = [part.replace(str(like.port), str(port)) for part in processes.arguments(like.process.pid)]
    settings = {**environment, "PYTHONPATH": str(ROOT), "SERVED": SITE}
    with running(name, [*command, "--application", target], settings, port, path, database) as server:
        yield server


NGINX = """
worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log; {user}
events {{ worker_connections 1024; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; open_file_cache max=100;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  server {{
    listen 127.0.0.1:{port}; root {folder}; default_type "text/html; charset=utf-8";
    add_header Content-Encoding br; add_header Vary Accept-Encoding;
  }}
}}
"""


@contextmanager
def nginx(folder: Path, files: dict[str, bytes]) -> Iterator[Server | None]:
    """nginx over these files, by name; None where it is not installed."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if not program or not files:
        yield None
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    port = free_port()
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "conf").write_text(NGINX.format(folder=folder, port=port, user=user))
    command = [program, "-c", str(folder / "conf"), "-p", str(folder)]
    environment = {**os.environ, "VAR_DIR": str(folder)}
    with running("nginx", command, environment, port, f"/{next(iter(files))}") as server:
        yield server
