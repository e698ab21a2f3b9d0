"""What follows when something is written that public pages show: no page of before is given again."""

from typing import Any

from django.apps import apps
from django.db.models.signals import m2m_changed, post_delete, post_save

from embassy.lib import generation
from releases import signals

SHOWN = (
    "embassy.Mission",
    "embassy.Notice",
    "counters.Incident",
    "counters.Step",
    "releases.Category",
    "releases.Office",
    "releases.Feature",
    "releases.FormerSlug",
    "releases.Image",
    "releases.Attachment",
)
"""Rows that stand on public pages as they are."""
BY_ACTS = (
    "releases.Edition",
    "releases.Edition_categories",
    "releases.ImageUse",
    "releases.AttachmentUse",
)
"""What readers see of these changes by acts alone: it is frozen once approved."""
AT_THE_DESK = frozenset(
    {
        *("save", "submit", "send_back", "discard", "begin_translation", "bring_in_step", "acknowledge"),
        *("correct", "update", "withdraw", "republish", "restore"),
    }
)
"""Acts of which no reader sees anything. Those of the second line begin a draft, which `approve` makes public."""


def connect() -> None:
    signals.acted.connect(after_act, dispatch_uid="pages of before the act")
    for label in SHOWN:
        for signal in (post_save, post_delete):
            signal.connect(generation.changed, sender=apps.get_model(label), dispatch_uid=f"pages with {label}")
    post_save.connect(after_release, sender=apps.get_model("releases.Release"), dispatch_uid="pages of a release")
    about = apps.get_model("counters.Incident").releases.through
    m2m_changed.connect(generation.changed, sender=about, dispatch_uid="pages with messages of incidents")


def after_act(act: str, **_rest: object) -> None:
    if act not in AT_THE_DESK:
        generation.changed()


def after_release(instance: Any, **_signal: object) -> None:
    """An officer may join a public text to its translations while writing its correction."""
    if instance.first_published_at is not None:
        generation.changed()
