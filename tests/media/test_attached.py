import io

import pytest

from embassy.lib import attached
from embassy.lib.renditions import BadFileError
from tests.media import samples


def taken(content, name):
    return attached.taken(io.BytesIO(content), name)


NOT_PDF = "This is not a PDF file, whatever its name says."
CUT_OFF = "The PDF file is cut off, or something else is hidden behind its end. Save it anew."


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (samples.HTML, "a.pdf", NOT_PDF),
        (samples.HTML + samples.PDF, "a.pdf", NOT_PDF),
        (b"GIF89a" + samples.PDF, "a.PDF", NOT_PDF),
        (samples.PDF + samples.HTML, "a.pdf", CUT_OFF),
        (samples.PDF + b"PK\x05\x06" + b"\0" * 18, "a.pdf", CUT_OFF),
        (samples.PDF[:-6], "a.pdf", CUT_OFF),
        (b"", "a.pdf", "The file is empty."),
        (samples.PDF + b"\n" * (25 << 20), "a.pdf", "The file is larger than 25 MB."),
        (samples.PDF, "a.pdf.html", "Use a PDF file or a picture (JPEG, PNG, WebP, GIF, AVIF)."),
        (samples.HTML, "a.shtml", "Use a PDF file or a picture (JPEG, PNG, WebP, GIF, AVIF)."),
        (samples.PDF, "a.jpg", "This is not a JPEG, PNG, WebP, GIF or AVIF picture, whatever its name says."),
    ],
)
def test_upl_03_05_only_whole_pdf_files_and_pictures_are_taken(content, name, sentence):
    with pytest.raises(BadFileError) as refused:
        taken(content, name)
    assert str(refused.value) == sentence


def test_a_pdf_stays_as_it_came():
    assert taken(samples.PDF, "Note verbale.PDF").content == samples.PDF
    assert taken(samples.PDF, "Note verbale.PDF").download_name == "Note-verbale.pdf"


def test_upl_04_an_attached_picture_is_re_encoded_too():
    file = taken(samples.with_gps(), "photo.jpeg")

    assert b"Secret" not in file.content
    assert (file.extension, file.download_name) == ("jpg", "photo.jpg")


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\boot.ini.pdf", "boot.ini.pdf"),
        ("Note\u202efdp.exe.pdf", "Notefdp.exe.pdf"),
        ("a\x00b\r\nSet-Cookie: x=1.pdf", "ab-Set-Cookie-x=1.pdf"),
        ('a"; filename="b.exe".pdf', "a-filename=-b.exe.pdf"),
        (".pdf", "file.pdf"),
        ("....pdf", "file.pdf"),
        ("Нота посольства.pdf", "Нота-посольства.pdf"),
        ("x" * 400 + ".pdf", "x" * 100 + ".pdf"),
        ("x" * 99 + " y.pdf", "x" * 99 + ".pdf"),
        ("通" * 100 + ".pdf", "通" * 66 + ".pdf"),
        ("\u2066\u200f\ufeff.pdf", "file.pdf"),
    ],
)
def test_upl_06_a_reader_gets_a_harmless_file_name(name, cleaned):
    assert attached.download_name(name, "pdf") == cleaned
