"""Tags are found as a browser finds them, and what lies between stays as it is."""

from time import process_time

import pytest

from embassy.mirror import html

TAGS = html.only("a", "/a", "link", "script")


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("", [("", "")]),
        ("<p>x</p>", [("<p>x</p>", "")]),
        ('<p><a href="/">x</a>', [("<p>", '<a href="/">'), ("x", "</a>"), ("", "")]),
        ("<A HREF='/'>x</A>", [("", "<A HREF='/'>"), ("x", "</A>"), ("", "")]),
        ("<abbr>x</abbr><a-b>y</a-b>", [("<abbr>x</abbr><a-b>y</a-b>", "")]),
        ("<p title='<a href=\"/\">'>x</p>", [("<p title='<a href=\"/\">'>x</p>", "")]),
        ('<a title="</a>" href="/">', [("", '<a title="</a>" href="/">'), ("", "")]),
        ("<!-- <a> --><link>", [("<!-- <a> -->", "<link>"), ("", "")]),
        ("<style>a<a></style><link>", [("<style>a<a></style>", "<link>"), ("", "")]),
        ("<script src='x'>'<a>'</script >z", [("", "<script src='x'>'<a>'</script >"), ("z", "")]),
        ("1 < 2 <a> 3 <", [("1 < 2 ", "<a>"), (" 3 <", "")]),
        ('<a href="/ <link>', [('<a href="/ ', "<link>"), ("", "")]),
    ],
)
def test_the_wanted_tags_and_the_text_before_each(content, found):
    assert list(html.parts(content, TAGS)) == found


def test_a_long_text_with_a_tag_that_is_never_closed_takes_no_longer_than_another():
    content = "<p>word</p>" * 20_000 + '<a href="'
    begun = process_time()
    assert list(html.parts(content, TAGS)) == [(content, "")]
    assert process_time() - begun < 1
