"""The pictures of docs/press-officers.md, taken while an editor walks over the desk at a fixed minute.

make screenshots     writes them; without SCREENSHOTS the walk alone is tested
"""

import io
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser at the desk")]

AT = datetime(2026, 11, 20, 14, 2, tzinfo=UTC)
SIZE = {"width": 1200, "height": 800}
MAX_BYTES = 120 * 1024
FOLDER = os.environ.get("SCREENSHOTS", "")
TITLE = "Statement on the reopening of the coast road"
BODY = (
    "The coast road between Port Vessin and the frontier reopens to all traffic on Monday.\n\n"
    "The Embassy thanks the road services of both countries, who worked through two storms."
)


def shoot(page, name, top=None):
    """The window with `top` at its upper edge, small enough to be read in a manual on the way."""
    page.set_viewport_size(SIZE)
    page.evaluate("document.activeElement.blur()")
    if top:
        page.locator(top).first.evaluate("element => scrollTo(0, element.getBoundingClientRect().top + scrollY - 24)")
    page.wait_for_timeout(400)  # stock Django fades its links and buttons from one colour to the next
    taken = Image.open(io.BytesIO(page.screenshot(animations="disabled", caret="hide"))).convert("RGB")
    small = io.BytesIO()
    taken.quantize(64, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    assert (taken.size, len(small.getvalue()) <= MAX_BYTES) == ((SIZE["width"], SIZE["height"]), True), name
    if FOLDER:
        Path(FOLDER).mkdir(parents=True, exist_ok=True)
        (Path(FOLDER) / f"{name}.png").write_bytes(small.getvalue())


def go(page, name):
    with page.expect_navigation():
        page.get_by_role("link", name=name, exact=True).first.click()


def press(page, name):
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).first.click()


@pytest.fixture(scope="module")
def desk_url(clocked):
    return clocked(AT)


@pytest.fixture
def walker(officer, desk_url):
    return lambda name: officer(name, url=desk_url, reduced_motion="reduce", locale="en-GB", timezone_id="UTC")


@pytest.fixture
def draft(walker):
    """A draft of the writer, submitted; its address."""
    page = walker("writer").visit("/admin/releases/release/add/")
    page.wait_for_selector(".prose-editor[data-ready]")
    page.get_by_label("Title").fill(TITLE)
    page.get_by_label("Summary").fill("All traffic may pass again from Monday.")
    page.locator(".ProseMirror").fill(BODY)
    press(page, "Save")
    page.wait_for_selector(".prose-editor[data-ready]")
    address = "/" + page.url.split("/", 3)[3]
    shoot(page, "writing")
    page.get_by_role("button", name="Add another Picture of the text").click()
    shoot(page, "pictures", "#image_uses-group")
    page.reload()
    go(page, "Submit for review")
    press(page, "Submit for review")
    return address


def test_the_walk_of_the_handbook(walker, draft, visitor):
    editor = walker("editor")
    page = editor.visit("/admin/")
    shoot(page, "front")

    editor.visit(draft)
    go(page, "Send back")
    page.get_by_label("Reason, for your colleagues").fill("Say from which hour on Monday.")
    shoot(page, "send-back")

    editor.visit(draft)
    go(page, "Publish…")
    page.locator("#id_day").fill("2026-11-23")
    page.locator("#id_time").fill("09:30")
    page.locator("input[name=city][value=home]").check()
    shoot(page, "publish", "#now-heading")
    press(page, "Check this time")
    shoot(page, "both-cities")
    press(page, "Publish at this time")

    page = editor.visit(draft.replace("change", "previews"))
    page.fill("[name=recipient]", "A. Reader, The Lutetia Herald")
    page.get_by_role("button", name="Make a preview link").click()
    page = editor.visit(draft.replace("change", "previews"))  # without the address, which is shown once
    shoot(page, "preview-links")

    page = editor.visit("/admin/")
    page.fill("[name=day]", "2026-11-23")
    page.fill("[name=time]", "10:00")
    press(page, "Show the site as it will be")
    assert page.locator(".as-of").inner_text().startswith("Rehearsal")
    assert page.get_by_role("link", name=TITLE).count() >= 1
    shoot(page, "rehearsal")
    correct(editor, walker("writer"))
    two_in_one_text(editor, walker("writer"))
    assert editor.errors == []


def correct(editor, writer):
    page = writer.visit("/admin/releases/release/add/")
    page.wait_for_selector(".prose-editor[data-ready]")
    page.get_by_label("Title").fill("The coast road is passable again")
    page.locator(".ProseMirror").fill(BODY)
    press(page, "Save")
    draft = "/" + page.url.split("/", 3)[3]
    page = editor.visit(draft)
    go(page, "Publish…")
    press(page, "Publish now")
    page = writer.visit(draft)
    go(page, "Correct…")
    page.get_by_label("Public note, for readers").fill("The road reopens on Tuesday, not on Monday.")
    shoot(page, "correct")
    press(page, "Begin the correction")
    page.wait_for_selector(".prose-editor[data-ready]")
    page.locator(".ProseMirror").fill(BODY.replace("Monday", "Tuesday"))
    press(page, "Save")
    page = editor.visit(draft.replace("change", "compare"))
    shoot(page, "compare")


def two_in_one_text(editor, writer):
    """Two officers in one draft; then a session that has ended."""
    page = writer.visit("/admin/releases/release/add/")
    page.wait_for_selector(".prose-editor[data-ready]")
    page.get_by_label("Title").fill("Consular hours at the end of the year")
    page.locator(".ProseMirror").fill("The consular section is closed on 24 December.")
    press(page, "Save")
    address = "/" + page.url.split("/", 3)[3]
    other = editor.visit(address)
    for here, words in ((page, "It opens again on 28 December."), (other, "It opens again on 4 January.")):
        here.wait_for_selector(".prose-editor[data-ready]")
        here.locator(".ProseMirror").fill(f"The consular section is closed on 24 December.\n\n{words}")
        press(here, "Save")
    shoot(other, "conflict", ".messagelist, .errornote, .errorlist")
    page.reload()
    page.wait_for_selector(".prose-editor[data-ready]")
    page.context.clear_cookies()
    page.get_by_label("Summary").fill("Hours of the consular section.")
    dialog = page.get_by_role("dialog", name="Your session has ended")
    dialog.wait_for()
    shoot(page, "session")
