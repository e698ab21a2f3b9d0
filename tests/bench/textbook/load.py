"""Copies what the site shows of its texts into the textbook's tables, in the databases themselves.

`python -m tests.bench.textbook.load FILE` takes them from the site's SQLite file; without it both are one PostgreSQL.
"""

import os
import sys

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.textbook.settings"

CATEGORIES = "INSERT INTO press_category (id, slug, name) SELECT id, slug, slug FROM {of}releases_category"
RELEASES = """
    INSERT INTO press_release (id, slug, kind, category_id, title, summary, body, dated, is_featured)
    SELECT r.id, r.slug, r.kind,
           COALESCE((SELECT MIN(c.category_id) FROM {of}releases_edition_categories c WHERE c.edition_id = e.id),
                    (SELECT MIN(id) FROM {of}releases_category)),
           e.title, e.excerpt, e.body, e.dated, {no}
    FROM {of}releases_edition e JOIN {of}releases_release r ON r.id = e.release_id
    WHERE e.state = 'approved' AND e.purpose <> 'withdrawal' AND e.redacted_at IS NULL AND r.language = '{language}'
      AND e.live_from <= CURRENT_TIMESTAMP AND e.live_until > CURRENT_TIMESTAMP
    ORDER BY e.dated, r.first_published_at, r.id
"""
FEATURED = """
    UPDATE press_release SET is_featured = {yes} WHERE id = COALESCE(
        (SELECT release_id FROM {of}releases_feature ORDER BY featured_from DESC LIMIT 1),
        (SELECT MAX(id) FROM press_release))
"""


def main() -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", run_syncdb=True, verbosity=0)
    is_sqlite = connection.vendor == "sqlite"
    names = {
        "of": "site." if is_sqlite else "",
        "no": "0" if is_sqlite else "false",
        "yes": "1" if is_sqlite else "true",
    }
    with connection.cursor() as cursor:
        if is_sqlite:
            cursor.execute("ATTACH DATABASE %s AS site", [sys.argv[1]])
        cursor.execute("SELECT default_language FROM {of}embassy_mission".format(**names))
        names["language"] = cursor.fetchone()[0]
        for statement in ("DELETE FROM press_release", "DELETE FROM press_category", CATEGORIES, RELEASES, FEATURED):
            cursor.execute(statement.format(**names))
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    main()
