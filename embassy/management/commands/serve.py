"""Brings the site up: migrations, static files, the server; with --demo an invented mission and an administrator."""

import hashlib
import os
import secrets
import socket
import sys

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.staticfiles.finders import get_finders
from django.core.management import BaseCommand, CommandError, call_command
from django.db import OperationalError

from embassy import unavailable
from embassy.models import Mission
from releases.models import Release


class Command(BaseCommand):
    help = "Serve the site. Migrates the database and collects static files first."

    def add_arguments(self, parser):
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
        parser.add_argument("--without-worker", action="store_true", help="background work is done elsewhere, or not")
        parser.add_argument("--demo", action="store_true", help="load the demo mission into an empty site")

    def handle(self, *, host, port, workers, demo, without_worker, **options):
        refuse_busy_port(host, port)
        # Left by a power cut; its number may be another program's by now, and the server would refuse to start.
        pid_file(port).unlink(missing_ok=True)
        self.migrate()
        collect_static()
        if demo:
            self.prepare_demo(port)
        address = f"http://localhost:{port}"
        self.stdout.write(f"The site:  {address}/\nThe admin: {address}/admin/\nCtrl-C stops it.")
        self.stdout.flush()
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "embassy.settings")
        os.environ.setdefault("SITE_URL", address)
        os.execv(sys.executable, server(host, port, workers, *(["--without-worker"] if without_worker else [])))  # noqa: S606

    def migrate(self):
        """A server that starts while the database is away serves what was kept; without any, that would help nobody."""
        try:
            call_command("migrate", verbosity=0)
        except OperationalError as error:
            if not unavailable.FACTS.is_file():
                raise CommandError(f"The database does not answer: {error}") from error
            self.stderr.write(
                "The database does not answer. What was kept is served until it is back.\n"
                "Start the server again then if this is new code: nothing has been migrated."
            )

    def prepare_demo(self, port):
        if not (Mission.objects.exists() or Release.objects.exists()):
            self.stdout.write("Loading the demo mission …")
            call_command("demo", verbosity=0)
        if User.objects.exists():
            self.stdout.write(
                "The admin password was printed on the first run; manage.py changepassword admin sets another."
            )
            return
        password = secrets.token_urlsafe(12)
        name = settings.DEMO_ADMINISTRATOR or "admin"
        User.objects.create_superuser(name, password=password)
        self.stdout.write(f"Administrator: {name}\nPassword, shown this once: {password}")


def refuse_busy_port(host, port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} on {host} cannot be used ({error.strerror}). Choose another: PORT=8001 make run"
            ) from error


def collect_static():
    """Collect and compress the static files, unless none has changed since the last time."""
    stamp = settings.STATIC_ROOT / ".collected"
    state = static_state()
    if stamp.is_file() and stamp.read_text() == state:
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(state)


def static_state():
    """A digest of the name, size and time of every static file of the project and its apps."""
    files = sorted((path, storage.path(path)) for finder in get_finders() for path, storage in finder.list([]))
    stats = ((path, os.stat(full)) for path, full in files)  # noqa: PTH116
    lines = (f"{path} {stat.st_size} {stat.st_mtime_ns}" for path, stat in stats)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def pid_file(port):
    return settings.VAR_DIR / f"server-{port}.pid"


def server(host, port, workers, *more):
    """The command of the main process; it has no Django in it, so that its workers load the code that is there."""
    options = {
        "--host": host,
        "--port": port,
        "--workers": workers,
        "--threads": settings.THREADS,
        "--pid-file": pid_file(port),
    }
    return [sys.executable, "-m", "embassy.serving", *(str(part) for pair in options.items() for part in pair), *more]
