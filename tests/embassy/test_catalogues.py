"""The interface in every language: no word missing, no placeholder lost, the plurals of CLDR, every page rendered."""

import re
from datetime import timedelta
from string import Formatter

import pytest
from babel import Locale
from django.utils.translation import override

from counters import elapsed
from embassy.models import Notice
from releases.models import Kind, Purpose
from tests import catalogues
from tests.embassy.reading import crawl, is_page, parsed, words
from tests.factories import (
    PUBLISHED,
    follow,
    make_category,
    make_feature,
    make_incident,
    make_live,
    make_mission,
    make_office,
)

CODES = ("ar", "fr", "ru")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|<[^>]+>")


@pytest.fixture(scope="module")
def template():
    return catalogues.gathered()


@pytest.fixture(scope="module", params=CODES)
def catalogue(request):
    return catalogues.catalogue_of(request.param)


def messages(catalogue):
    return {(message.context, message.id): message for message in catalogue if message.id}


def strings(message):
    return message.string if isinstance(message.string, tuple) else (message.string,)


def test_the_site_speaks_four_languages():
    assert tuple(catalogues.codes()) == CODES


def test_no_word_is_missing_doubtful_or_left_over(catalogue, template):
    own = messages(catalogue)

    assert messages(template).keys() - own.keys() == set()
    assert own.keys() - messages(template).keys() == set()
    assert [message.id for message in own.values() if not catalogues.is_translated(message)] == []


def test_what_is_used_is_what_stands_in_the_catalogue(catalogue):
    file = catalogues.LOCALE / str(catalogue.locale) / "LC_MESSAGES" / "django.mo"

    assert file.read_bytes() == catalogues.compiled(catalogue)


def placeholders(text):
    """What the code or the page fills in, and the markup; %(n)s may be left out of a form that says the number."""
    braces = (
        [f"{{{name}}}" for _text, name, _spec, _conversion in Formatter().parse(text) if name] if "{" in text else []
    )
    return sorted(PLACEHOLDER.findall(text) + braces)


def test_no_placeholder_is_lost_or_invented(catalogue):
    wrong = []
    for message in messages(catalogue).values():
        if isinstance(message.id, tuple):
            allowed = set(placeholders(message.id[1]))
            wrong += [(message.id, text) for text in strings(message) if set(placeholders(text)) - allowed]
            wrong += [(message.id, "last form")] if set(placeholders(strings(message)[-1])) != allowed else []
        elif placeholders(message.id) != placeholders(message.string):
            wrong.append((message.id, message.string))
    assert wrong == []


def test_ends_and_blanks_are_kept(catalogue):
    """A label keeps its colon, an act the dots that say that a page follows."""
    wrong = [
        (message.id, message.string)
        for message in messages(catalogue).values()
        if isinstance(message.id, str)
        and (message.id.endswith("…") != message.string.endswith("…") or message.string != message.string.strip())
    ]
    assert wrong == []


PHRASES = {
    "en": {"one": "day has passed since", "other": "days have passed since"},
    "ru": {
        "one": "день прошёл с тех пор, как",
        "few": "дня прошло с тех пор, как",
        "many": "дней прошло с тех пор, как",
    },
}


@pytest.mark.parametrize("code", ["en", *CODES])
def test_every_number_from_0_to_200_has_the_plural_that_cldr_gives_it(code):
    """One phrase a category of CLDR, each number's that of its category."""
    locale = Locale.parse(code)
    with override(code):
        found: dict[str, set[str]] = {}
        for number in range(201):
            found.setdefault(locale.plural_form(number), set()).add(elapsed.phrase(number))

    assert {category: len(phrases) for category, phrases in found.items()} == dict.fromkeys(found, 1)
    assert found.keys() == {"en": {"one", "other"}, "fr": {"one", "other"}, "ru": {"one", "few", "many"},
                            "ar": {"zero", "one", "two", "few", "many", "other"}}[code]  # fmt: skip
    if code in PHRASES:
        assert {category: phrases.pop() for category, phrases in found.items()} == PHRASES[code]


@pytest.fixture
def site(db):
    make_mission(languages=["en", *CODES])
    for code in ["en", *CODES]:
        for kind in (Kind.STATEMENT, Kind.SPEECH, Kind.NEWS):
            facts = {"slug": f"a-{kind.replace('_', '-')}", "kind": kind, "language": code, "translation_key": kind}
            labels = {"categories": [make_category()], "office": make_office(), "place": "Lutetia"}
            text = make_live(f"{code} {kind}", **facts, **labels)
            if kind == Kind.STATEMENT:
                make_feature(text)
            if kind == Kind.SPEECH:
                follow(text, note="Un mot.")
            if kind == Kind.NEWS:
                follow(text, purpose=Purpose.WITHDRAWAL, live_from=PUBLISHED + timedelta(days=2))
    make_incident(slug="open", steps=[(PUBLISHED.date(), "-")])
    make_incident(slug="over", resolved_on=PUBLISHED.date())
    Notice.objects.create(heading="-", shown_from=PUBLISHED)


@pytest.mark.parametrize("code", CODES)
def test_every_page_is_whole_in_every_language(client, site, code):
    """Each page in the language says so and holds no English sentence of the interface."""
    catalogue = catalogues.catalogue_of(code)
    english = {
        message.id
        for message in messages(catalogue).values()
        if isinstance(message.id, str)
        and len(message.id.split()) > 2
        and "%" not in message.id
        and message.string != message.id
    }
    errors = [
        f"/{code}/messages/never/",
        f"/{code}/messages/?page=abc&from=31-31-2020&kind=x",
        f"/{code}/messages/?q=nothing",
    ]
    pages = crawl(client, f"/{code}/", *errors, f"/{code}/?as-of=2026-05-05", limit=900)
    own = {path: page for path, page in pages.items() if path.startswith(f"/{code}/") and is_page(page)}
    assert len(own) > 20

    left = {}
    for path, page in own.items():
        root = parsed(page)
        assert (root.get("lang"), root.get("dir")) == (code, "rtl" if code == "ar" else "ltr"), path
        text = words(root)
        if found := sorted(sentence for sentence in english if sentence in text):
            left[path] = found
    assert left == {}
