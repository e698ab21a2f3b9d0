"""The pages of the desk: whose they are, and that nothing on them is inline (XSS-07)."""

import re

import pytest
from django.contrib import admin
from django.urls import reverse

from embassy.models import Notice
from tests import factories
from tests.admin.conftest import NOW, allow

INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)(?![^>]*type=\"application/json\")")


def every_page(officer):
    """Each model's list, empty form, form, history and question before deleting, and the pages beside them."""
    draft, live = factories.make_draft("A draft"), factories.make_live("Live", live_from=NOW)
    rows = {
        "release": live.release,
        "category": factories.make_category(),
        "office": factories.make_office(),
        "feature": factories.make_feature(live),
        "incident": factories.make_incident(steps=[(NOW.date(), "A step.")]),
        "notice": Notice.objects.create(heading="Closed", shown_from=NOW),
        "mission": factories.Mission.current(),
        "user": officer,
    }
    yield from ("/admin/", "/admin/login/", "/admin/password_change/")
    for model in admin.site._registry:
        name = f"admin:{model._meta.label_lower.replace('.', '_')}_"
        yield from (reverse(f"{name}changelist"), reverse(f"{name}add"))
        if row := rows.get(model._meta.model_name):
            yield from (reverse(f"{name}{page}", args=[row.pk]) for page in ("change", "history"))
    yield from (f"/admin/releases/release/{draft.release_id}/{page}/" for page in ("change", "publish", "discard"))


def test_every_page_answers_under_the_policy_without_anything_inline(desk, officer):
    found = {}
    for page in every_page(officer):
        response = desk.get(page, follow=True)
        policy = response["Content-Security-Policy"]
        inline = INLINE.findall(response.content.decode())
        found[page] = (response.status_code, "script-src 'self'; style-src 'self';" in policy, inline)

    closed = {"/admin/embassy/mission/add/", "/admin/audit/entry/add/"}
    fine = {page: (403 if page in closed else 200, True, []) for page in found}
    assert found == fine


def test_the_desk_shows_drafts_what_is_scheduled_and_what_is_live(desk):
    factories.make_draft("In hand")
    factories.make_live("Tomorrow", live_from=factories.utc("2026-06-02T07:30Z"))
    factories.make_live("Today", live_from=NOW)

    response = desk.get("/admin/")

    assert {
        name: [edition.title for edition in response.context[name]] for name in ("drafts", "scheduled", "live")
    } == {
        "drafts": ["In hand"],
        "scheduled": ["Tomorrow"],
        "live": ["Today"],
    }
    page = response.content.decode()
    assert "Tuesday 2 June 2026, 09:30 in Lutetia; 10:30 in Strelsau" in page
    assert "Write a release" in page
    assert "Embassy of Ruritania in Lutetia" in page


@pytest.mark.parametrize(
    "model",
    [
        "releases/category",
        "releases/office",
        "releases/feature",
        "counters/incident",
        "embassy/notice",
        "embassy/mission",
    ],
)
def test_each_list_needs_its_own_right(bystander, model):
    page = f"/admin/{model}/"
    if model != "embassy/mission":
        assert bystander.get(page).status_code == 403
        allow(bystander.user, f"view_{model.split('/')[1]}")
        assert bystander.get(page).status_code == 200
    else:
        assert bystander.get("/admin/embassy/mission/1/change/").status_code == 403
