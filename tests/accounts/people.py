"""Officers with passwords and second factors, and how they log in."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth.models import Permission, User
from django.urls import reverse

PASSWORD = "wombat-lantern-quartz-91"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
LOG_IN = "/admin/my-account/log-in/"
CODE = "/admin/my-account/log-in/code/"
DESK = "/admin/"


def make_person(username="ada", *, factor=True, **flags) -> User:
    """A superuser, unless said otherwise, with an authenticator app, unless said otherwise."""
    flags = {"is_staff": True, "is_superuser": True, **flags}
    user = User.objects.create_user(username, f"{username}@ruritania.example", PASSWORD, **flags)
    if factor:
        TOTP.activate(user, SECRET)
        RecoveryCodes.activate(user)
    return user


def with_rights(user: User, *names: str) -> User:
    for name in names:
        app, codename = name.split(".")
        user.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    return User.objects.get(pk=user.pk)


def code(secret=SECRET, *, periods=0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + periods))


def recovery_codes(user: User) -> list[str]:
    row = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)
    return row.wrap().get_unused_codes()


def give_password(client, username="ada", password=PASSWORD, **extra):
    return client.post(LOG_IN, {"login": username, "password": password}, **extra)


def log_in(client, username="ada", *, periods=0):
    """With the password and the app's code. A code serves once: a second log-in of a test takes another period."""
    give_password(client, username)
    answer = client.post(CODE, {"code": code(periods=periods)})
    assert answer.status_code == 302, answer.content
    return answer


def is_in(client) -> bool:
    """Whether the desk opens."""
    return client.get(DESK).status_code == 200


def wrong(answer) -> list[str]:
    return [str(message) for messages in answer.context["form"].errors.values() for message in messages]


def admin_url(name, *args) -> str:
    return reverse(f"admin:{name}", args=args)
