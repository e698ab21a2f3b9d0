"""A mirror as a browser sees it: by a parser of its own, which shares nothing with what wrote the pages."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import html5lib

URL = re.compile(r"url\(\s*['\"]?([^'\")]+)")
NAMES = ("href", "src", "action", "data", "poster")


def pages(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.html"))


def parsed(path: Path):
    return html5lib.parse(path.read_text(), treebuilder="etree", namespaceHTMLElements=False)


def links(path: Path) -> Iterator[tuple[str, str]]:
    """Pairs of an element's name and an address in it. What names this page for others (canonical …) is none."""
    for element in parsed(path).iter():
        if not isinstance(element.tag, str) or names_this_page(element):
            continue
        found = [element.get(name) for name in NAMES if element.get(name)]
        found += [part.split()[0] for part in element.get("srcset", "").split(",") if part.strip()]
        if element.get("http-equiv") == "refresh":
            found.append(element.get("content").partition("url=")[2])
        yield from ((element.tag, address) for address in found)


def names_this_page(element) -> bool:
    return element.get("rel") == "canonical" or (element.tag == "link" and element.get("hreflang") is not None)


def addresses(folder: Path) -> Iterator[tuple[str, str, str]]:
    """File, element, address: of every page and style sheet."""
    for path in pages(folder):
        yield from ((str(path.relative_to(folder)), tag, address) for tag, address in links(path))
    for path in folder.rglob("*.css"):
        for address in URL.findall(path.read_text()):
            if not address.startswith("data:"):
                yield str(path.relative_to(folder)), "url()", address


def is_elsewhere(address: str) -> bool:
    return bool(urlsplit(address).scheme)


def broken(folder: Path) -> list[tuple[str, str, str]]:
    """Links inside the mirror that lead to no file of it."""
    found = []
    for file, tag, address in addresses(folder):
        if not is_elsewhere(address):
            target = unquote(urlsplit(urljoin(f"file:///{file}", address)).path)
            if not Path(f"{folder}{target}").is_file():
                found.append((file, tag, address))
    return found


def elsewhere(folder: Path) -> set[str]:
    return {address for _file, _tag, address in addresses(folder) if is_elsewhere(address)}


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def words(path: Path) -> str:
    """What a reader sees of a page."""
    body = parsed(path).find("body")
    for element in list(body.iter()):
        for child in list(element):
            if child.tag in {"script", "style"} or child.get("hidden") is not None:
                child.text, child[:] = "", []
    return " ".join("".join(body.itertext()).split())
