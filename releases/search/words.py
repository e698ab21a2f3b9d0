"""Text taken apart into the words that search compares: folded (case, accents, ё), and stemmed by language."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from threading import Lock

import snowballstemmer

MAX_WORD_LENGTH = 50
STEMMERS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish",
    "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian",
    "it": "italian", "lt": "lithuanian", "nb": "norwegian", "ne": "nepali", "nl": "dutch", "nn": "norwegian",
    "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
"""The Snowball algorithm of a language; words of any other are compared as they are."""

_BREVE, _KANA_MARKS = "\u0306", "\u3099\u309a"
_turn = Lock()


def _marks() -> str:
    """The inside of a character class: everything that sits on or beside a letter of some script."""
    points = map(chr, range(0x300, 0x1F000))
    return "".join(mark for mark in points if unicodedata.category(mark).startswith("M"))


# Chinese, Japanese, Thai, Lao, Burmese and Khmer write no blanks: each character is a word, and a row of them a phrase.
_SINGLE = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece\u1000-\u103f\u1780-\u17d3"
    "\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
SINGLE = re.compile(f"[{_SINGLE}]")
_MARKS = _marks()
WORD = re.compile(f"[{_SINGLE}]|[^\\W_{_SINGLE}](?:[^\\W_{_SINGLE}]|[{_MARKS}])*")
PLAIN_WORD = re.compile(r"[^\W_]+")
_MORE = re.compile(f"[{_SINGLE}{_MARKS}]")


@lru_cache(maxsize=50_000)
def folded(word: str) -> str:
    """A word without case and accents; й and ў, letters of their own, stay. Letters, digits and marks alone."""
    kept: list[str] = []
    for character in unicodedata.normalize("NFKD", word.casefold()).casefold():
        if unicodedata.combining(character):
            is_letter = character in _KANA_MARKS or (character == _BREVE and kept and kept[-1] in "иу")
        else:
            is_letter = character.isalnum() or unicodedata.category(character).startswith("M")
        if is_letter and character != "\u0640":
            kept.append(character)
    return unicodedata.normalize("NFC", "".join(kept))[:MAX_WORD_LENGTH]


def pattern_for(text: str) -> re.Pattern[str]:
    """What finds the words of a text. Most texts get by with a pattern that is six times faster than WORD."""
    needs_more = any(_needs_more(character) for character in set(text) if character >= "\u0300")
    return WORD if needs_more else PLAIN_WORD


def written_words(text: str) -> list[str]:
    """The words of a text as they are written, in order."""
    return pattern_for(text).findall(text)


@lru_cache(maxsize=5_000)
def _needs_more(character: str) -> bool:
    return bool(_MORE.match(character))


def words(text: str) -> list[str]:
    """The folded words of a text, in order."""
    return [word for written in written_words(text) if (word := folded(written))]


def has_stems(code: str) -> bool:
    return base(code) in STEMMERS


def base(code: str) -> str:
    """pt-br is stemmed as pt."""
    return code.split("-", maxsplit=1)[0].lower()


@lru_cache(maxsize=100_000)
def stem_token(word: str, code: str) -> str:
    """What the index holds for the stem of a folded word in a language: "=en=talk". No word looks like it."""
    code = base(code)
    with _turn:
        stem = _stemmer(code).stemWord(word)
    return f"={code}={stem or word}"


def stem_tokens(found: Iterable[str], code: str) -> list[str]:
    """The stems of folded words, each once; none in a language without stemmer."""
    return list(dict.fromkeys(stem_token(word, code) for word in found)) if has_stems(code) else []


@cache
def _stemmer(code: str) -> "snowballstemmer.basestemmer.BaseStemmer":
    """They keep the word in themselves, so threads take turns."""
    return snowballstemmer.stemmer(STEMMERS[code])
