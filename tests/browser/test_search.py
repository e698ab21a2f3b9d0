"""Searching as a reader does: type, see the marks, take a filter away, change the order, mistype."""

import pytest

from tests.browser.test_public_pages import LOOKS, violations

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def titles(page):
    return page.locator(".item__title bdi").all_inner_texts()


def marks(page):
    return page.locator("mark").all_inner_texts()


def test_a_reader_searches(visitor):
    reader = visitor()
    page = reader.visit("/messages/?kind=statement")
    page.fill("#site-q", "survey vessels")
    page.press("#site-q", "Enter")
    by_match = titles(page)
    assert by_match[0].startswith("Statement on consular access to the crew of the survey vessel")
    assert {text.lower() for text in marks(page)} <= {"survey vessel", "surveyed", "survey", "vessel", "vessels"}

    page.check("input[name=kind][value=statement]")
    page.click("text=Show messages")
    assert set(titles(page)) < set(by_match)
    assert page.locator(".kind").all_inner_texts() == ["Statement"] * len(titles(page))

    page.click("text=Newest first")
    days = [day.get_attribute("datetime") for day in page.locator(".item__date").all()]
    assert days == sorted(days, reverse=True)

    page.click(".chip:has-text('Statement')")
    assert set(titles(page)) == set(by_match)
    assert "sort=date" in page.url

    page.fill("#q", '"survey vessel" -lightship')
    page.press("#q", "Enter")
    assert set(marks(page)) == {"survey vessel"}

    page.fill("#q", "vesel")
    page.press("#q", "Enter")
    page.click(".empty a:has-text('vessel')")
    assert titles(page)
    assert reader.errors == reader.elsewhere == []


@pytest.mark.parametrize("query", ["q=survey+vessel&sort=date", "q=vesel&kind=statement"])
def test_results_fit_and_axe_finds_nothing(visitor, query):
    reader = visitor()
    page = reader.visit(f"/messages/?{query}")
    found = {}
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        found[width, scheme] = violations(page)
        assert reader.overflow() <= 0, (width, scheme)
    assert {look: problems for look, problems in found.items() if problems} == {}


def test_searching_needs_no_script(visitor):
    page = visitor(java_script_enabled=False, width=360).visit("/messages/?q=vesel")
    page.click(".empty a:has-text('vessel')")
    assert marks(page)
