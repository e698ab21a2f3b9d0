"""Structured data in the head of a page."""

from django import template
from django.utils.safestring import SafeString

from embassy.lib import json_ld
from embassy.lib.sharing import Document

register = template.Library()


@register.simple_tag
def structured_data(document: Document) -> SafeString:
    return json_ld.script(document)
