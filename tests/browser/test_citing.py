"""The cite box and the addresses of paragraphs as a reader uses them; paper as a printer gets it."""

import pytest

from tests.browser.test_public_pages import RELEASE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
UNNUMBERED = "/messages/ambassador-voss-at-the-harbour-law-institute/"


def test_the_quotation_is_copied_and_the_button_says_so(visitor):
    page = visitor().visit(RELEASE)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button = page.get_by_role("button", name="Copy the quotation")
    button.click()

    page.get_by_role("button", name="Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#quotation").inner_text()
    assert copied.startswith("Embassy of Ruritania in Lutetia, “Statement on consular access")


def test_the_address_of_a_paragraph_shows_under_the_pointer_and_the_keyboard(visitor):
    page = visitor().visit(UNNUMBERED)
    anchor = page.locator("#p3 > .pa")
    assert anchor.evaluate("e => getComputedStyle(e).opacity") == "0"

    page.locator("#p3").hover()
    assert anchor.evaluate("e => getComputedStyle(e).opacity") == "1"
    page.mouse.move(0, 0)
    anchor.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert anchor.evaluate("e => getComputedStyle(e).opacity") == "1"
    page.keyboard.press("Enter")
    assert page.url.endswith("#p3")


def test_letterhead_and_seal_are_on_paper_only(visitor):
    page = visitor().visit(RELEASE)
    shown = {name: page.locator(name).is_visible() for name in (".letterhead", ".seal .qr", ".cite", ".prevnext")}
    page.emulate_media(media="print")
    printed = {name: page.locator(name).is_visible() for name in shown}

    assert (list(shown.values()), list(printed.values())) == ([False, False, True, True], [True, True, False, False])
