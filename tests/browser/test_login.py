"""AUT-02 in a real browser: the ways in and out, and the pages on them."""

import pytest
from playwright.sync_api import expect

from tests.browser.signing_in import code, give_code, give_password, log_out, set_up_app
from tests.browser.test_public_pages import LOOKS, violations

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser at the desk")]

OWN = "/admin/my-account/"
LOG_IN, FACTORS = f"{OWN}log-in/", f"{OWN}second-factor/"
# Stock parts of the admin that are not ours: the theme button's three pictures have one name.
NOT_OURS = {"color-contrast-enhanced", "identical-links-same-purpose"}


def test_the_app_the_recovery_codes_and_no_way_around_them(visitor, make_officer):
    make_officer("ada")
    officer = visitor()
    page = officer.visit("/admin/releases/release/")
    assert page.url.endswith(f"{LOG_IN}?next=/admin/releases/release/")

    give_password(page, "ada")
    assert page.url == f"{officer.url}{FACTORS}"
    officer.visit("/admin/")
    expect(page.get_by_text("Set up a second factor first")).to_be_visible()

    secret = set_up_app(page)
    recovery = page.locator(".account-codes code").all_inner_texts()
    assert len(recovery) == 10
    page.get_by_role("link", name="To the desk").click()
    expect(page.get_by_role("heading", name="Press office")).to_be_visible()

    log_out(page)
    give_password(page, "ada")
    give_code(page, "000000")
    expect(page.get_by_text("The code is not correct, or was used.")).to_be_visible()
    give_code(page, code(secret, 1))
    expect(page.get_by_role("heading", name="Press office")).to_be_visible()

    log_out(page)
    give_password(page, "ada")
    give_code(page, recovery[0])
    expect(page.get_by_role("heading", name="Press office")).to_be_visible()

    log_out(page)
    give_password(page, "ada")
    give_code(page, recovery[0])
    expect(page.get_by_text("The code is not correct, or was used.")).to_be_visible()
    assert (officer.errors, officer.elsewhere) == ([], [])


def test_a_passkey_is_made_and_lets_in_without_a_password(visitor, make_officer, authenticator):
    make_officer("grace")
    officer = visitor()
    page = officer.visit("/admin/")
    authenticator(page)
    give_password(page, "grace")

    page.locator("section", has_text="Security Keys").get_by_role("link", name="Add").click()
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(".account-codes code")).to_have_count(10)
    log_out(officer.visit("/admin/"))

    page.get_by_role("button", name="Log in with a passkey").click()
    expect(page.get_by_role("heading", name="Press office")).to_be_visible()

    log_out(page)
    give_password(page, "grace")
    page.get_by_role("button", name="Use a passkey or security key").click()
    expect(page.get_by_role("heading", name="Press office")).to_be_visible()
    assert (officer.errors, officer.elsewhere) == ([], [])


def test_a_browser_without_a_passkey_is_told_so_on_the_page(visitor, authenticator):
    officer = visitor()
    page = officer.visit(LOG_IN)
    authenticator(page)
    expect(page.get_by_role("alert")).to_be_hidden()

    page.get_by_role("button", name="Log in with a passkey").click()

    expect(page.get_by_role("alert")).to_have_text("The passkey was not taken. Try again, or use another way.")
    assert officer.errors == []


def test_without_script_password_and_code_are_enough(visitor, make_officer):
    make_officer("mary")
    page = visitor(java_script_enabled=False).visit("/admin/")

    give_password(page, "mary")
    set_up_app(page)

    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()


@pytest.fixture
def insider(visitor, make_officer):
    """Somebody who has given the password of the account, and has no second factor yet."""
    made = visitor(reduced_motion="reduce")

    def come_in(name: str):
        give_password(made.visit("/admin/"), make_officer(name))
        return made

    return come_in


def looked_at(officer, path) -> dict:
    """What axe finds at both widths in both schemes, and by how much the page is too wide."""
    page, found = officer.visit(path), {}
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        rules = [violation for violation in violations(page) if violation[0] not in NOT_OURS]
        if rules or officer.overflow() > 0:
            found[path, width, scheme] = rules, officer.overflow()
    return found


def test_the_pages_before_the_log_in_fit_and_axe_finds_nothing(visitor):
    officer = visitor(reduced_motion="reduce")

    assert looked_at(officer, LOG_IN) | looked_at(officer, f"{OWN}password/forgotten/") == {}
    assert (officer.errors, officer.elsewhere) == ([], [])


def test_the_pages_of_ones_own_account_fit_and_axe_finds_nothing(insider):
    officer, found = insider("judith"), {}
    pages = ["", "app/", "passkeys/", "passkeys/add/"]
    for path in [*(FACTORS + page for page in pages), f"{OWN}password/", f"{OWN}sessions/", f"{OWN}log-out/"]:
        found |= looked_at(officer, path)

    assert found == {}
    assert (officer.errors, officer.elsewhere) == ([], [])


def test_the_pages_after_setting_up_fit_and_axe_finds_nothing(insider):
    officer = insider("hildegard")
    page = officer.visit(FACTORS)
    set_up_app(page)
    found = looked_at(officer, FACTORS) | looked_at(officer, f"{FACTORS}codes/") | looked_at(officer, f"{OWN}confirm/")
    log_out(officer.visit("/admin/"))
    give_password(page, "hildegard")

    assert found | looked_at(officer, f"{LOG_IN}code/") == {}
    assert (officer.errors, officer.elsewhere) == ([], [])
