"""UPL-02 against the server that is shipped: a body of 100 MB is answered with 413 at once, and memory stays flat."""

import re
import socket
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser at the desk")]
MEGABYTE = 1 << 20
HUGE = 100 * MEGABYTE
BLOCK = b"x" * (1 << 16)
FORM = "Content-Type: multipart/form-data; boundary=x\r\n"


def send(site, path, head, *, size=HUGE, is_chunked=False):
    """Status of the answer, seconds that it took, megabytes that the server let us send."""
    port = urlsplit(site.url).port
    began, sent = time.monotonic(), 0
    with socket.create_connection(("localhost", port), timeout=20) as server:
        server.sendall(f"POST {path} HTTP/1.1\r\nHost: localhost:{port}\r\n{FORM}{head}\r\n".encode())
        try:
            while sent < size:
                server.sendall(b"%x\r\n%s\r\n" % (len(BLOCK), BLOCK) if is_chunked else BLOCK)
                sent += len(BLOCK)
        except OSError:
            pass  # the server has answered and hung up
        answer = server.recv(4096).decode(errors="replace")
    return int(answer.split()[1]), time.monotonic() - began, sent / MEGABYTE


def peak_megabytes(site):
    """The largest that any process of the server has ever been: those that run in its environment."""
    mark = f"VAR_DIR={site.environment['VAR_DIR']}\0".encode()
    return max(peak_of(folder, mark) for folder in Path("/proc").iterdir() if folder.name.isdigit()) / 1024


def peak_of(process, mark):
    """In KB; 0 where the process is another's, or has gone."""
    try:
        is_ours = mark in (process / "environ").read_bytes()
        found = re.search(r"VmHWM:\s+(\d+)", (process / "status").read_text()) if is_ours else None
    except OSError:
        return 0
    return int(found[1]) if found else 0


PATHS = ["/", "/messages/", "/admin/login/", "/admin/releases/image/add/", "/admin/releases/release/add/"]
HEADS = {
    "told": {"head": f"Content-Length: {HUGE}\r\n"},
    "chunked": {"head": "Transfer-Encoding: chunked\r\n", "is_chunked": True},
    "told, and never sent": {"head": f"Content-Length: {HUGE}\r\n", "size": 0},
}


@pytest.mark.parametrize("how", HEADS)
@pytest.mark.parametrize("path", PATHS)
def test_a_body_of_100_mb_is_refused_at_once_and_not_kept(site, path, how):
    before = peak_megabytes(site)
    assert before > 20
    answers = [send(site, path, **HEADS[how]) for _ in range(3)]

    assert [status for status, _seconds, _sent in answers] == [413] * 3
    assert max(seconds for _status, seconds, _sent in answers) < 2
    assert max(sent for _status, _seconds, sent in answers) < 50
    assert peak_megabytes(site) - before < 20


def test_what_lies_beyond_the_length_that_was_told_is_never_read(site):
    before = peak_megabytes(site)

    status, seconds, sent = send(site, "/admin/my-account/log-in/", "Content-Length: 10\r\n")

    assert (status, seconds < 2, sent < 50) == (403, True, True)
    assert peak_megabytes(site) - before < 20


def test_the_field_names_a_file_that_is_too_large_before_it_is_sent(officer, tmp_path):
    large = tmp_path / "large.jpg"
    large.write_bytes(b"\0" * (26 * MEGABYTE))
    small = tmp_path / "small.jpg"
    small.write_bytes(b"\0")
    desk = officer("writer")
    page = desk.visit("/admin/releases/image/add/")

    page.set_input_files("[name=file]", large)
    assert page.locator(".file-problem").inner_text() == "The file is larger than 25 MB."
    page.locator("[name=_save]").click()
    assert page.url.endswith("/image/add/")
    assert page.locator(".errornote").count() == 0
    page.set_input_files("[name=file]", small)

    assert page.locator(".file-problem").inner_text() == ""
    assert (desk.errors, desk.elsewhere) == ([], [])
