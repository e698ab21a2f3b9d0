"""UPL-02: how much a request may carry, asked of the callable that the server enters."""

import io

import pytest

from embassy.lib import bodies
from embassy.lib.turns import Turns
from embassy.wsgi import django_application as application
from releases.models import Image
from tests.media.samples import upload

MEGABYTE = 1 << 20
UPLOAD = "/admin/releases/image/add/"
PLACES = {"/": 3, "/preview/x/": 3, "/messages/": 3, "/admin/releases/release/add/": 3, UPLOAD: 32}

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_server")]


class Endless:
    """A body that goes on for as long as somebody reads; knows how much that was, and the largest piece."""

    def __init__(self, size=1 << 40):
        self.left = size
        self.given = self.largest = 0

    def read(self, size=-1):
        piece = min(self.left, size if size >= 0 else self.left)
        self.left -= piece
        self.given += piece
        self.largest = max(self.largest, piece)
        return b"x" * piece

    readline = read


def post(path, body, method="POST", **environ):
    found = {}

    def start(status, headers, _error=None):
        found.update(status=int(status.split()[0]), headers=dict(headers))

    whole = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "wsgi.input": body,
        "wsgi.url_scheme": "http",
        "wsgi.errors": io.StringIO(),
        **environ,
    }
    answer = application(whole, start)
    found["body"] = b"".join(answer).decode()
    if hasattr(answer, "close"):  # a kept page is a list
        answer.close()
    return found


@pytest.mark.parametrize(("path", "most"), PLACES.items())
def test_upl_02_what_says_that_it_is_too_long_is_refused_unread(mission, path, most):
    body = Endless()

    answer = post(path, body, CONTENT_LENGTH=str(most * MEGABYTE + 1), CONTENT_TYPE="multipart/form-data; boundary=x")

    assert (answer["status"], body.given, "Too large to be taken" in answer["body"]) == (413, 0, True)
    assert answer["headers"]["Cache-Control"] == "no-store"
    assert answer["headers"]["Content-Security-Policy"].startswith("default-src 'none'")
    assert "Set-Cookie" not in answer["headers"]


@pytest.mark.parametrize("length", ["1" * 30, "9" * 4000])
def test_upl_02_a_length_beyond_all_numbers_is_too_long(mission, length):
    assert post("/", Endless(), CONTENT_LENGTH=length)["status"] == 413


@pytest.mark.parametrize(("path", "most"), PLACES.items())
@pytest.mark.parametrize("method", ["POST", "GET", "PUT"])
def test_upl_02_what_tells_no_length_is_counted_and_kept_nowhere(mission, path, most, method):
    body = Endless()

    answer = post(path, body, method, HTTP_TRANSFER_ENCODING="chunked")

    assert answer["status"] == 413
    assert most * MEGABYTE < body.given <= most * MEGABYTE + bodies.PIECE_BYTES
    assert body.largest == bodies.PIECE_BYTES


@pytest.mark.parametrize("size", [0, 10, 3 * MEGABYTE])
def test_upl_02_a_short_body_without_a_length_is_asked_for_one(mission, size):
    answer = post("/messages/", Endless(size), HTTP_TRANSFER_ENCODING="chunked")

    assert answer["status"] == 411


@pytest.mark.parametrize("length", ["10", "", "0", "-5", "x", "٣"])
def test_upl_02_of_a_length_that_lies_nothing_beyond_it_is_read(mission, length):
    body = Endless()

    answer = post("/admin/my-account/log-in/", body, CONTENT_LENGTH=length)

    assert answer["status"] == 403
    assert body.given <= 10


def test_what_is_within_the_limit_is_taken(client, mission):
    body = Endless(3 * MEGABYTE)

    answer = post("/messages/", body, CONTENT_LENGTH=str(3 * MEGABYTE))

    assert answer["status"] == 405


def test_a_file_a_little_too_large_is_refused_beside_its_field(client, mission, officer):
    client.force_login(officer)
    file = upload(b"x" * (26 * MEGABYTE), "a.jpg")

    response = client.post(UPLOAD, {"title": "x", "focal_x": 0.5, "focal_y": 0.5, "file": file})

    assert response.context["adminform"].form.errors["file"] == ["The file is larger than 25 MB."]
    assert Image.objects.count() == 0


def test_avl_04_one_sender_too_many_is_refused_unread_and_readers_pass(mission, monkeypatch):
    monkeypatch.setattr(bodies, "SENDING", Turns(1))
    with bodies.SENDING.taken():
        body = Endless(9)
        refusal = post("/admin/login/", body, CONTENT_LENGTH="9")
        page = post("/", io.BytesIO(), method="GET")

    assert (refusal["status"], refusal["headers"]["Retry-After"], body.given) == (503, "5", 0)
    assert "Content-Security-Policy" in refusal["headers"]
    assert page["status"] == 200
    assert post("/admin/login/", io.BytesIO(b"x=1234567"), CONTENT_LENGTH="9")["status"] != 503
