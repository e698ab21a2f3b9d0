"""System checks of the settings that this app invents or depends on."""

from typing import Any

from django.conf import settings
from django.core import checks

HOURS = 60


def register() -> None:
    checks.register(check_demo_administrator)
    checks.register(check_second_factor)
    checks.register(check_numbers)


def check_demo_administrator(**_kwargs: Any) -> list[checks.CheckMessage]:
    if settings.DEMO_ADMINISTRATOR and not settings.IS_LOCAL:
        return [
            checks.Error(
                "An account is let in without a second factor on a site that is not of this machine alone.",
                hint="DEMO_ADMINISTRATOR is for a site whose SITE_URL is localhost. Leave it empty here.",
                id="accounts.E001",
            )
        ]
    return []


def check_second_factor(**_kwargs: Any) -> list[checks.CheckMessage]:
    found: list[checks.CheckMessage] = []
    if not any(name.endswith("DeskMiddleware") for name in settings.MIDDLEWARE):
        hint = "Put embassy.accounts.middleware.DeskMiddleware after allauth's AccountMiddleware."
        found.append(checks.Error("Nothing asks for a second factor.", hint=hint, id="accounts.E002"))
    if settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN and not settings.IS_LOCAL:
        hint = "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN is for http://localhost alone."
        found.append(checks.Error("Passkeys are accepted from any origin.", hint=hint, id="accounts.E003"))
    return found


def check_numbers(**_kwargs: Any) -> list[checks.CheckMessage]:
    found: list[checks.CheckMessage] = []
    if not 0 <= settings.TRUSTED_PROXIES <= 5:
        hint = "The number of proxies of your own in front of the site: 0 where there is none."
        found.append(checks.Error("TRUSTED_PROXIES is not between 0 and 5.", hint=hint, id="accounts.E004"))
    if not 1 <= settings.SESSION_IDLE_MINUTES <= settings.SESSION_COOKIE_AGE // HOURS:
        hint = "Minutes after which an idle session ends; at most the twelve hours that any session lasts."
        found.append(checks.Error("SESSION_IDLE_MINUTES is out of range.", hint=hint, id="accounts.E005"))
    if settings.TRUSTED_PROXIES == 0 and not settings.IS_LOCAL:
        hint = "Set TRUSTED_PROXIES=1 behind one proxy: else all visitors share the proxy's address, and its throttle."
        found.append(checks.Info("No proxy is trusted to name the client's address.", hint=hint, id="accounts.I001"))
    return found
