"""What the site is made of, and what of it nobody gets (OPS-02, OPS-06, AUT-09)."""

import json
import re
import subprocess
import tomllib

import pytest
from django.core.handlers.wsgi import WSGIHandler
from packaging.version import Version

from tests import licences
from tests.conftest import ROOT
from tests.hardening.asking import ask

LOCK = tomllib.loads((ROOT / "uv.lock").read_text())
FILES = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()


def test_every_package_is_pinned_by_a_digest():
    """OPS-06: each file that may be installed is named with its SHA-256."""
    registered = [package for package in LOCK["package"] if "registry" in package["source"]]
    files = [file for package in registered for file in [*package.get("wheels", []), package.get("sdist")] if file]

    assert len(registered) > 100
    assert [file["url"] for file in files if not file["hash"].startswith("sha256:")] == []
    assert [
        package["name"] for package in LOCK["package"] if "git" in package["source"] or "url" in package["source"]
    ] == []


def test_the_first_tool_is_pinned_by_a_digest_too():
    """OPS-06: bootstrap.txt is installed with --require-hashes."""
    lines = (ROOT / "bootstrap.txt").read_text()

    assert re.search(r"^uv==[\d.]+ ", lines, re.MULTILINE)
    assert "--hash=sha256:" in lines
    assert "--require-hashes -r bootstrap.txt" in (ROOT / "Makefile").read_text()


def test_django_is_the_newest_patch_that_was_asked_for():
    """OPS-06."""
    versions = {package["name"]: package["version"] for package in LOCK["package"] if "version" in package}

    assert Version(versions["django"]) >= Version("5.2.19")


def test_every_licence_is_one_that_may_be_used():
    """OPS-06."""
    assert licences.problems() == []


@pytest.mark.parametrize(
    ("licence", "is_taken"),
    [
        ("MIT", True),
        ("BSD-3-Clause", True),
        ("Apache-2.0 OR BSD-3-Clause", True),
        ("Mozilla Public License 2.0 (MPL 2.0)", True),
        ("GPL-3.0-or-later", False),
        ("GNU Affero General Public License v3", False),
        ("LGPL-3.0-only", False),
        ("GPL-2.0 OR MIT", True),
        ("Proprietary", False),
        ("", False),
    ],
)
def test_a_licence_that_binds_or_that_nobody_knows_is_found(licence, is_taken):
    assert (licences.problem_of("some-package", licence) == "") is is_taken


def test_the_list_of_parts_names_each_with_its_version():
    """OPS-06: `make sbom`."""
    done = subprocess.run(["make", "-s", "sbom"], cwd=ROOT, capture_output=True, text=True, check=True)
    parts = json.loads(done.stdout)

    assert (parts["bomFormat"], parts["specVersion"]) == ("CycloneDX", "1.5")
    assert {"django", "pillow", "granian"} <= {part["name"] for part in parts["components"]}
    assert all(part["purl"].startswith("pkg:pypi/") and part["version"] for part in parts["components"])


SECRETS = {
    "a private key": re.compile(r"-----BEGIN (RSA |EC |OPENSSH |)PRIVATE KEY-----"),
    "a token of a service": re.compile(
        r"\b(ghp_\w{36}|xox[bap]-\w{10,}|AKIA[0-9A-Z]{16}|sk_live_\w{20,}|AIza[\w-]{35})\b"
    ),
    "a key or password with a value": re.compile(
        r"""(?im)^[ \t]*(?:export )?["']?\w*(?:SECRET_KEY|PASSWORD|API_KEY|ACCESS_KEY)["']?\s*[:=]\s*"""
        r"""["']?[\w!@$%^&*+/-]{8,}"""
    ),
}
AS_DOCUMENTED = re.compile(
    r"^# |settings\.|env\.|environ|_VALIDATORS|os\.|\$|_TIMEOUT|_GENERATOR|_HASHERS|account/|lazy|_\(|= secret_key$"
)


def test_no_secret_is_in_what_is_shipped():
    """AUT-09: no key, no password, no token in any file of the project; examples are comments."""
    found = []
    for name in FILES:
        path = ROOT / name
        if (
            name.startswith("tests/")
            or not path.is_file()
            or path.suffix in {".woff2", ".ttf", ".png", ".mo", ".jpg", ".lock"}
        ):
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        lines = ((kind, match[0].strip()) for kind, pattern in SECRETS.items() for match in pattern.finditer(text))
        found += [(name, kind, line) for kind, line in lines if not AS_DOCUMENTED.search(line)]

    assert found == []


def test_the_search_for_secrets_finds_them():
    examples = [
        "-----BEGIN PRIVATE KEY-----",
        "SECRET_KEY = 'abcdefgh12345678'",
        "AKIAABCDEFGHIJKLMNOP",
        "  DB_PASSWORD: hunter2hunter2",
    ]

    assert [any(pattern.search(text) for pattern in SECRETS.values()) for text in examples] == [True] * 4


def test_nothing_that_a_running_site_writes_is_in_the_project():
    """AUT-09, OPS-02."""
    kinds = (".sqlite3", ".db", ".bak", ".sql", ".pem", ".key", ".env", "secret_key", ".log")

    assert [name for name in FILES if name.endswith(kinds)] == []


PRIVATE = [
    "/.git/config", "/.git/HEAD", "/.env", "/.env.example", "/.gitignore", "/.venv/pyvenv.cfg", "/.htaccess",
    "/.DS_Store", "/db.sqlite3", "/var/db.sqlite3", "/var/secret_key", "/secret_key", "/generation", "/backup.zip",
    "/backup.tar.gz", "/dump.sql", "/manage.py", "/embassy/settings.py", "/pyproject.toml", "/uv.lock", "/Makefile",
    "/Dockerfile", "/docker-compose.yml", "/static/", "/static/css/", "/static/../embassy/settings.py",
    "/static/%2e%2e/manage.py", "/static/..%2fmanage.py", "/static/....//manage.py", "/static/css/../../manage.py",
    "/static/.collected", "/static/staticfiles.json", "/static/vendor.js.map", "/static/css/site.css.bak",
    "/static/css/site.css~", "/media/", "/media/library/", "/media/../db.sqlite3", "/admin/doc/", "/__debug__/",
    "/silk/", "/debug/", "/server-status", "/phpinfo.php", "/actuator/env", "/metrics", "/graphql", "/wp-admin/",
    "/console", "/.well-known/", "/api/", "/api/docs", "/swagger/", "/crossdomain.xml", "/clientaccesspolicy.xml",
]  # fmt: skip


@pytest.fixture
def server(settings):
    """With files beside the static ones that must not be seen."""
    hidden = [settings.STATIC_ROOT / name for name in (".collected", "staticfiles.json", "vendor.js.map", "seen.js")]
    for file in hidden:
        file.write_text("hidden")
    yield WSGIHandler()
    for file in hidden:
        file.unlink()


@pytest.mark.django_db
@pytest.mark.usefixtures("archive", "no_limits", "whole_server")
def test_nothing_private_can_be_asked_for(server):
    """OPS-02."""
    assert ask(server, "GET", "/static/seen.js").content == b"hidden"
    found = {path: answer.status for path in PRIVATE if (answer := ask(server, "GET", path)).status not in (404, 301)}

    # To the page about the API, and to the log-in.
    assert found == {"/api/": 302, "/admin/doc/": 302}


@pytest.mark.django_db
@pytest.mark.usefixtures("archive", "no_limits")
@pytest.mark.parametrize(
    "path", ["/robots.txt", "/sitemap.xml", "/sitemap-pages.xml", "/", "/messages/", "/.well-known/security.txt"]
)
def test_no_list_of_ours_shows_the_way_to_the_desk(client, path):
    """OPS-02: nor to a preview."""
    content = client.get(path).content.decode()

    assert re.findall(r"/(?:admin|preview|calendar)/", content) == []


@pytest.mark.django_db
@pytest.mark.usefixtures("mission")
def test_whom_to_tell_of_a_hole_stands_where_it_is_looked_for(client):
    """OPS-02."""
    assert (
        client.get("/.well-known/security.txt").content.decode().startswith("Contact: mailto:press@ruritania.example\n")
    )
