"""Links inside the site. On a page shown as of another instant they carry that instant on."""

from typing import Any

from django import template
from django.urls import reverse

from embassy.lib.addresses import with_query

register = template.Library()


@register.simple_tag(takes_context=True)
def to(context: template.Context, target: Any, *args: Any, **query: Any) -> str:
    """The address of a URL name with its arguments, of an object with a page, or a path. Keywords make the query."""
    return with_query(address(target, *args), query.items(), getattr(context, "request", None))


def address(target: Any, *args: Any) -> str:
    if hasattr(target, "get_absolute_url"):
        return str(target.get_absolute_url())
    return target if target.startswith("/") else reverse(target, args=args)
