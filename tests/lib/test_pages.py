"""Pages of a list: whatever is asked for, the reader gets a page, a message by it, or a 404."""

import math

import pytest
from django.core.paginator import Paginator
from django.http import Http404
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from embassy.lib import pages
from embassy.lib.instant import Moment
from embassy.lib.pages import Link, pages_of
from tests.factories import utc

PROBLEM = "“page” takes a whole number from 1. This is page 1."


def request_of(query="", as_of=""):
    request = RequestFactory().get("/messages/", query_params=query and dict([query]))
    request.moment = Moment(utc("2026-06-01T09:00Z"), as_of=as_of)
    return request


def page(number, length=95, **options):
    return pages_of(request_of(number and ("page", number)), range(length), size=10, **options)


@pytest.mark.parametrize(
    ("text", "asked_for"),
    [
        (None, (1, "")),
        ("1", (1, "")),
        ("12", (12, "")),
        ("0012", (12, "")),
        ("999999999", (999_999_999, "")),
        ("9" * 20, (1_000_000_000, "")),
        ("9" * 5000, (1_000_000_000, "")),
        ("0" * 5000 + "2", (2, "")),
        ("", (1, PROBLEM)),
        ("abc", (1, PROBLEM)),
        ("last", (1, PROBLEM)),
        ("-1", (1, PROBLEM)),
        ("+1", (1, PROBLEM)),
        ("0", (1, PROBLEM)),
        ("00", (1, PROBLEM)),
        ("1.0", (1, PROBLEM)),
        ("1e3", (1, PROBLEM)),
        (" 1", (1, PROBLEM)),
        ("1_0", (1, PROBLEM)),
        ("１２", (1, PROBLEM)),  # full width
        ("²", (1, PROBLEM)),
        ("1\x00", (1, PROBLEM)),
        ("\ufffd", (1, PROBLEM)),
    ],
)
def test_the_page_a_text_names(text, asked_for):
    assert pages.asked_for(text) == asked_for


@given(text=st.text())
def test_any_text_names_a_page(text):
    number, problem = pages.asked_for(text)

    assert number >= 1
    assert problem in ("", PROBLEM)


def test_a_page_of_the_list():
    assert list(page("10").page) == list(range(90, 95))
    assert list(page("").page) == list(range(10))


@pytest.mark.parametrize(("number", "length"), [("11", 95), ("2", 0), ("9" * 20, 95), ("2", 10)])
def test_past_the_end_is_not_found(number, length):
    with pytest.raises(Http404) as missing:
        page(number, length)
    assert str(missing.value) == f"This list ends before page {number}."


def test_the_number_is_quoted_in_short():
    with pytest.raises(Http404) as missing:
        page("9" * 5000)
    assert str(missing.value) == f"This list ends before page {'9' * 30}."


def test_an_empty_list_has_one_empty_page_and_no_pager():
    pages = page("", 0)

    assert list(pages.page) == []
    assert pages.context() == {
        "page": pages.page,
        "page_problem": "",
        "pager": None,
        "range": None,
    }


def numbers(pages):
    return [link.number for link in pages.numbers]


def test_the_pager_names_the_ends_and_the_neighbours():
    assert numbers(page("", 200)) == [1, 2, 3, None, 20]
    assert numbers(page("10", 200)) == [1, None, 8, 9, 10, 11, 12, None, 20]
    assert numbers(page("20", 200)) == [1, None, 18, 19, 20]
    assert numbers(page("", 10)) == []


def test_links_carry_the_filters_and_the_instant_and_page_one_has_no_number():
    request = request_of(("page", "2"), as_of="2020-01-18T11:46+03:00")
    pages = pages_of(request, range(25), size=10, query=[("kind", "news"), ("q", "peace & “order”")])
    query = "kind=news&q=peace+%26+%E2%80%9Corder%E2%80%9D"

    assert pages.numbers == [
        Link(1, f"/messages/?{query}&as-of=2020-01-18T11:46%2B03:00", False),
        Link(2, f"/messages/?{query}&page=2&as-of=2020-01-18T11:46%2B03:00", True),
        Link(3, f"/messages/?{query}&page=3&as-of=2020-01-18T11:46%2B03:00", False),
    ]
    assert (pages.previous_url, pages.next_url) == (pages.numbers[0].url, pages.numbers[2].url)


def test_the_first_and_the_last_page_have_one_neighbour():
    assert (page("", 25).previous_url, page("", 25).next_url) == ("", "/messages/?page=2")
    assert (page("3", 25).previous_url, page("3", 25).next_url) == ("/messages/?page=2", "")


class Uncountable(list):
    def count(self):
        raise AssertionError("the count was known")

    __len__ = count


def test_a_known_count_is_not_asked_for_again():
    assert pages_of(request_of(), Uncountable(range(25)), size=10, count=25).page.paginator.num_pages == 3


@given(length=st.integers(0, 120), size=st.integers(1, 30))
def test_the_pages_divide_the_list(length, size):
    found = []
    for number in range(1, max(math.ceil(length / size), 1) + 1):
        found += pages_of(request_of(("page", number)), range(length), size=size).page
    assert found == list(range(length))


@given(total=st.integers(1, 400), data=st.data())
def test_the_pager_holds_the_current_page_once_in_rising_order(total, data):
    current = data.draw(st.integers(1, total))
    links = pages.Pages(Paginator(range(total), 1).page(current), "", request_of()).numbers
    shown = [link.number for link in links if link.number]

    assert [link.number for link in links if link.is_current] == ([current] if total > 1 else [])
    assert shown == sorted(set(shown))
    assert all(link.number or link.url == "" for link in links)
