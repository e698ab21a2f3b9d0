"""A list of the API that is put together of items written already is the list written in one go."""

import pytest

from embassy.lib.rest.schemas import Answer, with_items


class Item(Answer):
    words: str


class Items(Answer):
    items: list[Item]
    next: str | None = None


class Late(Answer):
    total: int
    items: list[Item]


@pytest.mark.parametrize("words", [[], ['“[]” & "\\\u2028'], ["a", "[]"]])
def test_items_stand_in_their_place(words):
    items = [Item(words=text) for text in words]
    written = [item.model_dump_json() for item in items]

    assert with_items(Items(items=[], next="[]"), written) == Items(items=items, next="[]").model_dump_json()


def test_an_answer_that_begins_with_something_else_is_refused():
    with pytest.raises(ValueError, match="Late does not begin with items"):
        with_items(Late(total=1, items=[]), [])
