"""The digest of an approved edition can be made again from what is public, whatever its address is by then."""

import hashlib
import json
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from embassy.archive import reading, writing
from embassy.lib import instant
from releases import guards, workflow
from releases.models import Category, Edition, Office, Release
from tests import factories
from tests.factories import follow, make_category, make_draft, make_live, make_office

pytestmark = pytest.mark.django_db
migration = import_module("releases.migrations.0009_digest_without_address")


def digests():
    return dict(Edition.objects.exclude(digest="").values_list("pk", "digest"))


def made_again():
    """From the database as it is."""
    approved = Edition.objects.exclude(digest="").select_related("release", "office").prefetch_related("categories")
    return {edition.pk: edition.content_digest() for edition in approved}


def rename(edition, by):
    edition = Edition.objects.select_related("release").get(pk=edition.pk)
    slug = f"{edition.release.slug}-renamed"[:200]
    return workflow.rename(edition, by=by, slug=slug, reason="A name was misspelt.", at=instant.now())


def test_every_digest_of_the_demo_is_made_again_after_every_text_has_moved(officer):
    call_command("demo", verbosity=0)
    before = digests()
    for release in Release.objects.public(instant.now()):
        rename(release.editions.first(), officer)

    assert len(before) > 60
    assert (digests(), made_again()) == (before, before)


def test_it_is_made_of_what_an_export_holds_by_the_published_recipe(tmp_path):
    """docs/archive.md says the recipe; this is it, without any of our code."""
    make_category()
    first = make_live(
        "Нота № 3", body="<p>“Words”</p>", summary="S", place="P", categories=[make_category()], office=make_office()
    )
    second = follow(first, note="A name.", title="Another")
    factories.make_mission()
    writing.write(tmp_path / "out", instant.now())
    (line,) = map(json.loads, (tmp_path / "out" / "releases.jsonl").read_text().splitlines())
    shown = {name: line[name] for name in ("body", "categories", "dated", "issued_by", "place", "summary", "title")}
    later = {**shown, "title": "Another"}

    assert [
        recipe({**shown, "language": "en", "note": "", "number": 1}),
        recipe({**later, "language": "en", "note": "A name.", "number": 2}),
    ] == [first.digest, second.digest]


def recipe(content):
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def test_another_site_that_reads_an_export_has_the_same_digests(tmp_path):
    call_command("demo", verbosity=0)
    before = by_address()
    writing.write(tmp_path / "out", instant.now())
    with guards.lifted():
        factories.delete_everything()
    reading.read(tmp_path / "out")

    assert by_address() == before
    assert len(before) > 60


def by_address():
    public = Edition.objects.public(instant.now())
    return {
        (language, slug, number): digest
        for language, slug, number, digest in public.values_list(
            "release__language", "release__slug", "number", "digest"
        )
    }


@pytest.mark.parametrize(
    "content",
    [{"title": "B"}, {"summary": "B"}, {"body": "<p>B</p>"}, {"dated": "2026-05-05"}, {"place": "B"}, {"note": "B"}],
)
def test_every_word_of_it_counts(content):
    edition = make_draft("A", slug="a")
    before = edition.content_digest()
    for name, value in content.items():
        setattr(edition, name, value)
    edition.save()

    assert Edition.objects.get(pk=edition.pk).content_digest() != before


def test_its_language_number_office_and_categories_count():
    make_live("A", slug="a")
    make_live("A", slug="b")
    make_live("A", language="fr", slug="c")
    make_live("A", slug="d", office=make_office())
    make_live("A", slug="e", categories=[make_category()])
    same, again, *others = Edition.objects.order_by("release__slug").values_list("digest", flat=True)

    assert same == again
    assert len({same, *others}) == 4


@pytest.mark.parametrize(("label", "make"), [(Category, make_category), (Office, make_office)])
def test_the_database_renames_no_label_that_a_digest_names(label, make):
    used = make("used")
    make("free")
    edition = make_draft(office=used) if label is Office else make_draft(categories=[used])
    label.objects.filter(slug="used").update(slug="used-2")
    label.objects.filter(slug="used-2").update(slug="used")
    edition.live_from = factories.PUBLISHED
    workflow.record([[edition]])

    with pytest.raises(IntegrityError), transaction.atomic():
        label.objects.filter(slug="used").update(slug="other")
    label.objects.filter(slug="used").update(name={"en": "Another name"})
    assert label.objects.filter(slug="free").update(slug="freed") == 1


# The migration


def old_digest(edition, slug):
    return migration.digest_of({**migration.words_of(edition), "slug": slug})


def set_digest(edition, digest):
    with guards.lifted():
        Edition.objects.filter(pk=edition.pk).update(digest=digest)


def migrate(step):
    with guards.lifted():
        step(apps, connection.schema_editor())


@pytest.fixture
def site(officer):
    """Texts with digests of the old kind: plain and corrected, moved since, never made, altered, redacted."""
    found = {name: make_live(name, slug=name) for name in ("plain", "moved", "never", "altered", "redacted")}
    for name, edition in found.items():
        set_digest(edition, old_digest(edition, name))
    rename(found["moved"], officer)
    set_digest(found["never"], "")
    set_digest(found["altered"], "f" * 64)
    workflow.redact(found["redacted"], by=officer, reason="A court.", at=instant.now())
    later = follow(found["plain"], live_from=factories.PUBLISHED + timedelta(days=2))
    set_digest(later, old_digest(later, "plain"))
    return {**found, "later": later}


def digest(edition):
    return Edition.objects.get(pk=edition.pk).digest


def test_the_migration_makes_anew_what_fits_its_words_and_nothing_else(site):
    kept = {name: digest(site[name]) for name in ("altered", "redacted")}

    migrate(migration.without_address)

    again = made_again()
    assert {name: digest(site[name]) for name in ("plain", "later", "moved", "never")} == {
        name: again[site[name].pk] for name in ("plain", "later", "moved", "never")
    }
    assert {name: digest(site[name]) for name in kept} == kept


def test_the_migration_can_be_taken_back(site):
    before = {name: digest(site[name]) for name in ("plain", "later", "altered", "redacted")}

    migrate(migration.without_address)
    migrate(migration.with_address)

    assert {name: digest(site[name]) for name in before} == before
    assert digest(site["moved"]) == old_digest(Edition.objects.get(pk=site["moved"].pk), "moved-renamed")


def test_the_migrations_recipe_is_the_one_in_use():
    edition = make_live(categories=[make_category()], office=make_office())

    assert migration.digest_of(migration.words_of(edition)) == edition.content_digest()
