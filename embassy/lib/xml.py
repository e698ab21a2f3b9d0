"""XML that every parser reads: what XML 1.0 cannot hold is left out, whatever stands in a row."""

import re
from collections.abc import Callable
from io import StringIO
from typing import Any
from xml.sax.xmlreader import AttributesImpl

from django.utils.xmlutils import SimplerXMLGenerator

DECLARED_AS = "utf-8"
# What is not a Char of XML 1.0 (2.2): controls, lone surrogates, the two non-characters of the basic plane.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal(text: str) -> str:
    return _ILLEGAL.sub("", text)


class LegalXMLGenerator(SimplerXMLGenerator):
    """Django's, which refuses a document for one control character: here it is written without it."""

    def characters(self, content: str) -> None:
        super().characters(legal(content))

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802 - the name is SAX's
        super().startElement(name, AttributesImpl({key: legal(value) for key, value in attrs.items()}))

    def written(self, markup: str) -> None:
        """Elements that have been written already, as they are."""
        super().ignorableWhitespace(markup)


def part(write: Callable[[LegalXMLGenerator], object]) -> str:
    """What is written of a document, without its declaration."""
    out = StringIO()
    write(LegalXMLGenerator(out, DECLARED_AS, short_empty_elements=True))
    return out.getvalue()
