"""An officer writes: what is typed is kept through a reload, a lost connection, an expired session and a second officer
(ACL-05, AUT-07); what is pasted comes in clean; the strict policy holds (XSS-07)."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser at the desk")]

ADD = "/admin/releases/release/add/"
WORD = (
    "<html><body><!--StartFragment--><p class=MsoListParagraph style='text-indent:-18pt'><![if !supportLists]>"
    "<span style='font-family:Symbol'>·<span style='font:7pt \"Times New Roman\"'>&nbsp;&nbsp;&nbsp; </span></span>"
    "<![endif]><span lang=EN-GB style='color:red'>First point<o:p></o:p></span></p>"
    "<p class=MsoListParagraph>·<span>&nbsp;&nbsp;&nbsp; </span>Second point</p>"
    "<p class=MsoNormal>Words<a style='mso-footnote-id:ftn1' href='#_ftn1' name='_ftnref1'><span>[1]</span></a></p>"
    "<script>document.title = 'taken'</script><img src=x onerror=\"document.title = 'taken'\">"
    "<p class=MsoFootnoteText><a href='#_ftnref1' name='_ftn1'><span>[1]</span></a> The note.</p></body></html>"
)
PASTE = """(box, html) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  box.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def officer(visitor, site):
    """Makes officers who are signed in: officer(width=…, scheme=…)."""

    def make(**options):
        signed_in = visitor(**options)
        sign_in(signed_in.visit("/admin/login/"), site.password)
        return signed_in

    return make


def sign_in(page, password):
    page.get_by_label("Username").fill("admin")
    page.get_by_label("Password:", exact=True).fill(password)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.wait_for_url("**/admin/")


def open_form(officer, path=ADD):
    page = officer.visit(path)
    page.wait_for_selector(".prose-editor[data-ready]")
    return page


def box(page):
    return page.locator(".ProseMirror[role=textbox]")


def write(page, words):
    box(page).click()
    page.keyboard.press("Control+End")
    page.keyboard.type(words)


def said(page):
    return page.locator("[data-autosave-said]")


def wait_until_kept(page):
    said(page).filter(has_text="Your words are kept, not yet saved").wait_for()


def violations(page):
    """What axe finds, but for the empty heads of the stock admin's inline tables."""
    found = [
        (rule["id"], node["html"][:120]) for rule in Axe().run(page).response["violations"] for node in rule["nodes"]
    ]
    return [(rule, html) for rule, html in found if 'class="original"' not in html]


def save(page):
    with page.expect_navigation():
        page.click(".submit-row [name=_continue]")


def begin(officer, title):
    """A saved draft, open in its form."""
    page = open_form(officer)
    page.fill("#id_title", title)
    write(page, "The first paragraph.")
    page.click(".submit-row [name=_continue]")
    page.wait_for_url(re.compile(r"/release/\d+/change/"))
    page.wait_for_selector(".prose-editor[data-ready]")
    return page


def saved_body(page):
    """The text as the server has it."""
    page.reload()
    return page.locator("#id_body").input_value()


def test_what_was_typed_comes_back_after_a_reload(officer):
    writer = officer()
    page = begin(writer, "Kept through a reload")
    write(page, " And more.")
    wait_until_kept(page)

    page.reload()
    assert "And more." not in page.locator("#id_body").input_value()
    page.get_by_role("link", name="Restore them").click()
    page.wait_for_selector(".prose-editor[data-ready]")
    assert box(page).inner_text() == "The first paragraph. And more."
    save(page)

    assert saved_body(page) == "<p>The first paragraph. And more.</p>"
    assert page.get_by_text("You have unsaved words").count() == 0
    assert writer.errors == []


def test_words_typed_without_a_connection_come_back(officer):
    writer = officer()
    page = begin(writer, "Kept without a connection")
    page.context.set_offline(True)
    write(page, " Typed on a train.")
    page.get_by_text("No connection. Your words are kept in this browser.").wait_for()
    page.click(".submit-row [name=_continue]")
    page.wait_for_timeout(300)
    assert box(page).inner_text() == "The first paragraph. Typed on a train."

    address = page.url.removeprefix(writer.url)
    page.close()
    writer.page = page.context.new_page()
    writer.page.context.set_offline(False)
    page = open_form(writer, address)
    page.get_by_role("button", name="Restore them").click()
    page.wait_for_url("**/change/?restore")
    page.wait_for_selector(".prose-editor[data-ready]")

    assert box(page).inner_text() == "The first paragraph. Typed on a train."


def test_an_expired_session_asks_for_the_password_in_place_and_then_saves(officer, site):
    writer = officer()
    page = begin(writer, "Kept through the night")
    address = page.url
    write(page, " Typed after midnight.")
    page.context.clear_cookies()

    page.click(".submit-row [name=_continue]")
    dialog = page.get_by_role("dialog", name="Your session has ended")
    dialog.get_by_label("Password").fill("not the password")
    dialog.get_by_role("button", name="Log in").click()
    dialog.get_by_text("The user name or the password is not correct.").wait_for()
    dialog.get_by_label("Password").fill(site.password)
    with page.expect_navigation():
        dialog.get_by_role("button", name="Log in").click()

    assert page.url == address
    assert saved_body(page) == "<p>The first paragraph. Typed after midnight.</p>"


def test_the_second_to_save_sees_both_texts_and_loses_nothing(officer):
    first, second = officer(), officer()
    here = begin(first, "In two hands")
    there = open_form(second, here.url.removeprefix(first.url))
    write(here, " The first hand.")
    save(here)
    write(there, " The second hand.")
    save(there)

    table = there.locator(".conflict-table")
    table.wait_for()
    there.wait_for_selector(".prose-editor[data-ready]")
    assert "first hand." in table.inner_text()
    assert box(there).inner_text() == "The first paragraph. The second hand."
    assert saved_body(here) == "<p>The first paragraph. The first hand.</p>"
    assert violations(there) == []
    with there.expect_navigation():
        there.get_by_role("button", name="Save mine over theirs").click()

    assert saved_body(there) == "<p>The first paragraph. The second hand.</p>"


def test_taking_theirs_ends_the_conflict(officer):
    first, second = officer(), officer()
    here = begin(first, "In two hands again")
    there = open_form(second, here.url.removeprefix(first.url))
    write(here, " The first hand.")
    save(here)
    write(there, " The second hand.")
    save(there)

    with there.expect_navigation():
        there.get_by_role("button", name="Take theirs, discard mine").click()
    there.wait_for_selector(".prose-editor[data-ready]")

    assert box(there).inner_text() == "The first paragraph. The first hand."
    assert there.get_by_text("You have unsaved words").count() == 0


def test_what_is_pasted_from_word_is_real_when_it_is_saved(officer):
    page = begin(officer(), "Pasted from Word")
    box(page).click()
    page.keyboard.press("Control+A")
    box(page).evaluate(PASTE, WORD)

    save(page)

    kept = re.sub(r' (?:rel|lang)="[^"]*"', "", saved_body(page))
    assert re.sub(r"</?span>", "", kept) == (
        "<ul><li>First point</li><li>Second point</li></ul>\n"
        '<p>Words<sup><a href="#fn-1">1</a></sup></p>\n<p><a href="#fnref-1">1</a> The note.</p>'
    )
    assert page.title() != "taken"


def test_what_the_editor_does_not_know_is_not_lost_by_typing(officer):
    body = (
        '<p dir="ltr" lang="fr">Un <q>mot</q> et <span lang="de">ein Wort</span>, <cite>Titre</cite>.</p>\n'
        '<table><caption>Numbers</caption><tbody><tr><th scope="col">A</th></tr><tr><td>1</td></tr></tbody></table>\n'
        '<ol start="3" type="a"><li>x</li></ol>\n<figure data-image="1"></figure>\n<p>End.</p>'
    )
    writer = officer(java_script_enabled=False)
    page = writer.visit(ADD)
    page.fill("#id_title", "Of another make")
    page.fill("#id_body", body)
    save(page)
    assert page.locator("#id_body").input_value() == body
    path = page.url.removeprefix(writer.url)

    page = open_form(officer(), path)
    write(page, "!")
    save(page)

    assert saved_body(page) == body.replace("End.", "End.!")


def test_a_question_is_asked_for_an_answer_only(officer):
    page = open_form(officer())
    assert not page.locator("#id_question").is_visible()

    page.select_option("#id_kind", "answer")

    assert page.locator("#id_question").is_visible()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 360)])
def test_the_editor_is_accessible_and_keeps_the_policy(officer, scheme, width):
    writer = officer(scheme=scheme, width=width)
    page = open_form(writer)
    write(page, "Words in a paragraph.")
    page.keyboard.press("Control+A")
    page.get_by_role("button", name="Bold").click()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Table", exact=True).click()
    page.keyboard.type("Head")
    page.keyboard.press("Tab")
    page.keyboard.type("Head")
    page.get_by_role("button", name="Table caption").click()
    page.get_by_role("dialog").get_by_label("Caption").fill("Numbers")
    page.get_by_role("dialog").get_by_role("button", name="Apply").click()
    page.locator(".ProseMirror caption").wait_for()

    assert writer.errors == []
    assert writer.overflow() <= 0
    assert page.evaluate("document.querySelectorAll('style, [style]:not(.ProseMirror *)').length") == 0
    assert page.get_by_role("textbox", name="Text", exact=False).count() >= 1
    assert violations(page) == []


PREVIEW = """
from datetime import UTC, datetime
from django.contrib.auth.models import User
from releases import previews
from releases.models import Edition
ends = datetime(2999, 1, 1, tzinfo=UTC)
edition = Edition.objects.get(release={pk})
print(previews.issue(edition, recipient="x", expires_at=ends, by=User.objects.first(), at=datetime.now(UTC))[1])
"""


def test_days_since_an_incident_are_put_into_a_text_by_keyboard_and_counted_in_a_preview(officer, site):
    writer = officer()
    page = begin(writer, "Days in a text")
    write(page, " As of today, ")
    tools = page.get_by_role("toolbar", name="Formatting")
    tools.locator("button[tabindex='0']").focus()
    for _ in range(40):
        if page.evaluate("document.activeElement.getAttribute('aria-label')") == "Days since …":
            break
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    dialog = page.locator("dialog.prose-editor-dialog[open]")
    dialog.get_by_label("Incident").select_option("the survey vessel Aurelia was detained at Port Vessin")
    dialog.get_by_role("button", name="Apply").press("Enter")
    chip = box(page).locator(".days-since")
    chip.wait_for()
    assert (chip.inner_text(), chip.get_attribute("title")) == (
        "days have passed since",
        "the survey vessel Aurelia was detained at Port Vessin",
    )
    page.keyboard.type(".")
    save(page)

    page.wait_for_selector(".prose-editor[data-ready]")
    assert saved_body(page) == (
        '<p>The first paragraph. As of today, <span data-days-since="aurelia">days have passed since</span> '
        "the survey vessel Aurelia was detained at Port Vessin.</p>"
    )
    page.wait_for_selector(".prose-editor[data-ready]")
    write(page, " More.")
    save(page)
    assert 'data-days-since="aurelia"' in saved_body(page)
    assert writer.errors == []
    assert violations(page) == []

    pk = re.search(r"/release/(\d+)/", page.url)[1]
    token = site.run(PREVIEW.format(pk=pk)).split()[-1]
    text = writer.visit(f"/preview/{token}/").locator(".prose").inner_text()
    days = writer.page.request.get(f"{writer.url}/incidents/aurelia.json").json()["days"]
    assert f"As of today, {days} days have passed since the survey vessel Aurelia was detained" in text


def test_days_in_a_text_are_those_of_the_instant_and_count_on_in_an_open_page(visitor):
    """TIM-03."""
    address = "/messages/eleventh-request-for-access-to-the-crew-of-the-aurelia/"
    reader = visitor()
    shown = [
        reader.visit(f"{address}?as-of={at}").locator("#p4").inner_text().split(" the ship")[0].split("\n")[-1].strip()
        for at in ("2026-11-01T22:59Z", "2026-11-01T23:00Z")
    ]
    assert shown == ["So far, 858 days have passed since", "So far, 859 days have passed since"]

    turn = reader.page.request.get(f"{reader.url}/incidents/aurelia.json").json()
    reader.page.clock.install(time=turn["as_of"])
    number = reader.visit(address).locator(".prose [data-since]")
    assert number.inner_text().replace(",", "") == str(turn["days"])
    reader.page.clock.set_fixed_time(turn["next_turn"].replace("00:00Z", "00:00.500Z"))
    reader.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert number.inner_text().replace(",", "") == str(turn["days"] + 1)
    assert reader.errors == []
