"""A backup of an older version of the program, and of a newer one (DUR-07)."""

import io
import json
import zipfile

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from embassy.backup import reading, schema
from embassy.backup.container import Packing
from embassy.backup.manifest import read
from releases.models import Edition
from releases.search import index
from tests.backup.site import findings
from tests.factories import follow, make_live, make_mission

pytestmark = pytest.mark.usefixtures("transactional_db")


def digests() -> list[tuple]:
    return list(Edition.objects.order_by("pk").values_list("pk", "title", "body", "dated", "digest", "live_from"))


def older(app: str, number: str) -> list[str]:
    """The migrations before one of an app, and before all that need it."""
    graph = schema.MigrationLoader(None).graph
    node = next(node for node in graph.nodes if node[0] == app and node[1].startswith(number))
    later = set(graph.backwards_plan(node))
    return [name for name in schema.applied(connection) if tuple(name.split(".", 1)) not in later]


@pytest.mark.parametrize(("app", "number"), [("releases", "0011"), ("embassy", "0002"), ("counters", "0002")])
def test_dur_07_a_backup_of_an_older_schema_is_migrated_and_keeps_every_text(tmp_path, app, number):
    """The tables are made as they were then, filled, and migrated forward."""
    make_mission()
    edition = make_live("A searchable text")
    follow(edition, title="A searchable text, corrected")
    before = digests()
    call_command("backup", tmp_path / "now", stdout=io.StringIO())
    then = older(app, number)
    with schema.made_anew(connection):
        schema.make(connection, then)
        old = {
            name: [field.column for field in model._meta.local_fields] for name, model in schema.tables(then).items()
        }
    write_as_of(tmp_path / "now", tmp_path / "then", then, old)
    call_command("restore", tmp_path / "then", replace=True, stdout=io.StringIO())

    assert digests() == before
    assert len(index.stored([edition.pk])) == 1
    assert findings() == []


def write_as_of(source, target, migrations, tables):
    """The backup as a program of those migrations would have written it: without what came later."""
    with zipfile.ZipFile(source) as archive, target.open("wb") as file:
        said = read(archive.read("manifest.json"))
        packing = Packing(file)
        for name, table in dict(said.tables).items():
            if name not in tables:
                del said.tables[name]
                continue
            places = [place for place, column in enumerate(table.columns) if column in tables[name]]
            with packing.member(f"rows/{name}.jsonl", is_text=True) as member:
                for line in archive.read(f"rows/{name}.jsonl").splitlines():
                    values = json.loads(line)
                    member.write(json.dumps([values[place] for place in places]).encode() + b"\n")
            columns = [table.columns[place] for place in places]
            said.tables[name] = type(table)(
                member.part.sha256, member.part.bytes, table.rows, columns, table.last_number
            )
        said.migrations = migrations
        packing.close(said)


def test_every_table_is_carried_or_left_out_on_purpose_or_rebuilt():
    carried = schema.tables(schema.applied(connection))
    others = set(connection.introspection.table_names()) - set(carried) - {schema.HISTORY}
    rebuilt = tuple(name for names in reading.REBUILDERS.values() for name in names)

    assert [name for name in sorted(others) if not name.startswith(rebuilt)] == []


def test_every_migration_can_run_in_the_transaction_of_a_restore():
    migrations = schema.MigrationLoader(None).graph.nodes.values()

    assert [migration.name for migration in migrations if not migration.atomic] == []


def test_a_backup_of_a_newer_program_is_refused_before_anything_is_touched(tmp_path):
    make_mission()
    call_command("backup", tmp_path / "now", stdout=io.StringIO())
    tables = {name: model.columns for name, model in read_manifest(tmp_path / "now").tables.items()}
    migrations = [*read_manifest(tmp_path / "now").migrations, "releases.0999_of_the_future"]
    write_as_of(tmp_path / "now", tmp_path / "then", migrations, tables)

    with pytest.raises(CommandError) as error:
        call_command("restore", tmp_path / "then", replace=True)
    assert str(error.value) == (
        "The backup is of another version of the program, 0.1.0: this one does not know releases.0999_of_the_future. "
        "Install that version, or a newer one, and restore with it."
    )


def read_manifest(path):
    with zipfile.ZipFile(path) as archive:
        return read(archive.read("manifest.json"))
