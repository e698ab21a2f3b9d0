"""A mirror of the demo site in a real browser: served and from a disk, with scripts and without (AVL-02)."""

import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from tests.conftest import ROOT
from tests.mirror.reading import broken

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; "
    "base-uri 'none'; require-trusted-types-for 'script'"
)
"""As docs/mirror.md sets it."""


class Strict(SimpleHTTPRequestHandler):
    def end_headers(self):
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *_words):
        pass


@pytest.fixture(scope="module")
def folder(site, tmp_path_factory):
    folder = tmp_path_factory.mktemp("mirror") / "site"
    command = [sys.executable, "manage.py", "mirror", "build", str(folder), "--processes", "2"]
    environment = {**site.environment, "SITE_URL": site.url}
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def served(folder):
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Strict, directory=folder))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_no_link_is_broken(folder):
    assert broken(folder) == []


@pytest.mark.parametrize("scripts", [True, False])
def test_a_reader_walks_from_the_home_page_to_a_text_and_to_another_language(visitor, served, scripts):
    reader = visitor(url=served, java_script_enabled=scripts)
    page = reader.visit("/")
    expect(page.get_by_text("This is a copy of the site.")).to_be_visible()
    page.get_by_role("link", name="All messages").first.click()
    page.get_by_role("link", name="Speech", exact=True).click()
    expect(page.get_by_role("heading", level=2, name="5 messages found")).to_be_visible()
    page.locator("main li bdi", has_text="Lifeboat Day").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ambassador Helena Voss on Lifeboat Day at Port Vessin")
    page.get_by_role("link", name="Français").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tous les messages")

    assert (reader.errors, reader.elsewhere, page.context.cookies()) == ([], [], [])


def test_the_clocks_and_the_counters_run_on_without_the_server(visitor, served):
    reader = visitor(url=served)
    reader.page.clock.install(time="2027-03-01T10:59:30Z")
    page = reader.visit("/")
    expect(page.locator("[data-clock] time")).to_have_text(["12:59", "11:59"])
    expect(page.locator("[data-dates] time").first).to_have_text("Monday 1 March 2027")
    figure = page.locator("[data-since]").first
    before = int(figure.get_attribute("data-days"))
    page.clock.run_for("30:00")
    expect(page.locator("[data-clock] time")).to_have_text(["13:29", "12:29"])
    page.clock.run_for("24:00:00")
    expect(figure).to_have_text(f"{before + 1:,}")

    assert reader.errors == []


def test_without_scripts_no_clock_shows_a_wrong_time(visitor, served):
    page = visitor(url=served, java_script_enabled=False).visit("/")

    expect(page.locator("[data-clock]").first).to_be_hidden()
    expect(page.locator("[data-dates]")).to_be_hidden()
    content = page.locator(".mirror-notice__moment").evaluate("box => getComputedStyle(box, '::after').content")
    assert content.startswith('"Copied as it stood on ')


@pytest.mark.parametrize(
    ("path", "words", "title"),
    [
        (
            "/search/index.html",
            "auréLIA acc",
            "Statement on the eleventh request for access to the crew of the Aurelia",
        ),
        ("/ru/search/index.html", "«АУРЕЛИ", None),
        ("/ar/search/index.html", "سفينة", None),
    ],
)
def test_the_search_finds_beginnings_of_words_in_every_script(visitor, served, path, words, title):
    reader = visitor(url=served, width=360)
    page = reader.visit(path)
    page.locator("main #q").fill(words)
    page.locator("main #q").press("Enter")
    first = page.locator("[data-mirror-results] li bdi").first
    expect(first).to_be_visible()
    if title:
        expect(first).to_have_text(title)
    first.click()
    expect(page.locator("h1#title")).to_be_visible()

    assert (reader.errors, reader.overflow()) == ([], 0)


def test_the_search_of_every_page_leads_to_it(visitor, served):
    reader = visitor(url=served)
    page = reader.visit("/corrections/")
    page.locator("#site-q").fill("zzzz")
    page.locator("#site-q").press("Enter")
    expect(page.get_by_text("No message has all of these words.")).to_be_visible()

    assert reader.errors == []


def test_from_a_disk_it_reads_and_searches_as_well(visitor, folder):
    reader = visitor(url=f"file://{folder}")
    page = reader.visit("/index.html")
    page.locator("#site-q").fill("lifeboat")
    page.locator("#site-q").press("Enter")
    page.locator("[data-mirror-results] li bdi").first.click()
    expect(page.locator("h1#title")).to_contain_text("Lifeboat")
    page.get_by_role("link", name="Incidents").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tracked incidents")

    assert (reader.errors, reader.elsewhere) == ([], [])
