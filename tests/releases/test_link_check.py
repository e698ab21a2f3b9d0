from datetime import timedelta

import pytest
from django.core.management import call_command

from embassy.lib import instant, outside
from releases import link_check
from releases.models import LinkResult
from tests import factories

pytestmark = pytest.mark.django_db
FAR = "https://example.org/page"


def draft(*links):
    return factories.make_draft(body="".join(f'<p><a href="{link}">x</a></p>' for link in links))


def test_external_links_of_drafts_are_asked_for_once_a_day(at):
    draft(FAR, "/messages/", "https://intranet/", "mailto:a@example.org", "http://localhost/x")
    draft(FAR)
    factories.make_live(body='<p><a href="https://example.org/public">x</a></p>')

    first = list(link_check.run(at, lambda _url: "there is no such page"))
    again = list(link_check.run(at + timedelta(hours=23), lambda _url: ""))
    tomorrow = list(link_check.run(at + timedelta(hours=25), lambda _url: ""))

    assert [(found.url, found.problem) for found in first] == [(FAR, "there is no such page")]
    assert again == []
    assert [(found.url, found.problem) for found in tomorrow] == [(FAR, "")]
    assert LinkResult.objects.count() == 1


def test_the_command_says_what_it_found(at, monkeypatch, capsys):
    draft(FAR)
    monkeypatch.setattr(instant, "now", lambda: at)
    monkeypatch.setattr(outside, "problem", lambda _url: "there is no such page")
    monkeypatch.setattr(link_check.run, "__defaults__", (outside.problem,))

    call_command("check_links")

    assert capsys.readouterr().out == f"{FAR}: there is no such page\n1 links asked for, 1 with a problem.\n"
