"""What is kept beside the words, and how an officer with a second factor comes back (ACL-05, AUT-02, AUT-07)."""

import re
from itertools import count

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.signing_in import PASSWORD, code, give_code, give_password, set_up_app
from tests.browser.test_writing import ADD, begin, open_form, save, saved_body, wait_until_kept, write

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser at the desk")]

NUMBERS = count(1)
FALL_SILENT = """
from importlib import import_module
from allauth.usersessions.models import UserSession
from django.conf import settings
for row in UserSession.objects.filter(user__username={name!r}):
    session = import_module(settings.SESSION_ENGINE).SessionStore(row.session_key)
    session["seen_at"] -= (settings.SESSION_IDLE_MINUTES + 1) * 60
    session.save()
"""


@pytest.fixture
def library(officer, tmp_path):
    """A picture in the library, uploaded by an officer."""
    name = f"The pilot boat {next(NUMBERS)}"
    file = tmp_path / "boat.png"
    Image.new("RGB", (640, 480), "navy").save(file)
    page = officer("editor").visit("/admin/releases/image/add/")
    page.set_input_files("[name=file]", file)
    page.fill("[name=title]", name)
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/releases/image/")
    return name


def choose(page, number, name):
    page.locator(f"#image_uses-{number} .select2-selection").click()
    page.locator(".select2-search__field").fill(name)
    page.locator(".select2-results__option", has_text=name).first.click()


def add_picture(page, number, name, alt):
    """A row more, its picture chosen from the library."""
    page.get_by_role("button", name="Add another Picture of the text").click()
    choose(page, number, name)
    page.locator(f"#id_image_uses-{number}-position").fill(str(number + 1))
    page.locator(f"#id_image_uses-{number}-alt").fill(alt)


def pictures(page):
    """The rows as they stand in the form: number, alternative text, what the library calls the picture."""
    rows = page.locator(".dynamic-image_uses").all()
    return [
        (
            row.locator("[name$=-position]").input_value(),
            row.locator("[name$=-alt]").input_value(),
            row.locator("[name$=-image] option:checked").inner_text(),
        )
        for row in rows
    ]


def test_pictures_and_categories_come_back_after_a_reload(officer, library):
    writer = officer("editor")
    page = begin(writer, "Pictures through a reload")
    add_picture(page, 0, library, "Roads on a chart")
    add_picture(page, 1, library, "The same roads")
    page.locator("[name=categories]").first.check()
    wait_until_kept(page)
    typed = pictures(page)

    page.reload()
    assert pictures(page) == []
    page.get_by_role("link", name="Restore them").click()
    page.wait_for_selector(".prose-editor[data-ready]")
    assert [row[:2] for row in typed] == [("1", "Roads on a chart"), ("2", "The same roads")]
    assert pictures(page) == typed
    assert page.locator("[name=categories]").first.is_checked()
    save(page)

    assert pictures(page) == typed
    assert page.get_by_text("You have unsaved words").count() == 0
    assert writer.errors == []


def test_a_picture_chosen_without_words_is_kept_too(officer, library):
    """The admin's own scripts tell of a choice from the library in a way of theirs."""
    page = begin(officer("editor"), "Only a picture")
    page.get_by_role("button", name="Add another Picture of the text").click()
    wait_until_kept(page)
    said = page.locator("[data-autosave-said]")
    page.evaluate("document.querySelector('[data-autosave-said]').textContent = ''")
    choose(page, 0, library)
    said.filter(has_text="Your words are kept").wait_for()

    page.reload()
    page.get_by_role("link", name="Restore them").click()
    page.wait_for_selector(".prose-editor[data-ready]")

    assert [row[2] for row in pictures(page)] == [library]


def test_pictures_described_without_a_connection_come_back(officer, library):
    writer = officer("editor")
    page = begin(writer, "Pictures on a train")
    add_picture(page, 0, library, "Roads")
    wait_until_kept(page)
    page.context.set_offline(True)
    page.locator("#id_image_uses-0-caption").fill("Typed on a train.")
    page.get_by_text("No connection. Your words are kept in this browser.").wait_for()

    address = page.url.removeprefix(writer.url)
    page.close()
    writer.page = page.context.new_page()
    writer.page.context.set_offline(False)
    page = open_form(writer, address)
    page.get_by_role("button", name="Restore them").click()
    page.wait_for_url("**/change/?restore")

    assert page.locator("#id_image_uses-0-caption").input_value() == "Typed on a train."
    save(page)
    assert page.locator("#id_image_uses-0-caption").input_value() == "Typed on a train."


def test_two_officers_see_the_pictures_of_both(officer, library):
    first, second = officer("editor"), officer("writer")
    here = begin(first, "Pictures in two hands")
    there = open_form(second, here.url.removeprefix(first.url))
    add_picture(here, 0, library, "The first hand")
    save(here)
    add_picture(there, 0, library, "The second hand")
    save(there)

    cells = there.locator(".conflict-table tbody tr").first.locator("td").all_inner_texts()
    assert [" ".join(re.sub("added:|removed:", "", cell).split()) for cell in cells] == [
        f"Picture 1: {library}. Alternative text: The first hand",
        f"Picture 1: {library}. Alternative text: The second hand",
    ]
    assert [row[1] for row in pictures(there)] == ["The second hand"]
    with there.expect_navigation():
        there.get_by_role("button", name="Save mine over theirs").click()

    assert [row[1] for row in pictures(there)] == ["The second hand"]
    here.reload()
    assert [row[1] for row in pictures(here)] == ["The second hand"]


@pytest.fixture
def returning(site, visitor, make_officer, authenticator):
    """An officer with an authenticator app, whose session ends behind their back; the app's secret."""

    def make(name, has_passkey=False):
        make_officer(name)
        found = visitor()
        page = found.visit(ADD)
        give_password(page, name)
        secret = set_up_app(page)
        if has_passkey:
            authenticator(page)
            found.visit("/admin/my-account/second-factor/passkeys/add/")
            page.get_by_role("button", name="Add", exact=True).click()
            page.wait_for_url(lambda address: "add" not in address)
        page = begin(found, f"Kept for {name}")
        return found, page, secret, lambda: site.run(FALL_SILENT.format(name=name))

    return make


def press_save(page):
    """Save, before or after the dialog has come up by itself."""
    page.evaluate("document.querySelector('.submit-row [name=_continue]').click()")


def test_password_and_code_are_asked_for_in_place_and_then_the_text_is_saved(returning):
    writer, page, secret, fall_silent = returning("edith")
    address = page.url
    fall_silent()
    write(page, " Typed after midnight.")
    press_save(page)
    dialog = page.get_by_role("dialog", name="Your session has ended")
    dialog.get_by_label("Password").fill("not the password")
    dialog.get_by_role("button", name="Log in").click()
    expect(dialog.get_by_role("alert")).to_have_text("The user name or the password is not correct.")
    dialog.get_by_label("Password").fill(PASSWORD)
    dialog.get_by_role("button", name="Log in").click()
    dialog.get_by_label("Code of your authenticator app").fill("000000")
    dialog.get_by_role("button", name="Log in").click()
    expect(dialog.get_by_role("alert")).to_have_text("The code is not correct, or was used.")
    dialog.get_by_label("Code of your authenticator app").fill(code(secret, 1))
    with page.expect_navigation():
        dialog.get_by_role("button", name="Log in").click()

    assert page.url == address
    assert saved_body(page) == "<p>The first paragraph. Typed after midnight.</p>"
    assert (writer.errors, writer.elsewhere) == ([], [])


def test_a_passkey_serves_as_the_second_step_in_place(returning):
    writer, page, _secret, fall_silent = returning("agatha", has_passkey=True)
    fall_silent()
    write(page, " Typed before dawn.")
    press_save(page)
    dialog = page.get_by_role("dialog", name="Your session has ended")
    dialog.get_by_label("Password").fill(PASSWORD)
    dialog.get_by_role("button", name="Log in").click()
    with page.expect_navigation():
        dialog.get_by_role("button", name="Use a passkey or security key").click()

    assert saved_body(page) == "<p>The first paragraph. Typed before dawn.</p>"
    assert writer.errors == []


def test_the_form_notices_that_the_officer_is_back_by_another_tab(returning):
    writer, page, secret, fall_silent = returning("emily")
    fall_silent()
    write(page, " Typed at noon.")
    press_save(page)
    dialog = page.get_by_role("dialog", name="Your session has ended")

    with page.context.expect_page() as opened:
        dialog.get_by_role("link", name="Log in in a new tab").click()
    tab = opened.value
    give_password(tab, "emily")
    give_code(tab, code(secret, 1))
    expect(tab.get_by_role("heading", name="Press office")).to_be_visible()
    tab.close()
    with page.expect_navigation():
        page.evaluate("dispatchEvent(new Event('focus'))")  # a browser without windows gives none

    assert saved_body(page) == "<p>The first paragraph. Typed at noon.</p>"
    assert writer.errors == []


def test_nothing_is_kept_of_a_form_that_was_only_opened(officer):
    page = begin(officer("editor"), "Only looked at")
    asked = []
    page.on("request", lambda sent: asked.append(sent.url) if "/autosave/" in sent.url else None)

    page.reload()
    page.wait_for_selector(".prose-editor[data-ready]")
    page.wait_for_timeout(4000)

    assert asked == []


def test_an_open_form_keeps_no_session_alive(officer):
    """Its script asks every half minute who else is there: that is nobody at the desk (AUT-07)."""
    page = begin(officer("editor"), "Left open")

    with page.expect_request("**/presence/") as asked:
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    assert asked.value.headers["x-background"] == "1"
