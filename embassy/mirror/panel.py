"""The form of filters as links: a static list for each value of one filter. Files cannot put two together."""

import re
from collections.abc import Iterator
from html import escape, unescape

from embassy.mirror.addresses import LISTED_BY

BOX = re.compile(
    r'<input type="checkbox" name="(?P<name>\w+)" value="(?P<value>[^"]+)"[^>]*>\s*(?P<label>[^<]+?)\s*'
    r'(?:<span class="count">(?P<count>[^<]*)</span>)?\s*</label>'
)
LEGEND = re.compile(r"<legend>([^<]+)</legend>")
SELECT = re.compile(
    r'<label class="label" for="(?P<name>\w+)">(?P<heading>[^<]+)</label>(?:(?!<label|<select).)*?'
    r"<select[^>]*>(?P<options>.*?)</select>",
    re.DOTALL,
)
OPTION = re.compile(r'<option value="([^"]+)"( selected)?>([^<]*)</option>')


def panel(form: str, list_path: str) -> str:
    """`form` is the HTML of the form; `list_path` of the list in its language. Links are written as on the site."""
    sections = [section(heading, links) for heading, links in groups(form, list_path) if links]
    return f'<div class="mirror-lists">{"".join(sections)}</div>'


def groups(form: str, list_path: str) -> Iterator[tuple[str, list[str]]]:
    boxes = list(BOX.finditer(form))
    if boxes and (legend := LEGEND.search(form)):
        yield legend[1], [link(list_path, box["name"], box["value"], box["label"], box["count"]) for box in boxes]
    for select in SELECT.finditer(form):
        if select["name"] in LISTED_BY:
            options = OPTION.finditer(select["options"])
            yield select["heading"], [link(list_path, select["name"], found[1], found[3]) for found in options]


def link(list_path: str, name: str, value: str, label: str, count: str | None = None) -> str:
    """`value`, `label` and `count` are HTML."""
    address = escape(f"{list_path}?{name}={unescape(value)}")
    number = f' <span class="count">{count}</span>' if count else ""
    return f'<li><a href="{address}">{label}</a>{number}</li>'


def section(heading: str, links: list[str]) -> str:
    return f'<section><h3 class="label">{heading}</h3><ul class="plain">{"".join(links)}</ul></section>'
