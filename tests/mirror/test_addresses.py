"""Which file holds what stands at an address."""

import pytest

from embassy.mirror.addresses import Plan, inside, relative
from tests.mirror.conftest import AT


@pytest.mark.parametrize(
    ("address", "file"),
    {
        "/": "index.html",
        "/fr/": "fr/index.html",
        "/messages": "messages/index.html",
        "/messages/?page=1": "messages/index.html",
        "/messages/?page=3": "messages/page/3/index.html",
        "/messages/?kind=speech&page=2": "messages/kind/speech/page/2/index.html",
        "/messages/?page=2&kind=speech&utm_source=x": "messages/kind/speech/page/2/index.html",
        "/fr/messages/?year=2026": "fr/messages/year/2026/index.html",
        "/messages/a-text/": "messages/a-text/index.html",
        "/messages/a-text.txt": "messages/a-text.txt",
        "/messages/a-text/editions/2/": "messages/a-text/editions/2/index.html",
        "/messages/verify/": "messages/verify/index.html",
        "/messages/con/": "messages/con_/index.html",
        "/fr/messages/com1.txt": "fr/messages/com1_.txt",
        "/messages/?category=aux&page=2": "messages/category/aux_/page/2/index.html",
        "/messages/conference/": "messages/conference/index.html",
        "/messages/feed.atom?archive=7": "messages/feed-7.atom",
        "/messages/feed.json?category=consular": "messages/category/consular/feed.json",
        "/incidents/x.svg": "incidents/x.svg",
        "/fr/incidents/x.svg?size=billboard": "fr/incidents/x.billboard.svg",
        "/.well-known/security.txt": ".well-known/security.txt",
        "/media/0123456789abcdef0123456789abcdef.pdf": "media/0123456789abcdef0123456789abcdef.pdf",
    }.items(),
)
def test_an_address_has_its_file(address, file):
    assert Plan(AT).file_of(address) == file


@pytest.mark.parametrize(
    "address",
    [
        "/messages/?q=fish",
        "/messages/?kind=speech&year=2026",
        "/messages/?kind=speech&kind=news",
        "/messages/?page=2&page=3",
        "/messages/?page=abc",
        "/messages/?page=0",
        "/messages/?language=all",
        "/messages/?as-of=2026-05-04",
        "/messages/?category=../../x",
        "/messages/a-text/?kind=speech",
        "/messages/feed.atom?category=x&archive=2",
        "/messages/feed.atom?q=fish",
        "/admin/", "/api/v1/releases", "/preview/x/", "/calendar/x.ics", "/health/live", "/oembed?url=x",
        "/subscribe/", "/fr/verify/",
        "/../etc/passwd", "/messages/../../etc/passwd.txt", "/%2e%2e/passwd.txt", "//elsewhere.example/a.txt", "/a//b/",
        "/messages/a-text.pdf", "/messages/a-text/card-0123456789abcdef0123.png", "messages/",
    ],
)  # fmt: skip
def test_what_needs_the_server_or_leads_out_has_none(address):
    assert Plan(AT).file_of(address) is None


def test_pdf_files_and_cards_are_there_where_they_are_asked_for():
    plan = Plan(AT, has_pdf=True, has_cards=True)

    assert plan.file_of("/messages/a-text.pdf") == "messages/a-text.pdf"
    assert plan.file_of("/card-0123456789abcdef0123.png") == "card-0123456789abcdef0123.png"


@pytest.mark.parametrize(
    ("target", "page", "link"),
    [
        ("index.html", "index.html", "index.html"),
        ("messages/index.html", "index.html", "messages/index.html"),
        ("index.html", "messages/page/2/index.html", "../../../index.html"),
        ("messages/a/index.html", "messages/b/index.html", "../a/index.html"),
    ],
)
def test_a_link_leads_from_file_to_file(target, page, link):
    assert relative(target, page) == link


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("/messages/#p1", ("/messages/", "#p1")),
        ("../b/", ("/messages/b/", "")),
        ("?page=2", ("/messages/a/?page=2", "")),
        ("http://localhost:8000/", ("/", "")),
        ("http://localhost:8000", ("/", "")),
        ("https://localhost:8000/", None),
        ("http://localhost/", None),
        ("https://elsewhere.example/", None),
        ("mailto:a@b.example", None),
        ("http://[broken", None),
    ],
)
def test_an_address_is_inside_on_the_very_origin_alone(url, found):
    assert inside(url, "/messages/a/") == found


def test_absolute_addresses_are_the_mirrors_where_it_has_one_and_the_file():
    own, none = Plan(AT, base_url="https://mirror.example/copy"), Plan(AT)

    assert own.absolute("/messages/?page=2") == "https://mirror.example/copy/messages/page/2/"
    assert own.absolute("/messages/?q=fish") == "http://localhost:8000/messages/?q=fish"
    assert none.absolute("/messages/?page=2") == "http://localhost:8000/messages/?page=2"
