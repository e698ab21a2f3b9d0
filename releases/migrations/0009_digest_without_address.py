"""The digest of an edition no longer holds the address, which may change after approval."""

import hashlib
import json

from django.db import migrations


def words_of(edition):
    """The canonical content, as releases.models.Edition had it when this was written."""
    return {
        "body": edition.body,
        "categories": sorted(category.slug for category in edition.categories.all()),
        "dated": edition.dated.isoformat(),
        "issued_by": edition.office.slug if edition.office else "",
        "language": edition.release.language,
        "note": edition.note,
        "number": edition.number,
        "place": edition.place,
        "summary": edition.summary,
        "title": edition.title,
    }


def digest_of(content):
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def readable(apps):
    """Approved editions whose words are there. Of a redacted one nothing can be computed: its digest stays."""
    approved = apps.get_model("releases", "Edition").objects.filter(state="approved", redacted_at=None)
    loaded = approved.select_related("release", "office").prefetch_related("categories", "release__former_slugs")
    return loaded.iterator(chunk_size=200)


def without_address(apps, schema_editor):
    """A digest that fits its words, at the address of today or a former one, is made anew; so is one never made.

    One that fits at no address is left as it is: this is no occasion to make an altered text look untouched.
    """
    for edition in readable(apps):
        words, release = words_of(edition), edition.release
        addresses = [release.slug, *(former.slug for former in release.former_slugs.all())]
        if edition.digest in ("", *(digest_of({**words, "slug": slug}) for slug in addresses)):
            type(edition).objects.filter(pk=edition.pk).update(digest=digest_of(words))


def with_address(apps, schema_editor):
    for edition in readable(apps):
        words = words_of(edition)
        if edition.digest == digest_of(words):
            digest = digest_of({**words, "slug": edition.release.slug})
            type(edition).objects.filter(pk=edition.pk).update(digest=digest)


class Migration(migrations.Migration):
    dependencies = [("releases", "0008_redacted_index")]

    operations = [migrations.RunPython(without_address, with_address)]
