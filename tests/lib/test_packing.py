"""Each form of a body, chosen by what the reader can read, with its own ETag (RFC 9110, 8.8.3 and 12.5.3)."""

import gzip

import brotli
import pytest

from embassy.lib.packing import Packed

LONG = b"the same words again and again " * 100


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("", ""),
        ("identity", ""),
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("br;q=0.000,gzip;q=0", ""),
        ("GZIP", "gzip"),
        ("brx, xgzip", ""),
        ("gzip;q=nonsense", ""),
        ("*", ""),
    ],
)
def test_the_form_is_one_that_the_reader_can_read(accepted, encoding):
    assert Packed(LONG).choice(accepted) == encoding


def test_a_short_body_is_not_compressed():
    assert Packed(b"short").choice("br, gzip") == ""


def test_all_forms_are_of_the_same_content():
    packed = Packed(LONG)

    assert packed.packed("") == LONG
    assert brotli.decompress(packed.packed("br")) == LONG
    assert gzip.decompress(packed.packed("gzip")) == LONG
    assert packed.packed("br") is packed.packed("br")


def test_each_form_has_its_tag_and_each_tag_is_known_again():
    packed = Packed(LONG)
    tags = [packed.tag(encoding) for encoding in ("", "br", "gzip")]

    assert len(set(tags)) == 3
    assert [packed.is_among(tag) for tag in (*tags, f'W/{tags[0]}, "other"', "*")] == [True] * 5
    assert [packed.is_among(tag) for tag in ("", '"other"', Packed(b"other").tag(""))] == [False] * 3
