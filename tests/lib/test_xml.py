from io import StringIO
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from embassy.lib.xml import DECLARED_AS, LegalXMLGenerator, legal


def written(text):
    out = StringIO()
    handler = LegalXMLGenerator(out, DECLARED_AS, short_empty_elements=True)
    handler.startDocument()
    handler.addQuickElement("a", text, {"b": text})
    return out.getvalue()


@given(st.text())
def test_any_text_makes_a_document_that_can_be_read_back(text):
    read = ElementTree.fromstring(written(text).encode())

    assert (read.text or "").split() == legal(text).split()
    assert read.get("b").split() == legal(text).split()


def test_what_xml_cannot_hold_is_left_out():
    every = "a\x00b\x08c\x0bd\x0ce\x1ff\ud800g\ufffeh\uffffi\t\n\r \x7f\x85\U0010ffff"

    assert legal(every) == "abcdefghi\t\n\r \x7f\x85\U0010ffff"
