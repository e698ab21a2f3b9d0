"""What a first visit loads, as it goes over the wire, and that nothing moves while it comes."""

import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ROUND_TRIP_BYTES = 10 * 1460
"""What a server sends before it has heard anything back (RFC 6928)."""
MAX_BYTES = 60_000
UPRIGHT, ITALIC = "brygada-1918-basic-wght-normal", "brygada-1918-basic-400-italic"
PAGES = {
    # Both texts have the name of a ship in them, which is set in italics.
    "/": [UPRIGHT, ITALIC],
    "/messages/statement-on-consular-access-to-the-crew-of-the-aurelia/": [UPRIGHT, ITALIC],
    "/messages/": [UPRIGHT],
    "/corrections/": [UPRIGHT],
    "/fr/messages/": [UPRIGHT],
    "/ar/": [],
}
SHIFTS = """new Promise(resolve => {
    let sum = 0;
    new PerformanceObserver(list => { for (const entry of list.getEntries()) sum += entry.value; })
        .observe({type: "layout-shift", buffered: true});
    setTimeout(() => resolve(sum), 300);
})"""


@dataclass
class Wire:
    """What a page fetched: by request its address, kind and headers, and the bytes that came."""

    responses: dict[str, dict] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)

    def listen(self, page: Page) -> "Wire":
        session = page.context.new_cdp_session(page)
        session.on("Network.responseReceived", lambda event: self.responses.update({event["requestId"]: event}))
        session.on(
            "Network.loadingFinished", lambda event: self.sizes.update({event["requestId"]: event["encodedDataLength"]})
        )
        session.send("Network.enable")
        return self

    def of(self, *kinds: str) -> dict[str, int]:
        """Bytes by path of what is of these kinds."""
        return {
            urlsplit(event["response"]["url"]).path: self.sizes.get(key, 0)
            for key, event in self.responses.items()
            if event["type"] in kinds
        }

    def not_kept(self) -> list[str]:
        """Styles, scripts and fonts that a browser would ask for again."""
        return [
            event["response"]["url"]
            for event in self.responses.values()
            if event["type"] in {"Stylesheet", "Script", "Font"}
            and "immutable" not in event["response"]["headers"].get("cache-control", "")
        ]


@pytest.fixture
def wire(visitor):
    """Visits a page on a phone whose browser speaks English: (what it fetched, the page)."""

    def visit(path: str) -> tuple[Wire, Page]:
        reader = visitor(width=412, locale="en-US")
        listening = Wire().listen(reader.page)
        page = reader.visit(path)
        page.wait_for_load_state("networkidle")
        assert reader.elsewhere == []
        return listening, page

    return visit


@pytest.mark.parametrize("path", PAGES)
def test_a_first_visit_is_light_and_moves_nothing(wire, path):
    fetched, page = wire(path)

    document = fetched.of("Document")
    frame = fetched.of("Stylesheet", "Script", "Font")
    fonts = [name.rsplit("/", 1)[1].split(".")[0] for name in fetched.of("Font")]
    assert list(document) == [path]
    assert document[path] < ROUND_TRIP_BYTES
    assert sum(document.values()) + sum(frame.values()) < MAX_BYTES
    assert sorted(fonts) == sorted(PAGES[path])
    assert fetched.not_kept() == []
    assert page.evaluate(SHIFTS) == 0


def test_the_offer_of_another_language_moves_nothing_and_goes_when_it_is_read_on(wire):
    _fetched, page = wire("/ar/")
    offer = page.locator("[data-language-hint]:visible")

    assert (offer.count(), page.evaluate(SHIFTS)) == (1, 0)

    page.mouse.wheel(0, 600)
    page.wait_for_function("scrollY > 0")
    page.wait_for_timeout(100)

    assert offer.count() == 0


WHEN_DARK = """new MutationObserver((_, observer) => {
    if (document.documentElement?.dataset.theme !== "dark") return;
    window.darkAt = performance.now();
    observer.disconnect();
}).observe(document, {attributes: true, subtree: true});"""
SLOW_MS = 400


def test_a_kept_choice_of_dark_holds_from_the_first_look(visitor):
    page = visitor(scheme="light").visit("/")
    page.evaluate("localStorage.setItem('theme', 'dark')")
    page.add_init_script(WHEN_DARK)

    def come_late(route):
        time.sleep(SLOW_MS / 1000)
        route.continue_()

    page.route("**/theme*.js", come_late)
    page.reload()
    while not page.evaluate("performance.getEntriesByType('paint').length"):
        page.wait_for_timeout(50)

    dark_at, painted_at = page.evaluate("[window.darkAt, performance.getEntriesByType('paint')[0].startTime]")
    checked = page.locator("[data-theme-choice] input:checked").get_attribute("value")
    assert (SLOW_MS < dark_at < painted_at, checked) == (True, "dark")
