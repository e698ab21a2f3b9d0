"""The files of a backup: those that rows name, as they should be."""

import io
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from embassy.backup import files
from embassy.models import Mission
from releases import guards, media
from tests.factories import make_live, make_mission
from tests.media.conftest import folder  # noqa: F401 - media of one test alone
from tests.media.rows import make_attachment, make_image, show

pytestmark = pytest.mark.usefixtures("transactional_db", "folder")


def run(name, *arguments, **options) -> tuple[list[str], list[str]]:
    out, err = io.StringIO(), io.StringIO()
    call_command(name, *arguments, **options, stdout=out, stderr=err, no_color=True)
    return out.getvalue().splitlines(), err.getvalue().splitlines()


def stored() -> dict[str, bytes]:
    place = Path(default_storage.path("library"))
    return {f"library/{path.name}": path.read_bytes() for path in sorted(place.iterdir())}


def test_the_emblem_and_the_library_are_in_it_and_nothing_else():
    mission, image, attachment = make_mission(), make_image(), make_attachment()
    Mission.objects.filter(pk=mission.pk).update(emblem=default_storage.save("emblem/a.png", ContentFile(b"emblem")))
    default_storage.save("library/orphan.jpg", ContentFile(b"x"))

    assert files.named() == sorted(["emblem/a.png", *(f"library/{name}" for name in [*image.names, *attachment.names])])


def test_what_a_redaction_erased_is_not_missed(at):
    edition, image = make_live("A text"), make_image()
    with guards.lifted():
        show(edition, image)
        media.withhold(edition, at)

    assert files.named() == []


def test_a_lost_file_is_told_by_the_backup_and_by_the_restore(tmp_path):
    make_mission()
    lost = make_image().names[0]
    media.delete_files([lost])
    _out, err = run("backup", tmp_path / "a")
    out, _err = run("restore", tmp_path / "a", replace=True)

    assert err == [f"The storage does not have library/{lost}, which a row names."]
    assert out[-1] == f"Note: The file library/{lost} was not in the storage when the backup was taken."


def test_a_file_that_is_damaged_or_gone_is_written_again_and_no_other(tmp_path):
    make_mission()
    names = [f"library/{name}" for name in make_image().names]
    before = stored()
    run("backup", tmp_path / "a")
    default_storage.delete(names[0])
    default_storage.delete(names[1])
    default_storage.save(names[1], ContentFile(b"x" * len(before[names[1]])))
    out, _err = run("restore", tmp_path / "a", replace=True)

    assert out[0].endswith("; 2 files had to be written.")
    assert stored() == before


def test_a_storage_that_stumbles_is_asked_again(tmp_path, monkeypatch):
    make_mission()
    make_image()
    given, times = default_storage.open, []

    def stumbling(name, mode="rb"):
        times.append(name)
        if times.count(name) < files.TRIES:
            raise ConnectionError("reset")
        return given(name, mode)

    monkeypatch.setattr(default_storage, "open", stumbling)
    run("backup", tmp_path / "a")
    run("restore", tmp_path / "a", check=True)

    assert len(times) == files.TRIES * len(files.named())


def test_a_storage_that_is_down_ends_the_backup_and_nothing_is_left(tmp_path, monkeypatch):
    make_mission()
    name = f"library/{make_attachment().names[0]}"

    def down(*_given):
        raise ConnectionError("no route")

    monkeypatch.setattr(default_storage, "open", down)
    with pytest.raises(CommandError) as error:
        run("backup", tmp_path / "a")
    assert str(error.value) == f"The storage does not give {name} (no route). Nothing was kept."
    assert [path.name for path in tmp_path.iterdir()] == ["media"]


def test_a_storage_that_takes_nothing_ends_the_restore_with_the_database_as_it_was(tmp_path, monkeypatch):
    mission = make_mission()
    name = f"library/{make_attachment().names[0]}"
    run("backup", tmp_path / "a")
    Mission.objects.filter(pk=mission.pk).update(press_contact="Of later")
    default_storage.delete(name)

    def full(*_given):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(default_storage, "save", full)
    with pytest.raises(CommandError) as error:
        run("restore", tmp_path / "a", replace=True)
    assert str(error.value) == (
        f"The storage does not take {name} ([Errno 28] No space left on device). The database is as it was; run the "
        "command again."
    )
    assert Mission.objects.get().press_contact == "Of later"
