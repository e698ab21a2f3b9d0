"""Many checks at once, and no wait longer than the limit."""

import threading
import time

from embassy.health.checks import Asker, Check, examined


def fine():
    return []


def wrong():
    yield "One thing. Mend it."
    yield "Another thing. Mend it, too."


def broken():
    raise OSError("No such store\nand a long story")


def told(results):
    return [(result.check.name, result.status, result.findings) for result in results]


def test_each_finding_is_told_in_the_order_of_the_checks():
    checks = [Check("a", fine), Check("b", wrong), Check("c", wrong, is_essential=False), Check("d", broken)]

    assert told(Asker().ask(checks, seconds=5)) == [
        ("a", "ok", []),
        ("b", "failed", ["One thing. Mend it.", "Another thing. Mend it, too."]),
        ("c", "warning", ["One thing. Mend it.", "Another thing. Mend it, too."]),
        ("d", "failed", ["d could not be looked at (OSError: No such store)."]),
    ]


def test_a_check_that_fails_without_a_word_is_told_all_the_same():
    def silent():
        raise TimeoutError

    assert examined(Check("store", silent)) == ["store could not be looked at (TimeoutError: no reason given)."]


def test_what_hangs_is_the_finding_and_is_not_begun_again():
    begun, go_on = [], threading.Event()

    def hang():
        begun.append(1)
        go_on.wait(20)
        return []

    asker, checks = Asker(), [Check("slow", hang), Check("a", fine)]
    before = time.monotonic()
    first, second = asker.ask(checks, seconds=0.2), asker.ask(checks, seconds=0.2)
    assert time.monotonic() - before < 5

    expected = [("slow", "failed", ["slow has not answered for 0 s."]), ("a", "ok", [])]
    assert [told(first), told(second)] == [expected, expected]
    assert len(begun) == 1

    go_on.set()
    assert told(asker.ask(checks, seconds=5)) == [("slow", "ok", []), ("a", "ok", [])]
    assert told(asker.ask(checks, seconds=5))[0] == ("slow", "ok", [])
    assert len(begun) == 2
