"""A real Chromium looks at the real site: the production server over the demo content, as `make run` starts it."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests import chromium, once
from tests.browser.signing_in import PASSWORD, give_password
from tests.conftest import ROOT

SECONDS_TO_START = 180
DEMO_NOW = "2026-11-20T12:00Z"
"""The last day of the demo archive."""

END_KEPT_PAGES = "\nfrom embassy.lib import generation\ngeneration.of_this_site().raise_by_one()"


@dataclass
class Site:
    url: str
    password: str
    environment: dict[str, str] = field(default_factory=dict)

    def run(self, code: str) -> str:
        """What Python prints that runs beside the server, over its database. Kept pages know of nothing it wrote past
        the acts: they are ended.
        """
        command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", code + END_KEPT_PAGES]
        environment = {**self.environment, "SITE_URL": self.url}
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The address of a running demo site and its administrator's password."""
    first = served(tmp_path_factory)
    folder = tmp_path_factory.mktemp("site") / "first"
    shutil.copytree(first, folder)
    with serving(folder) as (url, environment):
        yield Site(url, password_in((first / "log").read_text()), environment)


def served(factory: pytest.TempPathFactory) -> Path:
    """A demo site that was started from nothing, and stopped: its VAR_DIR and what was printed."""

    def start(folder: Path) -> None:
        with serving(folder):
            pass

    return once.made(factory, "served", start)


def without_content(factory: pytest.TempPathFactory, folder: Path) -> Path:
    """`folder` as the VAR_DIR of a new site: migrated, its static files collected."""
    shutil.copytree(once.migrated(factory), folder)
    shutil.copytree(served(factory) / "var/static", folder / "static")
    return folder


@contextmanager
def serving(folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """The demo site over `var` in a folder: its address and its environment."""
    port, log = free_port(), folder / "log"
    left_out = {"SECRET_KEY", "SITE_URL", "DATABASE_URL"}
    environment = {name: value for name, value in os.environ.items() if name not in left_out}
    environment["VAR_DIR"] = str(folder / "var")
    options = ("--demo", "--port", str(port), "--workers", "1", "--without-worker")
    with log.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, "manage.py", "serve", *options],
            cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        url = f"http://localhost:{port}"
        wait_for(f"{url}/health/live", server, log)
        yield url, environment
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture(scope="session")
def clocked(site, tmp_path_factory):
    """Makes addresses of the same site at another minute: clocked(at). No worker and no timer runs beside it."""
    servers, log = [], tmp_path_factory.mktemp("clocked") / "log"

    def make(at: datetime) -> str:
        port = free_port()
        url = f"http://localhost:{port}"
        command = [sys.executable, "-m", "tests.browser.clocked", at.isoformat(), str(port)]
        environment = {**site.environment, "SITE_URL": url}
        with log.open("ab") as output:
            servers.append(subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output))
        wait_for(f"{url}/health/live", servers[-1], log)
        return url

    yield make
    for server in servers:
        server.terminate()
        server.wait(timeout=20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(url: str, server: subprocess.Popen, log) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url, timeout=2).close()
        except OSError:
            if server.poll() is not None:
                break
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"the site did not start:\n{log.read_text()}")


def password_in(printed: str) -> str:
    return next(line.rsplit(" ", 1)[1] for line in printed.splitlines() if line.startswith("Password, shown"))


@pytest.fixture(scope="session")
def browser():
    path = chromium.path()
    if path is None:
        pytest.fail(chromium.MISSING) if chromium.is_required() else pytest.skip(chromium.MISSING)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=list(chromium.ARGUMENTS))
        yield launched
        launched.close()


@dataclass
class Visitor:
    """A page in a browser of its own, and what went wrong or left the site while it was used."""

    page: Page
    url: str
    errors: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    def watch(self) -> "Visitor":
        self.page.on("console", lambda message: message.type == "error" and self.errors.append(message.text))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", lambda sent: sent.url.startswith(self.url) or self.elsewhere.append(sent.url))
        return self

    def visit(self, path: str) -> Page:
        self.page.goto(self.url + path, wait_until="load")
        return self.page

    def overflow(self) -> int:
        """By how many pixels the page is wider than the window."""
        return self.page.evaluate("document.documentElement.scrollWidth - innerWidth")


@pytest.fixture
def visitor(site, browser: Browser):
    """Makes visitors: visitor(width=360, scheme="dark", java_script_enabled=False, timezone_id=…)."""
    contexts = []

    def make(width: int = 1440, scheme: str = "light", url: str = site.url, **options) -> Visitor:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, **options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        return Visitor(context.new_page(), url).watch()

    yield make
    for context in contexts:
        context.close()


SIGN_IN = """
import json
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
import time
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, User
from embassy.accounts import second_factor, sessions
found = {}
for name, role in (("writer", "Press officer"), ("editor", "Editor"), ("administrator", "Administrator")):
    user = User.objects.get_or_create(username=name, defaults={"is_staff": True})[0]
    user.groups.set([Group.objects.get(name=role)])
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    # A second factor, shown just now.
    Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": ""}})
    session[second_factor.SESSION_KEY] = user.pk
    session[sessions.BEGAN] = session[sessions.SEEN] = int(time.time())
    session.save()
    found[name] = [settings.SESSION_COOKIE_NAME, session.session_key]
print(json.dumps(found))
"""


@pytest.fixture(scope="session")
def sessions(site) -> Callable[[str], dict[str, list[str]]]:
    """Of a server, by its address: a session of an officer in each role, by name: its cookie's name and value.

    Each server has its own: to one with another clock, a session of the others has been idle for days.
    """
    return cache(lambda _url: json.loads(site.run(SIGN_IN).splitlines()[-1]))


@pytest.fixture
def officer(visitor, sessions):
    """Makes officers who are signed in: officer("editor", width=360)."""

    def make(name: str, **options) -> Visitor:
        signed_in = visitor(**options)
        cookie, value = sessions(signed_in.url)[name]
        signed_in.page.context.add_cookies([{"name": cookie, "value": value, "url": signed_in.url}])
        return signed_in

    return make


@pytest.fixture
def make_officer(site, visitor):
    """The administrator of `make run`, with the one-time password alone, adds an account on the desk."""

    def make(name: str) -> str:
        page = visitor().visit("/admin/auth/user/add/")
        give_password(page, "admin", site.password)
        page.get_by_label("Username").fill(name)
        page.get_by_label("Password:", exact=True).fill(PASSWORD)
        page.get_by_label("Password confirmation").fill(PASSWORD)
        page.get_by_role("button", name="Save", exact=True).click()
        page.get_by_label("Staff status").check()
        page.get_by_label("Superuser status").check()
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("was changed successfully")).to_be_visible()
        return name

    return make


@pytest.fixture
def authenticator():
    """Gives a page's browser a built-in authenticator that verifies its user, as a telephone or a laptop has."""

    def give(page: Page) -> None:
        session = page.context.new_cdp_session(page)
        session.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        session.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    return give
