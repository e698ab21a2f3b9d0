"""A text and its translations on the desk: begun beside the source, known to be behind it, in step again."""

from datetime import date

import pytest
from django.contrib.auth.models import User

from releases import translations, workflow
from releases.models import Edition, FormerSlug, Purpose, Release
from releases.workflow import ActRefused
from tests import factories
from tests.admin.conftest import NOW, content
from tests.embassy.reading import parsed, words
from tests.media.rows import make_image, show

pytestmark = pytest.mark.django_db
BODY = "<p>The first paragraph of the source has many words.</p>\n<p>The second one has as many words.</p>"


@pytest.fixture(autouse=True)
def _two_languages(mission):
    mission.languages = ["en", "fr"]
    mission.save()


@pytest.fixture
def source():
    categories = [factories.make_category()]
    facts = {"body": BODY, "summary": "A summary of the source in many words.", "dated": date(2026, 5, 4)}
    return factories.make_live("Peace", slug="peace", categories=categories, office=factories.make_office(), **facts)


def page(release):
    return f"/admin/releases/release/{release.pk}/translations/"


def begin(desk, source, language="fr"):
    return desk.post(page(source.release), {"act": "begin", "language": language}, follow=True)


def translation(language="fr"):
    return Edition.objects.select_related("release", "translated_from").get(release__language=language)


def table(desk, release):
    rows = next(parsed(desk.get(page(release))).iter("tbody"))
    return [[words(cell) for cell in row] for row in rows]


def said(told):
    return [str(message) for message in told.context["messages"]]


def test_a_translation_begins_with_the_words_of_its_source(desk, source, officer):
    image = make_image()
    draft = workflow.begin(source, "correct", by=officer, note="A date was wrong.", at=NOW)
    show(draft, image)
    answer = begin(desk, source)

    made = translation()
    group = f"peace-{source.release_id}"
    assert (made.release.slug, made.release.kind, made.release.translation_key) == ("peace", "statement", group)
    assert Release.objects.get(pk=source.release_id).translation_key == group
    assert (made.title, made.body, made.dated, made.office) == ("Peace", BODY, source.dated, source.office)
    assert (made.state, made.number, made.created_by, list(made.writers.all())) == ("draft", 1, officer, [officer])
    assert list(made.categories.all()) == list(source.categories.all())
    assert [use.image for use in made.image_uses.all()] == [image]
    assert (made.translated_from, made.translated_version) == (draft, draft.version)
    assert answer.redirect_chain == [(f"/admin/releases/release/{made.release_id}/change/", 302)]


def test_its_form_shows_the_source_beside_it(desk, source):
    form = parsed(begin(desk, source))
    (beside,) = [section for section in form.iter("section") if "source" in section.get("class", "").split()]

    assert words(beside) == (
        "The source: English Peace A summary of the source in many words. The first paragraph of the source has many "
        "words. The second one has as many words."
    )


def test_a_source_has_no_source_beside_it(desk, source, officer):
    begin(desk, source)
    workflow.begin(source, "correct", by=officer, note="A date.", at=NOW)

    assert "source" not in desk.get(f"/admin/releases/release/{source.release_id}/change/").context


def test_an_address_that_was_given_before_is_not_given_again(desk, source):
    factories.make_live("Autre", slug="peace", language="fr")
    third = factories.make_live("Troisième", slug="third", language="fr")
    FormerSlug.objects.create(release=third.release, language="fr", slug="peace-2")
    begin(desk, source)

    assert Release.objects.get(language="fr", editions__title="Peace").slug == "peace-3"


def test_one_text_a_language(desk, source, writer):
    begin(desk, source)

    with pytest.raises(ActRefused, match="There is a text in this language already"):
        workflow.begin_translation(source, "fr", by=writer, at=NOW)
    assert said(begin(desk, source)) == ["There is a text in this language already."]
    assert Release.objects.filter(language="fr").count() == 1


def test_a_language_that_the_mission_does_not_speak_is_refused(desk, source):
    assert said(begin(desk, source, "da")) == ["The mission does not speak this language."]
    assert Release.objects.count() == 1


def test_a_withdrawn_or_redacted_text_is_not_translated(source, officer):
    gone = factories.follow(source, purpose=Purpose.WITHDRAWAL)

    with pytest.raises(ActRefused, match="no words to translate"):
        workflow.begin_translation(gone, "fr", by=officer, at=NOW)


def test_who_may_not_write_begins_nothing(source):
    reader = User.objects.create_user("reader", is_staff=True)
    with pytest.raises(ActRefused, match="does not have the right"):
        workflow.begin_translation(source, "fr", by=reader, at=NOW)


def test_the_page_says_what_is_missing_what_is_behind_and_what_changed(desk, source, officer, writer):
    assert table(desk, source.release) == [
        ["English", "Peace", "Published", "The source"],
        ["Français", "Begin the translation: Français"],
    ]
    begin(desk, source)
    in_step = [["English", "Peace", "Published", "The source"], ["Français", "Peace", "Draft", "In step"]]
    assert table(desk, source.release) == table(desk, translation().release) == in_step

    correction = workflow.begin(source, "correct", by=writer, note="A date was wrong.", at=NOW)
    workflow.approve(correction, by=officer, live_from=NOW, at=NOW)
    behind = "Its source has been changed since. What was changed Français is in step"
    assert table(desk, source.release)[1] == ["Français", "Peace", "Draft", behind]
    compare = f"/admin/releases/release/{source.release_id}/compare/?old=1&new=2"
    links = [link.get("href") for link in parsed(desk.get(page(source.release))).iter("a")]
    assert compare in links

    desk.post(page(source.release), {"act": "in_step", "language": "fr"})
    assert table(desk, source.release)[1] == ["Français", "Peace", "Draft", "In step"]
    assert translation().translated_from.number == 2


def test_a_source_that_is_still_written_puts_its_translation_behind_with_each_save(desk, officer):
    draft = factories.make_draft("Peace", slug="peace", body=BODY)
    begin(desk, draft)
    assert table(desk, draft.release)[1][-1] == "In step"

    workflow.save(draft, by=officer, version=draft.version, at=NOW)

    assert table(desk, draft.release)[1][-1] == "Its source has been changed since. Français is in step"


def test_the_next_edition_of_a_translation_remembers_what_it_translates(desk, source, officer, writer):
    begin(desk, source)
    made = translation()
    workflow.approve(made, by=writer, live_from=NOW, at=NOW)
    following = workflow.begin(translation(), "correct", by=officer, note="Un mot.", at=NOW)

    assert (following.translated_from_id, following.translated_version) == (source.pk, source.version)


def test_a_text_says_what_still_reads_as_in_the_source(desk, source):
    begin(desk, source)
    made = translation()
    assert translations.untranslated(made, source) == 3
    sentence = "3 paragraphs still read as in the source."
    assert sentence in desk.get(f"/admin/releases/release/{made.release_id}/change/").content.decode()

    sent = content(title="Paix", summary="Un résumé de la source.", body="<p>Le premier.</p>", version=made.version)
    desk.post(f"/admin/releases/release/{made.release_id}/change/", {**sent, "slug": "paix", "language": "fr"})
    assert translations.untranslated(translation(), source) == 0


def test_an_imported_translation_is_behind_where_its_source_was_published_later(mission):
    source = factories.make_live("Peace", translation_key="peace")
    factories.make_live("Paix", language="fr", translation_key="peace")
    assert [row.is_behind for row in translations.Group(source.release, mission).rows] == [False, False]

    factories.follow(source)
    assert [row.is_behind for row in translations.Group(source.release, mission).rows] == [False, True]


def test_two_texts_of_different_groups_are_never_brought_in_step(source, officer):
    other = factories.make_live("Autre", language="fr")

    with pytest.raises(ActRefused, match="not translations of one text"):
        workflow.bring_in_step(other, source, by=officer, at=NOW)


def test_the_history_names_both_acts_in_words(desk, source, officer, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        begin(desk, source)
        source.release.refresh_from_db()
        workflow.bring_in_step(translation(), source, by=officer, at=NOW)

    page = desk.get(f"/admin/releases/release/{translation().release_id}/history/")
    assert [entry["what"] for entry in page.context["entries"]] == [
        "In step with its source",
        "Begin the translation",
    ]
