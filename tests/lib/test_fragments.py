"""Finished parts of pages: one for the values it is given, and never for another reader's (EMB-09)."""

from dataclasses import dataclass
from datetime import date

import pytest
from django.template import Context, RequestContext, Template, TemplateSyntaxError, engines
from django.test import RequestFactory
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy

from embassy.lib import fragments, languages
from embassy.lib.fragments import Later, key_of
from embassy.lib.localized import Localized
from releases.models import Release


@pytest.fixture(autouse=True)
def _small_templates(monkeypatch):
    engine = engines["django"].engine
    texts = {
        "word.html": "{# word: str #}\n<b>{{ word }}</b>\n",
        "row.html": "{{ row }}{{ end }}",
        "frame.html": "<{{ head }}|{{ mission }}|{{ main }}>",
        "broken.html": "<{{ head }}|{{ head }}>",
    }
    monkeypatch.setattr(engine, "get_template", lambda name: Template(texts[name], engine=engine))


def request_of(**facts):
    request = RequestFactory().get("/")
    for name, value in facts.items():
        setattr(request, name, value)
    return request


def shown(text, values, **facts):
    request = request_of(**{"is_for_everybody": True, **facts})
    return Template(text).render(RequestContext(request, values))


def made_of(monkeypatch):
    """The names of the templates that are rendered from now on."""
    found, rendered = [], engines["django"].engine.get_template
    monkeypatch.setattr(engines["django"].engine, "get_template", lambda name: found.append(name) or rendered(name))
    return found


def test_a_fragment_is_rendered_once_for_its_values(monkeypatch):
    found = made_of(monkeypatch)
    text = '{% kept "word.html" with word=word %}'

    assert [shown(text, {"word": word}) for word in ("a", "b", "a", "<")] == [
        "<b>a</b>",
        "<b>b</b>",
        "<b>a</b>",
        "<b>&lt;</b>",
    ]
    assert found == ["word.html"] * 3


def test_what_is_safe_and_what_is_not_are_two():
    text = '{% kept "word.html" with word=word %}'

    assert shown(text, {"word": mark_safe("<i>")}) == "<b><i></b>"
    assert shown(text, {"word": "<i>"}) == "<b>&lt;i&gt;</b>"


def test_each_language_has_its_own(monkeypatch):
    found = made_of(monkeypatch)
    for default, active in (("en", "en"), ("en", "fr"), ("fr", "fr")):
        with languages.speaking(default, ["en", "fr"], active):
            shown('{% kept "word.html" with word="a" %}', {})

    assert found == ["word.html"] * 3


@pytest.mark.parametrize("facts", [{"is_for_everybody": False}, {}])
def test_a_page_that_is_not_for_everybody_takes_and_leaves_nothing(facts):
    fragments.FRAGMENTS.clear()
    request = request_of(**facts)

    Template('{% kept "word.html" with word="a" %}').render(RequestContext(request))
    Template('{% kept "word.html" with word="a" %}').render(Context())

    assert len(fragments.FRAGMENTS) == 0


def test_each_row_is_a_fragment(monkeypatch):
    found = made_of(monkeypatch)
    text = '{% kept_each "row.html" row in rows with end=end %}'

    assert [shown(text, {"rows": rows, "end": end}) for rows, end in (("ab", "."), ("bc", "."), ("b", "!"))] == [
        "a.b.",
        "b.c.",
        "b!",
    ]
    assert len(found) == 4


FRAMED = '{% spliced "frame.html" with mission=mission %}{% hole head %} {{ a }} {% hole main %}{{ b }}{% endspliced %}'


def test_a_frame_is_rendered_once_around_what_is_the_pages_own(monkeypatch):
    found = made_of(monkeypatch)

    assert [shown(FRAMED, {"mission": "m", "a": a, "b": b}) for a, b in (("1", "<"), ("head", "main"))] == [
        "<1|m|&lt;>",
        "<head|m|main>",
    ]
    assert found == ["frame.html"]


def test_a_page_of_another_instant_has_the_same_frame():
    plain = shown(FRAMED, {"mission": "<m>", "a": "1", "b": "<"}, is_for_everybody=False)

    assert plain == shown(FRAMED, {"mission": "<m>", "a": "1", "b": "<"}) == "<1|&lt;m&gt;|&lt;>"


def test_a_frame_that_has_not_each_hole_once_is_a_mistake():
    text = FRAMED.replace("frame.html", "broken.html")

    with pytest.raises(ValueError, match="each of its holes once"):
        shown(text, {"mission": "m", "a": "1", "b": "2"})


@pytest.mark.parametrize(
    "text",
    [
        "{% kept name %}",
        '{% kept "word.html" word=a %}',
        '{% kept "word.html" with word %}',
        '{% kept_each "row.html" rows %}',
    ],
)
def test_a_tag_that_is_written_wrongly_is_refused(text):
    with pytest.raises(TemplateSyntaxError):
        Template(text)


@dataclass(frozen=True, slots=True)
class Frozen:
    name: str
    parts: tuple


def test_values_stand_for_themselves_and_objects_say_what_they_show():
    assert key_of([Frozen("a", (1, None)), {"b": date(2026, 1, 2)}, gettext_lazy("Search")]) == (
        ("a", (1, None)),
        (("b", date(2026, 1, 2)),),
        "Search",
    )
    assert key_of(Localized({"fr": "deux", "en": "two"})) == (("en", "two"), ("fr", "deux"))
    assert key_of(SafeString("a")) != key_of("a")


def test_a_row_that_does_not_say_what_it_shows_is_refused():
    with pytest.raises(TypeError, match="Release does not say what it shows"):
        key_of(Release(pk=1))


def test_what_is_made_later_is_made_once_and_when_it_is_needed():
    made = []
    later = Later(("key",), lambda: made.append(1) or {"word": "a"})

    assert (key_of(later), made) == (("key",), [])
    assert (later["word"], list(later.keys()), made) == ("a", ["word"], [1])
