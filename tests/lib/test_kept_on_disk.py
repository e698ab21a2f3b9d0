"""A server that starts while the database is away has what was kept; what was taken back is not there (AVL-01)."""

import pytest

from embassy.lib import kept_on_disk
from embassy.lib.kept_on_disk import OnDisk
from embassy.lib.packing import Packed
from embassy.lib.shelves import Kept, Key, Shelves, Stamp


class Process:
    """A worker with what it keeps, under a generation that the test turns."""

    def __init__(self, folder, number=b"0"):
        self.number = number
        self.shelves = Shelves(1 << 24)
        self.disk = OnDisk(folder / "kept-pages", self.shelves, lambda: self.number)

    def keep(self, path, content=b"words", query="", status="200 OK", caching=""):
        headers = [("Content-Type", "text/html"), ("Last-Modified", "Mon, 04 May 2026 09:00:00 GMT")]
        kept = Kept(Stamp(7, self.number), status, headers, Packed(content), caching)
        self.shelves.keep(Key(True, path, query), kept)

    @property
    def pages(self):
        return {
            key: (kept.stamp, kept.status, kept.headers, kept.body.content, kept.body.is_text, kept.caching)
            for shelf in self.shelves.all
            for key, kept in shelf.pages.items()
        }


def test_the_next_process_has_every_page_as_it_was(tmp_path):
    one = Process(tmp_path)
    one.keep("/", b"\x00\xff")
    one.keep("/brand.css", caching="public, immutable")
    one.keep("/messages/", query="page=2")
    one.disk.save()
    other = Process(tmp_path)

    assert other.disk.load() == 3
    assert other.pages == one.pages
    assert ((tmp_path / "kept-pages").stat().st_mode & 0o777, len(list(tmp_path.iterdir()))) == (0o600, 1)


def test_what_is_not_there_is_not_written_down(tmp_path):
    one = Process(tmp_path)
    one.keep("/")
    one.keep("/none/", status="404 Not Found")
    one.disk.save()
    other = Process(tmp_path)
    other.disk.load()

    assert [key.path for key in other.pages] == ["/"]


def test_under_another_generation_nothing_is_read_and_the_file_goes(tmp_path):
    one = Process(tmp_path)
    one.keep("/redacted/")
    one.disk.save()
    assert Process(tmp_path, b"1").disk.load() == 0

    one.number = b"1"
    one.disk()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "content", [b"", b"\x1f\x8b", b"{}", kept_on_disk.gzip.compress(b"[]")], ids=["empty", "cut", "plain", "no map"]
)
def test_a_file_that_cannot_be_read_is_not_used(tmp_path, content):
    (tmp_path / "kept-pages").write_bytes(content)

    assert Process(tmp_path).disk.load() == 0


def test_it_is_bounded_and_holds_what_was_made_last(tmp_path, monkeypatch):
    monkeypatch.setattr(kept_on_disk, "MAX_BYTES", 2500)
    one = Process(tmp_path)
    for number in range(5):
        one.keep(f"/{number}/", b"x" * 1000)
    one.disk.save()
    other = Process(tmp_path)
    other.disk.load()

    assert [key.path for key in other.pages] == ["/3/", "/4/"]
