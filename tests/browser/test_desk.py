"""A text's way over the desk, in the hands of a press officer and an editor (EMB-05, ACL-03, TIM-01)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.browser import axe

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser at the desk")]

HOME, HOST = ZoneInfo("Europe/Helsinki"), ZoneInfo("Europe/Paris")


def sound(reader):
    """The page fits, axe finds nothing and no script complained."""
    assert (reader.errors, reader.elsewhere) == ([], [])
    for width, scheme in ((1440, "light"), (360, "dark")):
        reader.page.set_viewport_size({"width": width, "height": 900})
        reader.page.emulate_media(color_scheme=scheme)
        reader.page.wait_for_timeout(400)  # stock Django fades its links and buttons from one colour to the next
        # Stock Django's change list and form have findings of their own beyond AA; these pages are asked for AA.
        problems = axe.violations(reader.page, runOnly=axe.AA)
        assert (reader.page.url, width, problems) == (reader.page.url, width, [])
        assert (reader.page.url, width, wide(reader)) == (reader.page.url, width, [])
    reader.page.set_viewport_size({"width": 1440, "height": 900})
    reader.errors.clear()  # axe tries a style of its own, which the policy refuses


def wide(reader):
    """The elements that reach past the window, where the page has to be scrolled sideways."""
    if reader.overflow() <= 0:
        return []
    return reader.page.evaluate(
        "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)"
        ".map(e => `${e.tagName}.${e.className}#${e.id}`)"
    )


def press(reader, name):
    with reader.page.expect_navigation():
        reader.page.get_by_role("button", name=name, exact=True).first.click()


def go(reader, name):
    with reader.page.expect_navigation():
        reader.page.get_by_role("link", name=name, exact=True).first.click()


def told(reader):
    return reader.page.locator(".messagelist li").all_inner_texts()


def write(writer, title):
    """A draft by the form; its page."""
    page = writer.visit("/admin/releases/release/add/")
    page.get_by_label("Title").fill(title)
    page.locator(".ProseMirror").fill("The harbour opens.\n\nIt was closed for two days.")
    press(writer, "Save")
    assert told(writer) == [f"“{title}” is saved. Nobody outside the press office sees it."]
    return "/" + page.url.split("/", 3)[3]


def submit(writer):
    go(writer, "Submit for review")
    sound(writer)
    press(writer, "Submit for review")


def as_of(instant):
    return f"as-of={instant.astimezone(UTC):%Y-%m-%dT%H:%MZ}"


def test_from_draft_to_review_and_back_and_to_tomorrow_in_the_other_citys_time(officer, visitor):
    title, slug = "On the opening of the harbour", "on-the-opening-of-the-harbour"
    writer, editor = officer("writer"), officer("editor")
    address = write(writer, title)
    submit(writer)

    editor.visit(address)
    go(editor, "Send back")
    editor.page.get_by_label("Reason, for your colleagues").fill("The date of the closure is missing.")
    press(editor, "Send back")
    assert told(editor) == [f"“{title}” is with its writers again."]

    writer.visit(address)
    assert "Sent back: The date of the closure is missing." in writer.page.locator(".publishing").inner_text()
    sound(writer)
    writer.page.locator(".ProseMirror").fill("The harbour opens.\n\nIt was closed on 3 and 4 May.")
    press(writer, "Save and submit…")
    press(writer, "Submit for review")

    tomorrow = datetime.now(HOME).replace(hour=9, minute=30, second=0, microsecond=0) + timedelta(days=1)
    editor.visit(address)
    go(editor, "Publish…")
    sound(editor)
    editor.page.locator("#id_day").fill(f"{tomorrow:%Y-%m-%d}")
    editor.page.locator("#id_time").fill("09:30")
    editor.page.locator("input[name=city][value=home]").check()
    press(editor, "Check this time")
    sound(editor)
    there = tomorrow.astimezone(HOST)
    assert f"{there:%H:%M} in Lutetia; 09:30 in Strelsau" in editor.page.locator(".publish-moment").inner_text()
    press(editor, "Publish at this time")

    stranger = visitor()
    assert stranger.visit(f"/messages/{slug}/").title().startswith("Page not found")
    path = f"/messages/{slug}/?" + as_of(tomorrow)
    assert stranger.visit(path).title().startswith("Page not found")
    assert editor.visit(path).locator("h1").inner_text() == title
    before = f"/messages/{slug}/?" + as_of(tomorrow - timedelta(minutes=1))
    assert editor.visit(before).title().startswith("Page not found")

    hold_and_discard(editor, address, title)


def test_its_minute_comes_with_nobody_at_work_and_the_text_is_public(officer, visitor, clocked):
    """Two servers over one archive: one has the present, one the minute that was chosen (EMB-06, EMB-07)."""
    title, slug = "On the night ferry", "on-the-night-ferry"
    writer, editor = officer("writer"), officer("editor")
    address = write(writer, title)
    submit(writer)
    tomorrow = datetime.now(HOME).replace(hour=9, minute=30, second=0, microsecond=0) + timedelta(days=1)
    editor.visit(address)
    go(editor, "Publish…")
    editor.page.locator("#id_day").fill(f"{tomorrow:%Y-%m-%d}")
    editor.page.locator("#id_time").fill("09:30")
    editor.page.locator("input[name=city][value=home]").check()
    press(editor, "Check this time")
    press(editor, "Publish at this time")

    shown = {}
    for minutes in (-1, 0):
        reader = visitor(url=clocked(tomorrow + timedelta(minutes=minutes)))
        page = reader.visit("/messages/")
        listed = page.get_by_role("link", name=title).count() > 0
        shown[minutes] = listed, title in reader.visit("/").content(), reader.visit(f"/messages/{slug}/").title()
    assert shown[-1][:2] == (False, False)
    assert shown[-1][2].startswith("Page not found")
    assert shown[0][:2] == (True, True)
    assert shown[0][2].startswith(title)


def hold_and_discard(editor, address, title):
    editor.errors.clear()  # the pages that were not found
    editor.visit(address)
    go(editor, "Reschedule…")
    sound(editor)
    editor.visit(address)
    go(editor, "Hold")
    sound(editor)
    editor.page.get_by_label("Reason, for your colleagues").fill("The harbour stays closed.")
    press(editor, "Hold it")
    go(editor, "Discard draft")
    press(editor, "Discard the draft")
    assert told(editor) == [f"The draft “{title}” is gone."]


def marked(page):
    """The words that a difference marks; before each stands, for readers who see no colour, what became of it."""
    return [text.split()[-1] for text in page.locator(".diff :is(del, ins)").all_inner_texts()]


def publish_now(editor, address):
    editor.visit(address)
    go(editor, "Publish…")
    press(editor, "Publish now")


def test_a_correction_has_a_note_and_a_public_difference(officer, visitor):
    title, slug = "On the closure of the harbour", "on-the-closure-of-the-harbour"
    writer, editor = officer("writer"), officer("editor")
    address = write(writer, title)
    publish_now(editor, address)
    assert told(editor) == [f"“{title}” is public."]
    assert visitor().visit(f"/messages/{slug}/").locator("h1").inner_text() == title

    writer.visit(address)
    go(writer, "Correct…")
    sound(writer)
    writer.page.get_by_label("Public note, for readers").fill("It was closed for three days.")
    press(writer, "Begin the correction")
    writer.page.locator(".ProseMirror").fill("The harbour opens.\n\nIt was closed for three days.")
    press(writer, "Save")
    publish_now(editor, address)

    later = as_of(datetime.now(UTC) + timedelta(minutes=3))
    page = editor.visit(f"/messages/{slug}/?{later}")
    assert "It was closed for three days." in page.locator(".notice--warn").first.inner_text()
    page = editor.visit(f"/messages/{slug}/editions/1/?{later}")
    assert marked(page) == ["two", "three"]

    editor.visit(address.replace("change", "compare"))
    assert marked(editor.page) == ["two", "three"]
    sound(editor)
    editor.visit(address.replace("change", "history"))
    assert editor.page.locator("#change-history tbody tr").count() >= 4
    sound(editor)


def test_a_withdrawal_waits_for_another_editor_and_then_the_page_says_why(officer, visitor, site):
    editor = officer("editor")
    slug, pk = site.run(
        "from releases.models import Release; r = Release.objects.filter(kind='news', language='en').last(); "
        "print(r.slug, r.pk)"
    ).split()
    address = f"/admin/releases/release/{pk}/change/"
    editor.visit(address)
    go(editor, "Withdraw…")
    sound(editor)
    editor.page.get_by_label("Public note, for readers").fill("The figures were wrong.")
    press(editor, "Withdraw the text")

    go(editor, "Publish…")
    sound(editor)
    press(editor, "Publish now")
    reason = "Why no second officer approves it"
    assert "You wrote in this text" in editor.page.locator(".field-override_reason .errorlist").inner_text()
    editor.page.get_by_label(reason).fill("Nobody else is on duty.")
    press(editor, "Check this time")
    editor.visit(address)
    go(editor, "Publish…")
    editor.page.get_by_label(reason).fill("Nobody else is on duty.")
    press(editor, "Publish now")

    stranger = visitor()
    page = stranger.visit(f"/messages/{slug}/")
    assert "The figures were wrong." in page.locator(".notice--err").inner_text()
    assert page.title().startswith("Withdrawn:")
    assert slug not in stranger.visit("/messages/").content()
