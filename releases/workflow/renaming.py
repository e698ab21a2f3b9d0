"""A public text's address is changed on purpose; the old one leads to it for ever."""

from datetime import datetime

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from releases.models import Edition, FormerSlug, Release
from releases.workflow.table import ActRefused, announce, changed_by_another, demand


def rename(edition: Edition, *, by: User, slug: str, reason: str, at: datetime) -> Release:
    """Give the edition's release another slug. Refused where the address is, or ever was, another release's."""
    demand(edition, "rename", by, at=at, reason=reason)
    release = edition.release
    try:
        Release._meta.get_field("slug").clean(slug, release)
        _free(slug, release)
        with transaction.atomic():
            # Kept for good, also when an address is taken up again: the oldest one is the text's identity in feeds.
            FormerSlug.objects.get_or_create(release=release, language=release.language, slug=release.slug)
            if not Release.objects.filter(pk=release.pk, slug=release.slug).update(slug=slug):
                raise ActRefused(changed_by_another(edition))
            announce(edition, "rename", by, reason=reason, before=release.slug, after=slug)
    except (ValidationError, IntegrityError) as error:
        raise ActRefused(_("“%(slug)s” cannot be its address.") % {"slug": slug}) from error
    release.refresh_from_db()
    return release


def _free(slug: str, release: Release) -> None:
    others = FormerSlug.objects.filter(language=release.language, slug=slug).exclude(release=release)
    if slug == release.slug or others.exists():
        raise ActRefused(_("This address is taken, or was another text's before."))
