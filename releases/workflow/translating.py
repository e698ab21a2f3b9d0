"""Acts that tie a text to the one it translates: begin a translation, and bring one in step with its source."""

from datetime import datetime
from itertools import chain, count

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from releases import media
from releases.models import Edition, FormerSlug, Release
from releases.workflow.drafting import CONTENT
from releases.workflow.table import ActRefused, announce, demand

MAX_SLUG_LENGTH = 200


def begin_translation(source: Edition, language: str, *, by: User, at: datetime) -> Edition:
    """A draft in `language` that begins with the words of `source`, to be written over paragraph by paragraph.

    The first translation of a text gives both a translation group. Raises ActRefused where there is one already.
    """
    demand(source, "begin_translation", by, at=at)
    try:
        with transaction.atomic():
            draft = _draft(source, language, by)
            announce(draft, "begin_translation", by, source=source.release_id, source_edition=source.number)
    except IntegrityError as error:
        raise ActRefused(_("There is a text in this language already.")) from error
    return draft


def _draft(source: Edition, language: str, by: User) -> Edition:
    origin = source.release
    if not origin.translation_key:
        origin.translation_key = f"{origin.slug[:90]}-{origin.pk}"[:100]
        Release.objects.filter(pk=origin.pk, translation_key="").update(translation_key=origin.translation_key)
    release = Release.objects.create(
        slug=free_slug(origin.slug, language),
        kind=origin.kind,
        language=language,
        translation_key=origin.translation_key,
    )
    content = {name: getattr(source, name) for name in CONTENT}
    draft = Edition(
        release=release, created_by=by, translated_from=source, translated_version=source.version, **content
    )
    draft.save()
    draft.categories.set(source.categories.all())
    draft.writers.add(by)
    media.copy_uses(source, draft)
    return draft


def free_slug(slug: str, language: str) -> str:
    """`slug`, or with a number behind it where the language has given it to another text, now or before."""
    numbered = (f"{slug[: MAX_SLUG_LENGTH - 4]}-{number}" for number in count(2))
    return next(tried for tried in chain([slug], numbered) if not is_taken(tried, language))


def is_taken(slug: str, language: str) -> bool:
    taken = {"language": language, "slug": slug}
    return Release.objects.filter(**taken).exists() or FormerSlug.objects.filter(**taken).exists()


def bring_in_step(translation: Edition, source: Edition, *, by: User, at: datetime) -> None:
    """An officer has seen that the translation says what `source` says; nothing of its text is touched."""
    demand(translation, "bring_in_step", by, at=at)
    if translation.release.translation_key != source.release.translation_key or not source.release.translation_key:
        raise ActRefused(_("These two are not translations of one text."))
    with transaction.atomic():
        origin = {"translated_from": source, "translated_version": source.version}
        Edition.objects.filter(pk=translation.pk).update(**origin)
        announce(translation, "bring_in_step", by, source_edition=source.number)
