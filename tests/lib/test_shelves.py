"""What a process keeps is bounded, and no flood pushes out what readers come for (AVL-05)."""

from embassy.lib.packing import Packed
from embassy.lib.shelves import Kept, Key, Shelves, Stamp

PAGE = b"x" * 1000
SIZE = 2 * len(PAGE) + 1024


def keep(shelves, path, query="", *, minute=1, generation=b"0", status="200 OK", content=PAGE):
    shelves.keep(Key(True, path, query), Kept(Stamp(minute, generation), status, [], Packed(content)))


def found(shelves, path):
    return shelves.get(Key(True, path, "")).is_found


def paths(shelves):
    return [key.path for shelf in shelves.all for key in shelf.pages]


def test_questions_and_missing_pages_push_out_only_their_like():
    shelves = Shelves(100 * SIZE)
    for number in range(50):
        keep(shelves, f"/{number}/")
    for number in range(1000):
        keep(shelves, "/", f"q={number}", minute=2)
        keep(shelves, f"/none/{number}", minute=2, status="404 Not Found")

    assert paths(shelves)[:50] == [f"/{number}/" for number in range(50)]
    assert (len(shelves.questions.pages), len(shelves.absent.pages)) == (25, 6)
    assert shelves.size == 81 * SIZE


def test_of_pages_what_was_made_first_goes_first():
    shelves = Shelves(100 * SIZE)
    for number in range(200):
        keep(shelves, "/")
        keep(shelves, f"/{number}/")
        assert shelves.size <= 100 * SIZE

    assert paths(shelves) == [*(f"/{number}/" for number in range(133, 199)), "/", "/199/"]


def test_an_address_stands_on_one_shelf():
    shelves = Shelves(100 * SIZE)
    keep(shelves, "/a/", status="404 Not Found")
    keep(shelves, "/a/")
    assert (paths(shelves), shelves.size, found(shelves, "/a/")) == (["/a/"], SIZE, True)

    keep(shelves, "/a/", status="410 Gone")
    assert (paths(shelves), shelves.size, found(shelves, "/a/")) == (["/a/"], SIZE, False)


def test_what_is_very_large_is_not_kept_and_takes_the_place_of_nothing():
    shelves = Shelves(100 * SIZE)
    keep(shelves, "/a/")
    keep(shelves, "/large/", content=b"x" * 20_000)

    assert paths(shelves) == ["/a/"]


def test_a_new_generation_begins_with_nothing():
    shelves = Shelves(100 * SIZE)
    keep(shelves, "/a/")
    keep(shelves, "/a/", "page=2")
    keep(shelves, "/b/", generation=b"1")

    assert (paths(shelves), shelves.size) == (["/b/"], SIZE)
