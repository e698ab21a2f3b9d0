"""Cursors are the same for the same place, and are neither read nor made by others."""

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from embassy.lib.rest.cursors import BadCursorError, opened, sealed


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=25))
def test_what_was_sealed_is_opened(place):
    assert opened(sealed(place)) == place


def test_a_place_has_one_cursor_that_does_not_show_it():
    assert sealed("a 739740 42 17") == sealed("a 739740 42 17")
    assert "17" not in sealed("17 17 17 17 17 17 17 17")[:3]
    assert len(sealed("a 739740 1777885200000000 13541")) == 63


@pytest.mark.parametrize("text", ["", "A", "abc", "=", "é", "\ud800", "A" * 24, "A" * 201, "%00", "a b"])
def test_anything_else_is_no_cursor(text):
    with pytest.raises(BadCursorError):
        opened(text)


def test_a_cursor_outlives_a_change_of_the_key_while_the_old_one_is_a_fallback():
    with override_settings(SECRET_KEY="old" * 20):
        cursor = sealed("place")
    with override_settings(SECRET_KEY="new" * 20, SECRET_KEY_FALLBACKS=["old" * 20]):
        assert opened(cursor) == "place"
    with override_settings(SECRET_KEY="new" * 20), pytest.raises(BadCursorError):
        opened(cursor)
