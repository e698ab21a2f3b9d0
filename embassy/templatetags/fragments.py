"""Fragments of pages that are rendered once for the values they are given."""

from typing import Any

from django import template
from django.template.base import FilterExpression, Node, NodeList, Parser, Token, token_kwargs
from django.utils.safestring import SafeString, mark_safe

from embassy.lib import fragments

register = template.Library()
Expressions = dict[str, FilterExpression]


class KeptNode(Node):
    def __init__(self, name: str, values: Expressions) -> None:
        self.name = name
        self.values = values

    def render(self, context: template.Context) -> SafeString:
        values = {name: value.resolve(context) for name, value in self.values.items()}
        request = getattr(context, "request", None)
        return fragments.rendered(self.name, values, request, lambda: rendered(self.name, values, context))


class KeptEachNode(Node):
    def __init__(self, name: str, row: str, rows: FilterExpression, values: Expressions) -> None:
        self.name = name
        self.row = row
        self.rows = rows
        self.values = values

    def render(self, context: template.Context) -> SafeString:
        values = {name: value.resolve(context) for name, value in self.values.items()}
        rows = self.rows.resolve(context)
        request = getattr(context, "request", None)
        parts = fragments.each(
            self.name, values, rows, request, lambda row: rendered(self.name, {**values, self.row: row}, context)
        )
        return mark_safe("".join(parts))  # noqa: S308 - each part is what a template has made


def rendered(name: str, values: dict[str, Any], context: template.Context) -> SafeString:
    """Without the white space around it, which the line that says what it needs begins with."""
    found = context.template.engine.get_template(name)  # type: ignore[union-attr]  # of a page there is a template
    return mark_safe(found.render(context.new(values)).strip())  # noqa: S308 - rendered


class SplicedNode(Node):
    """Its holes are attributes of their own, so that templates which extend this one find the blocks in them."""

    def __init__(self, name: str, values: Expressions, holes: dict[str, NodeList]) -> None:
        self.name = name
        self.values = values
        self.holes = {hole: f"hole_{hole}" for hole in holes}
        self.child_nodelists = tuple(self.holes.values())
        for hole, nodes in holes.items():
            setattr(self, self.holes[hole], nodes)
        self._found: dict[type[Node], list[Node]] = {}

    def get_nodes_by_type(self, nodetype: type[Node]) -> list[Node]:
        """Looked for once: every page asks for the blocks in the frame."""
        if nodetype not in self._found:
            self._found[nodetype] = super().get_nodes_by_type(nodetype)
        return self._found[nodetype]

    def render(self, context: template.Context) -> SafeString:
        values = {name: value.resolve(context) for name, value in self.values.items()}
        holes = {
            hole: mark_safe(getattr(self, attribute).render(context).strip())  # noqa: S308 - rendered
            for hole, attribute in self.holes.items()
        }
        request = getattr(context, "request", None)
        return fragments.spliced(
            self.name, values, holes, request, lambda filled: rendered(self.name, dict(filled), context)
        )


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    """{% kept "x.html" with a=b %}: like `include … only`, for a template that shows its values and nothing else."""
    tag, name, *rest = token.split_contents()
    return KeptNode(literal(tag, name), expressions(tag, rest, parser))


@register.tag
def kept_each(parser: Parser, token: Token) -> KeptEachNode:
    """{% kept_each "x.html" row in rows with a=b %}: the same for each row, one after another."""
    tag, name, *rest = token.split_contents()
    if len(rest) < 3 or rest[1] != "in":
        raise template.TemplateSyntaxError(f"{tag} takes a template, a name, “in”, and what to go through")
    return KeptEachNode(literal(tag, name), rest[0], parser.compile_filter(rest[2]), expressions(tag, rest[3:], parser))


@register.tag
def spliced(parser: Parser, token: Token) -> SplicedNode:
    """{% spliced "x.html" with a=b %}{% hole c %}…{% hole d %}…{% endspliced %}

    Like `include … only` with each hole as a variable besides, which the template prints exactly once: all around the
    holes is kept for the values. What stands before the first hole is left out, and so is the end of the line.
    """
    tag, name, *rest = token.split_contents()
    values, holes = expressions(tag, rest, parser), {}
    parser.parse(("hole",))
    while (found := parser.next_token()).contents != "endspliced":
        hole = found.split_contents()[1]
        holes[hole] = parser.parse(("hole", "endspliced"))
    if parser.tokens and not parser.tokens[-1].contents.strip():  # type: ignore[union-attr]  # tokens, all of them
        parser.next_token()  # the end of the line: a page is its frame and nothing behind it
    return SplicedNode(literal(tag, name), values, holes)


def literal(tag: str, name: str) -> str:
    if name[0] != name[-1] or name[0] not in "\"'":
        raise template.TemplateSyntaxError(f"{tag} takes the name of a template in quotes")
    return name[1:-1]


def expressions(tag: str, bits: list[str], parser: Parser) -> Expressions:
    if not bits:
        return {}
    values = token_kwargs(bits[1:], parser)
    if bits[0] != "with" or len(values) != len(bits) - 1:
        raise template.TemplateSyntaxError(f"{tag} takes “with” and pairs of a name and a value")
    return values
