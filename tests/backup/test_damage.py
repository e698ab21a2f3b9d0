"""What is not as it was written is refused, before anything is touched."""

import io
import json
import struct
import zipfile
from datetime import UTC, datetime

import pytest

from embassy.backup import checking, container, manifest, sealing
from embassy.backup.container import DAMAGED, Packed, Packing
from embassy.backup.manifest import Manifest, Part, Table
from embassy.backup.problems import BackupError

KEY = b"a key of more than twenty characters"
ROWS = b'[1,"one"]\n[2,"two"]\n' * 300
PICTURE = bytes(range(256)) * 3000
"""Over two chunks of a sealed file."""


def packed(*, key: bytes | None = None, media: dict[str, bytes] | None = None, more: dict | None = None) -> bytes:
    """A small backup; `more` is written into it and named nowhere."""
    file = io.BytesIO()
    target = sealing.Sealing(file, key) if key else file
    packing = Packing(target)
    said = Manifest(datetime(2026, 11, 24, tzinfo=UTC), "http://localhost:8000", [])
    with packing.member("rows/a_table.jsonl", is_text=True) as member:
        member.write(ROWS)
    said.tables["a_table"] = Table(member.part.sha256, member.part.bytes, 600, ["id", "name"], 2)
    for name, content in (media or {"library/a.png": PICTURE}).items():
        with packing.member(f"media/{name}", is_text=False) as member:
            member.write(content)
        said.media[name] = member.part
    for name, content in (more or {}).items():
        with packing.member(name, is_text=False) as member:
            member.write(content)
    packing.close(said)
    if key:
        target.close()
    return file.getvalue()


def check(content: bytes, key: bytes | None = None) -> Manifest:
    file = io.BytesIO(content)
    found = Packed(sealing.Unsealed(file, key) if key else file)
    checking.check(found)
    return found.manifest


@pytest.mark.parametrize("key", [None, KEY])
def test_what_was_written_is_read(key):
    said = check(packed(key=key), key)

    assert (said.rows, list(said.media), said.tables["a_table"].columns) == (600, ["library/a.png"], ["id", "name"])


def members(content: bytes) -> list[zipfile.ZipInfo]:
    return zipfile.ZipFile(io.BytesIO(content)).infolist()


@pytest.mark.parametrize("place", [0.25, 0.5, 0.75])
@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_flipped_byte_in_any_member_is_refused(number, place):
    content = bytearray(packed())
    member = members(bytes(content))[number]
    name_and_more = struct.unpack("<HH", content[member.header_offset + 26 :][:4])
    begin = member.header_offset + 30 + sum(name_and_more)
    content[begin + int(member.compress_size * place)] ^= 1

    with pytest.raises(BackupError, match="damaged"):
        check(bytes(content))


def test_a_flipped_bit_anywhere_is_refused_or_changes_nothing_that_is_read():
    """Dates of a zip's members, and the bits that fill its last byte, say nothing. No other error ever comes."""
    small = packed(media={"a.png": b"\x89PNG" * 50})
    places = (place for place in range(0, len(small) * 8, 7))
    refused = same = 0
    for place in places:
        flipped = bytearray(small)
        flipped[place // 8] ^= 1 << place % 8
        try:
            said = check(bytes(flipped))
        except BackupError:
            refused += 1
        else:
            same += said == check(small)

    assert refused + same == -(-len(small) * 8 // 7)
    assert refused > same


def test_a_flipped_byte_anywhere_in_a_sealed_file_is_refused():
    content = packed(key=KEY)
    for place in (0, 20, 40, 60, len(content) // 2, len(content) - 1):
        flipped = bytearray(content)
        flipped[place] ^= 1
        with pytest.raises(BackupError, match=r"damaged|key does not fit"):
            check(bytes(flipped), KEY)


@pytest.mark.parametrize("key", [None, KEY])
@pytest.mark.parametrize("kept", [0, 10, 47, 48, 64, 262_208, 0.5, 0.999])
def test_a_file_that_was_cut_off_is_refused(key, kept):
    content = packed(key=key)
    with pytest.raises(BackupError):
        check(content[: kept if isinstance(kept, int) else int(len(content) * kept)], key)


def test_chunks_of_a_sealed_file_cannot_change_places():
    content = packed(key=KEY)
    size = sealing.CHUNK + sealing.TAG_BYTES
    head, first, second, rest = (
        content[: sealing.HEAD_BYTES],
        content[sealing.HEAD_BYTES :][:size],
        content[sealing.HEAD_BYTES + size :][:size],
        content[sealing.HEAD_BYTES + 2 * size :],
    )
    with pytest.raises(BackupError, match="damaged"):
        check(head + second + first + rest, KEY)


def test_an_altered_part_with_a_right_checksum_of_the_zip_is_refused():
    """A member written anew, its CRC too: the manifest still knows the digest."""
    old, file = zipfile.ZipFile(io.BytesIO(packed())), io.BytesIO()
    with zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"two", b"six"))
        new.comment = old.comment
    with pytest.raises(BackupError, match=r"^rows/a_table.jsonl is not as it was written\."):
        check(file.getvalue())


def test_a_manifest_that_was_written_anew_is_refused():
    old, file = zipfile.ZipFile(io.BytesIO(packed())), io.BytesIO()
    with zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"localhost", b"elsewhere"))
        new.comment = old.comment
    with pytest.raises(BackupError) as error:
        check(file.getvalue())
    assert str(error.value) == DAMAGED


@pytest.mark.parametrize(
    "name", ["../../etc/cron.d/x", "/etc/x", "library/../../x", "library\\..\\x", "./x", "a//b", "a\x00b", "", "C:x"]
)
def test_a_name_that_leads_out_of_its_place_is_refused(name):
    with pytest.raises(BackupError, match=r"leads out of its place|damaged"):
        check(packed(media={name: b"x"}))


def test_a_member_that_the_manifest_does_not_name_is_refused():
    with pytest.raises(BackupError, match="damaged"):
        check(packed(more={"media/library/stranger.png": b"x"}))


def test_a_member_that_is_there_twice_is_refused():
    with pytest.warns(UserWarning, match="Duplicate name"):
        content = packed(more={"media/library/a.png": b"x"})
    with pytest.raises(BackupError, match="damaged"):
        check(content)


@pytest.mark.parametrize("content", [b"", b"PK", b"a picture", b"PK\x03\x04" + b"\x00" * 200])
def test_what_is_no_backup_is_refused(content):
    with pytest.raises(BackupError) as error:
        check(content)
    assert str(error.value) == DAMAGED


@pytest.mark.parametrize(
    "text", [b"", b"[]", b"{}", b'{"format": 1}', b'{"format": "embassy-backup-1"}', b"\xff", b'"x"', b"null"]
)
def test_a_manifest_of_nonsense_is_refused(text):
    with pytest.raises(BackupError):
        manifest.read(text)


def test_another_format_is_named():
    text = json.dumps({"format": "embassy-backup-9"}).encode()
    with pytest.raises(BackupError) as error:
        manifest.read(text)
    assert str(error.value) == "The file is of the format embassy-backup-9; this program reads embassy-backup-1."


def test_another_key_is_told_from_damage():
    with pytest.raises(BackupError) as error:
        check(packed(key=KEY), b"another key of more than twenty characters")
    assert str(error.value) == "The key does not fit this backup: name the file of the key it was sealed with."


def test_a_sealed_file_shows_nothing_of_what_is_in_it():
    content = packed(key=KEY)

    assert [word for word in (b"PK\x01\x02", b"manifest", b"library", PICTURE[:256]) if word in content[16:]] == []
    assert packed(key=KEY)[16:80] != content[16:80]


@pytest.mark.parametrize(
    ("text", "message"),
    [("", "shorter than 20 characters"), ("short\n", "shorter than 20 characters"), (None, "cannot be read")],
)
def test_a_key_that_could_be_guessed_is_refused(tmp_path, text, message):
    path = tmp_path / "key"
    if text is not None:
        path.write_text(text)
    with pytest.raises(BackupError, match=message):
        sealing.key_in(path)


def test_the_key_is_the_text_of_its_file(tmp_path):
    (tmp_path / "key").write_text(f"  {KEY.decode()}\n")

    assert sealing.key_in(tmp_path / "key") == KEY


def test_the_digest_of_a_part_is_that_of_what_it_holds():
    assert check(packed(media={"a": b""})).media == {
        "a": Part("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", 0)
    }
    assert container.PIECE == 1 << 20
