"""What a process hears of other machines, and goes on hearing whatever fails."""

import threading

import pytest

from embassy.lib import board, generation, rounds
from embassy.lib.generation import Generation

ONE, TWO = b"1" * board.WORD_BYTES, b"2" * board.WORD_BYTES


class Shared:
    """A board that the test breaks."""

    name = "the board"

    def __init__(self):
        self.word, self.is_broken = board.NOTHING, False

    def read(self):
        if self.is_broken:
            raise ConnectionError
        return self.word

    def write(self, word):
        self.read()
        self.word = word


@pytest.fixture
def shared():
    return Shared()


@pytest.fixture
def number(tmp_path):
    return Generation(tmp_path / "generation")


def count(number):
    return int.from_bytes(number.current(), "little")


def test_another_word_raises_the_number_once_for_all_processes_of_a_machine(tmp_path, number, shared):
    other = Generation(tmp_path / "generation")
    listeners = [rounds.Listener(number, shared), rounds.Listener(other, shared)]
    shared.word = ONE
    for _ in range(3):
        for listener in listeners:
            listener()

    assert (count(number), count(other)) == (1, 1)


def test_the_word_of_this_machine_raises_nothing_a_second_time(number, shared):
    generation.tell(number, shared)
    rounds.Listener(number, shared)()

    assert (count(number), shared.word) == (0, number._map[generation._WORD])


def test_a_board_that_was_emptied_is_taken_for_a_change(number, shared):
    listener = rounds.Listener(number, shared)
    shared.word = ONE
    listener()
    shared.word = board.NOTHING
    listener()

    assert count(number) == 2


def test_after_an_outage_it_is_taken_that_something_was_changed(number, shared):
    listener = rounds.Listener(number, shared)
    shared.is_broken = True
    for _ in range(3):
        with pytest.raises(ConnectionError):
            listener()
    shared.is_broken = False
    listener()
    listener()

    assert count(number) == 1


def test_a_change_that_could_not_be_told_is_owed_and_told_by_the_next_who_can(number, shared):
    shared.is_broken = True
    generation.tell(number, shared)
    assert number.is_owed

    shared.is_broken = False
    rounds.Listener(number, shared)()
    assert (number.is_owed, shared.word != board.NOTHING) == (False, True)


@pytest.mark.django_db
def test_one_row_of_the_database_is_a_board(django_assert_num_queries):
    row = board.DatabaseBoard()
    assert row.read() == board.NOTHING

    row.write(ONE)
    assert row.read() == ONE
    with django_assert_num_queries(1):
        row.write(TWO)
    assert row.read() == TWO


def test_a_consequence_follows_each_generation_once(number):
    done = []
    follow = rounds.AfterChange(number, lambda: done.append(count(number)))
    follow()
    follow()
    number.raise_by_one()
    follow()

    assert done == [0, 1]


def walkers():
    return [thread.name for thread in threading.enumerate()].count("rounds")


def test_a_round_that_fails_comes_again_later_and_holds_up_no_other(monkeypatch):
    monkeypatch.setattr(rounds, "PAUSE_SECONDS", 0.005)
    failed, went = [], threading.Semaphore(0)
    before = walkers()
    walking = rounds.Rounds([lambda: failed.append(1 / 0), went.release])
    walking.begin()
    walking.begin()

    assert all(went.acquire(timeout=5) for _ in range(20))
    assert walkers() == before + 1
