"""How a text is cited and found again: on its page and on paper."""

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from embassy.lib import instant, qr
from embassy.lib.fragments import Later
from releases import body, citing
from releases.models import Edition

register = template.Library()


@register.simple_tag(takes_context=True)
def citation(context: template.Context, edition: Edition) -> Later:
    """Its reference number, permanent link and quotation, as of the page: a Citation, once it is needed."""
    request = context.request  # type: ignore[attr-defined]
    at, mission = instant.of(request), request.mission
    key = (edition.fragment_key, edition.was_superseded(at), mission.fragment_key)
    return Later(key, lambda: citing.citation(edition, at, mission))


@register.simple_tag
def qr_code(address: str) -> SafeString:
    return qr.svg(address, _("QR code of the permanent link"))


@register.simple_tag
def has_pdf(edition: Edition) -> bool:
    return body.can_be_set(edition)
