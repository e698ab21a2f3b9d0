"""What an operator does for accounts from the console."""

import io

import pytest
from django.core.management import CommandError, call_command

from embassy.accounts import second_factor
from embassy.audit.models import Act, Entry
from tests.accounts.people import is_in, log_in, make_person

pytestmark = pytest.mark.usefixtures("mission")


def test_the_last_administrator_is_helped_from_the_console(client):
    user = make_person()
    log_in(client)

    call_command("forget_second_factor", "ada", stdout=io.StringIO())

    assert not second_factor.is_set_up(user)
    assert not is_in(client)
    assert Entry.objects.filter(act=Act.FACTOR_REMOVED, subject_text="ada", actor=None).count() == 1


def test_an_account_that_there_is_not_is_an_error_of_the_command(db):
    with pytest.raises(CommandError, match=r"There is no account eve\."):
        call_command("forget_second_factor", "eve")
