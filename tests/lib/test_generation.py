"""The number that every process sees at once."""

import multiprocessing

import pytest
from django.db import transaction

from embassy.lib import generation
from embassy.lib.generation import Generation


def test_a_raise_is_seen_by_another_holder_of_the_file(tmp_path):
    mine, theirs = Generation(tmp_path / "number"), Generation(tmp_path / "number")
    before = theirs.current()

    mine.raise_by_one()

    assert theirs.current() == mine.current() != before


def test_a_new_process_begins_where_the_last_one_ended(tmp_path):
    Generation(tmp_path / "number").raise_by_one()

    assert Generation(tmp_path / "number").current() == (1).to_bytes(8, "little")


def raise_often(path):
    number = Generation(path)
    for _ in range(500):
        number.raise_by_one()


def test_no_raise_is_lost_between_processes(tmp_path):
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=raise_often, args=(tmp_path / "number",)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()

    assert Generation(tmp_path / "number").current() == (1500).to_bytes(8, "little")


@pytest.mark.usefixtures("transactional_db")
def test_it_is_raised_after_the_commit_and_not_by_what_is_undone():
    number = generation.of_this_site()
    before = number.current()
    with transaction.atomic():
        generation.changed()
        inside = number.current()
    after = number.current()
    with transaction.atomic():
        generation.changed()
        transaction.set_rollback(True)

    assert inside == before != after
    assert number.current() == after
