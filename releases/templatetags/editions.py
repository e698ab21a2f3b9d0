"""The words of an edition on a page. The one place where HTML is taken as safe."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from embassy.lib import difference, instant
from releases import body as page_text
from releases import figures
from releases.items import Item
from releases.models import Edition, ImageUse
from releases.models.media import AttachmentUse

register = template.Library()


@register.simple_tag(takes_context=True)
def body(
    context: template.Context, edition: Edition, level: int = 2, prefix: str = "", anchored: bool = False
) -> SafeString:
    """The text of an edition as of the request; its first headings are of `level`, its ids begin with `prefix`.

    `anchored`: its paragraphs can be linked to, numbered or not.
    """
    at = instant.of(context.request)  # type: ignore[attr-defined]
    return page_text.html(edition, at, level=level, prefix=prefix, anchored=anchored)


@register.filter
def item(row: Edition | Item) -> Item:
    return row if isinstance(row, Item) else Item.of(row)


@register.filter
def items(rows: Iterable[Edition | Item]) -> list[Item]:
    """What the rows of a list show."""
    return list(map(item, rows))


@register.simple_tag
def difference_block(block: difference.Block) -> SafeString:
    """A block of a difference with its deletions and insertions marked."""
    return difference.render_parts(block.parts)


@register.simple_tag
def pictures_after(edition: Edition) -> list[ImageUse]:
    """The pictures that the text has no place for, in order."""
    return figures.unplaced(edition)


@register.simple_tag
def figures_after(edition: Edition) -> SafeString:
    """The same as they stand after it."""
    return finished("releases/_figures.html", figures.unplaced(edition))


@register.simple_tag
def attachment_list(edition: Edition) -> SafeString:
    return finished("releases/_attachments.html", figures.attachments(edition))


def finished(name: str, uses: Sequence[Any]) -> SafeString:
    return mark_safe(render_to_string(name, {"uses": uses}).strip()) if uses else SafeString()  # noqa: S308 - rendered


@register.simple_tag
def attachments_of(edition: Edition) -> list[AttachmentUse]:
    return figures.attachments(edition)
