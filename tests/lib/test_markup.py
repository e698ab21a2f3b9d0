import json
import os
import re
from pathlib import Path

import html5lib
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from embassy.lib import markup
from embassy.lib.markup import sanitising, taming

TAGS = set(
    re.findall(
        r"\S+",
        """p br h2 h3 h4 strong b em i u s sub sup ul ol li blockquote cite q abbr hr
    table thead tbody tfoot tr th td caption a figure figcaption span""",
    )
)
REMOVED = re.findall(r"\S+", "script style title textarea select button iframe object noscript template svg math")
ATTRIBUTES = {"href", "title", "hreflang", "lang", "dir", "start", "type", "reversed", "value", "rel"} | {
    "colspan",
    "rowspan",
    "scope",
}
LINK = re.compile(r"(?:https?|mailto|tel):|(?![/\\]{2})[^:/?#]*(?:[/?#]|$)", re.IGNORECASE)


def active_content(html):
    """What an HTML5 parser other than the one that cleaned finds in `html` and a body may not hold."""
    found = []
    for element in html5lib.parseFragment(html, namespaceHTMLElements=False).iter():
        if element.tag == "DOCUMENT_FRAGMENT":
            continue
        if element.tag not in TAGS:
            found.append(element.tag)
        found += [f"{element.tag} {name}" for name in element.attrib if name not in ATTRIBUTES]
        if not LINK.match(re.sub(r"[\x00-\x20]", "", element.get("href", "#"))):
            found.append(element.get("href"))
    return found


HOSTILE = [  # XSS-01, XSS-05, XSS-06
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<p onclick=alert(1) onmouseover='alert(2)'>x</p>",
    "<svg onload=alert(1)><script>alert(2)</script></svg>",
    "<svg><animate xlink:href=#x attributeName=href values=javascript:alert(1) /><a id=x><text>x</text></a></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<form><math><mtext></form><form><mglyph><svg><mtext><style><path id='</style><img onerror=alert(1) src>'>",
    "<math><mi><table><mi><style><a title='</style><img src onerror=alert(1)>'>",
    "<select><template><style><!--</style><a rel='--></style></template></select><img src onerror=alert(1)>'>",
    "<textarea></textarea><img src=x onerror=alert(1)></textarea>",
    "<title><img src=x onerror=alert(1)></title>",
    "<style>@import 'https://evil.example/x.css'; p{background:url(//evil)}</style>",
    "<p style='position:fixed;inset:0' class=seal id=body>overlay</p>",
    "<a href=/ style='position:fixed;inset:0;z-index:9'>x</a>",
    "<a id=document name=cookie href=/>x</a>",
    "<base href='https://evil.example/'><a href=x>x</a>",
    "<form action=//evil><input name=password><button formaction=javascript:alert(1)>Log in</button></form>",
    "<meta http-equiv=refresh content='0;url=//evil'><link rel=stylesheet href=//evil>",
    "<iframe src=//evil srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)><embed src=x></object><applet code=x></applet>",
    "<xmp><img src=x onerror=alert(1)></xmp><plaintext><script>",
    "<!--><script>alert(1)</script>--><![CDATA[<img src=x onerror=alert(1)>]]><?php echo 1 ?>",
    '<p title="</p><script>alert(1)</script>">x</p>',
    "<table><td background=javascript:alert(1)><tr><caption><svg><td><img src=x onerror=alert(1)>",
    "<a href='x' title='\"><img src=x onerror=alert(1)>'>x</a>",
    "<ol start='1\" onload=\"alert(1)'><li value='x'>x</ol>",
    "<details open ontoggle=alert(1)><summary>x</summary></details><video><source onerror=alert(1)></video>",
    "<x-y onfocus=alert(1) tabindex=1 autofocus>x</x-y><custom is=script>",
    "<b\x00 onclick=alert(1)>x<img/src='x'/onerror=alert(1)//>",
    "\ufeff<\u202escript>alert(1)</script>",
]


@pytest.mark.parametrize("source", HOSTILE)
def test_xss_01_05_06_nothing_active_survives_however_often_it_is_parsed(source):
    once = markup.sanitise(source)
    serialised = html5lib.serialize(html5lib.parseFragment(once), omit_optional_tags=False, quote_attr_values="always")

    assert active_content(once) == []
    assert active_content(serialised) == []
    assert active_content(markup.sanitise(taming.tamed(source))) == []


@pytest.mark.parametrize("tag", REMOVED)
@pytest.mark.parametrize("padding", ["", "<b>x</b>" * 400])
def test_xss_01_active_elements_go_together_with_their_content(tag, padding):
    before = markup.sanitise(f"{padding}<p>before</p>")

    assert markup.sanitise(f"{padding}<p>before</p><{tag}>secret</{tag}>") == before


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "jav&#x09;ascript:alert(1)",
        "jav&#10;ascript:alert(1)",
        "&#1;javascript:alert(1)",
        "java&#x202e;script:alert(1)",
        "java&#xfeff;script:alert(1)",
        "java\u202escript:alert(1)",
        "javascript&colon;alert(1)",
        "&#106;avascript:alert(1)",
        " \t javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:msgbox(1)",
        "file:///etc/passwd",
        "ftp://files.example/",
        "blob:https://example.org/1",
        "//evil.example",
        "/\t/evil.example",
        "\\\\evil.example",
        "/\\evil.example",
        "&sol;&sol;evil.example",
        "",
    ],
)
def test_xss_04_a_link_elsewhere_than_allowed_leaves_only_its_text(href):
    assert markup.sanitise(f'<p><a href="{href}">text</a></p>') == "<p>text</p>"


@pytest.mark.parametrize(
    "href",
    [
        "https://example.org/a?b=c&amp;d=e#f",
        "http://example.org",
        "mailto:press@example.org",
        "tel:+41791234567",
        "/releases/1/",
        "next/",
        "?page=2",
        "#_ftn1",
    ],
)
def test_allowed_and_relative_links_are_kept(href):
    assert markup.sanitise(f'<p><a href="{href}">x</a></p>') == (
        f'<p><a href="{href}" rel="noopener noreferrer">x</a></p>'
    )


def test_xss_08_template_syntax_is_text():
    assert markup.sanitise("<p>{{7*7}} {% debug %} ${x}</p>") == "<p>{{7*7}} {% debug %} ${x}</p>"


@pytest.mark.parametrize(
    ("source", "stored"),
    [
        ("One\nline\n \nTwo", "<p>One<br>line</p>\n<p>Two</p>"),
        ("a < b & c <d", "<p>a &lt; b &amp; c &lt;d</p>"),
        (" \n ", ""),
        ("loose <b>bold</b><p>own</p>tail", "<p>loose <b>bold</b></p>\n<p>own</p>\n<p>tail</p>"),
        ("<p>&nbsp;</p><br><p> <b><br></b> </p><p>x<br></p>", "<p>x</p>"),
        ("<div>a</div><div>b<p>c</p>d</div>", "<p>a</p>\n<p>b</p>\n<p>c</p>\n<p>d</p>"),
        ("<center>a</center><div dir=rtl>b</div>", '<p>a</p>\n<p dir="rtl">b</p>'),
        ("<h1>1</h1><h4>4</h4><h5>5</h5><h6>6</h6>", "<h2>1</h2>\n<h4>4</h4>\n<h4>5</h4>\n<h4>6</h4>"),
        ("<h2><div>a</div><p>b</p></h2>", "<h2>a b</h2>"),
        ("<span>a</span> <span lang=ar dir=rtl>b</span>", '<p>a <span dir="rtl" lang="ar">b</span></p>'),
        ("<b>a<p>b</p></b>", "<p><b>a</b></p>\n<p><b>b</b></p>"),
        ("<p>a<b> </b>c<i></i></p>", "<p>a c</p>"),
        ("<ul>x<li>a</li><ul><li>b</li></ul></ul>", "<ul><li>x</li><li>a<ul><li>b</li></ul></li></ul>"),
        ("<dl><dt>a<dd>b</dl>", "<p>a</p>\n<p>b</p>"),
        ("<blockquote>a</blockquote><hr>", "<blockquote><p>a</p></blockquote>\n<hr>"),
        ("<p>a\u202eb\u2066c\x07d&#x202e;e&#1;f\ufeff\tg\x00</p>", "<p>abcdef\tg</p>"),
        (
            "<table border=1><caption>c<tr><th colspan=2 scope=col rowspan=x>h<td colspan='2;'> &nbsp;</table>",
            '<table><caption>c</caption><tbody><tr><th colspan="2" scope="col">h</th><td></td></tr></tbody></table>',
        ),
        (
            "<ol start=3 type=a reversed class=x><li value=5>a<li value=b>c</ol>",
            '<ol reversed="" start="3" type="a"><li value="5">a</li><li>c</li></ol>',
        ),
        ("<td>a</td><li>b</li><tr>", "<p>a</p>\n<p>b</p>"),
    ],
)
def test_the_stored_form(source, stored):
    assert markup.sanitise(source) == stored


PIECES = st.one_of(
    st.sampled_from(
        sorted(TAGS | {"div", "center", "h1", "h6", "span", "button", "marquee", "svg", "font", "form"})
    ).flatmap(
        lambda tag: st.sampled_from(
            [
                f"<{tag}>",
                f"</{tag}>",
                f"<{tag} lang=fr>",
                f"<{tag} dir='rtl' id=x>",
                f"<{tag} href='/x?a&amp;b' title='\"<b>'>",
            ]
        )
    ),
    st.sampled_from(
        ["<a href=x>", "<table><tr><td>", "</table>", "<ul><li>", "&nbsp;", "&lt;", "<!--", "-->", "\r\n", "\n\n"]
    ),
    st.sampled_from(
        ["text", " ", "&#x202e;", "&#13;", "<script>", "</script>", "<svg>", "<math><mtext>", "=\"'", "<", "&"]
    ),
    st.text(max_size=5),
)
SOUP = st.lists(PIECES, max_size=40).map("".join)


@settings(max_examples=600, deadline=None)
@example("<ol><center><ul><li><table><tr><td>")
@given(SOUP)
def test_sanitising_again_changes_nothing(source):
    stored = markup.sanitise(source)

    assert markup.sanitise(stored) == stored
    assert markup.sanitise(markup.sanitise(taming.tamed(source))) == markup.sanitise(taming.tamed(source))


@settings(max_examples=400, deadline=None)
@given(SOUP)
def test_xss_06_tag_soup_holds_nothing_active(source):
    assert active_content(markup.sanitise(source)) == []
    assert active_content(markup.sanitise(taming.tamed(source))) == []


@settings(max_examples=300, deadline=None)
@given(SOUP)
def test_taming_leaves_a_stored_body_as_it_is(source):
    stored = markup.sanitise(source)

    assert markup.sanitise(taming.tamed(stored)) == stored


@pytest.mark.parametrize("piece", ["<", "<p>", "<div>", "<b>", "<ul><li>", "<b></i>", "<!--", '<a b="', "<script>"])
def test_deep_nesting_is_unwrapped(piece):
    stored = markup.sanitise("start " + piece * 20_000)

    assert markup.plain_text(stored).split()[0] == "start"
    assert stored.count("<b>") <= 1
    assert stored.count("<ul>") <= 20


def test_a_source_of_many_tags_is_made_shallow_before_it_is_parsed(monkeypatch):
    seen = []
    monkeypatch.setattr(sanitising, "tamed", lambda source: seen.append(taming.tamed(source)) or seen[-1])
    markup.sanitise("<div>" * 20_000)
    markup.sanitise("<div>" * 400)

    assert seen == ["<div>" * 60]


def test_text_inside_deep_nesting_is_kept():
    assert markup.plain_text("<blockquote>" * 3000 + "text" + "</blockquote>" * 3000 + "<p>after") == "text\nafter"


def test_plain_text_has_a_line_a_block():
    source = (
        "<h2>A &amp; B</h2><p>one\n<b>two</b><br>three</p><ul><li>x<ul><li>y</li></ul></li></ul><script>no</script>"
    )
    table = "<table><caption>C</caption><tr><th>1<td><p>2</p><p>3</p></table>"

    assert markup.plain_text(source + table) == "A & B\none two three\nx\ny\nC\n1 2 3"


@pytest.mark.parametrize(
    ("source", "max_chars", "line"),
    [
        ("<p>Short &amp; sweet.</p><p>Really.</p>", 300, "Short & sweet. Really."),
        ("<p>The Embassy, today, regrets.</p>", 15, "The Embassy…"),
        ("<p>The Embassy, today, regrets.</p>", 12, "The Embassy…"),
        ("The Embassy today", 11, "The…"),
        ("Donaudampfschifffahrt", 6, "Donau…"),
        ("大使馆表示遗憾", 5, "大使馆表…"),
        ("a\nb < c", 300, "a b < c"),
        ("<script>alert(1)</script>", 300, ""),
    ],
)
def test_excerpt(source, max_chars, line):
    assert markup.excerpt(source, max_chars) == line


@given(st.text(), st.integers(1, 30))
def test_an_excerpt_is_never_longer_than_asked(source, max_chars):
    assert len(markup.excerpt(source, max_chars)) <= max_chars


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("  A\u202etxt.exe \r\n\tB\x00\x85 C\u2028D\u00a0E\ufeff ", "Atxt.exe B C D E"),
        ("</script><script>{{7*7}}", "</script><script>{{7*7}}"),
    ],
)
def test_xss_03_a_line_has_no_controls_and_stays_text(text, line):
    assert markup.clean_line(text) == line


def test_numbered_paragraphs_and_heading_levels():
    source = '<p lang="fr">a</p><h2>b</h2><h4>c</h4><blockquote><p>d</p></blockquote><p>e</p>'

    assert markup.render(source, numbered=True, heading_level=4, prefix="x-") == (
        '<p id="x-p1" lang="fr"><a class="pn" href="#x-p1"><span class="vh">Paragraph </span>1</a> a</p>\n'
        "<h4>b</h4>\n<h6>c</h6>\n<blockquote><p>d</p></blockquote>\n"
        '<p id="x-p2"><a class="pn" href="#x-p2"><span class="vh">Paragraph </span>2</a> e</p>'
    )
    assert markup.render(source, numbered=False) == markup.sanitise(source)


def test_tables_scroll_and_have_a_name():
    source = "<table><tr><td>1</td></tr></table><table><caption>C</caption><tr><td>2</td></tr></table>"

    assert markup.render(source, numbered=True, prefix="fr-") == (
        '<div class="scroll" role="region" aria-label="Table" tabindex="0"><table class="table">'
        "<tbody><tr><td>1</td></tr></tbody></table></div>\n"
        '<div class="scroll" role="region" aria-labelledby="fr-t2" tabindex="0"><table class="table">'
        '<caption id="fr-t2">C</caption><tbody><tr><td>2</td></tr></tbody></table></div>'
    )


@pytest.mark.shared
def test_xss_01_02_no_script_survives_in_the_sample_corpus():
    shared = Path(os.environ.get("EMBASSY_SHARED", Path(__file__).resolve().parents[3] / "shared"))
    corpus = shared / "corpus" / "state-department" / "releases.jsonl"
    if not corpus.exists():
        pytest.skip(f"the sample archives are not at {shared} (set EMBASSY_SHARED)")
    with corpus.open(encoding="utf-8") as lines:
        bodies = [json.loads(line)["body"] for line in lines]
    stored = [markup.sanitise(body) for body in bodies]

    assert any("<script" in body for body in bodies)
    assert [body for body in stored if set(re.findall(r"<([a-z0-9]+)", body)) - TAGS] == []
    assert [body for body in stored if re.search(r"<[^>]* (?:on\w+|style|class|id|src)=", body)] == []
    assert [body for body in stored if markup.sanitise(body) != body] == []
    assert [body for body in bodies if "function(" in body and "function(" in markup.plain_text(body)] == []
