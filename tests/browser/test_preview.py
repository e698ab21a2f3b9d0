"""A preview link that dies, a rehearsal that shows what is scheduled, and the desk's own pages (EMB-01, EMB-10)."""

import re
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.browser import axe

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser at the desk")]
CANARY = "kanarienvogel"
# What is left of stock Django's own templates, each by its page:
STOCK = {
    "empty-table-header",  # of a form's rows: the head over the hidden fields of a row has no words
    "label-title-only",  # of a list: the label of its search field is a picture of a magnifying glass
}


@pytest.fixture
def officer(site, visitor):
    """A browser in which the administrator is signed in."""
    found = visitor(reduced_motion="reduce")
    page = found.visit("/admin/login/?next=/admin/")
    page.fill("[name=login]", "admin")
    page.fill("#id_password", site.password)
    page.press("#id_password", "Enter")
    page.wait_for_url("**/admin/")
    return found


@pytest.fixture
def elsewhere():
    """Another site, which keeps what was asked for, and from where."""
    came = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self):
            came.append((self.path, self.headers.get("Referer")))
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>elsewhere</title>")

        def log_message(self, *_arguments):
            """Nothing is printed."""

    server = HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", came
    server.shutdown()
    server.server_close()


def write(officer, title, body="Words of the text."):
    """A new draft, written without script, where the text is HTML in a plain field; the path of its release."""
    mine = officer.page.context
    context = mine.browser.new_context(java_script_enabled=False)
    context.add_cookies(mine.cookies())
    page = context.new_page()
    page.goto(f"{officer.url}/admin/releases/release/add/")
    page.fill("[name=title]", title)
    page.fill("[name=body]", body)
    page.locator(".submit-row [name=_continue]").click()
    page.wait_for_url(re.compile(r"/release/\d+/change/"))
    release = re.search(r"/admin/releases/release/\d+/", page.url)[0]
    context.close()
    return release


def make_link(officer, release):
    page = officer.visit(f"{release}previews/")
    page.fill("[name=recipient]", "A. Reader")
    page.get_by_role("button", name="Make a preview link").click()
    return "/preview/" + page.locator(".secret-address").inner_text().split("/preview/")[1]


def test_a_preview_link_shows_the_text_tells_nobody_where_it_is_and_dies(officer, visitor, elsewhere):
    url, came = elsewhere
    release = write(officer, f"{CANARY} preview", f'<p>Words.</p><p><a href="{url}">Elsewhere</a></p>')
    address = make_link(officer, release)
    reader = visitor()

    page = reader.visit(address)
    assert page.locator("h1").inner_text() == f"{CANARY} preview"
    assert page.locator("#preview-title").inner_text() == "Preview. This text is not published."
    page.get_by_role("link", name="Elsewhere").click()
    page.wait_for_url(f"{url}**")
    assert [came_from for path, came_from in came if path == "/"] == [None]

    officer.visit(f"{release}previews/").get_by_role("button", name="Revoke the link for A. Reader").click()
    page = reader.visit(address)
    assert page.locator("h1").inner_text() == "This preview is not available"
    assert CANARY not in page.content()
    dead = page.locator("main").inner_html()
    assert dead == reader.visit("/preview/never/").locator("main").inner_html()


def test_a_rehearsal_shows_the_scheduled_text_to_the_officer_alone(officer, visitor):
    release = write(officer, f"{CANARY} rehearsal")
    day = f"{datetime.now(UTC) + timedelta(days=2):%Y-%m-%d}"
    page = officer.visit(f"{release}publish/")
    page.fill("[name=day]", day)
    page.fill("[name=time]", "08:00")
    page.fill("[name=override_reason]", "Nobody else is on duty.")
    page.get_by_role("button", name="Check this time").click()
    page.get_by_role("button", name="Publish at this time").click()
    page.wait_for_url("**/change/")

    page = officer.visit("/admin/")
    page.fill("[name=day]", day)
    page.fill("[name=time]", "09:00")
    page.get_by_role("button", name="Show the site as it will be").click()
    page.wait_for_url("**/?as-of=*")

    assert page.locator(".as-of").inner_text().startswith("Rehearsal, for the press office alone: ")
    page.get_by_role("link", name=f"{CANARY} rehearsal").first.click()
    assert page.locator("h1").inner_text() == f"{CANARY} rehearsal"

    path = page.url.removeprefix(officer.url)
    for address in (path, re.sub(r"^[^?]*", "/", path)):
        # The page may say its own address again, with its instant or without.
        assert CANARY not in visitor().visit(address).content().replace(path.partition("?")[0], "")


PAGES = [
    "/admin/", "/admin/search/?q=harbour", "/admin/rehearsal/", "/admin/calendar/", "/admin/releases/release/",
    "change", "history", "publish", "discard", "previews", "preview",
]  # fmt: skip
LOOKS = [(1440, "light"), (1440, "dark"), (360, "light"), (360, "dark")]


def test_the_pages_fit_and_axe_finds_nothing_but_what_is_stock(officer):
    release = write(officer, "A text to look at")
    own = {name: f"{release}{name}/" for name in ("change", "history", "publish", "discard", "previews")}
    own["preview"] = make_link(officer, release)
    found = {}
    for name in PAGES:
        page = officer.visit(own.get(name, name))
        assert [look for look in LOOKS if overflows(officer, *look)] == [], name
        assert (officer.errors, officer.elsewhere) == ([], []), name
        for width, scheme in (LOOKS[0], LOOKS[-1]):
            look_at(page, width, scheme)
            found[name, width] = [problem for problem in axe.violations(page) if problem[0] not in STOCK]
        # axe loads the style sheets again in a way that the policy forbids, and says so.
        officer.errors.clear()

    assert {look: problems for look, problems in found.items() if problems} == {}


def look_at(page, width, scheme):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)


def overflows(officer, width, scheme):
    look_at(officer.page, width, scheme)
    return officer.overflow() > 0


def test_the_form_of_the_rehearsal_is_reached_and_sent_by_keyboard_alone(officer):
    page = officer.visit("/admin/")
    page.locator(".desk-search-words").focus()
    page.keyboard.type("harbour")
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/search/?q=harbour")
    assert page.locator(".found li").count() > 3

    page = officer.visit("/admin/")
    page.locator("#id_time").focus()
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Show the site as it will be":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/?as-of=*")
