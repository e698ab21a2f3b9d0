"""The console: words, exit codes, and where they go."""

import io

import pytest
from django.core.management import CommandError, call_command

from embassy.archive import entering, reading, writing
from embassy.lib import generation
from tests.archive.building import archive, held, release

pytestmark = pytest.mark.django_db


def run(*arguments, **options) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command(*arguments, **options, stdout=out, stderr=err, no_color=True)
    return out.getvalue(), err.getvalue()


def test_an_import_reports_by_file(tmp_path):
    path = archive(tmp_path / "a", release())
    created = "mission.json: 1 created\ncategories.json: 1 created\nreleases.jsonl: 1 created\n"

    assert run("import_archive", path, dry_run=True) == (
        f"Dry run, nothing was written. An import would give:\n{created}",
        "",
    )
    assert held() == {}
    assert run("import_archive", str(path)) == (created, "")
    assert run("import_archive", str(path)) == (created.replace("created", "unchanged"), "")


def test_faults_go_to_the_error_stream_and_end_with_exit_1(tmp_path):
    err = io.StringIO()
    path = archive(tmp_path / "a", release(kind="x"), release("b", title=""))
    with pytest.raises(CommandError, match=r"^2 faults; nothing was kept\.$") as error:
        call_command("import_archive", path, stderr=err, no_color=True)
    assert error.value.returncode == 1
    assert err.getvalue() == (
        "releases.jsonl:1: kind: “x” is unknown; use one of statement, comment, press_release, answer, speech, news\n"
        "releases.jsonl:2: title: is empty; write a text\n"
    )
    assert held() == {}


def test_skip_invalid_lists_and_counts_what_was_left_out(tmp_path):
    path = archive(tmp_path / "a", release(), release("b", title=""))

    assert run("import_archive", path, skip_invalid=True) == (
        "mission.json: 1 created\ncategories.json: 1 created\nreleases.jsonl: 1 created, 1 left out\n",
        "releases.jsonl:2: title: is empty; write a text\n1 left out.\n",
    )


def test_an_archive_that_is_not_there(tmp_path):
    with pytest.raises(CommandError) as error:
        run("import_archive", tmp_path / "no")
    assert str(error.value) == f"{tmp_path}/no does not exist; name a folder or a .zip file."


def interrupt(*_arguments, **_options):
    raise KeyboardInterrupt


def test_ctrl_c_says_what_to_do_and_ends_with_130(tmp_path, monkeypatch):
    monkeypatch.setattr(entering.Writer, "write", interrupt)
    with pytest.raises(CommandError) as error:
        run("import_archive", archive(tmp_path / "a", release()))
    assert error.value.returncode == 130
    assert str(error.value) == "Interrupted. What was written is whole; run the command again to complete it."

    monkeypatch.setattr(writing, "releases", interrupt)
    with pytest.raises(CommandError) as error:
        run("export_archive", tmp_path / "out")
    assert (error.value.returncode, str(error.value)) == (130, "Interrupted. Nothing was written.")
    assert not (tmp_path / "out").exists()


def test_an_export_reports_by_file_and_refuses_a_taken_place(tmp_path):
    reading.read(archive(tmp_path / "a", release()))
    counts = "mission.json: 1\ncategories.json: 1\noffices.json: 0\nincidents.json: 0\nreleases.jsonl: 1\n"

    assert run("export_archive", tmp_path / "out", dry_run=True) == (
        f"Dry run, nothing was written. An export would give:\n{counts}",
        "",
    )
    assert run("export_archive", tmp_path / "out") == (counts, "")
    with pytest.raises(CommandError, match="add --replace"):
        run("export_archive", tmp_path / "out")
    assert run("export_archive", tmp_path / "out", replace=True) == (counts, "")


def test_an_import_ends_the_pages_of_before(tmp_path, django_capture_on_commit_callbacks):
    path = archive(tmp_path / "a", release())
    before = generation.of_this_site().current()
    with django_capture_on_commit_callbacks(execute=True):
        run("import_archive", path)

    assert generation.of_this_site().current() != before
