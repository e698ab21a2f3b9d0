"""What follows for sessions and factors when somebody logs in, shows a factor, or loses a right."""

from typing import Any

from allauth.account import signals as account
from allauth.core import context
from allauth.mfa import signals as mfa
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import m2m_changed, post_save, pre_save

from embassy.accounts import second_factor, sessions
from embassy.lib import instant, markup

RIGHTS = ("is_active", "is_staff", "is_superuser")


def connect() -> None:
    user_logged_in.connect(on_log_in, dispatch_uid="accounts")
    mfa.authenticator_used.connect(on_factor, dispatch_uid="accounts")
    mfa.authenticator_added.connect(on_factor, dispatch_uid="accounts")
    mfa.authenticator_added.connect(end_other_sessions, dispatch_uid="accounts others")
    account.password_changed.connect(end_other_sessions, dispatch_uid="accounts")
    account.password_reset.connect(end_other_sessions, dispatch_uid="accounts")
    pre_save.connect(clean_names, sender=User, dispatch_uid="accounts names")
    pre_save.connect(remember_rights, sender=User, dispatch_uid="accounts")
    post_save.connect(on_rights, sender=User, dispatch_uid="accounts")
    m2m_changed.connect(on_roles, sender=User.groups.through, dispatch_uid="accounts")
    m2m_changed.connect(on_roles, sender=User.user_permissions.through, dispatch_uid="accounts permissions")


def on_log_in(request: Any, **_rest: Any) -> None:
    sessions.begin(request, instant.now())


def on_factor(request: Any, user: User, **_rest: Any) -> None:
    second_factor.mark_shown(request, user)


def end_other_sessions(request: Any, user: User, **_rest: Any) -> None:
    sessions.end_all(user, except_key=request.session.session_key)


def remember_rights(instance: User, raw: bool = False, update_fields: Any = None, **_rest: Any) -> None:
    is_other = raw or (update_fields is not None and not set(RIGHTS) & set(update_fields))
    before = None if is_other or not instance.pk else User.objects.filter(pk=instance.pk).values_list(*RIGHTS).first()
    instance._rights_before = before  # type: ignore[attr-defined]


def clean_names(instance: User, **_rest: Any) -> None:
    """Colleagues read them beside texts and acts."""
    for name in ("first_name", "last_name"):
        setattr(instance, name, markup.clean_line(getattr(instance, name)))


def on_rights(instance: User, **_rest: Any) -> None:
    before = getattr(instance, "_rights_before", None)
    if before is not None and before != tuple(getattr(instance, name) for name in RIGHTS):
        end_of(instance)


def on_roles(instance: Any, action: str, **_rest: Any) -> None:
    if action in ("post_add", "post_remove", "post_clear") and isinstance(instance, User):
        end_of(instance)


def end_of(user: User) -> None:
    """The account's sessions: all but the one in which it changes its own rights."""
    session = getattr(context.request, "session", None)
    sessions.end_all(user, except_key=session.session_key if session is not None else None)
