"""Words as search compares them: folded, then stemmed by the language of the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from releases.search.query import Clause, Query, parse
from releases.search.words import STEMMERS, folded, stem_token, stem_tokens, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Statement on the AURELIA", "statement on the aurelia"),
        ("L’ambassade négocie à Évian", "l ambassade negocie a evian"),
        ("Ёлка, Йод и ўжо", "елка йод и ўжо"),
        ("cafe\u0301 = café", "cafe cafe"),
        ("Straße STRASSE", "strasse strasse"),
        ("أَلسَّلام السـلام", "السلام السلام"),
        ("COVID-19, 1,000 km; U.S.", "covid 19 1 000 km u s"),
        ("中国 and ひらがな", "中 国 and ひ ら が な"),
        ("हिन्दी भाषा", "हिनदी भाषा"),
        ("_snake_case_", "snake case"),
        ("ΟΔΥΣΣΕΎΣ οδυσσεύς", "οδυσσευσ οδυσσευσ"),
        ("“” – … \u202e\x00", ""),
        ("x" * 60, "x" * 50),
    ],
)
def test_case_accents_and_signs_do_not_part_words(text, found):
    assert " ".join(words(text)) == found


@pytest.mark.parametrize(
    ("code", "forms"),
    [
        ("en", ["negotiation", "negotiations", "negotiate"]),
        ("en-gb", ["talk", "talks", "talking"]),
        ("ru", ["переговоры", "переговорами", "переговоров"]),
        ("fr", ["négociation", "négociations", "negociations"]),
        ("de", ["Botschaften", "Botschaft"]),
        ("es", ["nación", "naciones", "nacion"]),
        ("ar", ["كتاب", "الكتاب", "كتابان"]),
    ],
)
def test_forms_of_a_word_have_one_stem_in_its_language(code, forms):
    assert len({stem_token(folded(form), code) for form in forms}) == 1


def test_a_language_without_a_stemmer_has_plain_words():
    assert stem_tokens(["талк"], "kk") == []
    assert Clause(("talks",)).tokens(["kk", "en"]) == ["talks", "=en=talk"]
    assert Clause(("talks",)).tokens(["en", "pt-br"]) == ["=en=talk", "=pt=talks"]


def plain(*found):
    return tuple(Clause((word,)) for word in found)


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("Survey vessel", Query(plain("survey", "vessel"))),
        ("the the", Query(plain("the"))),
        ('"Survey vessel"', Query((Clause(("survey", "vessel"), is_exact=True),))),
        ("„Survey vessel“", Query((Clause(("survey", "vessel"), is_exact=True),))),
        ('"survey', Query((Clause(("survey",), is_exact=True),))),
        ("crew -captain", Query(plain("crew"), plain("captain"))),
        ('-"two words"', Query((), (Clause(("two", "words"), is_exact=True),))),
        ("negotiat*", Query((Clause(("negotiat",), is_prefix=True),))),
        ('"survey ves"*', Query((Clause(("survey", "ves"), is_exact=True, is_prefix=True),))),
        ("a*", Query(plain("a"))),
        ("anti-terror", Query((Clause(("anti", "terror"), is_exact=True),))),
        ("Embassy’s l'ambassade", Query(plain("embassy", "ambassade"))),
        ("crew AND NOT (ship)", Query(plain("crew", "and", "not", "ship"))),
        ("title:crew & ship | !x <-> y:*", Query((Clause(("title", "crew"), is_exact=True), *plain("ship", "x", "y")))),
        ('- -- * "" "', Query()),
        ("\x00\u202e\ud800", Query()),
    ],
)
def test_what_was_typed_is_understood(typed, understood):
    assert parse(typed) == understood


def test_a_query_is_at_most_twelve_parts():
    assert parse(" ".join(f"w{n}" for n in range(40)) + " -x") == Query(plain(*(f"w{n}" for n in range(12))))


ANY_TEXT = st.text(st.characters(exclude_categories=[]), max_size=60)


@given(ANY_TEXT, st.sampled_from(sorted(STEMMERS)))
def test_no_token_holds_what_a_database_could_take_for_syntax(text, code):
    found = words(text)
    tokens = [*found, *stem_tokens(found, code)]
    assert [token for token in tokens if not token or set(token) & set(" \"'\\&|!():*<>^%\x00")] == []
    assert [folded(word) for word in found] == found
