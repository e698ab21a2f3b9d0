"""The roles of the press office, as groups. One table says what each may; every migration puts the groups in step.

A group that a mission made of its own is left alone; a right that the table does not give is taken from its three.
"""

from typing import Any

from django.apps import AppConfig, apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import connections
from django.db.models import Q

PRESS_OFFICER, EDITOR, ADMINISTRATOR = "Press officer", "Editor", "Administrator"

EVERYTHING = ("add", "change", "delete", "view")
WRITING = [
    "releases.add_release",
    "releases.change_release",
    "releases.view_release",
    "releases.begin_correction",
    "releases.discard_draft",
    "releases.view_category",
    "releases.view_office",
    "releases.view_feature",
    *(f"releases.{verb}_{model}" for model in ("image", "attachment") for verb in ("add", "change", "view")),
    *(f"releases.{verb}_{model}" for model in ("imageuse", "attachmentuse") for verb in EVERYTHING),
    "counters.view_incident",
    "counters.view_step",
    "embassy.view_mission",
    "embassy.view_notice",
]


def whole(app: str, *models: str) -> list[str]:
    return [f"{app}.{verb}_{model}" for model in models for verb in EVERYTHING]


ROLES: dict[str, list[str]] = {
    PRESS_OFFICER: WRITING,
    EDITOR: [*WRITING, "releases.approve_edition", *whole("releases", "feature")],
    ADMINISTRATOR: [
        "audit.view_entry",
        "releases.view_release",
        "releases.redact_edition",
        "releases.discard_draft",
        "releases.view_feature",
        *whole("releases", "category", "office"),
        *whole("counters", "incident", "step"),
        *whole("embassy", "mission", "notice"),
        "auth.add_user",
        "auth.change_user",
        "auth.view_user",
    ],
}


def may_see_releases(user: Any) -> bool:
    """Whoever may see releases on the desk; an account that may change them may see them."""
    return bool(user.has_perm("releases.view_release") or user.has_perm("releases.change_release"))


def keep_in_step_after_migrate(sender: AppConfig, using: str, **_rest: Any) -> None:
    """Runs once a migration, after the last app with models: the rights of every app are there then."""
    is_last = sender == [app for app in apps.get_app_configs() if app.models_module][-1]
    if is_last and Group._meta.db_table in connections[using].introspection.table_names():
        keep_in_step(using)


def keep_in_step(using: str = "default") -> None:
    """Give each role's group exactly the rights of the table. May be repeated."""
    for app in {right.split(".")[0] for rights in ROLES.values() for right in rights}:
        create_permissions(apps.get_app_config(app), verbosity=0, using=using)
    for role, rights in ROLES.items():
        group, _is_new = Group.objects.using(using).get_or_create(name=role)
        put_in_step(group, found(rights, using), using)


def put_in_step(group: Group, rights: list[Permission], using: str) -> None:
    """By rows, not by `set`: a migration is nobody's change of rights, and the audit log does not hear of it."""
    links = Group.permissions.through.objects.using(using)
    links.filter(group=group).exclude(permission__in=rights).delete()
    links.bulk_create(
        [Group.permissions.through(group=group, permission=right) for right in rights], ignore_conflicts=True
    )


def found(rights: list[str], using: str) -> list[Permission]:
    """The rows of rights written as app.codename. Raises LookupError for one that no model has."""
    named = Q()
    for app, codename in (right.split(".") for right in rights):
        named |= Q(content_type__app_label=app, codename=codename)
    rows = list(Permission.objects.using(using).filter(named).select_related("content_type"))
    if missing := set(rights) - {f"{row.content_type.app_label}.{row.codename}" for row in rows}:
        raise LookupError(f"no model has the right {', '.join(sorted(missing))}")
    return rows
