"""Media to readers: only what an edition that is or was live uses, by its exact name. Anything else is the same 404.

Asks the present, never the instant of `?as-of=`: a rehearsal opens nothing. No Range requests: nothing here is larger
than 25 MB, and PDF files are downloaded whole.
"""

import re
from datetime import datetime
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotFound, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from embassy.lib import instant, storage
from embassy.lib.csp import SANDBOX
from embassy.lib.methods import read_only
from releases.media import stored_name
from releases.models import Attachment, Image

NAME = re.compile(r"([0-9a-f]{32})(-[1-9][0-9]{0,3})?\.(webp|jpg|png|pdf)")
TYPES = {"webp": "image/webp", "jpg": "image/jpeg", "png": "image/png", "pdf": "application/pdf"}
# A reader's copy never changes; a shared cache asks again after ten minutes, in case of a redaction.
LIVE = "public, max-age=31536000, s-maxage=600, immutable"
PAST = "public, max-age=600"


@read_only
def media(request: HttpRequest, name: str) -> HttpResponseBase:
    row = known(name, instant.now())
    if row is not None and row.is_public:
        return answered(request, name, row, LIVE if row.is_live else PAST)
    # Asked of every name, known or not, so that the answers differ in no header.
    if is_officer(request) and row is not None:
        return answered(request, name, row, "no-store")
    return missing()


def known(name: str, at: datetime) -> Any:
    """The picture or attachment that has a file of this name, with its publicity at `at`; None where there is none."""
    match = NAME.fullmatch(name)
    if match is None:
        return None
    model = Image if match[2] else Attachment
    row = model.objects.with_publicity(at).filter(stem=match[1]).first()
    return row if row is not None and name in row.names else None


def is_officer(request: HttpRequest) -> bool:
    user = request.user
    return user.is_active and user.is_staff and user.has_perm("releases.view_image")


def answered(request: HttpRequest, name: str, row: Any, caching: str) -> HttpResponseBase:
    etag = f'"{name}"'
    is_kept = "no-store" not in caching
    if is_kept and request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified(headers={"ETag": etag, "Cache-Control": caching})
    try:
        file = storage.read(stored_name(name))
    except storage.StorageDown:
        return unavailable()
    if file is None:
        return missing()
    response = FileResponse(file, content_type=TYPES[name.rpartition(".")[2]])
    disposition = content_disposition_header(isinstance(row, Attachment), getattr(row, "download_name", ""))
    headers = {"Content-Security-Policy": SANDBOX, "Cache-Control": caching, "Content-Disposition": disposition}
    headers["ETag"] = etag if is_kept else ""
    for header, value in headers.items():
        if value:
            response[header] = value
    return response


def missing() -> HttpResponse:
    """Kept nowhere: the file may be live the next minute."""
    return HttpResponseNotFound("Not found.\n", content_type="text/plain; charset=utf-8", headers=closed())


def unavailable() -> HttpResponse:
    headers = {**closed(), "Retry-After": str(storage.REST_SECONDS)}
    text = "Files cannot be fetched just now.\n"
    return HttpResponse(text, status=503, content_type="text/plain; charset=utf-8", headers=headers)


def closed() -> dict[str, str]:
    return {"Content-Security-Policy": SANDBOX, "Cache-Control": "no-store"}
