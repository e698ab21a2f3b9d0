"""What is entered in the audit log without anybody asking: log-ins, passwords, second factors, rights, settings."""

import hashlib
import hmac
import json
from typing import Any

from allauth.account import signals as account
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.auth import signals as auth
from django.contrib.auth.models import Group, User
from django.db import connections
from django.db.models.signals import m2m_changed, post_save, pre_save

from embassy.audit.models import Act, Entry
from embassy.audit.recording import record

ACCOUNT = User._meta.label_lower
FLAGS = ("is_active", "is_staff", "is_superuser")
SHOWN_OF_UNKNOWN_NAMES = 3
"""Characters: people type their password where the name belongs."""


def connect() -> None:
    auth.user_logged_in.connect(on_log_in, dispatch_uid="audit")
    auth.user_login_failed.connect(on_refusal, dispatch_uid="audit")
    auth.user_logged_out.connect(on_log_out, dispatch_uid="audit")
    account.password_changed.connect(on_password_changed, dispatch_uid="audit")
    account.password_set.connect(on_password_changed, dispatch_uid="audit")
    account.password_reset.connect(on_password_reset, dispatch_uid="audit")
    mfa.authenticator_added.connect(on_factor_added, dispatch_uid="audit")
    mfa.authenticator_removed.connect(on_factor_removed, dispatch_uid="audit")
    mfa.authenticator_reset.connect(on_factor_renewed, dispatch_uid="audit")
    mfa.authenticator_used.connect(on_factor_used, dispatch_uid="audit")
    mfa.authentication_failed.connect(on_factor_refused, dispatch_uid="audit")
    post_save.connect(on_history, sender=LogEntry, dispatch_uid="audit")
    pre_save.connect(remember_flags, sender=User, dispatch_uid="audit")
    post_save.connect(on_flags, sender=User, dispatch_uid="audit")
    for through in (User.groups.through, User.user_permissions.through, Group.permissions.through):
        m2m_changed.connect(on_rights, sender=through, dispatch_uid=f"audit {through.__name__}")


def on_log_in(user: User, request: Any, **_rest: Any) -> None:
    means = [record.get("type", record["method"]) for record in get_authentication_records(request, user)]
    record(Act.LOG_IN, by=user, subject=user, request=request, detail={"means": means})


def on_refusal(credentials: dict[str, Any], request: Any = None, **_rest: Any) -> None:
    name = str(credentials.get("username", ""))
    is_known = User.objects.filter(username__iexact=name).exists()
    text = name if is_known else f"{name[:SHOWN_OF_UNKNOWN_NAMES]}…"
    record(Act.LOG_IN_REFUSED, kind=ACCOUNT, key=key_of(name), text=text, request=request)


def key_of(name: str) -> str:
    """Stands for a user name as typed, known or not: the same for the same name, and unreadable."""
    return hmac.new(settings.SECRET_KEY.encode(), name.strip().casefold().encode(), hashlib.sha256).hexdigest()[:32]


def on_log_out(user: User | None, request: Any, **_rest: Any) -> None:
    if user is not None:
        record(Act.LOG_OUT, by=user, subject=user, request=request)


def on_password_changed(user: User, request: Any, **_rest: Any) -> None:
    record(Act.PASSWORD_CHANGED, by=user, subject=user, request=request)


def on_password_reset(user: User, request: Any, **_rest: Any) -> None:
    record(Act.PASSWORD_RESET, by=user, subject=user, request=request)


def on_factor_added(user: User, authenticator: Authenticator, request: Any, **_rest: Any) -> None:
    record(Act.FACTOR_ADDED, by=user, subject=user, request=request, detail={"type": authenticator.type})


def on_factor_removed(user: User, authenticator: Authenticator, request: Any, **_rest: Any) -> None:
    record(Act.FACTOR_REMOVED, by=user, subject=user, request=request, detail={"type": authenticator.type})


def on_factor_renewed(user: User, authenticator: Authenticator, request: Any, **_rest: Any) -> None:
    record(Act.FACTOR_RENEWED, by=user, subject=user, request=request, detail={"type": authenticator.type})


def on_factor_used(user: User, authenticator: Authenticator, request: Any, **_rest: Any) -> None:
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        record(Act.RECOVERY_CODE_USED, by=user, subject=user, request=request)


def on_factor_refused(user: User, authenticator: Authenticator, request: Any, **_rest: Any) -> None:
    record(Act.FACTOR_REFUSED, subject=user, request=request, detail={"type": authenticator.type})


def on_history(instance: LogEntry, created: bool, raw: bool = False, **_rest: Any) -> None:
    """What the admin saved. Acts on releases come by their own signal: see releases/receivers.py."""
    model = instance.content_type.model_class() if instance.content_type else None
    if not created or raw or model is None or model._meta.label == "releases.Release":
        return
    act = {ADDITION: Act.ADDED, CHANGE: Act.CHANGED}.get(instance.action_flag, Act.DELETED)
    record(
        act,
        by=instance.user,
        kind=model._meta.label_lower,
        key=instance.object_id or "",
        # By its number: what the log says stays for ever, and a redaction must reach every word.
        text="" if model._meta.app_label == "releases" else instance.object_repr,
        detail={"fields": fields_of(instance.change_message)},
    )


def fields_of(message: str) -> list[str]:
    """The labels of the fields that a change message names: names only, never what was entered."""
    try:
        parts = json.loads(message)
    except ValueError:
        return []
    changed = (part.get("changed", {}).get("fields", []) for part in parts if isinstance(part, dict))
    return [str(name) for names in changed for name in names]


def remember_flags(instance: User, raw: bool = False, update_fields: Any = None, **_rest: Any) -> None:
    is_other = update_fields is not None and not set(FLAGS) & set(update_fields)
    if raw or is_other:
        instance._flags_before = None  # type: ignore[attr-defined]
        return
    before = User.objects.filter(pk=instance.pk).values(*FLAGS).first() if instance.pk else None
    none = dict.fromkeys(FLAGS, False)
    instance._flags_before = before or {**none, "is_active": True}  # type: ignore[attr-defined]


def on_flags(instance: User, **_rest: Any) -> None:
    before = getattr(instance, "_flags_before", None)
    if before is None:
        return
    changed = {name: getattr(instance, name) for name in FLAGS if getattr(instance, name) != before[name]}
    if changed and is_installed(Entry.objects.db):
        record(Act.RIGHTS_CHANGED, by=actor(), subject=instance, detail=changed)


def on_rights(instance: Any, action: str, model: Any, pk_set: set[int] | None, using: str, **_rest: Any) -> None:
    """Roles of a user, permissions of a user or a role: given, taken, or all taken."""
    verbs = {"post_add": "given", "post_remove": "taken", "pre_clear": "all taken"}
    if action not in verbs or (pk_set is not None and not pk_set) or not is_installed(using):
        return
    rows = model.objects.filter(pk__in=pk_set) if pk_set else []
    detail = {"of": model._meta.model_name, verbs[action]: sorted(map(str, rows))}
    record(Act.RIGHTS_CHANGED, by=actor(), subject=instance, detail=detail)


def actor() -> User | None:
    """Who is signed in where a request is being answered; None in a command."""
    user = getattr(context.request, "user", None)
    return user if user is not None and user.is_authenticated else None


def is_installed(using: str) -> bool:
    """Rights are also changed midway through the first migration, before there is a log."""
    return Entry._meta.db_table in connections[using].introspection.table_names()
