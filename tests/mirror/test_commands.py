"""`manage.py mirror` in processes of its own, over a small site; killed in the middle (AVL-02)."""

import errno
import json
import re
import time
from datetime import datetime

import pytest
from django.core.management import CommandError, call_command

from embassy.lib import minisign
from embassy.mirror.making import Folders
from tests.factories import make_mission
from tests.mirror.reading import broken, files

pytestmark = pytest.mark.xdist_group("a small mirror")


@pytest.fixture(scope="module")
def first(small, tmp_path_factory):
    """A mirror made by two processes, signed with a key of ours."""
    folder = tmp_path_factory.mktemp("mirrors")
    status, printed = small.run("mirror", "key", folder / "key")
    assert status == 0, printed
    (folder / "key.pub").write_text(printed.partition("\n")[2])
    small.environment["MIRROR_KEY_FILE"] = str(folder / "key")
    status, printed = small.run("mirror", "build", folder / "mirror", "--at", "2026-11-20T12:00Z", "--processes", "2")
    assert status == 0, printed
    return folder, printed


def test_the_site_is_mirrored_without_a_broken_link(first):
    folder, printed = first

    assert broken(folder / "mirror") == []
    pattern = r"(\d+) files: \1 new or changed, 0 removed\. As of 2026-11-20T12:00:00Z, signed\.\n"
    assert re.fullmatch(pattern, printed)


def test_it_verifies_by_the_public_key_that_was_printed(small, first):
    folder, _printed = first
    status, printed = small.run("mirror", "verify", folder / "mirror", "--public-key", folder / "key.pub")

    assert status == 0
    built = json.loads((folder / "mirror" / "mirror.json").read_text())
    moment = datetime.fromisoformat(built["at"])
    as_of = f"{moment:%Y-%m-%dT%H:%M:%SZ}"
    assert printed.partition(" files ")[2] == (
        f"of http://localhost:8000, as of {as_of}. Signature: timestamp:{int(moment.timestamp())}"
        f"\tfile:SHA256SUMS\tat:{as_of}\tsite:http://localhost:8000\thashed.\n"
    )


def test_a_problem_is_named_and_ends_with_another_status(small, first):
    folder, _printed = first
    (folder / "mirror/extra").write_text("Lies.")
    other = minisign.SecretKey.new().public
    status, printed = small.run("mirror", "verify", folder / "mirror", "--public-key", other)
    (folder / "mirror/extra").unlink()

    assert status == 1
    assert printed.splitlines()[0] == "extra: extra"
    assert printed.endswith(
        "it was signed with another key.\nCommandError: 2 problems, 0 pages are no longer as on the site.\n"
    )


def test_a_build_that_is_killed_leaves_the_last_mirror_and_goes_on_next_time(small, first):
    folder, _printed = first
    before = files(folder / "mirror")
    build = ("mirror", "build", folder / "mirror", "--at", "2026-11-20T13:00Z", "--processes", "1")
    process = small.start(*build)
    journal = folder / ".mirror.next/journal"
    while not (journal.exists() and journal.stat().st_size > 6_000):
        assert process.poll() is None, process.stdout.read()
        time.sleep(0.05)
    process.kill()
    process.communicate()
    assert files(folder / "mirror") == before

    status, printed = small.run(*build)
    assert status == 0, printed
    assert int(re.search(r"files, (\d+) of them made by the interrupted build", printed)[1]) > 10
    assert broken(folder / "mirror") == []
    continued = files(folder / "mirror")
    status, _printed = small.run("mirror", "build", folder / "whole", "--at", "2026-11-20T13:00Z")
    assert (status, files(folder / "whole")) == (0, continued)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("build", "x", "--at", "yesterday"), "--at takes a date (2020-01-18) or an instant (2020-01-18T08:46Z)."),
        (("build", "x", "--at", "2999-01-01"), "--at lies in the future: a mirror shows what is public."),
        (("build", "x", "--base-url", "mirror"), "--base-url takes an address such as https://mirror.example.org"),
        (("build", "x", "--key", "/none"), "/none: [Errno 2] No such file or directory: '/none'"),
        (("verify", "/none"), "There is no SHA256SUMS here, so this is no mirror."),
        (("verify", "http://127.0.0.1:9/"), "[Errno 111] Connection refused"),
        (("verify", "x", "--public-key", "abc"), "abc: this is no public key of minisign's"),
    ],
)
@pytest.mark.django_db
def test_what_cannot_be_done_is_said_in_a_sentence(words, sentence):
    with pytest.raises(CommandError) as raised:
        call_command("mirror", *words)

    assert str(raised.value) == sentence


@pytest.mark.django_db
def test_a_full_disk_is_said_in_a_sentence(mirror, monkeypatch):
    make_mission()

    def full(folders, file, content):
        raise OSError(errno.ENOSPC, "No space left on device", file)

    monkeypatch.setattr(Folders, "put", full)
    with pytest.raises(CommandError) as raised:
        call_command("mirror", "build", mirror.folder, processes=1)

    assert str(raised.value) == ("[Errno 28] No space left on device: 'index.html'. The last mirror stays as it was.")
    assert not mirror.folder.exists()
