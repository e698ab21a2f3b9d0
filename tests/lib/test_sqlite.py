"""Parameters and percent signs reach SQLite as with Django's own backend."""

import pytest
from django.db import connection
from django.db.backends.sqlite3.base import SQLiteCursorWrapper

from embassy.lib.sqlite.base import Cursor

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="it is SQLite that writes them otherwise"),
]


@pytest.mark.parametrize(
    ("query", "parameters", "row"),
    [
        ("SELECT %s, %s", ["%s", "%%"], ("%s", "%%")),
        ("SELECT %s || '%%', '%%s'", ["a"], ("a%", "%s")),
        ("SELECT %(a)s, %(b)s, %(a)s", {"a": 1, "b": 2}, (1, 2, 1)),
    ],
)
def test_a_query_is_asked_with_its_parameters(query, parameters, row):
    with connection.cursor() as cursor:
        assert isinstance(cursor.cursor, Cursor)
        cursor.execute(query, parameters)
        assert cursor.fetchone() == row


def test_a_plain_query_is_that_of_django():
    query, cursor = "SELECT a FROM b WHERE c = %s AND d IN (%s, %s)", connection.connection.cursor(factory=Cursor)

    assert cursor.convert_query(query) == SQLiteCursorWrapper.convert_query(cursor, query)
