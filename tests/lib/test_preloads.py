"""The headers say what the head of a page says (103 Early Hints)."""

import pytest
from django.http import HttpResponse

from embassy.lib.preloads import announce
from tests.factories import make_live, make_mission

PAGE = """<html><head><link rel="preload" href="/static/a.woff2" as="font" type="font/woff2" crossorigin>
<link rel="stylesheet" href="/brand.css"><link rel="stylesheet" href="https://elsewhere.example/x.css">
<link rel="icon" href="/icon.svg"></head><body><link rel="stylesheet" href="/body.css"></body></html>"""
SAID = '</static/a.woff2>; rel=preload; as=font; type="font/woff2"; crossorigin, </brand.css>; rel=preload; as=style'


def link_of(content: str = PAGE, *, caching: str = "public, max-age=60", **options) -> str | None:
    response = HttpResponse(content, headers={"Cache-Control": caching}, **options)
    announce(response)
    return response.headers.get("Link")


def test_what_the_head_fetches_from_here_is_announced():
    assert link_of() == SAID


def test_nothing_is_said_of_what_is_no_public_page():
    assert [
        link_of(caching="private, no-store"),
        link_of(content_type="application/json"),
        link_of(status=404),
        link_of("<html><head></head></html>"),
    ] == [None] * 4


@pytest.mark.django_db
@pytest.mark.parametrize(("prefix", "fonts"), [("", 1), ("/ar", 0)])
def test_a_page_announces_its_style_and_its_font(client, prefix, fonts):
    make_mission(languages=["en", "ar"])
    make_live(language="en")
    response = client.get(f"{prefix}/messages/")
    links = response.headers["Link"].split(", ")

    assert [link.partition("; ")[2] for link in links] == [
        "rel=preload; as=style",
        *['rel=preload; as=font; type="font/woff2"; crossorigin'] * fonts,
    ]
    assert all(f'href="{link[1:].partition(">")[0]}"' in response.content.decode() for link in links)
