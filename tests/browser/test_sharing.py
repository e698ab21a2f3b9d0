"""The heads of the pages in a real browser: data blocks break no policy, cards are pictures."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PAGES = [
    "/",
    "/messages/2026/05/",
    "/messages/statement-on-consular-access-to-the-crew-of-the-aurelia/",
    "/incidents/aurelia/",
]
DATA = 'script[type="application/ld+json"]'


@pytest.mark.parametrize("path", PAGES)
def test_structured_data_is_no_script_to_the_policy(visitor, path):
    reader = visitor()
    page = reader.visit(path)

    assert page.locator(DATA).count() >= 1
    assert (
        page.evaluate(f"[...document.querySelectorAll('{DATA}')].map(s => JSON.parse(s.text)['@context'])")
        == ["https://schema.org"] * page.locator(DATA).count()
    )
    assert (reader.errors, reader.elsewhere) == ([], [])


@pytest.mark.parametrize("path", PAGES)
def test_the_card_of_a_page_is_a_picture(visitor, path):
    reader = visitor()
    address = reader.visit(path).locator('meta[property="og:image"]').get_attribute("content")
    page = reader.visit(address.removeprefix(reader.url))

    assert page.evaluate("[document.images[0].naturalWidth, document.images[0].naturalHeight]") == [1200, 630]
