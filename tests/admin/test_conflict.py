"""Two officers in one draft: whoever saves second sees both texts, and nothing is written over unseen (ACL-05)."""

import re

import pytest
from django.utils.html import strip_tags

from releases.models import Edition
from tests import factories
from tests.admin.conftest import NOW, content

BODY = "<p>First paragraph.</p><p>Second paragraph.</p>"


@pytest.fixture
def draft(mission):
    return factories.make_draft("Title", slug="text", body=BODY, dated=NOW.date())


def save(desk, draft, **changes):
    sent = content(title="Title", body=BODY, slug="text", version=1, **changes)
    return desk.post(f"/admin/releases/release/{draft.release_id}/change/", sent | {"_continue": "Save"})


def rows(response):
    """Theirs and mine of each row of the page's table, as words."""
    cells = re.findall(r"<td>(.*?)</td>", response.content.decode(), re.DOTALL)
    return list(zip(*[(" ".join(strip_tags(cell).split()) for cell in cells)] * 2, strict=True))


def test_both_texts_stand_side_by_side_paragraph_by_paragraph(desk, draft):
    save(desk, draft, place="Lutetia")
    Edition.objects.update(body="<p>First paragraph, theirs.</p>\n<p>Second paragraph.</p>")

    response = save(desk, draft, summary="Mine.")

    assert rows(response) == [
        ("Summary:", "Summary: added: Mine."),
        ("Place: removed: Lutetia", "Place:"),
        ("First paragraphremoved: , theirs.", "First paragraph."),
        ("Second paragraph.", "Second paragraph."),
    ]
    assert Edition.objects.get().place == "Lutetia"


def test_their_own_text_is_intact_in_the_form(desk, draft):
    save(desk, draft, place="Lutetia")

    form = save(desk, draft, summary="Mine.").context["adminform"].form

    assert (form["summary"].value(), form["body"].value(), form["place"].value()) == ("Mine.", BODY, "")


def test_mine_is_saved_over_theirs_by_one_button_after_both_were_shown(desk, draft):
    save(desk, draft, place="Lutetia")
    form = save(desk, draft, summary="Mine.").context["adminform"].form

    save(desk, draft, summary="Mine.", is_mine="on", seen=form["seen"].value())

    saved = Edition.objects.get()
    assert (saved.summary, saved.place, saved.version) == ("Mine.", "", 3)


def test_the_same_words_saved_twice_are_no_conflict(desk, draft):
    """A button pressed twice, or both officers corrected the same slip."""
    save(desk, draft, summary="Corrected.")

    response = save(desk, draft, summary="Corrected.")

    assert response.status_code == 302
    assert Edition.objects.get().summary == "Corrected."


def test_saving_twice_in_one_minute_by_one_officer_is_no_conflict(desk, draft):
    save(desk, draft, summary="One.")
    page = desk.get(f"/admin/releases/release/{draft.release_id}/change/").context["adminform"].form

    sent = content(title="Title", body=BODY, slug="text", summary="Two.") | {"version": page["version"].value()}
    response = desk.post(f"/admin/releases/release/{draft.release_id}/change/", sent)

    assert response.status_code == 302
    assert Edition.objects.get().summary == "Two."


def test_hostile_words_of_either_side_are_only_words(desk, draft):
    save(desk, draft, place="<img src=x onerror=alert(1)>")

    page = save(desk, draft, summary="<script>alert(2)</script>").content.decode()

    assert "<img src=x" not in page
    assert "<script>alert(2)" not in page
