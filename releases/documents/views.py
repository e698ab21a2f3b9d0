"""The addresses of a message's documents."""

import logging

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from embassy.lib import instant, limits, paper
from embassy.lib.addresses import absolute, with_query
from embassy.lib.documents import answer
from embassy.lib.methods import read_only
from releases.documents import pdf, plain
from releases.documents.written import Written
from releases.models import Edition
from releases.views import moved_to, public_history

logger = logging.getLogger(__name__)


@read_only
def text_view(request: HttpRequest, slug: str) -> HttpResponseBase:
    written = written_of(request, slug)
    if written is None:
        return moved(request, slug, "releases:text")
    content = plain.text(written).encode()
    return answer(request, content, "text/plain; charset=utf-8", headers=headers(written.edition, "txt"))


@read_only
def pdf_view(request: HttpRequest, slug: str) -> HttpResponseBase:
    """404 too where the extra is not installed, or the text is not one that can be set."""
    if not paper.is_installed():
        raise Http404(_("There is no message at this address."))
    written = written_of(request, slug)
    if written is None:
        return moved(request, slug, "releases:pdf")
    try:
        content = pdf.made(written)
    except paper.Unfit as error:
        logger.warning("%s: no PDF: %s", slug, error)
        raise Http404(_("There is no PDF of this message. Its page can be printed.")) from error
    except paper.Busy:
        return limits.busy(request)
    return answer(request, content, "application/pdf", headers=headers(written.edition, "pdf"))


def written_of(request: HttpRequest, slug: str) -> Written | None:
    """None where no public release has this address now."""
    history = public_history(request, slug)
    return Written(history, instant.of(request), request.mission) if history else None  # type: ignore[attr-defined]


def moved(request: HttpRequest, slug: str, name: str) -> HttpResponseBase:
    """To the same document at the release's address of today. 404 where there never was one."""
    address = reverse(name, args=[moved_to(request, slug).slug])
    return redirect(with_query(address, [], request), permanent=True)


def headers(edition: Edition, extension: str) -> dict[str, str]:
    """A search engine is led to the page: the document is the same words once more."""
    return {
        "Content-Disposition": f'inline; filename="{edition.release.slug}.{extension}"',
        "Content-Language": edition.release.language,
        "Link": f'<{absolute(edition.get_absolute_url())}>; rel="canonical"',
    }
