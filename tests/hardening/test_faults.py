"""What an error says and what it needs to say it: nothing (OPS-05)."""

import io
import json
import logging
import re

import pytest
from django.db import connection
from django.template import TemplateDoesNotExist, engines
from django.test import Client

from embassy.lib import fault_page, jsonlog, reference
from embassy.models import Mission
from tests.embassy.reading import heading, parsed, texts, title
from tests.lib.test_csp import PUBLIC

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines():
    """What is written to the log, as the site on the open net writes it."""
    handler = Lines()
    for name in ("django", "embassy.security"):
        logging.getLogger(name).addHandler(handler)
    yield handler.lines
    for name in ("django", "embassy.security"):
        logging.getLogger(name).removeHandler(handler)


class Lines(logging.Handler):
    def __init__(self):
        super().__init__()
        self.lines = []
        self.setFormatter(jsonlog.JSONFormatter())

    def emit(self, record):
        self.lines.append(json.loads(self.format(record)))


def broken(monkeypatch, what="embassy.views.instant.of"):
    def fail(*_arguments, **_named):
        raise RuntimeError("secret of the server")

    monkeypatch.setattr(what, fail)
    return Client(raise_request_exception=False)


def test_a_fault_has_a_reference_that_stands_in_the_log(mission, monkeypatch, lines):
    """OPS-05: on the page, in the header, in the line with the traceback."""
    response = broken(monkeypatch).get("/")
    page = parsed(response)
    name = response.headers["X-Request-ID"]

    words = "Something went wrong on our side"
    assert (response.status_code, title(page), heading(page)) == (500, words, [words])
    assert texts(page, "ui") == [f"If you tell us of it, name this: {name}"]
    assert [(line["reference"], line["level"], line["path"]) for line in lines] == [(name, "ERROR", "/")]
    assert "secret of the server" in lines[0]["traceback"]
    assert "secret" not in response.content.decode()
    assert (response.headers["Content-Security-Policy"], response.headers["Cache-Control"]) == (PUBLIC, "no-store")


def test_a_fault_needs_no_database(mission, monkeypatch):
    client = broken(monkeypatch, "embassy.middleware.Mission.current")

    with connection.execute_wrapper(lambda *_: pytest.fail("a query")):
        response = client.get("/messages/")

    assert (response.status_code, heading(parsed(response))) == (500, ["Something went wrong on our side"])


def test_a_fault_needs_no_template_and_no_manifest(mission, monkeypatch, settings):
    """Templates that are gone, and a manifest that names nothing."""

    def gone(name, *_rest, **_named):
        raise TemplateDoesNotExist(name)

    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    monkeypatch.setattr(engines["django"], "get_template", gone)
    response = Client(raise_request_exception=False).get("/")

    assert (response.status_code, heading(parsed(response))) == (500, ["Something went wrong on our side"])
    assert b'href="/static/css/site.css"' in response.content


def test_a_fault_needs_no_words(monkeypatch):
    """A catalogue that cannot be read."""

    def fail(*_arguments, **_named):
        raise OSError("catalogue")

    monkeypatch.setattr(fault_page, "override", fail)
    response = fault_page.answer(None, 500)

    assert (response.status_code, heading(parsed(response))) == (500, ["500"])


@pytest.mark.parametrize(
    ("path", "accepted", "language", "direction"),
    [
        ("/", "", "en", "ltr"),
        ("/", "fr-FR,fr;q=0.9", "fr", "ltr"),
        ("/", "xx,ar;q=0.5", "ar", "rtl"),
        ("/ru/messages/", "fr", "ru", "ltr"),
        ("/", "*;q=x,,\x00", "en", "ltr"),
    ],
)
def test_a_fault_speaks_the_readers_language(mission, monkeypatch, path, accepted, language, direction):
    """As far as it is known without a database: by the address, else by the browser."""
    client = broken(monkeypatch, "embassy.middleware.Mission.current")

    page = parsed(client.get(path, headers={"accept-language": accepted}))

    assert (page.get("lang"), page.get("dir")) == (language, direction)


def test_the_language_of_the_page_comes_before_that_of_the_browser(mission, monkeypatch):
    mission.languages = ["en", "ar"]
    mission.save()

    response = broken(monkeypatch).get("/ar/", headers={"accept-language": "fr"})

    assert (parsed(response).get("lang"), response.headers["Content-Language"]) == ("ar", "ar")


@pytest.mark.parametrize("status", fault_page.WORDS)
@pytest.mark.parametrize("language", ["en", "ar", "fr", "ru"])
def test_each_kind_of_error_has_its_words_in_each_language(rf, status, language):
    response = fault_page.answer(rf.get(f"/{language}/" if language != "en" else "/"), status)
    page = parsed(response)

    assert (response.status_code, page.get("lang"), texts(page, "bigcode")) == (status, language, [str(status)])
    assert len(heading(page)[0]) > 5
    assert response.headers["Cache-Control"] == "no-store"
    if language != "en":
        with fault_page.override(language):
            assert heading(page) == [str(fault_page.WORDS[status][0])]
        with fault_page.override("en"):
            assert heading(page) != [str(fault_page.WORDS[status][0])]


KINDS = {
    400: lambda client: client.get("/messages/?" + "&".join("kind=x" for _ in range(1001))),
    403: lambda client: client.post("/admin/my-account/log-in/"),
    404: lambda client: client.get("/nothing/"),
    405: lambda client: client.post("/"),
    411: lambda client: client.post(
        "/", HTTP_TRANSFER_ENCODING="chunked", CONTENT_LENGTH="", **{"wsgi.input": io.BytesIO(b"")}
    ),
    413: lambda client: client.post("/", CONTENT_LENGTH=str(1 << 30)),
    429: lambda client: [client.get("/oembed") for _ in range(3)][-1],
}


@pytest.mark.parametrize("status", KINDS)
def test_every_kind_of_error_is_a_page_with_a_heading(archive, per_minute, status):
    per_minute(oembed=1)
    response = KINDS[status](Client(raise_request_exception=False, enforce_csrf_checks=True))
    page = parsed(response)

    assert response.status_code == status
    assert (len(heading(page)), texts(page, "bigcode")) == (1, [str(status)])
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
    told = [text for text in texts(page, "ui") if "name this" in text]
    is_told = status in reference.SHOWN_WITH
    assert told == ([f"If you tell us of it, name this: {response.headers['X-Request-ID']}"] if is_told else [])
    assert ("X-Request-ID" in response.headers) is is_told


def test_what_is_missing_is_answered_alike_for_everybody(client, mission):
    """EMB-02: no reference, so that a text that is hidden is answered to the byte like one that never was."""
    first, second = client.get("/messages/none/"), client.get("/messages/none/")

    assert (first.content, dict(first.headers)) == (second.content, dict(second.headers))


def test_a_reference_is_taken_from_a_trusted_proxy_alone(client, mission, settings):
    def told(given):
        return client.post("/", CONTENT_LENGTH=str(1 << 30), headers={"x-request-id": given}).headers["X-Request-ID"]

    of_a_stranger = told("proxy-0123456789")
    settings.TRUSTED_PROXIES = 1
    hostile = told('a"<b>\t0123456789')

    assert told("proxy-0123456789") == "proxy-0123456789"
    assert [bool(re.fullmatch("[0-9a-f]{16}", name)) for name in (of_a_stranger, hostile)] == [True, True]


def test_a_form_from_another_site_is_told_politely_and_in_the_log(mission, lines):
    """AUT-10: Django's own page has an inline style, and speaks of cookies to whoever reads it."""
    response = Client(enforce_csrf_checks=True).post("/admin/my-account/log-in/", {"login": "x"})

    assert (response.status_code, heading(parsed(response))) == (403, ["This form can no longer be sent"])
    assert [(line["message"], line["reason"], line["reference"]) for line in lines] == [
        ("permission denied", "CSRF cookie not set.", response.headers["X-Request-ID"])
    ]


def test_the_mission_is_not_asked_for_by_the_page_of_a_fault(mission):
    """Whoever breaks the middle of a request still gets the page."""
    assert Mission.objects.count() == 1
    with connection.execute_wrapper(lambda *_: pytest.fail("a query")):
        assert b"500" in fault_page.answer(None, 500).content
