"""A mirror held against its sums, its signature, and the site (AVL-02)."""

import shutil
import subprocess
import threading
from contextlib import closing
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from counters.models import Incident
from embassy.lib import minisign
from embassy.mirror import drift, sums, verifying
from embassy.mirror.addresses import Plan
from tests.factories import make_incident, make_live, make_mission
from tests.mirror.conftest import AT

pytestmark = pytest.mark.django_db
KEY = minisign.SecretKey(b"8 bytes.", bytes(range(32)))


class Quiet(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_words):
        pass


@pytest.fixture
def built(mirror):
    make_mission()
    make_live("A text", slug="text")
    make_incident(slug="vessel")
    mirror.build(key=KEY)
    return mirror


@pytest.fixture
def served(built):
    """The mirror's address on a plain web server."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=built.folder))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def spoil(folder):
    """A flipped bit, a missing file, two that do not belong there."""
    page = folder / "messages/index.html"
    content = bytearray(page.read_bytes())
    content[100] ^= 1
    page.write_bytes(content)
    (folder / "robots.txt").unlink()
    (folder / "messages/extra.html").write_text("Lies.")
    (folder / "link").symlink_to("/etc/hostname")


def checked(place, key=KEY.public):
    with closing(verifying.copy_of(str(place))) as copy:
        report = verifying.verify(copy, key)
    return list(report.lines()), report.signature


COMMENT = "timestamp:1780304400\tfile:SHA256SUMS\tat:2026-06-01T09:00:00Z\tsite:http://localhost:8000\thashed"


def test_a_whole_mirror_has_no_problem_in_a_folder_or_at_an_address(built, served):
    assert checked(built.folder) == ([], COMMENT)
    assert checked(served) == ([], COMMENT)
    assert checked(f"{served}/") == ([], COMMENT)


def test_every_flipped_missing_and_extra_file_is_named(built):
    spoil(built.folder)

    assert checked(built.folder)[0] == [
        "missing: robots.txt",
        "altered: messages/index.html",
        "extra: link",
        "extra: messages/extra.html",
    ]


def test_at_an_address_what_is_named_is_looked_at(built, served):
    spoil(built.folder)

    assert checked(served)[0] == ["missing: robots.txt", "altered: messages/index.html"]


def test_sums_that_were_changed_with_the_file_do_not_fit_the_signature(built):
    page = built.folder / "index.html"
    page.write_text("Lies.")
    named = sums.of_folder(built.folder) | {"index.html": sums.digest_of(page)}
    (built.folder / sums.NAME).write_bytes(sums.written(named))

    assert checked(built.folder) == ([], "the signature does not fit")
    assert verifying.verify(verifying.copy_of(str(built.folder)), KEY.public).problems == 1
    assert checked(built.folder, None) == ([], "not checked: no public key was named")


def test_a_mirror_without_the_signature_that_is_asked_for_has_a_problem(built):
    (built.folder / sums.SIGNATURE).unlink()
    report = verifying.verify(verifying.copy_of(str(built.folder)), KEY.public)

    assert (report.problems, report.signature) == (1, "none")


@pytest.mark.skipif(shutil.which("minisign") is None, reason="minisign is not installed: Debian has it as minisign")
def test_anybody_checks_it_with_minisign_and_sha256sum(built, tmp_path):
    (tmp_path / "mirror.pub").write_text(KEY.public.file)
    signature = ["minisign", "-Vm", "SHA256SUMS", "-p", str(tmp_path / "mirror.pub")]
    for command in (signature, ["sha256sum", "--quiet", "--strict", "-c", "SHA256SUMS"]):
        subprocess.run(command, cwd=built.folder, check=True, capture_output=True)


@pytest.mark.parametrize(
    "line",
    ["nonsense", f"{'0' * 64}  /etc/passwd", f"{'0' * 64}  ../secret", f"{'0' * 64} one-blank"],
)
def test_sums_that_lead_out_of_the_mirror_are_refused(built, line):
    (built.folder / sums.NAME).write_text(f"{line}\n")

    with pytest.raises(sums.NoMirror, match="SHA256SUMS, line 1: not a digest and the name of a file of the mirror"):
        checked(built.folder)


def test_where_there_is_no_mirror_that_is_said(tmp_path):
    with pytest.raises(sums.NoMirror, match="There is no SHA256SUMS here, so this is no mirror"):
        checked(tmp_path)


def test_a_server_that_is_not_there_is_an_error(served):
    with pytest.raises(OSError, match="refused"):
        checked("http://127.0.0.1:9")


def found(mirror):
    return list(drift.drift(mirror.folder, Plan(AT)).lines())


def test_a_mirror_of_the_site_as_it_is_has_not_drifted(built):
    assert found(built) == []


def test_one_page_that_the_site_has_changed_is_reported_as_one(built):
    Incident.objects.update(description="A new description.")

    assert found(built) == ["changed: incidents/vessel/index.html"]


def test_one_page_that_somebody_has_changed_is_reported_as_one(built):
    page = built.folder / "messages/text/index.html"
    page.write_text(page.read_text().replace("Words of the text", "Other words"))
    (built.folder / "index.html").write_text(built.text("index.html").replace("<main ", '<main class="x" '))

    assert found(built) == ["changed: messages/text/index.html"]


def test_pages_that_one_side_alone_has_are_reported(built):
    (built.folder / "messages/text/index.html").unlink()
    (built.folder / "messages/old.html").write_text("<body>Old.")

    assert found(built) == ["lacking: messages/text/index.html", "gone: messages/old.html"]
