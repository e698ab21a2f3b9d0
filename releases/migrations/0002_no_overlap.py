from django.db import migrations

EXCLUDE = """
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER TABLE releases_edition ADD CONSTRAINT editions_of_a_release_do_not_overlap
    EXCLUDE USING gist (release_id WITH =, tstzrange(live_from, live_until) WITH &&) WHERE (state = 'approved');
"""
INCLUDE = "ALTER TABLE releases_edition DROP CONSTRAINT editions_of_a_release_do_not_overlap;"


def on_postgresql(sql):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(sql)

    return run


class Migration(migrations.Migration):
    """Two intervals of one release never overlap. SQLite has no such constraint: guards.py sets a trigger there."""

    dependencies = [("releases", "0001_initial")]

    operations = [migrations.RunPython(on_postgresql(EXCLUDE), on_postgresql(INCLUDE))]
