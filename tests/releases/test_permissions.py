"""The three roles follow one table, whatever was done to their groups in between (ACL-01)."""

import pytest
from django.contrib.auth.models import Group, Permission, User

from releases import permissions
from releases.permissions import ADMINISTRATOR, EDITOR, PRESS_OFFICER, ROLES

pytestmark = pytest.mark.django_db


def rights(role):
    rows = Group.objects.get(name=role).permissions.select_related("content_type")
    return {f"{row.content_type.app_label}.{row.codename}" for row in rows}


@pytest.mark.parametrize("role", ROLES)
def test_a_migrated_site_has_the_roles(role):
    assert rights(role) == set(ROLES[role])


def test_what_the_table_does_not_give_is_taken_and_what_it_gives_is_given_back():
    group = Group.objects.get(name=PRESS_OFFICER)
    group.permissions.set(Permission.objects.filter(codename__in=["approve_edition", "delete_user"]))

    permissions.keep_in_step()
    permissions.keep_in_step()

    assert rights(PRESS_OFFICER) == set(ROLES[PRESS_OFFICER])


def test_a_group_of_the_missions_own_and_who_is_in_which_are_kept():
    own = Group.objects.create(name="Translators")
    own.permissions.set(Permission.objects.filter(codename="view_release"))
    officer = User.objects.create_user("officer")
    officer.groups.set([own, Group.objects.get(name=EDITOR)])

    permissions.keep_in_step()

    assert rights("Translators") == {"releases.view_release"}
    assert set(officer.groups.values_list("name", flat=True)) == {"Translators", EDITOR}


def test_nobody_below_an_administrator_redacts_and_no_administrator_approves():
    assert [role for role in ROLES if "releases.redact_edition" in rights(role)] == [ADMINISTRATOR]
    assert [role for role in ROLES if "releases.approve_edition" in rights(role)] == [EDITOR]


def test_a_right_that_no_model_has_is_an_error_and_not_silence():
    with pytest.raises(LookupError, match=r"no model has the right releases\.approve_nothing"):
        permissions.found(["releases.approve_nothing"], "default")
