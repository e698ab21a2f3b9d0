"""What an officer does to come in: the password, the authenticator app and its codes."""

import re
import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page, expect

PASSWORD = "wombat-lantern-quartz-91"


def code(secret: str, periods: int = 0) -> str:
    """What an authenticator app shows, now or some half-minutes from now: each code serves once."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + periods))


def give_password(page: Page, name: str, password: str = PASSWORD) -> None:
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password:", exact=True).fill(password)
    page.get_by_role("button", name="Log in", exact=True).click()


def set_up_app(page: Page) -> str:
    """From the page that asks for a second factor to the recovery codes; the app's secret."""
    page.get_by_role("link", name="Activate").click()
    secret = page.locator("#authenticator_secret").inner_text()
    page.get_by_label("Authenticator code").fill(code(secret))
    page.get_by_role("button", name="Set up").click()
    return secret


def log_out(page: Page) -> None:
    page.get_by_role("button", name="Log out").click()
    expect(page).to_have_title(re.compile(r"^Log in \| ."))


def give_code(page: Page, text: str) -> None:
    page.get_by_label("Code").fill(text)
    page.get_by_role("button", name="Go on").click()
