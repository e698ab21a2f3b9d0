"""The library's rows and files: constraints, guards, quotas, half-done uploads, orphans."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from embassy.lib import instant
from embassy.lib.renditions import BadFileError
from embassy.lib.storage import WholeFileStorage
from releases import media, workflow
from releases.models import Attachment, AttachmentUse, Edition, Image, ImageUse
from tests import factories
from tests.media.rows import attach, make_attachment, make_image, show

pytestmark = pytest.mark.django_db


def files(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    "words",
    [
        {"alt": ""},
        {"alt": "x", "is_decorative": True},
        {"alt": "  \u202e "},
        {"alt": "x", "position": 0},
        {"alt": "x", "position": 100},
    ],
)
def test_a_use_needs_an_alternative_text_or_is_decorative_and_has_a_number(words):
    with pytest.raises(IntegrityError), transaction.atomic():
        show(factories.make_draft(), make_image(), **words)


@pytest.mark.parametrize("focal", [-0.01, 1.01])
def test_a_focal_point_lies_inside(focal):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_image(focal_x=focal)


def test_two_uses_never_have_one_number():
    draft, image, attachment = factories.make_draft(), make_image(), make_attachment()
    show(draft, image)
    attach(draft, attachment)
    for again in (lambda: show(draft, image), lambda: attach(draft, attachment)):
        with pytest.raises(IntegrityError), transaction.atomic():
            again()


@pytest.fixture
def approved(publish):
    """An edition approved for tomorrow, with a picture and an attachment."""
    draft = factories.make_draft()
    show(draft, make_image())
    attach(draft, make_attachment())
    return publish(draft, minutes=1440)


REFUSED = {
    "a picture more": lambda edition: show(edition, Image.objects.get(), 2),
    "an attachment more": lambda edition: attach(edition, Attachment.objects.get(), 2),
    "another text": lambda edition: ImageUse.objects.update(alt="Other"),
    "another caption": lambda edition: ImageUse.objects.update(caption="Other"),
    "decorative": lambda edition: ImageUse.objects.update(alt="", is_decorative=True),
    "another picture": lambda edition: ImageUse.objects.update(image=make_image("Other")),
    "another number": lambda edition: ImageUse.objects.update(position=3),
    "moved away": lambda edition: ImageUse.objects.update(edition=factories.make_draft()),
    "moved in": lambda edition: (
        show(factories.make_draft(), make_image("B"), 9) and ImageUse.objects.filter(position=9).update(edition=edition)
    ),
    "no picture": lambda edition: ImageUse.objects.all().delete(),
    "no attachment": lambda edition: AttachmentUse.objects.all().delete(),
    "another label": lambda edition: AttachmentUse.objects.update(label="Other"),
    "another credit": lambda edition: Image.objects.update(credit="Other"),
    "another focal point": lambda edition: Image.objects.update(focal_x=0.1),
    "another file": lambda edition: Image.objects.update(stem="f" * 32),
    "another name": lambda edition: Attachment.objects.update(download_name="x.pdf"),
    "another library label": lambda edition: Attachment.objects.update(label="x"),
}


@pytest.mark.parametrize("change", REFUSED)
def test_the_database_freezes_the_media_of_an_approved_edition(approved, change):
    with pytest.raises(DatabaseError), transaction.atomic():
        REFUSED[change](approved)


def test_the_desks_own_title_of_a_picture_may_change_and_withholding_happens_once(approved):
    Image.objects.update(title="Other")
    first, later = instant.now(), instant.now() + timedelta(days=1)
    media.withhold(approved, first)
    for value in (None, later):
        with pytest.raises(DatabaseError), transaction.atomic():
            ImageUse.objects.update(withheld_at=value)

    assert ImageUse.objects.get().withheld_at == first


def test_what_is_used_is_not_discarded(folder, django_capture_on_commit_callbacks):
    used, unused = make_image("Used"), make_image("Unused")
    show(factories.make_draft(), used)
    with django_capture_on_commit_callbacks(execute=True):
        media.discard(unused)
        with pytest.raises(ProtectedError), transaction.atomic():
            media.discard(used)

    assert files(folder) == sorted(used.names)


def test_the_next_edition_has_the_same_media_as_a_draft_of_its_own(publish):
    draft = factories.make_draft()
    show(draft, make_image(), caption="C", alt="A")
    attach(draft, make_attachment(), label="L")
    edition = publish(draft)
    following = workflow.begin(edition.release, by=None, purpose="correction")
    following.image_uses.update(alt="Other")

    assert list(following.image_uses.values_list("position", "alt", "caption")) == [(1, "Other", "C")]
    assert list(edition.image_uses.values_list("position", "alt", "caption")) == [(1, "A", "C")]
    assert [use.name for use in following.attachment_uses.all()] == ["L"]


def test_what_was_withheld_does_not_come_back_with_the_next_edition(publish):
    draft = factories.make_draft()
    show(draft, make_image())
    edition = publish(draft)
    media.withhold(edition, instant.now())

    assert not workflow.begin(edition.release, by=None, purpose="correction").image_uses.exists()


def test_upl_09_each_officer_and_the_library_have_a_limit(officer, settings, folder):
    make_image(by=officer)
    settings.MEDIA_MAX_MB_EACH = 0
    with pytest.raises(BadFileError, match="used up your part"):
        make_image("Second", by=officer)
    make_image("Of an import")
    settings.MEDIA_MAX_MB = 0
    with pytest.raises(BadFileError, match="library is full"):
        make_attachment()

    assert (Image.objects.count(), len(files(folder))) == (2, 12)


@pytest.mark.parametrize("written", [0, 3])
def test_upl_09_dur_06_a_full_disk_is_said_so_and_leaves_nothing(monkeypatch, folder, written):
    real, calls = WholeFileStorage._save, []

    def full(self, name, content):
        if len(calls) == written:
            raise OSError(28, "No space left on device")
        calls.append(name)
        return real(self, name, content)

    monkeypatch.setattr(WholeFileStorage, "_save", full)
    with pytest.raises(BadFileError, match="the disk is full"):
        make_image()

    assert (Image.objects.count(), files(folder)) == (0, [])


def test_dur_06_a_write_that_fails_midway_leaves_no_file(folder):
    def broken():
        yield b"x" * 100
        raise OSError(28, "No space left on device")

    content = ContentFile(b"")
    content.chunks = broken
    with pytest.raises(OSError, match="No space"):
        default_storage.save("library/a.jpg", content)

    assert files(folder) == []


def test_upl_10_a_row_that_cannot_be_written_takes_its_files_along(folder):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_image(focal_x=2)

    assert files(folder) == []


def test_upl_10_killed_while_it_writes_an_upload_leaves_nothing_under_a_real_name(tmp_path):
    """The writer is killed at twenty different moments; what stands under a final name is always whole."""
    script = (
        "import sys; from django.conf import settings; settings.configure(); import django; django.setup()\n"
        "from django.core.files.base import ContentFile; from embassy.lib.storage import WholeFileStorage\n"
        "store = WholeFileStorage(location=sys.argv[1]); print('ready', flush=True)\n"
        "for n in range(10**6): store.save(f'{n}.bin', ContentFile(b'x' * 2_000_000))"
    )
    root = Path(__file__).resolve().parents[2]
    for moment in range(20):
        folder = tmp_path / str(moment)
        writer = subprocess.Popen([sys.executable, "-c", script, folder], cwd=root, stdout=subprocess.PIPE)
        with writer:
            writer.stdout.readline()
            time.sleep(0.002 * moment)
            os.kill(writer.pid, signal.SIGKILL)
        sizes = {path.stat().st_size for path in folder.glob("*.bin")}
        assert sizes <= {2_000_000}


def test_upl_10_the_sweep_takes_old_orphans_and_nothing_else(folder, capsys):
    image, attachment = make_image(), make_attachment()
    old = ["library/" + "a" * 32 + "-480.webp", "library/x.jpg.1234.part"]
    for name in [*old, "library/young.jpg", "emblem/e.png"]:
        default_storage.save(name, ContentFile(b"x"))
    for path in folder.rglob("*.*"):
        if path.name != "young.jpg":
            os.utime(path, (0, 0))
    kept = sorted([*image.names, *attachment.names, "young.jpg", "e.png"])
    call_command("sweep_media", dry_run=True)
    assert files(folder) == sorted([*kept, *(name.removeprefix("library/") for name in old)])
    call_command("sweep_media")

    assert files(folder) == kept
    assert capsys.readouterr().out == (
        f"{'a' * 32}-480.webp\nx.jpg.1234.part\n2 would be removed.\n{'a' * 32}-480.webp\nx.jpg.1234.part\n2 removed.\n"
    )


def test_the_sweep_of_an_empty_library():
    assert list(media.orphans(timezone.now(), timedelta(0))) == []


def test_upl_06_stored_names_are_random_and_say_nothing():
    names = {make_image(f"{n}").stem for n in range(20)} | {make_attachment(name="../../x\u202e.pdf").stem}

    assert len(names) == 21
    assert all(len(name) == 32 and int(name, 16) for name in names)


def test_an_edition_in_draft_may_still_be_thrown_away(officer):
    draft = factories.make_draft()
    image = make_image()
    show(draft, image)
    workflow.discard(draft, by=officer)

    assert not Edition.objects.exists()
    assert Image.objects.get() == image
