"""The page that this site replaces, of 18 January 2020: what its README says that it shows, in whole."""

import io
import re

import pytest
from django.core.management import call_command

from tests.embassy.reading import by_class, by_id, feed, parsed, texts, words

pytestmark = [pytest.mark.django_db, pytest.mark.shared]
ITEM = re.compile(r"^\d\d\.\d\d\.\d{4} - .*", re.MULTILINE)


def same(text):
    return " ".join(text.replace("’", "'").split())


def test_the_page_of_18_january_2020(client, shared):
    folder = shared / "seed-page"
    call_command("import_archive", str(folder), stdout=io.StringIO())
    page = parsed(client.get("/", {"as-of": "2020-01-18T08:46Z"}))
    original = (folder / "page.txt").read_text(encoding="utf-8")

    dates = [span for span in by_class(page, "bar__dates")[0] if "hidden" not in span.attrib]
    assert [words(span[-1]) for span in dates] == ["Saturday 18 January 2020"]
    assert texts(page, "clock") == ["Moscow 11:46", "London 08:46"]
    assert texts(page, "bar__phone") == ["Consular queries: +44 (0) 203 668 7474"]
    assert [same(text).replace(" no credible", " - no credible") for text in texts(page, "tracker")] == [
        same(text) for text in re.findall(r"\d+ days have passed since .*?authorities", original)
    ]
    assert [text.split()[0] for text in texts(page, "tracker")] == ["685", "677"]
    title = words(by_id(page, "feature-title"))
    assert same(title) in same(original)
    (prose,) = by_class(page, "prose")
    assert [len(points) for points in prose.iter("ol")] == [7]
    for block in prose.iter("p"):
        assert same(words(block)) in same(original)
    listed = feed(page)
    assert [same(item) for item in listed] == [same(item) for item in ITEM.findall(original)]
    assert (len(listed), len([text for text in texts(page, "item__text") if text])) == (10, 10)
    assert [words(link) for link in by_class(page, "more")][-1].lower() == "all messages"
