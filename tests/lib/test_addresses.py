"""Addresses: known parameters in their order, and the instant of the page carried on."""

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from embassy.lib.addresses import with_query
from embassy.lib.instant import Moment
from tests.factories import make_live, utc


def request_as_of(text):
    request = RequestFactory().get("/")
    request.moment = Moment(utc("2020-01-18T08:46Z"), as_of=text)
    return request


@pytest.mark.parametrize(
    ("pairs", "address"),
    [
        ([], "/messages/"),
        ([("kind", "news"), ("kind", "speech"), ("year", 2020)], "/messages/?kind=news&kind=speech&year=2020"),
        ([("q", "a&b=c#d?e/f+g h%")], "/messages/?q=a%26b%3Dc%23d%3Fe%2Ff%2Bg+h%25"),
        ([("q", "\r\nSet-Cookie: a")], "/messages/?q=%0D%0ASet-Cookie:+a"),
        ([("q", "мир")], "/messages/?q=%D0%BC%D0%B8%D1%80"),
    ],
)
def test_a_query_is_quoted_and_keeps_its_order(pairs, address):
    assert with_query("/messages/", pairs) == address


@pytest.mark.parametrize(
    ("as_of", "address"),
    [
        ("2020-01-18T08:46Z", "/messages/?year=2020&as-of=2020-01-18T08:46Z"),
        ("2020-01-18T11:46+03:00", "/messages/?year=2020&as-of=2020-01-18T11:46%2B03:00"),
        ("", "/messages/?year=2020"),
    ],
)
def test_the_instant_of_the_page_is_carried_on(as_of, address):
    assert with_query("/messages/", [("year", 2020)], request_as_of(as_of)) == address


def test_a_request_without_a_moment_carries_nothing_on():
    assert with_query("/messages/", [], RequestFactory().get("/")) == "/messages/"


def rendered(source, **context):
    context = Context(context)
    context.request = request_as_of("2020-01-18")
    return Template(source).render(context)


@pytest.mark.django_db
def test_a_template_links_to_names_paths_and_objects():
    edition = make_live(slug="peace")

    assert rendered("{% to 'releases:month' 2020 1 %}") == "/messages/2020/01/?as-of=2020-01-18"
    assert rendered("{% to '/corrections/' %}") == "/corrections/?as-of=2020-01-18"
    assert rendered("{% to edition %}", edition=edition) == "/messages/peace/?as-of=2020-01-18"
    assert (
        rendered("{% to 'releases:list' category=slug %}", slug='a"b')
        == "/messages/?category=a%22b&amp;as-of=2020-01-18"
    )
