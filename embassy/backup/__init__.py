"""Backup and restore: everything that the site knows, in one file that any of its databases and storages takes back.

    database ── one snapshot ──> rows/<table>.jsonl ─┐
    storage ── files that it names ──> media/<name> ─┼─> a zip, sealed or not ──> check ──> media, then one transaction
    digests, counts, migrations ──> manifest.json ───┘

The rows are plain JSON by table and column, in the shape of the migrations that the file names: a restore makes tables
of that very shape, fills them, and migrates them forward. docs/backup.md is the operator's page.
"""
