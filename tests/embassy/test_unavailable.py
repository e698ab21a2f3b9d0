"""The 503 while the database is away: it says whose site this is and where to call, and asks nobody (AVL-01)."""

import json
import re
import sqlite3

import psycopg
import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError, connection
from django.test import RequestFactory

from embassy import page_files, unavailable
from embassy.lib.circuit import AWAY, REACHED, STATE, UNREACHABLE
from tests.factories import make_mission

pytestmark = pytest.mark.django_db


@pytest.fixture
def facts(tmp_path, monkeypatch):
    """Where the mission's facts are written down."""
    path = tmp_path / "last-known.json"
    monkeypatch.setattr(unavailable, "FACTS", path)
    return path


def test_it_says_the_mission_and_its_line_in_the_language_of_the_address(facts, django_assert_num_queries):
    make_mission(
        name={"en": "Embassy of Ruritania", "fr": "Ambassade de Ruritanie"},
        consular_label={"en": "Consular queries", "fr": "Affaires consulaires"},
        languages=["fr"],
    )
    unavailable.remember()
    with django_assert_num_queries(0):
        pages = [unavailable.answer(RequestFactory().get(path)) for path in ("/messages/", "/fr/messages/", "/de/")]

    assert [page.status_code for page in pages] == [503] * 3
    assert [page["Content-Language"] for page in pages] == ["en", "fr", "en"]
    assert {(page["Retry-After"], page["Cache-Control"]) for page in pages} == {("10", "no-store")}
    words = [("Embassy of Ruritania", "Consular queries"), ("Ambassade de Ruritanie", "Affaires consulaires")]
    for told, page in zip(words, pages[:2], strict=True):
        assert all(word in page.content.decode() for word in (*told, 'href="tel:+33199004685"'))


@pytest.mark.parametrize("written", [None, "", "{", '{"default": "en"}', "[]", '{"default": "fr", "facts": {}}'])
def test_without_any_facts_it_is_there_all_the_same(facts, written):
    if written is not None:
        facts.write_text(written)
    page = unavailable.answer(RequestFactory().get("/"))

    assert (page.status_code, b"This page cannot be shown just now" in page.content) == (503, True)
    assert b"tel:" not in page.content


def test_for_a_program_it_is_a_problem_document(facts):
    answer = unavailable.answer(RequestFactory().get("/api/v1/releases"))

    assert (answer["Content-Type"], json.loads(answer.content)["status"]) == ("application/problem+json", 503)
    assert answer["Retry-After"] == "10"


def test_the_style_and_the_scripts_of_a_page_that_was_given_are_given_on(client, monkeypatch):
    make_mission(languages=["en", "fr"])
    named = re.findall(r'"(/site-[^"]+)"', client.get("/fr/").content.decode())
    monkeypatch.setattr(page_files, "standing_mission", lambda: pytest.fail("the mission"))
    with connection.execute_wrapper(lambda *_: pytest.fail("a query")):
        answers = [client.get(url, **{STATE: AWAY}) for url in named]

    told = [(answer.status_code, answer.headers["Cache-Control"]) for answer in answers]
    assert told == [(200, "public, max-age=31536000, immutable")] * 2


def test_the_facts_are_written_whole_and_only_when_they_change(facts):
    make_mission()
    unavailable.remember()
    first = facts.stat().st_mtime_ns
    unavailable.remember()
    assert facts.stat().st_mtime_ns == first

    make_mission(name="Another name")
    unavailable.remember()
    assert unavailable.known("/")[1]["name"] == "Another name"
    assert [path.name for path in facts.parent.iterdir()] == ["last-known.json"]


class Lost(psycopg.OperationalError):
    sqlstate = None


def django_error(kind, cause):
    error = kind(str(cause))
    error.__cause__ = cause
    return error


def sqlite_error(name):
    cause = sqlite3.OperationalError(name)
    cause.sqlite_errorname = name
    return django_error(OperationalError, cause)


@pytest.mark.parametrize(
    ("error", "is_gone"),
    [
        (django_error(OperationalError, Lost("connection refused")), True),
        (django_error(InterfaceError, psycopg.InterfaceError("the connection is closed")), True),
        (django_error(OperationalError, psycopg.errors.AdminShutdown()), True),
        (django_error(OperationalError, psycopg.errors.TooManyConnections()), True),
        (django_error(OperationalError, psycopg.errors.QueryCanceled()), False),
        (django_error(ProgrammingError, psycopg.errors.UndefinedTable()), False),
        (sqlite_error("SQLITE_CANTOPEN"), True),
        (sqlite_error("SQLITE_NOTADB"), True),
        (sqlite_error("SQLITE_IOERR_READ"), True),
        (sqlite_error("SQLITE_BUSY"), False),
        (sqlite_error("SQLITE_ERROR"), False),
        (OperationalError("The database did not answer in time"), True),
    ],
)
def test_a_database_that_is_gone_is_told_from_a_query_that_fails(error, is_gone):
    assert unavailable.is_gone(error) is is_gone


@pytest.fixture
def failing(client):
    """failing(error, path) asks for a page whose query fails; the answer and what was noted of the database."""
    client.raise_request_exception = False

    def ask(error, path="/messages/"):
        def fail(*_arguments):
            raise error

        with connection.execute_wrapper(lambda *_call: fail()):
            answer = client.get(path)
        return answer, answer.wsgi_request.META.get(STATE)

    return ask


def test_a_page_that_cannot_reach_the_database_is_a_503_and_says_so_to_the_kept_pages(facts, failing):
    make_mission()
    unavailable.remember()
    answer, state = failing(django_error(OperationalError, Lost("connection refused")))

    assert (answer.status_code, state, b"Embassy of Ruritania" in answer.content) == (503, UNREACHABLE, True)


def test_a_query_that_was_stopped_is_a_503_that_keeps_nobody_else_away(facts, failing):
    answer, state = failing(django_error(OperationalError, psycopg.errors.QueryCanceled()))

    assert (answer.status_code, state) == (503, None)


def test_a_fault_of_ours_stays_a_500(failing):
    answer, state = failing(django_error(ProgrammingError, psycopg.errors.UndefinedTable()))

    assert (answer.status_code, state) == (500, None)


def test_told_that_it_is_away_nothing_is_asked_of_it(client, facts, django_assert_num_queries):
    with django_assert_num_queries(0):
        answers = [client.get(path, **{STATE: AWAY}) for path in ("/", "/admin/", "/media/x", "/robots.txt")]
    assert [answer.status_code for answer in answers] == [503, 503, 503, 200]


def test_after_a_page_it_is_known_to_be_reached(client):
    make_mission()

    assert client.get("/").wsgi_request.META[STATE] == REACHED
