from django.db import migrations

from releases.lists import chronicle, tables

RELEASES = 400


def create(apps, schema_editor):
    """A site that made its lists with this version has the tables already."""
    if not tables.are_there(schema_editor.connection):
        tables.execute(schema_editor.connection, tables.of_the_chronicle(schema_editor.connection.vendor))


def drop(apps, schema_editor):
    tables.drop(schema_editor.connection, tables.CHRONICLE)


def fill(apps, schema_editor):
    """Enter what has been published; `manage.py rebuild_lists` does the same at any time."""
    numbers = apps.get_model("releases", "Release").objects.exclude(first_published_at=None).order_by("pk")
    editions, last = apps.get_model("releases", "Edition").objects.order_by(), 0
    while batch := list(numbers.filter(pk__gt=last).values_list("pk", flat=True)[:RELEASES]):
        chronicle.follow(batch, editions)
        last = batch[-1]


class Migration(migrations.Migration):
    """Feeds, corrections and sitemaps that cost the same however long they are (releases/lists/chronicle.py)."""

    dependencies = [("releases", "0012_lists")]

    operations = [
        migrations.RunPython(create, drop),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
