"""What is kept in a process: by its key alone, and never beyond the bound (AVL-05)."""

import threading

from hypothesis import given
from hypothesis import strategies as st

from embassy.lib.keep import ROOM_BYTES, Keep, bytes_of


def made(keep, *keys):
    """The keys whose value had to be made."""
    found = []
    for key in keys:
        keep.value(key, lambda key=key: found.append(key) or f"value of {key}")
    return found


def test_a_value_is_made_once():
    keep = Keep(10_000)

    assert made(keep, "a", "b", "a", "b") == ["a", "b"]
    assert keep.value("a", lambda: "another") == "value of a"


def test_a_value_that_is_false_is_made_once_too():
    keep = Keep(10_000)

    assert [keep.value("a", lambda: False), keep.value("a", lambda: True)] == [False, False]


def test_what_was_not_asked_for_the_longest_goes_first():
    keep = Keep(3 * (ROOM_BYTES + bytes_of("a") + bytes_of("value of a")))

    assert made(keep, "a", "b", "c", "a", "d") == ["a", "b", "c", "d"]
    assert made(keep, "a", "c", "d") == []
    assert made(keep, "b") == ["b"]


def test_what_is_larger_than_all_the_room_is_given_and_not_kept():
    keep = Keep(1000)

    assert keep.value("a", lambda: "long" * 1000) == "long" * 1000
    assert (len(keep), keep.bytes) == (0, 0)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 3000))))
def test_it_never_holds_more_than_it_may(asked):
    keep = Keep(5000)

    for key, size in asked:
        keep.value(key, lambda size=size: "x" * size)
        assert keep.bytes <= 5000
        assert keep.bytes == sum(size for _value, size in keep._entries.values())


def test_the_size_is_that_of_all_parts():
    assert bytes_of(("a" * 1000, ["b" * 1000, {"c": "d" * 1000}])) > 3000


def test_threads_that_push_each_other_out_get_what_they_asked_for():
    keep, wrong = Keep(2000), []

    def ask(start):
        for number in range(2000):
            key = (start + number) % 40
            if keep.value(key, lambda key=key: f"value {key}") != f"value {key}":
                wrong.append(key)

    threads = [threading.Thread(target=ask, args=(start,)) for start in (0, 7, 20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []
    assert keep.bytes <= 2000
