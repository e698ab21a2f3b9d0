"""AUT-03: an account that exists is answered like one that does not: same words, same work, same wait."""

import re
from statistics import median
from time import perf_counter

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher, PBKDF2PasswordHasher
from django.db import connection
from django.test.utils import CaptureQueriesContext

from embassy.accounts import posting, throttle
from tests.accounts.people import PASSWORD, give_password, make_person

FORGOTTEN = "/admin/my-account/password/forgotten/"
pytestmark = pytest.mark.usefixtures("mission")


def page(answer) -> str:
    """The page without what differs between any two: the token, and the name as it was typed."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    return re.sub(r'value="(ada|eve)"', "", text)


@pytest.fixture
def hashes(monkeypatch):
    """How many passwords have been hashed: what a log-in spends its time on."""
    done = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda self, *args: done.append(1) or encode(self, *args))
    return done


def tried(client, username, password, hashes):
    hashes.clear()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = give_password(client, username, password)
    return page(answer), answer.status_code, len(hashes), len(queries)


def test_a_wrong_password_is_answered_like_an_unknown_name(client, hashes):
    make_person("ada")
    client.get(FORGOTTEN)

    assert tried(client, "ada", "wrong-password-1", hashes) == tried(client, "eve", "wrong-password-1", hashes)


def test_a_disabled_account_is_answered_like_an_unknown_name(client, hashes):
    make_person("ada", is_active=False)

    known, unknown = tried(client, "ada", PASSWORD, hashes), tried(client, "eve", PASSWORD, hashes)

    assert known[:3] == unknown[:3]


class Slow(PBKDF2PasswordHasher):
    """Slow enough that leaving it out would show."""

    iterations = 20_000


def test_a_wrong_password_takes_as_long_as_an_unknown_name(client, settings, monkeypatch):
    """Medians of samples taken in turn, so that the noise of a busy machine falls on both alike."""
    settings.PASSWORD_HASHERS = [f"{Slow.__module__}.{Slow.__qualname__}"]
    monkeypatch.setattr(throttle, "is_exceeded", lambda name, network, at: False)
    make_person("ada")
    client.get(FORGOTTEN)
    taken = {"ada": [], "eve": []}
    for _sample in range(25):
        for name, times in taken.items():
            begun = perf_counter()
            give_password(client, name, "wrong-password-1")
            times.append(perf_counter() - begun)

    known, unknown = (median(times) for times in taken.values())
    assert 1 / 1.5 < known / unknown < 1.5


def test_a_forgotten_password_is_answered_alike_and_only_the_account_gets_mail(client, mailoutbox):
    make_person("ada")

    known = client.post(FORGOTTEN, {"email": "ada@ruritania.example"})
    unknown = client.post(FORGOTTEN, {"email": "eve@ruritania.example"})

    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    assert page(client.get(known.headers["Location"])) == page(client.get(unknown.headers["Location"]))
    assert [mail.to for mail in mailoutbox] == [["ada@ruritania.example"]]


def test_a_forgotten_password_costs_the_same_queries_and_one_mail_written(client, monkeypatch):
    make_person("ada")
    written = []
    monkeypatch.setattr(posting, "post", written.append)

    def cost(email):
        with CaptureQueriesContext(connection) as queries:
            client.post(FORGOTTEN, {"email": email})
        return len(queries)

    client.get(FORGOTTEN)
    assert cost("ada@ruritania.example") == cost("eve@ruritania.example")
    assert [len(mail.body.splitlines()) for mail in written] == [written[0].body.count("\n") + 1] * 2


def test_the_mail_is_sent_beside_the_request(client, monkeypatch):
    make_person("ada")
    started = []
    monkeypatch.setattr(posting.Thread, "start", lambda thread: started.append(thread.args))

    client.post(FORGOTTEN, {"email": "ada@ruritania.example"})

    assert [mail.to for (mail,) in started] == [["ada@ruritania.example"]]


def test_a_disabled_account_gets_no_mail(client, mailoutbox):
    make_person("ada", is_active=False)

    client.post(FORGOTTEN, {"email": "ada@ruritania.example"})

    assert mailoutbox == []


def test_a_forgotten_password_takes_as_long_for_an_address_that_nobody_has(client, settings, monkeypatch):
    """AUT-03: medians of samples taken in turn. The mail is sent beside the request, so it is left out."""
    settings.ACCOUNT_RATE_LIMITS = False
    monkeypatch.setattr(posting, "post", lambda mail: None)
    monkeypatch.setitem(settings.REQUESTS_PER_MINUTE, "log-in", 0)
    make_person("ada")
    client.get(FORGOTTEN)
    taken = {"ada": [], "eve": []}
    for _sample in range(40):
        for name, times in taken.items():
            begun = perf_counter()
            assert client.post(FORGOTTEN, {"email": f"{name}@ruritania.example"}).status_code == 302
            times.append(perf_counter() - begun)

    known, unknown = (median(times) for times in taken.values())
    assert 1 / 1.5 < known / unknown < 1.5
