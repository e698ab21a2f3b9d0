"""AUT-02: a second factor of everybody who may act, and no way around it."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from embassy.accounts import second_factor
from releases.models import Release
from tests.accounts.people import (
    CODE,
    DESK,
    LOG_IN,
    PASSWORD,
    code,
    give_password,
    is_in,
    log_in,
    make_person,
    recovery_codes,
    wrong,
)
from tests.factories import make_draft, make_live, utc

SET_UP = "/admin/my-account/second-factor/"
pytestmark = pytest.mark.usefixtures("mission")


def test_the_password_alone_leads_to_the_second_factor(client):
    make_person()

    answer = give_password(client)

    assert (answer.status_code, answer.headers["Location"]) == (302, CODE)
    assert not is_in(client)


def test_password_and_code_open_the_desk(client):
    make_person()

    log_in(client)

    assert is_in(client)


def test_without_a_second_factor_every_admin_page_leads_to_setting_one_up(client):
    """AUT-02: also autocomplete, jsi18n, and the page for addresses that there are not."""
    make_person(factor=False)
    give_password(client)
    addresses = [*admin_addresses(), "/admin/no-such-page/"]

    answers = {address: client.get(address) for address in addresses}

    assert len(addresses) > 30
    assert {address for address, answer in answers.items() if answer.headers.get("Location") != SET_UP} == set()
    assert {address for address in addresses if client.post(address).headers.get("Location") != SET_UP} == set()


def admin_addresses() -> list[str]:
    """An address of every pattern of the admin, but for the doors that lead to the log-in."""
    admin = next(
        pattern
        for pattern in get_resolver().url_patterns
        if isinstance(pattern, URLResolver) and pattern.namespace == "admin"
    )
    return [
        f"/admin/{path}" for path in sorted(set(paths(admin))) if path not in {"login/", "logout/", "password_change/"}
    ]


def paths(resolver: URLResolver, before=""):
    for pattern in resolver.url_patterns:
        text = before + filled(str(pattern.pattern))
        if isinstance(pattern, URLPattern):
            yield text
        else:
            yield from paths(pattern, text)


def filled(route: str) -> str:
    for part, value in (
        ("<int:content_type_id>", "1"),
        ("<path:object_id>", "1"),
        ("<path:url>", "1/2"),
        ("<id>", "1"),
        ("(?P<url>.*)$", "x"),
        (r"^(?P<app_label>", "("),
    ):
        route = route.replace(part, value)
    return "releases/" if route.startswith("(") else route.replace("<int:number>", "1")


def test_setting_up_the_app_opens_the_desk_and_shows_recovery_codes(client):
    user = make_person(factor=False)
    give_password(client)
    page = client.get(f"{SET_UP}app/")
    secret = page.context["form"].secret

    answer = client.post(f"{SET_UP}app/", {"code": code(secret)})

    assert answer.headers["Location"] == f"{SET_UP}codes/"
    assert second_factor.is_set_up(user)
    assert client.get(f"{SET_UP}codes/").context["unused_codes"] == recovery_codes(user)


def test_who_has_just_set_up_a_factor_is_in_and_other_sessions_are_not(transactional_db, client):
    make_person(factor=False)
    elsewhere = Client()
    give_password(elsewhere)
    give_password(client)
    secret = client.get(f"{SET_UP}app/").context["form"].secret

    client.post(f"{SET_UP}app/", {"code": code(secret)})

    assert is_in(client)
    assert not is_in(elsewhere)
    assert "_auth_user_id" not in elsewhere.session


def test_a_session_of_the_password_alone_ends_once_there_is_a_factor(client):
    user = make_person(factor=False)
    client.force_login(user)
    make_app(user)

    answer = client.get(DESK)

    assert answer.headers["Location"] == f"{LOG_IN}?next=/admin/"
    assert "_auth_user_id" not in client.session


def make_app(user):
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})


def test_recovery_codes_alone_are_no_second_factor():
    user = make_person()
    Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES).delete()

    assert not second_factor.is_set_up(user)


def test_a_code_of_the_app_serves_once(client):
    """AUT-02: TOTP replay; from the row, so in every worker."""
    make_person()
    log_in(client)
    other = Client()
    give_password(other)
    cache.clear()

    answer = other.post(CODE, {"code": code()})

    assert wrong(answer) == ["The code is not correct, or was used."]
    assert not is_in(other)


def test_a_recovery_code_serves_once(client):
    user = make_person()
    chosen = recovery_codes(user)[0]
    give_password(client)
    client.post(CODE, {"code": chosen})
    assert is_in(client)
    other = Client()
    give_password(other)

    answer = other.post(CODE, {"code": chosen})

    assert wrong(answer) == ["The code is not correct, or was used."]


def test_five_wrong_codes_are_enough(client):
    make_person()
    give_password(client)
    for number in range(5):
        client.post(CODE, {"code": f"00000{number}"})
    cache.clear()

    answer = client.post(CODE, {"code": code()})

    assert wrong(answer) == ["Too many attempts. Wait five minutes, or use a passkey."]


def test_the_secret_of_the_app_does_not_stand_in_the_database_in_clear():
    user = make_person()

    rows = str(list(Authenticator.objects.filter(user=user).values_list("data", flat=True)))

    assert "JBSWY3DPEHPK3PXP" not in rows


def test_the_secret_survives_a_new_secret_key(client, settings):
    make_person()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-" + "y" * 50, [settings.SECRET_KEY]

    log_in(client)

    assert is_in(client)


def test_a_password_reset_does_not_go_past_the_second_factor(client, mailoutbox):
    """AUT-02: reset, then log in."""
    make_person()
    client.post("/admin/my-account/password/forgotten/", {"email": "ada@ruritania.example"})
    link = next(word for word in mailoutbox[0].body.split() if "/password/new/" in word)
    form = client.get(link.removeprefix("http://localhost:8000")).headers["Location"]

    client.post(form, {"password1": "harbour-violin-tempest-7", "password2": "harbour-violin-tempest-7"})

    assert not is_in(client)
    assert give_password(client, password="harbour-violin-tempest-7").headers["Location"] == CODE


@pytest.mark.parametrize("address", ["/admin/login/", "/admin/login/?next=/admin/releases/"])
def test_the_admin_log_in_takes_nobody_in(client, address):
    make_person(factor=False)

    answer = client.post(address, {"username": "ada", "password": PASSWORD, "login": "ada"})

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(LOG_IN)
    assert "_auth_user_id" not in client.session


def test_a_signed_in_reader_without_a_desk_is_told_so_and_not_sent_in_circles(client):
    make_person(is_staff=False, is_superuser=False, factor=False)
    give_password(client)

    assert client.get("/admin/login/?next=/admin/").status_code == 403


def test_a_rehearsal_needs_the_second_factor_too(client):
    """AUT-02, EMB-01: no look at what is scheduled past the second factor."""
    make_person(factor=False)
    make_live("The embargoed text", slug="embargoed", live_from=far_ahead())
    give_password(client)

    answer = client.get("/?as-of=2098-01-01T00:00Z")

    assert b"The embargoed text" not in answer.content


def test_after_the_second_factor_a_rehearsal_shows_what_is_scheduled(client):
    make_person()
    make_live("The embargoed text", slug="embargoed", live_from=far_ahead())
    log_in(client)

    assert b"The embargoed text" in client.get("/?as-of=2098-01-01T00:00Z").content


def far_ahead():
    return utc("2097-01-01T00:00Z")


def test_the_administrator_of_make_run_needs_none_on_a_local_site(client):
    make_person("admin", factor=False)
    give_password(client, "admin")

    assert is_in(client)


def test_an_administrator_of_that_name_needs_one_elsewhere(client, settings):
    settings.IS_LOCAL = False
    make_person("admin", factor=False)
    give_password(client, "admin")

    assert client.get(DESK).headers["Location"] == SET_UP


def test_nobody_writes_past_the_second_factor(client):
    make_person(factor=False)
    give_password(client)
    release = make_draft().release

    client.post(reverse("admin:releases_release_change", args=[release.pk]), {"slug": "changed"})

    assert Release.objects.get(pk=release.pk).slug == release.slug


def test_a_lost_factor_is_forgotten_and_set_up_anew(client):
    user = make_person()
    log_in(client)

    second_factor.forget(user)

    assert client.get(DESK).headers["Location"] == SET_UP
    assert User.objects.get(pk=user.pk).has_usable_password()
