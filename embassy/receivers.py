"""What follows when something is written that public pages show: no page of before is given again."""

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
"""Rows that stand on public pages as they are. Editions do so by acts alone."""


def connect() -> None:
    signals.acted.connect(generation.changed, dispatch_uid="pages of before the act")
    for label in SHOWN:
        for signal in (post_save, post_delete):
            signal.connect(generation.changed, sender=apps.get_model(label), dispatch_uid=f"pages with {label}")
    about = apps.get_model("counters.Incident").releases.through
    m2m_changed.connect(generation.changed, sender=about, dispatch_uid="pages with messages of incidents")
