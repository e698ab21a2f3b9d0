"""Signatures that anybody can check with minisign, and the other way round."""

import shutil
import stat
import subprocess

import pytest

from embassy.lib import minisign

WORDS = "Заявление\n".encode()
needs_minisign = pytest.mark.skipif(
    shutil.which("minisign") is None, reason="minisign is not installed: Debian has it as minisign"
)


def run(folder, *words):
    return subprocess.run(["minisign", *words], cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "text").write_bytes(WORDS)
    return tmp_path


@needs_minisign
def test_minisign_takes_our_signature_and_says_its_comment(folder):
    key = minisign.SecretKey.new()
    (folder / "key.pub").write_text(key.public.file)
    (folder / "text.minisig").write_text(key.sign(WORDS, "timestamp:1\tfile:text"))
    checked = run(folder, "-Vm", "text", "-p", "key.pub")

    said = "Signature and comment signature verified\nTrusted comment: timestamp:1\tfile:text\n"
    assert (checked.returncode, checked.stdout) == (0, said)


@needs_minisign
def test_minisign_refuses_our_signature_of_other_words(folder):
    key = minisign.SecretKey.new()
    (folder / "key.pub").write_text(key.public.file)
    (folder / "text.minisig").write_text(key.sign(b"Other words", "timestamp:1\tfile:text"))

    assert run(folder, "-Vm", "text", "-p", "key.pub").returncode == 1


@needs_minisign
def test_a_key_of_minisigns_own_signs_here_and_ours_signs_there(folder):
    assert run(folder, "-G", "-W", "-s", "theirs", "-p", "theirs.pub").returncode == 0
    theirs = minisign.secret_key((folder / "theirs").read_text())
    ours = minisign.make_key_file(folder / "ours")
    signed = run(folder, "-Sm", "text", "-s", "ours", "-t", "as they say")

    assert theirs.public == minisign.public_key((folder / "theirs.pub").read_text())
    assert signed.returncode == 0
    assert ours.public.check(WORDS, (folder / "text.minisig").read_text()) == "as they say"


@needs_minisign
def test_a_key_with_a_password_is_refused_with_the_way_out(folder):
    subprocess.run(
        ["minisign", "-G", "-s", "locked", "-p", "p"],
        cwd=folder,
        input="secret\nsecret\n",
        capture_output=True,
        text=True,
        check=False,
    )
    if not (folder / "locked").exists():
        pytest.skip("this minisign asks a terminal for the password")

    with pytest.raises(minisign.BadKey, match="it has a password; one without is made by “minisign -G -W”"):
        minisign.secret_key((folder / "locked").read_text())


def test_a_signature_is_the_same_each_time():
    key = minisign.SecretKey.new()

    assert key.sign(WORDS, "once") == key.sign(WORDS, "once")


def test_a_key_file_is_its_owners_alone_and_never_overwritten(tmp_path):
    made = minisign.make_key_file(tmp_path / "key")
    with pytest.raises(FileExistsError):
        minisign.make_key_file(tmp_path / "key")

    assert stat.filemode((tmp_path / "key").stat().st_mode) == "-rw-------"
    assert minisign.secret_key((tmp_path / "key").read_text()) == made


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        (lambda key, text: text.replace("once", "twice"), "the signature does not fit"),
        (lambda key, text: minisign.SecretKey.new().sign(WORDS, "once"), "it was signed with another key"),
        (lambda key, text: minisign.SecretKey(key.number, bytes(32)).sign(WORDS, "once"), "the signature does not fit"),
        (lambda key, text: text[:60], "this is no signature of minisign's"),
        (lambda key, text: "", "this is no signature of minisign's"),
        (lambda key, text: "a\nÄÄ\ntrusted comment: x\n!!\n", "this is no signature of minisign's"),
    ],
    ids=["comment", "key", "forged", "cut", "empty", "nonsense"],
)
def test_what_is_no_good_signature_is_told_apart(spoilt, reason):
    key = minisign.SecretKey.new()
    text = key.sign(WORDS, "once")

    assert key.public.check(WORDS, text) == "once"
    with pytest.raises(minisign.BadSignature, match=reason):
        key.public.check(WORDS, spoilt(key, text))


@pytest.mark.parametrize("text", ["", "\n", "untrusted comment: x\nAAAA\n", "ключ", "RWQ="])
def test_what_is_no_key_is_refused(text):
    with pytest.raises(minisign.BadKey):
        minisign.secret_key(text)
    with pytest.raises(minisign.BadKey):
        minisign.public_key(text)


def test_a_damaged_secret_key_is_refused(tmp_path):
    one, other = minisign.SecretKey.new(), minisign.SecretKey.new()
    mixed = minisign.SecretKey(one.number, one.seed).file
    first, second = (minisign.decoded(key.file.splitlines()[1]) for key in (one, other))
    spoilt = minisign.base64.b64encode(first[:94] + second[94:126] + first[126:]).decode()

    assert minisign.secret_key(mixed) == one
    with pytest.raises(minisign.BadKey, match="it is damaged"):
        minisign.secret_key(f"untrusted comment: x\n{spoilt}\n")
