"""A text is not approved while it has a place for a picture that is not there."""

import pytest

from embassy.archive import reading, writing
from embassy.lib import instant
from releases import checklist, guards, workflow
from releases.models import Edition, ImageUse, State
from tests import factories
from tests.factories import delete_everything
from tests.media import samples
from tests.media.rows import make_image, make_picture, show

pytestmark = pytest.mark.django_db
PLACES = '<p>a</p>\n<figure data-image="2"></figure>\n<figure data-image="3"></figure>'
SENTENCE = (
    "The text has a place for pictures that are not there: {}. "
    "Add each picture under this number, or take its place out of the text."
)


@pytest.fixture
def draft(mission):
    return factories.make_draft("Pictured", body=PLACES)


def approve(*editions, by):
    now = instant.now()
    return workflow.approve_together(editions, by=by, live_from=now, at=now)


def refused(sentence, act):
    before = list(Edition.objects.order_by("pk").values())
    with pytest.raises(workflow.ActRefused) as refusal:
        act()
    assert (str(refusal.value), list(Edition.objects.order_by("pk").values())) == (sentence, before)


def open_in(edition, mission):
    return [check.sentence for check in checklist.checks(edition, mission, instant.now()) if not check.is_met]


@pytest.mark.parametrize(
    ("positions", "missing"), [([], "2, 3"), ([1, 4], "2, 3"), ([2], "3"), ([1, 3], "2"), ([2, 3], "")]
)
def test_a_place_without_its_picture_is_refused_and_stands_in_the_checklist(
    draft, mission, officer, positions, missing
):
    for position in positions:
        show(draft, make_image(f"{position}"), position)
    told = [sentence for sentence in open_in(draft, mission) if sentence.startswith("The text has a place")]

    assert told == ([SENTENCE.format(missing)] if missing else [])
    if missing:
        refused(SENTENCE.format(missing), lambda: approve(draft, by=officer))
        refused(SENTENCE.format(missing), lambda: workflow.submit(draft, by=officer, at=instant.now()))
    else:
        assert [row.state for row in approve(draft, by=officer)] == [State.APPROVED]


def test_of_several_texts_one_without_its_picture_holds_back_all(draft, officer):
    other = factories.make_draft("Whole")

    refused(SENTENCE.format("2, 3"), lambda: approve(other, draft, by=officer))


def test_the_page_that_publishes_says_it_and_has_no_button(client, draft, officer):
    client.force_login(officer)
    path = f"/admin/releases/release/{draft.release_id}/publish/"

    page = client.get(path).content.decode()
    sent = client.post(path, {"step": "now", "version": str(draft.version)}, follow=True).content.decode()

    assert (SENTENCE.format("2, 3") in page, "Publish now" in page) == (True, False)
    assert SENTENCE.format("2, 3") in sent
    assert Edition.objects.get().state == State.DRAFT


def test_a_correction_brings_its_pictures_along_and_may_lose_none_that_has_a_place(draft, officer, writer):
    for position in (2, 3):
        show(draft, make_image(f"{position}"), position)
    (live,) = approve(draft, by=officer)
    second = workflow.begin(live, "withdraw", by=writer, note="Why.", at=instant.now())
    ImageUse.objects.filter(edition=second, position=3).delete()

    refused(SENTENCE.format("3"), lambda: approve(second, by=officer))


def test_what_was_approved_is_exported_and_read_again(draft, officer, tmp_path):
    """An import refuses a place without its picture in every edition: so none must ever be written."""
    for position in (2, 3):
        show(draft, make_picture(samples.jpeg(60 + position, 40)), position)
    approve(draft, by=officer)
    writing.write(tmp_path / "out", instant.now())
    with guards.lifted():
        delete_everything()

    reading.read(tmp_path / "out")

    assert Edition.objects.get().body == PLACES
    assert list(ImageUse.objects.order_by("position").values_list("position", flat=True)) == [2, 3]
