"""The audit log on the desk: read, searched, exported by who may, changed by nobody."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from embassy.audit.models import Act, Entry
from embassy.lib.csv_cells import inert
from tests.accounts.people import admin_url, make_person, with_rights

LIST = admin_url("audit_entry_changelist")
pytestmark = pytest.mark.usefixtures("mission")


@pytest.fixture
def auditor(client):
    user = with_rights(make_person(is_superuser=False), "audit.view_entry", "audit.export_entry")
    client.force_login(user)
    return user


def test_who_may_read_it_finds_by_name_act_and_address(client, auditor):
    wanted = Entry.objects.create(act=Act.LOG_OUT, actor_name="grace", address="203.0.113.9", subject_text="grace")
    Entry.objects.create(act=Act.LOG_IN_REFUSED, actor_name="", address="198.51.100.4", subject_text="eve")

    for query in ({"q": "grace"}, {"act": "log-out"}, {"q": "203.0.113.9"}):
        assert list(client.get(LIST, query).context["cl"].queryset) == [wanted], query


def test_who_may_not_read_it_does_not(client):
    client.force_login(make_person(is_superuser=False))

    assert client.get(LIST).status_code == 403


def test_nobody_adds_changes_or_deletes_in_the_admin(client):
    client.force_login(make_person())
    entry = Entry.objects.create(act="tested")
    page = admin_url("audit_entry_change", entry.pk)

    assert client.get(page).status_code == 200
    assert [client.post(page, {"act": "forged"}).status_code, client.get(admin_url("audit_entry_add")).status_code] == [
        403,
        403,
    ]
    assert client.post(admin_url("audit_entry_delete", entry.pk), {"post": "yes"}).status_code == 403
    assert Entry.objects.get(pk=entry.pk).act == "tested"


def export(client, entries):
    chosen = {"action": "export", "_selected_action": [entry.pk for entry in entries]}
    return client.post(LIST, chosen)


def test_an_export_holds_what_was_chosen_and_is_itself_entered(client, auditor):
    """API-07: audited, streamed."""
    entry = Entry.objects.create(act="tested", actor_name="grace", detail={"rows": 3})

    answer = export(client, [entry])

    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert answer.streaming
    assert [(row["act"], row["actor_name"], row["detail"]) for row in rows] == [("tested", "grace", '{"rows": 3}')]
    last = Entry.objects.first()
    assert (last.act, last.actor_name, last.detail) == ("exported", auditor.username, {"rows": 1})


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\uff1d1"])
def test_no_cell_of_an_export_is_a_formula(client, auditor, start):
    """API-07."""
    entry = Entry.objects.create(act="tested", subject_text=start, actor_name=start)

    text = export(client, [entry]).getvalue().decode("utf-8-sig")

    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert inert(start) == f"'{start}"
    assert cells.count(f"'{start}") == 2


def test_who_may_read_but_not_export_does_not_export(client):
    client.force_login(with_rights(make_person(is_superuser=False), "audit.view_entry"))
    entry = Entry.objects.create(act="tested", subject_text="canary")

    answer = export(client, [entry])

    assert not answer.streaming
    assert not Entry.objects.filter(act="exported").exists()


def test_an_export_needs_a_post(client, auditor):
    """AUT-10."""
    before = Entry.objects.count()

    client.get(LIST, {"action": "export", "_selected_action": "1"})

    assert Entry.objects.count() == before


def test_the_list_costs_the_same_with_many_rows(client, auditor):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        return len(queries)

    Entry.objects.create(act="tested")
    few = cost()
    Entry.objects.bulk_create(Entry(act="tested", actor=auditor) for _ in range(40))

    assert cost() == few


def test_markup_in_an_entry_is_text(client, auditor):
    Entry.objects.create(act="tested", subject_text="<script>alert(1)</script>", detail={"x": "<img onerror=1>"})
    entry = Entry.objects.first()

    pages = [client.get(LIST).content, client.get(admin_url("audit_entry_change", entry.pk)).content]

    assert not any(b"<script>alert" in page or b"<img onerror" in page for page in pages)
