"""An administrator erases a text: nothing of it is left on the desk, and no other copy is forgotten."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction

from embassy.lib import instant, storage
from releases import workflow
from releases.models import Attachment, Autosave, Edition, Image, ImageUse, Release
from releases.permissions import ADMINISTRATOR, EDITOR, PRESS_OFFICER
from tests import factories
from tests.admin.conftest import NOW
from tests.embassy.reading import by_class, parsed
from tests.media.rows import attach, make_attachment, make_image, show

CANARY = "kanarienvogel"
RELEASE = "/admin/releases/release/"
YESTERDAY = NOW - timedelta(days=1)


@pytest.fixture(autouse=True)
def _media(tmp_path, monkeypatch):
    monkeypatch.setattr(default_storage, "_wrapped", storage.WholeFileStorage(location=tmp_path / "media"))


def person(role):
    user = User.objects.create_user(role.replace(" ", ""), is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def administrator(client, mission):
    user = person(ADMINISTRATOR)
    client.force_login(user)
    return user


@pytest.fixture
def named(mission, django_capture_on_commit_callbacks):
    """A public text of which every word, on every row of it, is a canary; written and approved on the desk."""
    writer, editor = person(PRESS_OFFICER), person(EDITOR)
    draft = factories.make_draft(
        f"{CANARY} title",
        slug="named",
        body=f'<p>{CANARY} text</p><figure data-image="1"></figure>',
        summary=f"{CANARY} summary",
        place=CANARY,
        translation_key="named",
    )
    show(draft, make_image(f"{CANARY} picture", credit=CANARY), alt=f"{CANARY} alt", caption=f"{CANARY} caption")
    attach(draft, make_attachment(f"{CANARY} library", name=f"{CANARY}.pdf"), label=f"{CANARY} label")
    for model in (Image, Attachment):  # the digest of a real file holds no word of it
        model.objects.update(sha256="0" * 64)
    Autosave.objects.create(officer=writer, edition=draft, words={"title": [f"{CANARY} typed"]}, kept_at=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        draft = workflow.save(draft, by=writer, version=draft.version, at=YESTERDAY)
        workflow.submit(draft, by=writer, at=YESTERDAY)
        return workflow.approve(draft, by=editor, live_from=YESTERDAY, at=YESTERDAY)


def redact(client, edition, slug="named"):
    sent = {"edition": str(edition.number), "reason": "By order of a court.", "confirmation": slug}
    return client.post(f"{RELEASE}{edition.release_id}/redact/", sent, follow=True)


def found_in_database(word):
    """Every table and column that holds the word, in any row."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            names = [column[0] for column in cursor.description]
            found += [
                (table, name) for row in cursor for name, value in zip(names, row, strict=True) if word in str(value)
            ]
    return sorted(set(found))


def test_nothing_of_the_text_is_left_in_any_table(
    client, named, administrator, tmp_path, django_capture_on_commit_callbacks
):
    before = found_in_database(CANARY)
    with django_capture_on_commit_callbacks(execute=True):
        redact(client, named)

    assert len(before) > 12
    assert found_in_database(CANARY) == []
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


PAGES = ["", "{}/change/", "{}/history/", "{}/compare/", "{}/redact/", "{}/previews/", "?q=" + CANARY, "{}/rename/"]


@pytest.mark.parametrize("role", [PRESS_OFFICER, EDITOR, ADMINISTRATOR])
def test_no_page_of_the_desk_shows_a_word_to_anybody(client, named, administrator, role):
    redact(client, named)
    client.force_login(User.objects.get(username=role.replace(" ", "")))
    addresses = [RELEASE + page.format(named.release_id) for page in PAGES]
    addresses += ["/admin/", f"/admin/search/?q={CANARY}", "/admin/audit/entry/", "/admin/releases/image/"]
    addresses += ["/admin/releases/attachment/", "/admin/rehearsal/"]

    pages = {address: client.get(address, follow=True) for address in addresses}

    assert {200, 403} >= {page.status_code for page in pages.values()}
    asked = {address for address in pages if "?q=" in address}
    assert {address for address, page in pages.items() if CANARY in page.content.decode()} <= asked
    assert all("Redacted for legal reasons" in pages[addresses[place]].content.decode() for place in (0, 1, 3))


def listed(response):
    return [" ".join("".join(row.itertext()).split()) for row in by_class(parsed(response), "worded-list")[0]]


def links(response):
    return re.findall(r'<a class="button" href="([^"]+)"', response.content.decode())


def test_the_page_lists_every_edition_the_draft_and_the_translations(client, named, administrator):
    factories.follow(named, title="Corrected", live_from=NOW - timedelta(hours=1))
    factories.next_draft(named.release)
    other = factories.make_live("Traduit", language="fr", slug="nomme", translation_key="named")
    page = f"{RELEASE}{named.release_id}/"

    response = client.get(f"{page}redact/")

    assert listed(response) == [
        (
            "Edition 3: Corrected Draft "
            "An administrator discards a draft only beside a redacted edition of the same text."
        ),
        "Edition 2: Corrected Published Redact this edition: Edition 2: Corrected",
        f"Edition 1: {CANARY} title Superseded Redact this edition: Edition 1: {CANARY} title",
        "Français Look at its editions: Français",
    ]
    assert links(response) == [
        f"{page}redact/?edition=2",
        f"{page}redact/?edition=1",
        f"{RELEASE}{other.release_id}/redact/",
    ]


def test_all_of_it_is_erased_one_by_one_and_the_page_leads_through_it(client, named, administrator):
    second = factories.follow(named, live_from=NOW - timedelta(hours=1))
    draft = factories.next_draft(named.release)
    page = f"{RELEASE}{named.release_id}/"

    first = redact(client, Edition.objects.get(pk=named.pk))
    assert links(first) == [f"{page}discard/", f"{page}redact/?edition=2"]
    chosen = client.get(f"{page}redact/?edition=2")
    assert 'value="2" selected' in chosen.content.decode()
    then = redact(client, second)
    assert (then.redirect_chain[-1][0], links(then)) == (f"{page}redact/", [f"{page}discard/"])
    assert "The words of every public edition of this text are erased." in then.content.decode()
    gone = client.post(f"{page}discard/", follow=True)

    assert not Edition.objects.filter(pk=draft.pk).exists()
    assert gone.status_code == 200
    assert workflow.still_worded(Release.objects.get(pk=named.release_id)) == []


def test_a_scheduled_edition_is_listed_with_what_has_to_come_first(client, named, administrator):
    factories.follow(named, title="Later", live_from=NOW + timedelta(days=1))

    response = redact(client, Edition.objects.get(pk=named.pk))

    assert listed(response) == ["Edition 2: Later Scheduled An editor has to hold it first; then it can be discarded."]


def test_an_administrator_discards_no_draft_of_a_text_that_is_not_redacted(client, named, administrator):
    draft = factories.next_draft(named.release)

    response = client.post(f"{RELEASE}{named.release_id}/discard/", follow=True)

    sentence = "An administrator discards a draft only beside a redacted edition of the same text."
    assert sentence in response.content.decode()
    assert Edition.objects.filter(pk=draft.pk).exists()


def test_a_draft_that_was_never_public_is_refused_as_before(client, administrator):
    draft = factories.make_draft("Mine")

    response = client.get(f"{RELEASE}{draft.release_id}/redact/", follow=True)

    assert "cannot be done to a text that is: Draft" in response.content.decode()


# What the database lets through


def used():
    draft = factories.make_draft()
    show(draft, make_image("Mine", credit="Ann"), alt="Alt", caption="Caption")
    attach(draft, make_attachment("Note"))
    draft.live_from = YESTERDAY
    workflow.record([[draft]])
    return ImageUse.objects.get(edition=draft)


ERASED = {"alt": "", "caption": "", "is_decorative": True}


@pytest.mark.parametrize(
    "columns",
    [
        ERASED,
        {**ERASED, "withheld_at": NOW, "caption": "Another"},
        {**ERASED, "withheld_at": NOW, "position": 7},
        {"withheld_at": NOW, "alt": "Another"},
    ],
)
def test_the_words_of_a_use_go_whole_and_with_it_or_not_at_all(mission, columns):
    use = used()

    with pytest.raises(IntegrityError), transaction.atomic():
        ImageUse.objects.filter(pk=use.pk).update(**columns)
    assert ImageUse.objects.filter(pk=use.pk).update(withheld_at=NOW, **ERASED) == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        ImageUse.objects.filter(pk=use.pk).update(alt="Back", is_decorative=False)


def test_what_the_library_says_of_a_file_is_erased_only_once_no_text_shows_it(mission, administrator):
    use = used()
    other = factories.make_draft()
    show(other, use.image)
    other.live_from = YESTERDAY
    workflow.record([[other]])

    redact_row(use.edition, administrator)
    assert Image.objects.get().credit == "Ann"
    assert Attachment.objects.get().label == "Erased for legal reasons"
    redact_row(Edition.objects.get(pk=other.pk), administrator)

    assert list(Image.objects.values_list("title", "credit", "licence")) == [("Erased for legal reasons", "", "")]
    assert list(Attachment.objects.values_list("label", "download_name")) == [
        ("Erased for legal reasons", "erased.pdf")
    ]


def redact_row(edition, by):
    workflow.redact(edition, by=by, reason="A court.", at=instant.now())
