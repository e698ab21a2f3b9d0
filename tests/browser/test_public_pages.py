"""Every public page at two widths, in light and dark, without script; axe finds nothing."""

import pytest

from tests.browser import axe
from tests.browser.conftest import DEMO_NOW

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

RELEASE = "/messages/statement-on-consular-access-to-the-crew-of-the-aurelia/"
PAGES = {
    "home": "/",
    "list": "/messages/",
    "filtered list": "/messages/?kind=statement&q=harbour&from=31-31-2020",
    "nothing found": "/messages/?q=zzzz",
    "month": "/messages/2026/05/",
    "release": RELEASE,
    "release without numbers": "/messages/ambassador-voss-at-the-harbour-law-institute/",
    "superseded edition": f"{RELEASE}editions/1/",
    "corrections": "/corrections/",
    "incidents": "/incidents/",
    "incident": "/incidents/aurelia/",
    "embed": "/incidents/aurelia/embed/",
    "another instant": f"/?as-of={DEMO_NOW}",
    "French": "/fr/",
    "API": "/api/v1/docs",
    "not found": "/messages/no-such-message/",
}
# AAA contrast besides AA: the palette was made for it.
TAGS = [*axe.AA, "best-practice", "wcag2aaa"]


LOOKS = [(1440, "light"), (1440, "dark"), (360, "light"), (360, "dark")]
# The pages that most readers see are looked at in all four; of the others axe is asked at two, the fit at all.
WHOLE = {"home", "list", "release", "incident", "embed"}
NOT_ASKED = ("identical-links-same-purpose",)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_and_axe_finds_nothing(visitor, name):
    reader = visitor()
    page = reader.visit(PAGES[name])

    found = {}
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        if name in WHOLE or (width, scheme) in {(1440, "light"), (360, "dark")}:
            found[width, scheme] = violations(page)
        assert reader.overflow() <= 0, (width, scheme)

    assert {look: problems for look, problems in found.items() if problems} == {}
    assert [error for error in reader.errors if "404" not in error] == []
    assert reader.elsewhere == []
    assert page.context.cookies() == []


def violations(page) -> list[tuple[str, list]]:
    """What axe finds: its rule and the elements."""
    return axe.violations(page, runOnly=TAGS, rules={rule: {"enabled": False} for rule in NOT_ASKED})


@pytest.mark.parametrize("name", ["home", "list", "release", "incident"])
def test_a_page_says_the_same_without_script(visitor, name):
    path = f"{PAGES[name]}?as-of={DEMO_NOW}"
    with_script, without = visitor(), visitor(java_script_enabled=False)

    texts = [reader.visit(path).locator("main").inner_text() for reader in (with_script, without)]

    # Buttons that only a script can serve are shown by it; everything else is there without.
    only_by_script = {"", "Use this message", "Share", "Share this page", "Print", "Copy link", "Copy the code"}
    only_by_script |= {"Copy the quotation", "Copy the permanent link"}
    lines = [[line for line in text.splitlines() if line.strip() not in only_by_script] for text in texts]
    assert lines[0] == lines[1]
