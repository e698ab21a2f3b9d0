"""The officer's handbook says what stands on the screen, and shows it."""

import re
from pathlib import Path

import allauth
import django
import pytest
from PIL import Image

from tests.conftest import ROOT

HANDBOOK = ROOT / "docs" / "press-officers.md"
TEXT = HANDBOOK.read_text(encoding="utf-8")
IMAGES = re.findall(r"!\[([^\]]+)\]\(([^)]+)\)", TEXT)
LABELS = sorted(set(re.findall(r"\*\*([^*\n]+)\*\*", TEXT)))
STOCK = (Path(django.__file__).parent / "contrib/admin/templates", Path(allauth.__file__).parent / "templates/mfa")


@pytest.fixture(scope="module")
def sources():
    """Everything in which a label of the desk can stand."""
    folders = [(ROOT / "templates", "*.html"), *((ROOT / name, "*.py") for name in ("releases", "embassy", "counters"))]
    folders += [(folder, "*.html") for folder in STOCK]
    return "\n".join(path.read_text(encoding="utf-8") for folder, kind in folders for path in folder.rglob(kind))


@pytest.mark.parametrize("label", LABELS)
def test_every_label_in_bold_stands_on_the_desk(sources, label):
    quoted = [f'"{label}"', f"'{label}'"]

    assert any(words in sources for words in quoted), label


def test_enough_is_in_bold_to_be_worth_the_test():
    assert len(LABELS) > 30


@pytest.mark.parametrize(("words", "path"), IMAGES)
def test_every_picture_is_there_small_and_of_one_size(words, path):
    file = HANDBOOK.parent / path

    with Image.open(file) as picture:
        assert (picture.format, picture.size, file.stat().st_size <= 120 * 1024) == ("PNG", (1200, 800), True)
    assert words


def test_no_picture_is_left_over():
    shown = {Path(path).name for _words, path in IMAGES}

    assert {file.name for file in (HANDBOOK.parent / "images" / "desk").iterdir()} == shown


def test_the_browser_test_takes_exactly_these_pictures():
    walk = (ROOT / "tests/browser/test_handbook.py").read_text(encoding="utf-8")

    assert {f"{name}.png" for name in re.findall(r'shoot\(\w+, "([\w-]+)"', walk)} == {
        Path(path).name for _words, path in IMAGES
    }
