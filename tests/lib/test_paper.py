"""Documents set by typst: tagged, deterministic, and nothing in them is ever read as markup (AVL-05)."""

import re
import zlib

import pytest
from django.core.cache import cache

from embassy.lib import markup, paper
from embassy.lib.markup.tree import tree
from embassy.lib.paper.blocks import Setting

pytest.importorskip("typst")
QR = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2"><path d="M0 0h1v1h-1z"/></svg>'


def blocks(html, picture="", **options):
    page = markup.render(html, **{"numbered": False, **options})
    return Setting(
        lambda address: f"https://e.example{address}" * address.startswith("/") or address, lambda _: picture
    ).of(tree(page))


def letter(html="<p>Words.</p>", **more):
    seal = {"qr": "qr.svg", "qr_alt": "QR code", "lines": ["One"], "link": "https://e.example/", "digest": "ab"}
    return {
        "lang": "en", "rtl": False, "day": [2026, 5, 4], "title": "A title", "author": "Embassy", "colour": "#24405c",
        "emblem": "", "name": "Embassy", "under": "Office", "address": "", "reference": "2026/1", "kind": "News",
        "moments": ["Lutetia"], "summary": "", "notices": [], "blocks": blocks(html), "files_title": "Attachments",
        "files": [], "seal": seal, "footer": "Embassy", **more,
    }  # fmt: skip


def made(html="<p>Words.</p>", files=(), **more):
    return paper.made(letter(html, **more), {"qr.svg": QR.encode(), **dict(files)})


def inside(pdf):
    """The PDF with its compressed streams opened."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    opened = []
    for stream in streams:
        try:
            opened.append(zlib.decompress(stream))
        except zlib.error:
            opened.append(stream)
    return b"\n".join([pdf, *opened])


def tags(pdf):
    """How often each structure element stands in it."""
    found = re.findall(rb"/S\s*/([A-Z][A-Za-z0-9]*)", inside(pdf))
    return {name: found.count(name.encode()) for name in sorted({name.decode() for name in found})}


WHOLE = (
    "<h2>Head</h2><p>One <strong>bold</strong> <em>it</em><sup><a href=\"#fn-1\">1</a></sup><br>line</p><h4>Deep</h4>"
    "<blockquote><p>Said.</p></blockquote><ul><li>a<ol start=\"3\"><li>b</li></ol></li></ul><hr>"
    "<table><caption>Cap</caption><thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><td rowspan=\"2\">1</td>"
    "<td>2</td></tr><tr><td>3</td></tr></tbody></table><p><a href=\"/x/\">Link</a> H<sub>2</sub>O</p>"
    "<p><a href=\"#fnref-1\">1</a> The note.</p>"
)  # fmt: skip


def test_a_whole_body_becomes_blocks():
    cells = [
        {"x": 0, "y": 0, "across": 1, "down": 2, "c": ["1"]},
        {"x": 1, "y": 0, "across": 1, "down": 1, "c": ["2"]},
        {"x": 1, "y": 1, "across": 1, "down": 1, "c": ["3"]},
    ]
    inner = {"k": "list", "m": ["3."], "c": [[{"k": "p", "c": ["b"]}]]}
    heads = [{"x": x, "y": 0, "across": 1, "down": 1, "c": [name]} for x, name in enumerate("AB")]
    assert blocks(WHOLE) == [
        {"k": "h", "l": 1, "c": ["Head"]},
        {
            "k": "p",
            "c": ["One ", {"k": "b", "c": ["bold"]}, " ", {"k": "i", "c": ["it"]}, {"k": "note", "c": ["The note."]},
                  {"k": "br"}, "line"],
        },
        {"k": "h", "l": 2, "c": ["Deep"]},
        {"k": "quote", "c": [{"k": "p", "c": ["Said."]}]},
        {"k": "list", "m": [], "c": [[{"k": "p", "c": ["a"]}, inner]]},
        {"k": "rule"},
        {"k": "table", "w": 2, "caption": ["Cap"], "head": heads, "body": cells},
        {"k": "p", "c": [{"k": "a", "to": "https://e.example/x/", "c": ["Link"]}, " H", {"k": "sub", "c": ["2"]}, "O"]},
    ]  # fmt: skip


def test_a_telephone_number_is_set_as_one():
    (paragraph,) = blocks('<p><a href="tel:+331">+33 1</a></p>')

    assert paragraph == {"k": "p", "c": [{"k": "tel", "to": "tel:+331", "c": ["+33 1"]}]}


def test_paragraph_numbers_stand_apart():
    assert blocks("<p>One.</p><p>Two.</p>", numbered=True) == [
        {"k": "p", "c": ["One."], "n": "1"},
        {"k": "p", "c": ["Two."], "n": "2"},
    ]


def test_a_pdf_is_tagged_and_says_its_title_and_language():
    pdf = made(WHOLE)
    opened = inside(pdf)

    assert pdf.startswith(b"%PDF-1.7")
    assert b"/Marked true" in opened
    assert re.search(rb"/Lang\s*\(en\)", opened)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in opened
    assert b">A title<" in opened
    expected = {
        "H1": 1, "H2": 1, "BlockQuote": 1, "L": 2, "Table": 1, "TH": 2, "Note": 1, "Figure": 1, "Link": 4,
    }  # fmt: skip
    found = tags(pdf)
    assert {name: found.get(name) for name in expected} == expected


def test_the_same_content_gives_the_same_bytes():
    first = made(WHOLE)
    cache.clear()
    assert made(WHOLE) == first
    assert made(WHOLE, title="Another") != first


def test_what_was_set_once_is_kept(monkeypatch):
    first = made()
    monkeypatch.setattr(paper, "_set", lambda *_: pytest.fail("set again"))
    assert made() == first


@pytest.mark.parametrize(
    "words",
    ['#eval("1+1")', '#read("/etc/passwd")', "*a* _b_ $x$ `c` @ref <label>", "\\ #{", "= Head", "{{ 7*7 }}", "//", "#"],
)
def test_words_are_never_markup(words):
    """XSS-08: what typst would read as code is set as it stands, in every place."""
    html = markup.sanitise("<p>" + words.replace("<", "&lt;") + "</p>")
    plain, hostile = "x" * 9, words
    pdf = made(html, **dict.fromkeys(("title", "summary", "name", "under", "address", "reference", "kind"), hostile))
    assert tags(pdf) == tags(made(f"<p>{plain}</p>", **dict.fromkeys(("title", "summary", "name", "address"), plain)))


WORDS = {
    "ru": "Заявление о доступе к судну № 7 ₽",
    "ar": "بيان حول الوصول القنصلي، ٢٠٢٦",
    "el": "Δήλωση",
    "he": "הודעה",
    "fr": "Œuvre, l’été à 9 €",
    "de": "Größe – „Zitat“",
    "pl": "Zażółć gęślą jaźń",
}


@pytest.mark.parametrize("language", WORDS)
def test_the_scripts_of_many_missions_have_a_font(language):
    words = WORDS[language]
    assert paper.can_set(words)
    assert made(f"<p><em>{words}</em> <strong>{words}</strong></p>", lang=language, rtl=language in "arhe", title=words)


def test_a_sign_without_a_font_is_known_before_and_refused():
    assert [paper.can_set(text) for text in ("中文", "😀", "हिन्दी", "x" * 400_001)] == [False] * 4
    with pytest.raises(paper.Unfit):
        made("<p>中文</p>")


@pytest.mark.parametrize(
    "html",
    [
        '<table><tr><td colspan="9999" rowspan="9999">a</td><td>b</td></tr><tr><td>c</td></tr></table>',
        '<table><tr><td rowspan="3">a</td><td>b</td></tr><tr><td colspan="4">c</td></tr></table>',
        '<table><tr><td>a</td><td rowspan="2">b</td></tr><tr><td colspan="2">c</td></tr></table>',
        "<table><tr>" + "<td>a</td>" * 300 + "</tr></table>",
        "<table><thead><tr><th>a</th></tr></thead></table>",
        "<table><tr><td><table><tr><td>in</td></tr></table></td></tr></table>",
        "<table><tr><td><ul><li>a</li><li>b</li></ul><blockquote><p>c</p></blockquote></td></tr></table>",
        "<ul><li></li></ul>",
        "<ol>" + "<li>a</li>" * 50 + "</ol>",
        '<ol start="-9999" reversed=""><li>a</li><li value="7">b</li></ol>',
        "<blockquote>" * 60 + "deep" + "</blockquote>" * 60,
        "<ul><li>" * 30 + "deep" + "</li></ul>" * 30,
        "<b><i>" * 900 + "deep" + "</i></b>" * 900,
        "<h4>First</h4><h2>Second</h2><h4>Third</h4>",
        '<p><a href="https://e.example/' + "x" * 3000 + '">l</a></p>',
        "<p>" + "word" * 5000 + "</p>",
        '<p>a<sup><a href="#fn-1">1</a></sup>b<sup><a href="#fn-1">1</a></sup></p><p><a href="#fnref-1">1</a> n</p>',
        '<p>a<sup><a href="#fn-1">1</a></sup></p><p><a href="#fnref-1">1</a> n<sup><a href="#fn-1">1</a></sup></p>',
        "",
    ],
)
def test_odd_bodies_can_be_set(html):
    assert made(markup.sanitise(html)).startswith(b"%PDF")


def test_a_body_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(paper, "MAX_SECONDS", 0.01)
    with pytest.raises(paper.Unfit):
        made()


def test_one_document_is_set_at_a_time(monkeypatch):
    monkeypatch.setattr(paper, "WAIT_SECONDS", 0.01)
    with paper._TURN, pytest.raises(paper.Busy):
        made()
