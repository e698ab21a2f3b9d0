"""The site in each of its languages, at two widths, in light and dark; Arabic from right to left; axe finds nothing."""

import pytest

from tests.browser.test_public_pages import LOOKS, violations

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

RELEASES = {
    "en": "statement-on-consular-access-to-the-crew-of-the-aurelia",
    "fr": "declaration-sur-la-visite-consulaire-a-lequipage-de-laurelia",
    "ru": "statement-on-consular-access",
    "ar": "statement-on-consular-access",
}
WORDS = {"en": "harbour", "fr": "équipage", "ru": "экипаж", "ar": "السفارة"}


def pages(code):
    root = "/" if code == "en" else f"/{code}/"
    return {
        "home": root,
        "list": f"{root}messages/",
        "release": f"{root}messages/{RELEASES[code]}/",
        "incident": f"{root}incidents/aurelia/",
        "embed": f"{root}incidents/aurelia/embed/",
        "search": f"{root}messages/?q={WORDS[code]}",
    }


@pytest.mark.parametrize("code", RELEASES)
def test_a_language_fits_and_axe_finds_nothing(visitor, code):
    reader = visitor(locale=code)
    found, wide = {}, []
    for name, path in pages(code).items():
        page = reader.visit(path)
        for width, scheme in LOOKS:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            found[name, width, scheme] = violations(page)
            if reader.overflow() > 0:
                wide.append((name, width, scheme))

    assert {look: problems for look, problems in found.items() if problems} == {}
    assert wide == []
    assert (reader.errors, reader.elsewhere) == ([], [])


def test_arabic_is_set_from_right_to_left_and_numbers_are_not(visitor):
    page = visitor(locale="ar").visit(pages("ar")["home"])
    boxes = {
        name: page.locator(name).first.bounding_box() for name in (".brand", ".clocks", ".tracker__n", ".tracker__text")
    }

    assert boxes[".brand"]["x"] > boxes[".clocks"]["x"]
    assert boxes[".tracker__n"]["x"] > boxes[".tracker__text"]["x"]
    phone = page.locator(".bar__phone bdi")
    assert (phone.get_attribute("dir"), phone.inner_text()) == ("ltr", "+33 1 99 00 46 85")
    heading = page.locator(".statement__title")
    assert heading.evaluate("element => getComputedStyle(element).letterSpacing") in ("normal", "0px")


def test_a_reader_is_offered_the_language_of_the_browser_and_sent_nowhere(visitor):
    reader = visitor(locale="ru-RU")
    page = reader.visit("/messages/statement-on-consular-access-to-the-crew-of-the-aurelia/")
    hints = page.locator("[data-language-hint]:visible")

    assert page.url.endswith("/messages/statement-on-consular-access-to-the-crew-of-the-aurelia/")
    assert hints.count() == 1
    hints.locator("a").click()
    assert page.url.endswith("/ru/messages/statement-on-consular-access/")
    assert page.locator("[data-language-hint]:visible").count() == 0
    assert page.context.cookies() == []


@pytest.mark.parametrize("code", ["en-GB", "de-DE"])
def test_a_reader_whose_language_is_this_one_or_none_of_ours_is_offered_nothing(visitor, code):
    page = visitor(locale=code).visit("/")

    assert page.locator("[data-language-hint]:visible").count() == 0
