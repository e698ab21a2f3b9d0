"""AUT-04 and AUT-05: reset links, and what a password must be."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.accounts.people import LOG_IN, PASSWORD, give_password, is_in, log_in, make_person, wrong

FORGOTTEN, CHANGE = "/admin/my-account/password/forgotten/", "/admin/my-account/password/"
NEW = "harbour-violin-tempest-7"
pytestmark = pytest.mark.usefixtures("mission")


def ask(client, **headers) -> None:
    client.post(FORGOTTEN, {"email": "ada@ruritania.example"}, **headers)


def link_in(mail) -> str:
    return next(word for word in mail.body.split() if "/password/new/" in word)


def path_of(link) -> str:
    return link.removeprefix("http://localhost:8000")


def test_the_link_names_the_address_of_the_settings_whatever_the_request_says(client, mailoutbox, settings):
    """AUT-04: Host and X-Forwarded-Host attacks."""
    settings.SITE_URL = "https://press.ruritania.example"
    settings.ALLOWED_HOSTS = ["*"]
    make_person()

    ask(client, HTTP_HOST="evil.example", HTTP_X_FORWARDED_HOST="evil.example")

    assert link_in(mailoutbox[0]).startswith("https://press.ruritania.example/admin/my-account/password/new/")
    assert "evil.example" not in mailoutbox[0].message().as_string()


def test_the_mail_comes_from_the_press_office(client, mailoutbox):
    make_person()

    ask(client)

    mail = mailoutbox[0]
    assert (mail.subject, mail.from_email) == ("New password: Embassy of Ruritania", "press@ruritania.example")


def test_the_link_serves_once(client, mailoutbox):
    make_person()
    ask(client)
    path = path_of(link_in(mailoutbox[0]))
    form = client.get(path).headers["Location"]
    assert client.post(form, {"password1": NEW, "password2": NEW}).status_code == 302

    again = Client().get(path)

    assert (again.status_code, b"The password reset link was invalid" in again.content) == (200, True)
    assert User.objects.get().check_password(NEW)


@pytest.mark.parametrize("change", ["password", "email", "last_login"])
def test_the_link_is_dead_after_a_change_of_password_or_address_and_after_a_log_in(client, mailoutbox, change):
    user = make_person()
    ask(client)
    if change == "password":
        user.set_password(NEW)
        user.save()
    elif change == "email":
        User.objects.update(email="other@ruritania.example")
    else:
        log_in(Client())

    answer = Client().get(path_of(link_in(mailoutbox[0])))

    assert b"The password reset link was invalid" in answer.content


def test_the_link_is_short_lived(client, mailoutbox, settings):
    make_person()
    ask(client)
    settings.PASSWORD_RESET_TIMEOUT = -1

    assert b"The password reset link was invalid" in client.get(path_of(link_in(mailoutbox[0]))).content


def test_an_old_address_of_the_account_gets_no_link(client, mailoutbox):
    make_person()
    ask(client)
    User.objects.update(email="new@ruritania.example")

    ask(client)

    assert len(mailoutbox) == 1


def test_the_page_of_the_link_is_kept_nowhere_and_told_to_nobody(client, mailoutbox):
    """AUT-04: the token leaves the address bar; the page is neither cached nor a referrer."""
    make_person()
    ask(client)

    first = client.get(path_of(link_in(mailoutbox[0])))
    second = client.get(first.headers["Location"])

    assert first.headers["Location"].endswith("-set-password/")
    for answer in (first, second):
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"


def changed(client, password):
    return client.post(CHANGE, {"oldpassword": PASSWORD, "password1": password, "password2": password})


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("eleven-char", "This password is too short. It must contain at least 12 characters."),
        ("1qaz2wsx3edc", "This password is too common."),
        ("ada@ruritania.example", "The password is too similar to the email address."),
        ("Ruritania-Lutetia-2026", "The password is made of words that everybody knows of this mission."),
        ("Embassy.of.Strelsau!", "The password is made of words that everybody knows of this mission."),
    ],
)
def test_what_is_refused(client, password, problem):
    make_person()
    log_in(client)

    assert problem in wrong(changed(client, password))


@pytest.mark.parametrize(
    "password",
    [
        "aaaabbbbccccdq",
        "917264093718",
        "Lutetia is quite lovely in the rain",
        "x1" + "long passphrase of many words " * 4,
    ],
    ids=["no composition rule", "digits alone", "mission's word among others", "over 64 characters"],
)
def test_what_is_taken(client, password):
    """AUT-05: twelve characters, no rule of composition, sixty-four and more allowed; blanks count."""
    make_person()
    log_in(client)

    changed(client, password)

    assert User.objects.get().check_password(password)


def test_passwords_are_kept_with_a_current_hash():
    from django.conf import global_settings

    assert global_settings.PASSWORD_HASHERS[0] == "django.contrib.auth.hashers.PBKDF2PasswordHasher"


def test_password_fields_tell_password_managers_what_they_are(client):
    make_person()
    assert 'autocomplete="current-password"' in client.get(LOG_IN).content.decode()
    log_in(client)
    page = client.get(CHANGE).content.decode()

    assert page.count('autocomplete="new-password"') == 2
    assert "onpaste" not in page


def test_the_admin_page_for_the_password_leads_to_ours(client):
    make_person()
    log_in(client)

    assert client.get("/admin/password_change/").headers["Location"] == CHANGE


def test_a_change_of_password_lets_this_session_go_on(client):
    make_person()
    log_in(client)

    changed(client, NEW)

    assert is_in(client)
    assert give_password(Client(), password=PASSWORD).status_code == 200
