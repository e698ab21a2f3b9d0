"""Pictures and attachments are kept, restored, compared and saved with the words (ACL-05, AUT-07)."""

import pytest

from releases.admin import uses
from releases.models import AttachmentUse, Autosave, Edition, ImageUse
from tests import factories
from tests.admin.conftest import NOW, content
from tests.admin.test_conflict import rows
from tests.media.rows import attach, make_attachment, make_image, show

ROW = {"position": "1", "image": "", "alt": "", "caption": ""}


def sent(edition, pictures=(), files=(), **changes):
    """What the form sends with these rows, all of them new."""
    found = content(version=edition.version, slug=edition.release.slug, title=edition.title, body=edition.body)
    for prefix, given in (("image_uses", pictures), ("attachment_uses", files)):
        found[f"{prefix}-TOTAL_FORMS"] = len(given)
        for number, row in enumerate(given):
            found |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    found["image_uses-__prefix__-position"] = "1"
    return {**found, **changes}


def page(edition, name="change"):
    return f"/admin/releases/release/{edition.release_id}/{name}/"


def save(desk, edition, *given, **changes):
    return desk.post(page(edition), sent(edition, *given, _continue="Save", **changes))


def shown():
    return list(ImageUse.objects.order_by("position").values_list("position", "image", "alt", "is_decorative"))


@pytest.fixture
def draft(mission):
    return factories.make_draft("Title", slug="text", body="<p>Words.</p>", dated=NOW.date())


@pytest.fixture
def ship(mission):
    return make_image("The ship")


@pytest.fixture
def port(mission):
    return make_image("The port")


def picture(image, position=1, **words):
    return {**ROW, "position": position, "image": image.pk, "alt": "", **words}


def test_rows_come_back_with_the_kept_words(desk, draft, ship):
    note = make_attachment("A note")
    pictures = [picture(ship, 7, alt="A ship", caption="At sea")]
    files = [{"position": 2, "attachment": note.pk, "label": "The note"}]
    desk.post(page(draft, "autosave"), sent(draft, pictures, files))

    offered, restored = desk.get(page(draft)), desk.get(page(draft) + "?restore")
    forms = [shell.formset.forms for shell in restored.context["inline_admin_formsets"]]

    assert "You have unsaved words" in offered.content.decode()
    assert [[form[name].value() for name in ("position", "image", "alt", "caption")] for form in forms[0]] == [
        ["7", str(ship.pk), "A ship", "At sea"]
    ]
    assert [[form[name].value() for name in ("position", "attachment", "label")] for form in forms[1]] == [
        ["2", str(note.pk), "The note"]
    ]
    assert "The ship" in restored.content.decode()
    assert not any("__prefix__" in name for name in Autosave.objects.get().words)


def test_a_row_that_was_removed_stays_removed_in_what_is_restored(desk, draft, ship):
    show(draft, ship)
    desk.post(page(draft, "autosave"), sent(draft, [picture(ship, alt="x", DELETE="on")]))

    formset = desk.get(page(draft) + "?restore").context["inline_admin_formsets"][0].formset

    assert formset.forms == []
    assert ImageUse.objects.count() == 1


def test_rows_that_are_saved_already_are_not_offered(desk, draft, ship):
    show(draft, ship, alt="A ship")
    desk.post(page(draft, "autosave"), sent(draft, [picture(ship, alt="A ship ")]))

    assert "You have unsaved words" not in desk.get(page(draft)).content.decode()


def test_whoever_saves_pictures_second_sees_both_lists_and_neither_is_lost(desk, draft, ship, port):
    note = make_attachment("A note")
    save(desk, draft, [picture(ship, alt="Theirs")])

    answer = save(desk, draft, [picture(port, alt="Mine", caption="In port")], [{"position": 1, "attachment": note.pk}])

    assert answer.status_code == 200
    table = [[cell.replace("removed: ", "").replace("added: ", "") for cell in row] for row in rows(answer)]
    assert table[:2] == [
        [
            "Picture 1: The ship. Alternative text: Theirs",
            "Picture 1: The port. Alternative text: Mine. Caption: In port",
        ],
        ["Attachment 1:", "Attachment 1: A note"],
    ]
    assert shown() == [(1, ship.pk, "Theirs", False)]
    formset = answer.context["inline_admin_formsets"][0].formset
    assert [form["alt"].value() for form in formset.forms] == ["Mine"]


def test_mine_saved_over_theirs_replaces_the_whole_list(desk, draft, ship, port):
    save(desk, draft, [picture(ship, alt="One"), picture(port, 2, alt="Two")])
    form = save(desk, draft, [picture(port, 1, alt="Mine")]).context["adminform"].form

    save(desk, draft, [picture(port, 1, alt="Mine")], is_mine="on", seen=form["seen"].value())

    assert shown() == [(1, port.pk, "Mine", False)]


def test_the_same_pictures_saved_twice_are_no_conflict(desk, draft, ship):
    save(desk, draft, [picture(ship, is_decorative="on")])

    assert save(desk, draft, [picture(ship, is_decorative="on")]).status_code == 302
    assert shown() == [(1, ship.pk, "", True)]


def test_every_other_field_of_the_form_is_compared_too(desk, draft):
    category = factories.make_category()
    save(desk, draft, kind="news", categories=[category.pk], has_paragraph_numbers="on")

    table = rows(save(desk, draft, kind="comment"))

    assert [(theirs.split(":")[0], mine.split(":")[0]) for theirs, mine in table] == [
        ("Categories", "Categories"),
        ("Numbered paragraphs", "Numbered paragraphs"),
        ("Kind", "Kind"),
        ("Words.", "Words."),
    ]


def test_two_pictures_exchange_their_numbers(desk, draft, ship, port):
    one, two = show(draft, ship, 1, alt="One"), show(draft, port, 2, alt="Two")
    exchanged = [picture(ship, 2, alt="One", id=one.pk), picture(port, 1, alt="Two", id=two.pk)]

    assert save(desk, draft, exchanged, **{"image_uses-INITIAL_FORMS": "2"}).status_code == 302
    assert shown() == [(1, port.pk, "Two", False), (2, ship.pk, "One", False)]


def test_one_number_for_two_pictures_is_refused_in_a_sentence(desk, draft, ship, port):
    answer = save(desk, draft, [picture(ship, 1, alt="One"), picture(port, 1, alt="Two")])

    formset = answer.context["inline_admin_formsets"][0].formset
    assert (answer.status_code, formset.non_form_errors()) == (200, ["Two pictures have the same number."])
    assert "Two pictures have the same number." in answer.content.decode()
    assert shown() == []


def test_a_colleague_who_removed_the_row_meanwhile_is_no_obstacle(desk, draft, ship):
    gone = show(draft, ship, alt="One")
    row = picture(ship, alt="Changed", id=gone.pk)
    gone.delete()

    save(desk, draft, [row], **{"image_uses-INITIAL_FORMS": "1"})

    assert shown() == [(1, ship.pk, "Changed", False)]


@pytest.mark.parametrize("image", ["abc", "-1", "9" * 40, "<script>", "\x00"])
@pytest.mark.parametrize("total", ["1", "999999999", "-3", "x", ""])
def test_hostile_rows_are_never_a_server_error(desk, draft, image, total):
    hostile = sent(draft, [{**ROW, "image": image, "alt": "x"}], **{"image_uses-TOTAL_FORMS": total})

    assert desk.post(page(draft), {**hostile, "_continue": "1"}).status_code in (200, 302)
    assert desk.post(page(draft, "autosave"), hostile).status_code == 200
    assert desk.get(page(draft) + "?restore").status_code == 200
    assert desk.get(page(draft)).status_code == 200
    assert shown() == []


def test_a_save_that_changes_no_row_leaves_the_rows_alone(desk, draft, ship):
    use, file = show(draft, ship, alt="One"), attach(draft, make_attachment())
    rows_sent = [picture(ship, alt="One")], [{"position": 1, "attachment": file.attachment_id, "label": ""}]

    save(desk, draft, *rows_sent, title="Another")

    assert (Edition.objects.get().title, ImageUse.objects.get(), AttachmentUse.objects.get()) == ("Another", use, file)


def test_rows_without_anything_say_nothing():
    assert uses.meant([{**ROW, "is_decorative": ""}]) == []
