"""AUT-08 and ACL-02: accounts and roles are changed after a recent proof, and nobody gives what they have not."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission, User
from django.test import Client

from embassy.accounts import recently, second_factor
from embassy.audit.models import Act, Entry
from embassy.lib import instant
from tests.accounts.people import PASSWORD, admin_url, code, is_in, log_in, make_person, with_rights

CONFIRM = "/admin/my-account/confirm/"
RIGHTS = ("auth.view_user", "auth.add_user", "auth.change_user", "auth.view_group", "auth.change_group")
pytestmark = pytest.mark.usefixtures("mission")


def stale(monkeypatch):
    """The last proof was given longer ago than counts."""
    monkeypatch.setattr(recently, "is_recent", lambda request: False)


@pytest.fixture
def chief(client):
    """An administrator who is no superuser, logged in just now."""
    user = with_rights(make_person("chief", is_superuser=False), *RIGHTS)
    log_in(client, "chief")
    return user


def role(name, *codenames) -> Group:
    group = Group.objects.create(name=name)
    group.permissions.set(Permission.objects.filter(codename__in=codenames))
    return group


def form_of(user, **changes):
    fields = {"username": user.username, "first_name": "", "last_name": "", "email": user.email}
    flags = {name: "on" for name in ("is_active", "is_staff") if getattr(user, name)}
    return {**fields, **flags, **changes}


@pytest.mark.parametrize(
    ("page", "args"),
    [
        ("auth_user_add", 0),
        ("auth_user_change", 1),
        ("auth_user_password_change", 1),
        ("auth_group_add", 0),
        ("auth_group_change", 1),
        ("auth_group_delete", 1),
        ("embassy_mission_change", 1),
        ("embassy_notice_add", 0),
    ],
)
def test_a_stale_log_in_is_asked_again_before_users_roles_and_settings_change(client, monkeypatch, page, args):
    """AUT-08."""
    user, group = make_person(), role("Editor")
    log_in(client)
    stale(monkeypatch)
    keys = {"auth_user": user.pk, "auth_group": group.pk, "embassy_mission": 1, "embassy_notice": 1}
    address = admin_url(page, *[keys[page.rpartition("_")[0].removesuffix("_password")]] * args)

    answers = client.get(address), client.post(address, {"first_name": "Eve"})

    assert [answer.headers["Location"].split("?")[0] for answer in answers] == [CONFIRM, CONFIRM]
    assert User.objects.get().first_name == ""


def test_lists_and_histories_are_read_without_asking(client, monkeypatch):
    user = make_person()
    log_in(client)
    stale(monkeypatch)

    addresses = [admin_url("auth_user_changelist"), admin_url("auth_user_history", user.pk)]

    assert [client.get(address).status_code for address in addresses] == [200, 200]


def test_an_action_on_the_list_is_asked_for(client, monkeypatch):
    user = make_person()
    log_in(client)
    stale(monkeypatch)

    answer = client.post(
        admin_url("auth_user_changelist"), {"action": "renew_second_factor", "_selected_action": [user.pk]}
    )

    assert answer.headers["Location"].split("?")[0] == CONFIRM
    assert second_factor.is_set_up(user)


def test_after_the_password_what_was_posted_is_saved(client, monkeypatch):
    """AUT-08 without losing a word."""
    user = make_person()
    log_in(client)
    real = recently.is_recent
    stale(monkeypatch)
    address = admin_url("auth_user_change", user.pk)
    asked = client.post(address, form_of(user, first_name="Ada"))
    monkeypatch.setattr(recently, "is_recent", real)

    client.post(asked.headers["Location"], {"password": PASSWORD, "next": address})

    assert User.objects.get().first_name == "Ada"


def test_a_form_with_a_password_waits_nowhere(client, monkeypatch):
    user = make_person()
    log_in(client)
    stale(monkeypatch)

    client.post(admin_url("auth_user_password_change", user.pk), {"password1": "typed-in-vain", "password2": "x"})

    assert "typed-in-vain" not in str(dict(client.session))


def test_a_wrong_password_does_not_confirm(client, monkeypatch):
    make_person()
    log_in(client)

    answer = client.post(CONFIRM, {"password": "wrong-password-1", "next": "/admin/"})

    assert (answer.status_code, answer.context["form"].errors) == (200, {"password": ["Incorrect password."]})


def test_ten_minutes_are_recent_and_eleven_are_not(client, monkeypatch):
    from datetime import timedelta

    user = make_person()
    log_in(client)
    address = admin_url("auth_user_change", user.pk)
    at = instant.now()

    def answer(minutes):
        monkeypatch.setattr(instant, "now", lambda: at + timedelta(minutes=minutes))
        return client.get(address).status_code

    assert (answer(9), answer(11)) == (200, 302)


def test_the_code_confirms_as_well_as_the_password(client):
    make_person()
    log_in(client)

    answer = client.post("/admin/my-account/confirm/code/", {"code": code(periods=1), "next": "/admin/auth/user/"})

    assert answer.headers["Location"] == "/admin/auth/user/"


def test_nobody_makes_a_superuser_who_is_none(client, chief):
    """ACL-02: officer posts is_superuser."""
    other = make_person("bob", is_superuser=False)
    permission = Permission.objects.get(codename="delete_release")

    client.post(
        admin_url("auth_user_change", other.pk),
        form_of(other, first_name="Bob", is_superuser="on", user_permissions=[permission.pk]),
    )

    other = User.objects.get(pk=other.pk)
    assert (other.first_name, other.is_superuser, other.user_permissions.count()) == ("Bob", False, 0)


def test_nobody_gives_a_role_with_rights_beyond_their_own(client, chief):
    other = make_person("bob", is_superuser=False)
    beyond, within = role("Editor", "delete_release"), role("Clerk", "view_user")
    address = admin_url("auth_user_change", other.pk)

    refused = client.post(address, form_of(other, groups=[beyond.pk]))
    taken = client.post(address, form_of(other, groups=[within.pk]))

    assert (refused.status_code, taken.status_code) == (200, 302)
    assert [group.name for group in other.groups.all()] == ["Clerk"]


def test_nobody_touches_an_account_with_rights_beyond_their_own(client, chief):
    boss = make_person("boss")
    page = client.post(admin_url("auth_user_change", boss.pk), form_of(boss, email="eve@example.org"))
    password = client.post(
        admin_url("auth_user_password_change", boss.pk), {"password1": "x" * 14, "password2": "x" * 14}
    )
    client.post(admin_url("auth_user_changelist"), {"action": "renew_second_factor", "_selected_action": [boss.pk]})

    assert (page.status_code, password.status_code) == (403, 403)
    boss = User.objects.get(pk=boss.pk)
    assert (boss.email, boss.check_password(PASSWORD), second_factor.is_set_up(boss)) == (
        "boss@ruritania.example",
        True,
        True,
    )


def test_nobody_changes_their_own_rights(client, chief):
    within = role("Clerk", "view_user")

    client.post(
        admin_url("auth_user_change", chief.pk), form_of(chief, first_name="C", groups=[within.pk], is_staff="")
    )

    chief = User.objects.get(pk=chief.pk)
    assert (chief.first_name, chief.is_staff, chief.groups.count()) == ("C", True, 0)


def test_roles_are_changed_by_superusers_alone(client, chief):
    clerk = role("Clerk")

    answer = client.post(admin_url("auth_group_change", clerk.pk), {"name": "Chiefs"})

    assert (answer.status_code, Group.objects.get().name) == (403, "Clerk")


def test_accounts_are_disabled_and_never_deleted(client):
    make_person()
    other = make_person("bob")
    log_in(client)
    at_work = Client()
    log_in(at_work, "bob")

    gone = client.post(admin_url("auth_user_delete", other.pk), {"post": "yes"})
    client.post(admin_url("auth_user_change", other.pk), form_of(other, is_active=""))

    assert gone.status_code == 403
    assert not User.objects.get(pk=other.pk).is_active
    assert not is_in(at_work)


def test_a_lost_factor_is_renewed_from_the_list_and_logged(client):
    make_person()
    other = make_person("bob")
    log_in(client)

    client.post(admin_url("auth_user_changelist"), {"action": "renew_second_factor", "_selected_action": [other.pk]})

    assert not second_factor.is_set_up(other)
    entry = Entry.objects.first()
    assert (entry.act, entry.actor_name, entry.subject_text) == (Act.FACTOR_REMOVED, "ada", "bob")


def test_secrets_of_factors_have_no_admin_page(client):
    make_person()
    log_in(client)
    key = Authenticator.objects.first().pk

    assert client.get(f"/admin/mfa/authenticator/{key}/change/").status_code == 404
    assert client.get("/admin/usersessions/usersession/").status_code == 404


def test_the_list_of_accounts_answers_no_questions_about_passwords(client):
    """ACL-04: no oracle."""
    make_person()
    log_in(client)

    answer = client.get(admin_url("auth_user_changelist"), {"password__startswith": "pbkdf2"})

    assert answer.status_code in (302, 400)
