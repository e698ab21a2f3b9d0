from django.db import migrations

from embassy.lib import instant
from releases.lists import keeping, tables

RELEASES = 400


def create(apps, schema_editor):
    tables.create(schema_editor.connection)


def drop(apps, schema_editor):
    tables.drop(schema_editor.connection)


def fill(apps, schema_editor):
    """Put what is published on its lists; `manage.py rebuild_lists` does the same at any time."""
    edition = apps.get_model("releases", "Edition")
    numbers = apps.get_model("releases", "Release").objects.exclude(first_published_at=None).order_by("pk")
    editions, links = edition.objects.order_by(), edition.categories.through.objects.all()
    at, last = instant.now(), 0
    keeping.begin(at, is_whole=True)
    while batch := list(numbers.filter(pk__gt=last).values_list("pk", flat=True)[:RELEASES]):
        keeping.follow(batch, at, editions, links)
        last = batch[-1]


class Migration(migrations.Migration):
    """Lists that cost the same however long they are (releases/lists/)."""

    dependencies = [("releases", "0011_search")]

    operations = [
        migrations.RunPython(create, drop),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
