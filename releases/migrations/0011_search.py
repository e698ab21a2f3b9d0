from django.db import migrations, models

from releases.search import index, tables

ROWS = 200


def create(apps, schema_editor):
    tables.create(schema_editor.connection)


def drop(apps, schema_editor):
    tables.drop(schema_editor.connection)


def fill(apps, schema_editor):
    """Enter what is published already; `manage.py rebuild_search` does the same at any time."""
    editions = apps.get_model("releases", "Edition").objects.filter(state="approved", redacted_at=None)
    found = editions.exclude(purpose="withdrawal").order_by("pk")
    columns = found.values_list("pk", "release__language", "folded_text")
    for first in range(0, len(columns), ROWS):
        index.write(index.Row(*values) for values in columns[first : first + ROWS])


class Migration(migrations.Migration):
    """The search index, in the form that each database can search (releases/search/tables.py), and one for lists."""

    dependencies = [("releases", "0010_translations")]

    operations = [
        migrations.RunPython(create, drop),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                fields=["release", "state", "live_until", "live_from", "redacted_at", "purpose", "dated"],
                name="edition_listing",
            ),
        ),
    ]
