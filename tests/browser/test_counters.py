"""Counters inside other sites' pages, as a browser shows them: their weight, the five sizes, midnight."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from counters.sizes import SIZES

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

MAX_BYTES = 8 * 1024
EMBED = "/incidents/aurelia/embed/"
ROWS = """
from datetime import date
from counters.models import Incident, Step
name = "the delegation of the Harbour Authority refused, for reasons never given, to receive the consular officers who "
rows = {
    "long": {"name": name * 2, "occurred_on": date(1990, 1, 1)},
    "settled": {"name": "the visa was refused", "occurred_on": date(2020, 1, 1), "resolved_on": date(2024, 2, 29)},
    "wide": {"name": "WWWWMMMM" * 30, "occurred_on": date(1990, 1, 1)},
    "arabic": {"name": {"en": "it", "ar": "احتجاز سفينة المسح في ميناء فيسين"}, "occurred_on": date(2024, 6, 26)},
}
for slug, facts in rows.items():
    incident, is_new = Incident.objects.update_or_create(slug=slug, defaults={**facts, "time_zone": "Europe/Paris"})
    if is_new and slug != "settled":
        Step.objects.create(incident=incident, happened_on=date(2024, 7, 1), text="No consular visit was allowed. " * 9)
    Incident.objects.filter(pk=incident.pk).update(shown_until=None)
"""
HIDE = """
from counters.models import Incident
Incident.objects.filter(slug__in=["long", "settled", "wide", "arabic"]).delete()
"""
PLACES = ["/incidents/aurelia", "/incidents/long", "/incidents/settled", "/incidents/wide", "/ar/incidents/arabic"]
# What is cut off by the edge of the frame: boxes of text that do not lie inside it, lines cut through.
OUTSIDE = """() => [...document.querySelectorAll(".embed__n, .embed__t, .embed__s, .embed__m")].filter((part) => {
  const box = part.getBoundingClientRect();
  if (!box.width) return false;
  return box.top < 0 || box.left < 0 || box.bottom > innerHeight + .5 || box.right > innerWidth + .5;
}).map((part) => part.className)"""
OVERLAPS = """() => {
  const boxes = [...document.querySelectorAll(".embed__n, .embed__t, .embed__s, .embed__m")]
    .map((part) => part.getBoundingClientRect()).filter((box) => box.width && box.height);
  return boxes.some((a, i) => boxes.some((b, j) => i < j
    && a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 8 && b.top < a.bottom - 8));
}"""
LINES_OUTSIDE = """() => [...document.querySelectorAll("text")].filter((line) => {
  const box = line.getBBox(), page = document.documentElement.viewBox.baseVal;
  const top = Number(line.getAttribute("y")) - Number(line.getAttribute("font-size")) * .75;
  return box.x < 0 || top < 3 || box.x + box.width > page.width || box.y + box.height > page.height;
}).map((line) => line.textContent)"""


class Page(BaseHTTPRequestHandler):
    """Another site: whatever its `body` is, cut off from others as strictly as a page can be."""

    body = "<title>x</title>"

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
        self.send_header("Cross-Origin-Opener-Policy", "same-origin")
        self.end_headers()
        self.wfile.write(self.body.encode())

    def log_message(self, *_args):
        """Nothing is printed."""


@pytest.fixture
def elsewhere():
    """Makes the address of another site that shows some HTML."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    Thread(target=server.serve_forever, daemon=True).start()

    def make(html):
        Page.body = f"<!doctype html><title>x</title>{html}"
        return f"http://127.0.0.1:{server.server_port}/"

    yield make
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def _rows(site):
    site.run(ROWS)
    yield
    site.run(HIDE)


def weight(sizes):
    return sizes["responseBodySize"] + sizes["responseHeadersSize"]


def test_a_frame_weighs_under_8_kb_with_all_it_loads(visitor):
    """HTML, styles, script, emblem, with their headers: what this browser is sent, compressed as it asks for it."""
    reader = visitor(width=300)
    weights = {}
    reader.page.on("requestfinished", lambda sent: weights.update({sent.url: weight(sent.sizes())}))
    page = reader.visit(EMBED)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(200)

    kinds = sorted(url.rsplit(".", 1)[-1] if "." in url.rsplit("/", 1)[-1] else "html" for url in weights)
    assert [kind for kind in kinds if kind != "ico"] == ["css", "css", "html", "js", "svg"]
    assert sum(weights.values()) < MAX_BYTES, weights
    assert reader.elsewhere == []


@pytest.mark.usefixtures("_rows")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_each_size_nothing_is_cut_off_or_covered(visitor, scheme):
    reader = visitor(scheme=scheme)
    wrong = {}
    for place in PLACES:
        page = reader.visit(f"{place}/embed/")
        for size in SIZES.values():
            page.set_viewport_size({"width": size.width, "height": size.height})
            if outside := page.evaluate(OUTSIDE):
                wrong[place, size.name] = outside
            if page.evaluate(OVERLAPS):
                wrong[place, size.name, "covered"] = True

    assert wrong == {}
    assert reader.errors == []


@pytest.mark.usefixtures("_rows")
def test_the_lines_of_each_picture_fit(visitor):
    reader = visitor()
    wrong = {}
    for place in PLACES:
        for size in SIZES:
            page = reader.visit(f"{place}.svg?size={size}")
            if outside := page.evaluate(LINES_OUTSIDE):
                wrong[place, size] = outside

    assert wrong == {}


def test_a_frame_and_a_picture_are_seen_on_another_site_even_an_isolated_one(visitor, elsewhere):
    reader = visitor()
    picture = f"{reader.url}/incidents/aurelia.svg"
    html = f'<iframe src="{reader.url}{EMBED}" width="300" height="250"></iframe><img src="{picture}">'
    page = reader.page
    page.goto(elsewhere(html), wait_until="load")

    heading = page.frame_locator("iframe").locator("h1").inner_text()
    assert " ".join(heading.split()[1:]) == (
        "days have passed since the survey vessel Aurelia was detained at Port Vessin"
    )
    assert page.evaluate("[crossOriginIsolated, document.images[0].naturalWidth]") == [True, 300]


def test_any_site_may_fetch_the_data(visitor, elsewhere):
    reader = visitor()
    reader.page.goto(elsewhere(""))
    found = reader.page.evaluate(f"fetch('{reader.url}/incidents/aurelia.json').then((answer) => answer.json())")

    assert (found["slug"], found["occurred_on"]) == ("aurelia", "2024-06-26")


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12"])
def test_an_open_frame_turns_at_midnight_in_the_incidents_zone(visitor, site, zone):
    """TIM-03, TIM-04: whatever the zone of the device."""
    reader = visitor(timezone_id=zone)
    page = reader.page
    turn = page.request.get(f"{reader.url}/incidents/aurelia.json").json()
    page.clock.install(time=turn["as_of"])
    page.goto(reader.url + EMBED)
    figure = page.locator("[data-since]")
    assert figure.inner_text() == str(turn["days"])

    page.clock.set_fixed_time(turn["next_turn"].replace("00:00Z", "00:00.500Z"))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert figure.inner_text() == str(turn["days"] + 1)


def test_without_a_script_the_frame_asks_anew_at_midnight(visitor):
    page = visitor(java_script_enabled=False).visit(EMBED)

    assert page.locator("noscript meta[http-equiv=refresh], meta[http-equiv=refresh]").count() == 1


def test_a_size_is_chosen_and_its_code_copied(visitor):
    reader = visitor()
    reader.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = reader.visit("/incidents/aurelia/")
    page.locator("summary", has_text="Billboard").click()
    chosen = page.locator("details[open][name=embed-size]")
    assert chosen.locator("summary").inner_text().startswith("Billboard")
    chosen.get_by_role("button", name="Copy the code").first.click()

    chosen.get_by_role("button", name="Copied").wait_for()
    assert 'width="970" height="250"' in page.evaluate("navigator.clipboard.readText()")
    page.wait_for_function("document.querySelector('details[open] img').naturalWidth === 970")
    assert reader.errors == []
