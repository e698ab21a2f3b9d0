"""What stands around the text of a draft: the editor, the question of an answer, the checklist."""

import html
import json
import re

import pytest

from releases.models import Edition, LinkResult
from tests import factories
from tests.admin.conftest import NOW, content, errors_of

ADD = "/admin/releases/release/add/"
WORD = (
    '<p class=MsoListParagraph><![if !supportLists]><span style="font-family:Symbol">·<span>&nbsp;&nbsp; </span>'
    "</span><![endif]>One<o:p></o:p></p><p class=MsoListParagraph>·&nbsp;&nbsp; Two</p>"
    '<p>Text.<a href="#_ftn1" name="_ftnref1"><span>[1]</span></a></p>'
    '<div><p class=MsoFootnoteText><a href="#_ftnref1" name="_ftn1"><span>[1]</span></a> The note.</p></div>'
)


def change(edition):
    return f"/admin/releases/release/{edition.release_id}/change/"


def said(desk, edition):
    """The checklist's sentences: what is met and what is open."""
    checks = desk.get(change(edition)).context["checks"]
    return [[check.sentence for check in checks if check.is_met is met] for met in (True, False)]


def test_the_editor_is_told_where_its_library_is_and_what_its_tools_are_called(desk):
    page = desk.get(ADD).content.decode()

    textarea = re.search(r'<textarea[^>]*name="body"[^>]*>', page)[0]
    assert 'data-rich-text="/static/django_prose_editor/editor.js"' in textarea
    assert json.loads(re.search(r'data-words="([^"]*)"', textarea)[1].replace("&quot;", '"'))["bold"] == "Bold"
    assert re.search(r'<script src="/static/js/rich-text.js" type="module"></script>', page)
    assert "importmap" not in page


def test_the_editor_is_told_whose_days_a_text_may_count_and_in_which_words(desk, mission):
    mission.languages = ["en", "fr"]
    mission.save()
    factories.make_incident(slug="vessel", name={"en": "the vessel was detained", "fr": "la saisie"}, order=1)
    factories.make_incident(slug="secret", name="the secret", shown_from=factories.utc("2999-01-01T00:00Z"), order=2)
    page = desk.get(ADD).content.decode()

    assert json.loads(html.unescape(re.search(r'data-matters="([^"]*)"', page)[1])) == [
        {
            "slug": "vessel",
            "name": "the vessel was detained",
            "wording": {
                "en": ["days have passed since", "the vessel was detained"],
                "fr": ["days have passed since", "la saisie"],
            },
        },
        {
            "slug": "secret",
            "name": "the secret (not shown to readers)",
            "wording": {code: ["days have passed since", "the secret"] for code in ("en", "fr")},
        },
    ]


def test_the_editor_knows_the_language_of_a_text(desk):
    edition = factories.make_draft(language="ar")

    assert re.search(r'<textarea[^>]*name="body"[^>]*lang="ar" dir="rtl"', desk.get(change(edition)).content.decode())


def test_lists_and_footnotes_pasted_from_word_are_real_ones_when_saved(desk):
    desk.post(ADD, content(body=WORD))

    rel = 'rel="noopener noreferrer"'
    assert Edition.objects.get().body == (
        "<ul><li>One</li><li>Two</li></ul>\n"
        f'<p>Text.<sup><a href="#fn-1" {rel}>1</a></sup></p>\n'
        f'<p><a href="#fnref-1" {rel}>1</a> The note.</p>'
    )


def test_the_limits_of_title_and_summary_are_counted(desk):
    form = desk.get(ADD).context["adminform"].form

    attributes = {name: form.fields[name].widget.attrs for name in ("title", "summary")}
    assert {name: (int(a["maxlength"]), "data-counter" in a) for name, a in attributes.items()} == {
        "title": (500, True),
        "summary": (1000, True),
    }


def test_question_and_outlet_are_stored_in_the_text_and_come_back_into_their_fields(desk):
    desk.post(ADD, content(kind="answer", outlet="The Herald", question="When?", body="<p>Soon.</p>"))

    edition = Edition.objects.get()
    assert edition.body == ("<blockquote><p><cite>The Herald</cite></p><p>When?</p></blockquote>\n<p>Soon.</p>")
    form = desk.get(change(edition)).context["adminform"].form
    assert [form[name].value() for name in ("outlet", "question", "body")] == ["The Herald", "When?", "<p>Soon.</p>"]


def test_an_answer_needs_neither_question_nor_outlet(desk):
    desk.post(ADD, content(kind="answer", body="<p>Soon.</p>"))

    assert Edition.objects.get().body == "<p>Soon.</p>"


def test_only_an_answer_has_a_question(desk):
    response = desk.post(ADD, content(kind="statement", question="When?"))

    assert errors_of(response) == {
        "question": ["Only an answer has a question. Choose the kind “Answer”, or empty this field."]
    }


def test_a_quotation_in_another_kind_stays_in_the_text(desk):
    edition = factories.make_draft(kind="speech", body="<blockquote><p>Words.</p></blockquote>\n<p>Text.</p>")

    assert desk.get(change(edition)).context["adminform"].form["body"].value() == edition.body


def test_a_good_draft_has_nothing_open(desk):
    factories.make_live("Public", slug="public", live_from=NOW)
    edition = factories.make_draft(
        summary="In short.",
        dated=NOW.date(),
        body="<h2>A</h2><h3>B</h3><table><caption>C</caption><tr><td>1</td></tr></table>"
        '<p><a href="/messages/public/">x</a></p>',
    )

    assert said(desk, edition) == [
        [
            "It has a title.",
            "It has a text.",
            "It has a summary.",
            "No heading skips a level.",
            "Each table has a caption.",
            "The links lead somewhere.",
            "The official date is near.",
        ],
        [],
    ]


def test_what_is_wrong_with_a_draft_is_said(desk):
    factories.make_draft("Not public", slug="secret")
    links = ["/messages/secret/", "/nowhere/", "https://intranet/x", "https://example.org/a", "https://example.org/b"]
    LinkResult.objects.create(
        url=links[4], digest=LinkResult.digest_of(links[4]), problem="there is no such page", checked_at=NOW
    )
    edition = factories.make_draft(
        dated="2024-01-01",
        body='<h2>A</h2><h4>B</h4><table><tr><td>1</td></tr></table><figure data-image="7"></figure>'
        + "".join(f'<p><a href="{link}">x</a></p>' for link in links)
        + '<p>x<sup><a href="#fn-2">2</a></sup></p>',
    )

    assert said(desk, edition)[1] == [
        "It has no summary: lists show the first words of the text.",
        "A heading skips a level.",
        "A table has no caption.",
        (
            "The text has a place for pictures that are not there: 7. "
            "Add each picture under this number, or take its place out of the text."
        ),
        "Footnotes without a mark or without a text: 2.",
        "/messages/secret/: this message is not public",
        "/nowhere/: there is no such page on this site",
        "https://intranet/x: not an address",
        "https://example.org/a: not checked yet",
        "https://example.org/b: there is no such page",
        "The official date is far from today. Is it right?",
    ]


@pytest.mark.parametrize(
    ("source_version_is_newer", "sentence"),
    [(False, "It is newer than its source."), (True, "Its source has been changed since.")],
)
def test_a_translation_is_compared_with_its_source(desk, source_version_is_newer, sentence):
    source = factories.make_draft("Source", language="en", translation_key="both", dated=NOW.date())
    other = factories.make_draft("Traduction", language="fr", translation_key="both", dated=NOW.date())
    late = source if source_version_is_newer else other
    Edition.objects.filter(pk=late.pk).update(saved_at=factories.utc("2030-01-01T00:00Z"))

    assert sentence in [*said(desk, other)[0], *said(desk, other)[1]]


def test_missing_and_outdated_translations_are_said(desk, mission):
    mission.languages = ["en", "fr", "de"]
    mission.save()
    source = factories.make_draft("Source", language="en", translation_key="both", dated=NOW.date())
    other = factories.make_draft("Traduction", language="fr", translation_key="both", dated=NOW.date())
    Edition.objects.filter(pk=other.pk).update(saved_at=factories.utc("2020-01-01T00:00Z"))

    assert said(desk, source)[1][-2:] == ["The text in Français is older than this one.", "It is not there in Deutsch."]
