"""security.txt by RFC 9116 and trust.txt (OPS-02)."""

import pytest
from django.core.exceptions import ValidationError
from django.test import override_settings

from embassy import env
from embassy.models import Mission, validate_profiles
from embassy.well_known import expiry
from tests.factories import make_mission, utc

pytestmark = pytest.mark.django_db
SECURITY = "/.well-known/security.txt"


def text(client, address):
    response = client.get(address)
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    return response.content.decode()


def test_security_txt_names_a_contact_for_less_than_a_year(client):
    make_mission(languages=["en", "fr"])

    assert text(client, f"{SECURITY}?as-of=2026-05-12T08:46Z") == (
        "Contact: mailto:press@ruritania.example\n"
        "Expires: 2027-04-01T00:00:00Z\n"
        "Preferred-Languages: en, fr\n"
        "Canonical: http://localhost:8000/.well-known/security.txt\n"
    )


@pytest.mark.parametrize(
    ("at", "expires"),
    [
        ("2026-01-01T00:00Z", "2026-12-01T00:00Z"),
        ("2026-01-31T23:59Z", "2026-12-01T00:00Z"),
        ("2026-02-28T12:00Z", "2027-01-01T00:00Z"),
        ("2028-02-29T12:00Z", "2029-01-01T00:00Z"),
        ("2026-12-31T23:59Z", "2027-11-01T00:00Z"),
    ],
)
def test_it_is_the_same_for_a_month(at, expires):
    assert expiry(utc(at)) == utc(expires)


@pytest.mark.parametrize(
    ("setting", "contact"),
    [
        ("https://ruritania.example/report", "https://ruritania.example/report"),
        ("cert@ruritania.example", "mailto:cert@ruritania.example"),
        ("tel:+331990046", "tel:+331990046"),
    ],
)
def test_the_setting_comes_before_the_press_office(client, mission, setting, contact):
    with override_settings(SECURITY_CONTACT=setting):
        assert text(client, SECURITY).splitlines()[0] == f"Contact: {contact}"


@pytest.mark.parametrize("address", [SECURITY, "/trust.txt", "/.well-known/trust.txt"])
def test_where_nobody_is_named_there_is_no_file(client, address):
    make_mission(press_email="")

    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/trust.txt", "/.well-known/trust.txt"])
def test_trust_txt_names_the_missions_profiles(client, address):
    make_mission(profiles="https://social.example/@ruritania\r\n\r\nhttps://video.example/ruritania\n")

    assert text(client, address) == (
        "social=https://social.example/@ruritania\n"
        "social=https://video.example/ruritania\n"
        "contact=mailto:press@ruritania.example\n"
    )


@pytest.mark.parametrize(
    "profiles", ["social.example", "http://a.example", "javascript:alert(1)", "https://a.example x"]
)
def test_a_profile_is_an_https_address(profiles):
    with pytest.raises(ValidationError, match="https://, one a line"):
        validate_profiles(profiles)


def test_a_mission_without_profiles_is_well():
    validate_profiles("")
    assert Mission().same_as == []


@pytest.mark.parametrize("contact", ["", "a@b.example", "mailto:a@b.example", "tel:+1", "https://a.example/x"])
def test_the_setting_takes_an_address(contact):
    assert env.parse_contact(contact) == contact


@pytest.mark.parametrize("contact", ["http://a.example", "nobody", "a@b\nCanonical: x", "javascript:x", "a b@c"])
def test_the_setting_refuses_what_is_no_address(contact):
    with pytest.raises(env.BadValueError, match="neither a mail address"):
        env.parse_contact(contact)


@pytest.mark.parametrize("address", ["/.git/config", "/.env", "/var/db.sqlite3", "/.well-known/", "/.well-known/x"])
def test_nothing_else_is_reachable_there(client, mission, address):
    assert client.get(address).status_code == 404
