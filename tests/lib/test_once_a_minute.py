"""What small tables say is asked once a minute, and again after each change."""

import pytest

from embassy.lib import once_a_minute as module
from embassy.lib.once_a_minute import MOST, once_a_minute


@pytest.fixture
def moments(monkeypatch):
    """The stamp that the test sets, outside of any transaction."""
    stamp = [(1, b"a")]
    monkeypatch.setattr(module, "stamp", lambda: stamp[0])
    monkeypatch.setattr(module, "is_writing", lambda: False)
    return stamp


@pytest.fixture
def asked():
    return []


@pytest.fixture
def question(asked):
    @once_a_minute
    def question(name="", *, size=0):
        asked.append((name, size))
        return [name, size]

    return question


def test_it_is_asked_once_for_the_same_arguments(moments, question, asked):
    assert [question("a"), question("a"), question("b", size=1), question("b", size=1), question("b", size=2)] == [
        ["a", 0], ["a", 0], ["b", 1], ["b", 1], ["b", 2],
    ]  # fmt: skip
    assert asked == [("a", 0), ("b", 1), ("b", 2)]


@pytest.mark.parametrize("other", [(2, b"a"), (1, b"b")])
def test_it_is_asked_again_in_another_minute_and_after_a_change(moments, question, asked, other):
    question("a")
    moments[0] = other
    question("a")
    moments[0] = (1, b"a")
    question("a")

    assert asked == [("a", 0)] * 3


def test_what_changes_while_it_is_asked_is_not_taken_for_what_came_after(moments, asked):
    @once_a_minute
    def question():
        moments[0] = (1, b"b")
        asked.append(1)

    question()
    question()
    question()

    assert asked == [1, 1]


def test_who_writes_asks_for_themselves_and_leaves_nothing(moments, question, asked, monkeypatch):
    monkeypatch.setattr(module, "is_writing", lambda: True)
    question("a")
    monkeypatch.setattr(module, "is_writing", lambda: False)
    question("a")
    monkeypatch.setattr(module, "is_writing", lambda: True)
    question("a")

    assert asked == [("a", 0)] * 3


def test_of_many_questions_few_are_remembered(moments, question, asked):
    for name in [*range(MOST + 2), 0, MOST + 1]:
        question(name)

    assert asked == [(name, 0) for name in [*range(MOST + 2), MOST + 1]]


@pytest.mark.django_db
def test_an_open_transaction_is_writing(monkeypatch):
    monkeypatch.undo()

    assert module.is_writing()
