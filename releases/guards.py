"""Triggers by which the database itself refuses to change or delete what has been public.

Two things pass on purpose: a redaction, which empties the words of a public edition once and touches nothing else, and
another address of a public release once the old one is on record as a former one.

Installed after every migration (SQLite drops a table's triggers when a migration rebuilds it). Intervals of one release
never overlap: a trigger on SQLite, where writers take turns, an exclusion constraint on PostgreSQL (migration 0002).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

CONTENT = "release_id number purpose title summary body dated place office_id note has_paragraph_numbers digest".split()
ERASED = "title summary body place excerpt folded_text".split()
"""What a redaction empties. All the rest stays as it was, or the redaction is refused."""
UNTOUCHED = (
    "release_id number purpose dated office_id note has_paragraph_numbers digest state version live_from live_until "
    "created_by_id created_at saved_at approved_by_id review_note"
).split()
LABELS = "a label of an approved edition keeps its slug"
IDENTITY = ("kind", "language", "first_published_at")
REFERENCE = ("reference_year", "reference_number")
EDITION, CATEGORIES, RELEASE = "releases_edition", "releases_edition_categories", "releases_release"
CATEGORY, OFFICE = "releases_category", "releases_office"
USES = {
    "releases_imageuse": ("edition_id", "image_id", "position", "alt", "is_decorative", "caption"),
    "releases_attachmentuse": ("edition_id", "attachment_id", "position", "label"),
}
WORDS = {"releases_imageuse": ("alt", "caption"), "releases_attachmentuse": ("label",)}
MEDIA = {
    "image": ("stem", "mime", "sha256", "clean_sha256", "width", "height", "focal_x", "focal_y", "credit", "licence"),
    "attachment": ("stem", "mime", "sha256", "clean_sha256", "label", "download_name"),
}
FORMER = "releases_formerslug"

NOW = {"sqlite": "strftime('%Y-%m-%d %H:%M:%f', 'now')", "postgresql": "now()"}
DIFFERS = {"sqlite": "IS NOT", "postgresql": "IS DISTINCT FROM"}


class Rule(NamedTuple):
    event: str
    table: str
    condition: str
    message: str


def rules(vendor: str) -> dict[str, Rule]:
    """What the triggers refuse, by trigger name."""
    now = NOW[vendor]

    def changed(*names: str) -> str:
        return "(" + " OR ".join(f"OLD.{name} {DIFFERS[vendor]} NEW.{name}" for name in names) + ")"

    def of_approved(row: str) -> str:
        chosen = f"e.id = {row}.edition_id AND e.state = 'approved'"
        return f"EXISTS (SELECT 1 FROM {EDITION} e WHERE {chosen})"  # noqa: S608

    was_public = f"OLD.state = 'approved' AND OLD.live_from <= {now}"
    emptied = " AND ".join(f"NEW.{name} = ''" for name in ERASED)
    once = "OLD.redacted_at IS NULL AND NEW.redacted_at IS NOT NULL"
    redaction = f"({was_public} AND {once} AND {emptied} AND NOT {changed(*UNTOUCHED)})"
    refilled = f"(OLD.redacted_at IS NOT NULL AND {changed(*ERASED)})"
    approved = "OLD.state = 'approved' AND NEW.state = 'approved'"
    frozen = f"{approved} AND ({changed(*CONTENT)} OR {refilled}) AND NOT {redaction}"
    past = f"{changed('state', 'live_from')} OR (OLD.live_until <= {now} AND {changed('live_until')})"
    release_public = f"OLD.first_published_at <= {now}"
    on_record = "f.release_id = OLD.id AND f.language = OLD.language AND f.slug = OLD.slug"
    # The digest of an edition names its categories and its office by their slugs.
    links = f"{EDITION} e JOIN {CATEGORIES} c ON c.edition_id = e.id"
    labelled = f"EXISTS (SELECT 1 FROM {links} WHERE c.category_id = OLD.id AND e.state = 'approved')"  # noqa: S608
    issued = f"EXISTS (SELECT 1 FROM {EDITION} e WHERE e.office_id = OLD.id AND e.state = 'approved')"  # noqa: S608
    moved = f"{changed('slug')} AND NOT EXISTS (SELECT 1 FROM {FORMER} f WHERE {on_record})"  # noqa: S608
    return {
        "edition_frozen": Rule("UPDATE", EDITION, frozen, "an approved edition is frozen"),
        "edition_redacted_once": Rule(
            "UPDATE", EDITION, f"{changed('redacted_at')} AND NOT {redaction}", "a redaction erases a public text, once"
        ),
        "edition_public_stays": Rule("UPDATE", EDITION, f"{was_public} AND ({past})", "what has been public stays"),
        "edition_public_kept": Rule("DELETE", EDITION, was_public, KEPT),
        "release_public_stays": Rule(
            "UPDATE",
            RELEASE,
            f"{release_public} AND ({changed(*IDENTITY)} OR ({moved}))",
            "a public release keeps its identity",
        ),
        "release_reference_stays": Rule(
            "UPDATE",
            RELEASE,
            f"OLD.reference_number IS NOT NULL AND {changed(*REFERENCE)}",
            "a reference number is never changed",
        ),
        "release_public_kept": Rule("DELETE", RELEASE, release_public, KEPT),
        "categories_added": Rule("INSERT", CATEGORIES, of_approved("NEW"), "an approved edition is frozen"),
        "categories_changed": Rule(
            "UPDATE", CATEGORIES, f"{of_approved('OLD')} OR {of_approved('NEW')}", "an approved edition is frozen"
        ),
        "categories_removed": Rule("DELETE", CATEGORIES, of_approved("OLD"), "an approved edition is frozen"),
        "category_kept_slug": Rule("UPDATE", CATEGORY, f"{changed('slug')} AND {labelled}", LABELS),
        "office_kept_slug": Rule("UPDATE", OFFICE, f"{changed('slug')} AND {issued}", LABELS),
    }


def media_rules(vendor: str) -> dict[str, Rule]:
    """Uses are frozen with their edition, but may be withheld once, and lose their words then; so is what the library
    says of their files, as long as they are not withheld everywhere.
    """
    differs = DIFFERS[vendor]

    def changed(names: tuple[str, ...]) -> str:
        return "(" + " OR ".join(f"OLD.{name} {differs} NEW.{name}" for name in names) + ")"

    def approved(row: str) -> str:
        return f"EXISTS (SELECT 1 FROM {EDITION} e WHERE e.id = {row}.edition_id AND e.state = 'approved')"  # noqa: S608

    found = {}
    for table, columns in USES.items():
        refilled = f"(OLD.withheld_at IS NOT NULL AND {changed(('withheld_at',))})"
        emptied = " AND ".join(f"NEW.{name} = ''" for name in WORDS[table])
        kept = tuple(name for name in columns if name not in (*WORDS[table], "is_decorative"))
        once = "OLD.withheld_at IS NULL AND NEW.withheld_at IS NOT NULL"
        withheld = f"({once} AND {emptied} AND NOT {changed(kept)})"
        frozen = f"(({changed(columns)} AND NOT {withheld}) OR {refilled})"
        update = f"({approved('OLD')} OR {approved('NEW')}) AND {frozen}"
        found[f"{table}_added"] = Rule("INSERT", table, approved("NEW"), FROZEN)
        found[f"{table}_changed"] = Rule("UPDATE", table, update, FROZEN)
        found[f"{table}_removed"] = Rule("DELETE", table, approved("OLD"), FROZEN)
    for name, columns in MEDIA.items():
        used = (
            f"EXISTS (SELECT 1 FROM releases_{name}use u JOIN {EDITION} e ON e.id = u.edition_id "  # noqa: S608
            f"WHERE u.{name}_id = OLD.id AND u.withheld_at IS NULL AND e.state = 'approved')"
        )
        message = f"an approved edition uses this {name}"
        found[f"{name}_facts"] = Rule("UPDATE", f"releases_{name}", f"{changed(columns)} AND {used}", message)
    return found


FROZEN = "an approved edition is frozen"
KEPT = "what has been public is never deleted"
OVERLAP = """EXISTS (SELECT 1 FROM releases_edition e WHERE e.release_id = NEW.release_id AND e.id <> NEW.id
    AND e.state = 'approved' AND NEW.state = 'approved'
    AND e.live_from < NEW.live_until AND NEW.live_from < e.live_until)"""


def install_after_migrate(using: str, **_rest: Any) -> None:
    connection = connections[using]
    if {EDITION, CATEGORIES, RELEASE, FORMER, *USES} <= set(connection.introspection.table_names()):
        install(connection)


def remove_before_migrate(using: str, **_rest: Any) -> None:
    """A migration that rebuilds a table on SQLite copies and drops it, which the triggers would hinder."""
    connection = connections[using]
    if {EDITION, CATEGORIES, RELEASE} <= set(connection.introspection.table_names()):
        remove(connection)


def install(connection: BaseDatabaseWrapper) -> None:
    """Put every trigger in place. May be repeated."""
    with connection.cursor() as cursor:
        for statement in statements(connection.vendor):
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for name, rule in all_rules(connection.vendor).items():
            cursor.execute(drop(connection.vendor, name, rule))


@contextmanager
def lifted(using: str = "default") -> Iterator[None]:
    """For the length of the block, one transaction, the database lets everything pass. Only for emptying a site."""
    connection = connections[using]
    with transaction.atomic(using):
        remove(connection)
        yield
        install(connection)


def all_rules(vendor: str) -> dict[str, Rule]:
    found = rules(vendor) | media_rules(vendor)
    if vendor != "sqlite":
        return found
    message = "editions of a release do not overlap"
    return found | {
        "edition_overlap_on_insert": Rule("INSERT", EDITION, OVERLAP, message),
        "edition_overlap_on_update": Rule("UPDATE", EDITION, OVERLAP, message),
    }


def statements(vendor: str) -> Iterator[str]:
    create = {"sqlite": create_sqlite, "postgresql": create_postgresql}[vendor]
    for name, rule in all_rules(vendor).items():
        yield drop(vendor, name, rule)
        yield from create(name, rule)


def drop(vendor: str, name: str, rule: Rule) -> str:
    return f"DROP TRIGGER IF EXISTS {name}" + ("" if vendor == "sqlite" else f" ON {rule.table}")


def create_sqlite(name: str, rule: Rule) -> Iterator[str]:
    yield (
        f"CREATE TRIGGER {name} BEFORE {rule.event} ON {rule.table} WHEN {rule.condition} "
        f"BEGIN SELECT RAISE(ABORT, '{rule.message}'); END"
    )


def create_postgresql(name: str, rule: Rule) -> Iterator[str]:
    """The condition stands in the function: a trigger's own WHEN takes no subquery."""
    row = "OLD" if rule.event == "DELETE" else "NEW"
    yield (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {rule.condition} THEN "
        f"RAISE EXCEPTION '{rule.message}' USING ERRCODE = 'integrity_constraint_violation'; "
        f"END IF; RETURN {row}; END $$"
    )
    yield f"CREATE TRIGGER {name} BEFORE {rule.event} ON {rule.table} FOR EACH ROW EXECUTE FUNCTION {name}()"
