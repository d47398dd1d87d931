"""What may be attached, told by content; how it is given out."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document as Docx

from cluster_portal.documents.models import StoredFile
from cluster_portal.documents.uploads import kind_of, served, store, tidy_name

PDF = b"%PDF-1.7\n%%EOF"


def upload(content: bytes, name: str = "file.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def docx_bytes(**extra: bytes) -> bytes:
    made = io.BytesIO()
    Docx().save(made)
    with zipfile.ZipFile(made, "a") as package:
        for name, content in extra.items():
            package.writestr(name.replace("__", "/").replace("_bin", ".bin"), content)
    return made.getvalue()


def refused(content: bytes, name: str = "file.pdf") -> str:
    with pytest.raises(ValidationError) as caught:
        kind_of(upload(content, name))
    return str(caught.value.code)


def test_kinds_are_told_by_content():
    assert kind_of(upload(PDF, "scan.exe")) == "pdf"
    assert kind_of(upload(docx_bytes(), "протокол.docx")) == "docx"
    assert kind_of(upload("Письмо № 1".encode(), "letter.txt")) == "txt"


def test_a_program_named_pdf_is_refused():
    assert refused(b"MZ\x90\x00" + b"\0" * 100) == "kind"


def test_macros_are_refused():
    assert refused(docx_bytes(word__vbaProject_bin=b"x")) == "macros"


def test_a_zip_bomb_is_refused():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b"\0" * 30_000_000)
    assert refused(made.getvalue()) == "bomb"


def test_empty_damaged_and_unknown_files_are_refused():
    assert refused(b"") == "empty"
    assert refused(docx_bytes()[:300]) == "damaged"
    assert refused(b"\x00\x01\x02\x03") == "kind"


def test_a_file_that_is_too_large_is_refused(settings):
    settings.UPLOAD_LIMIT = 10
    assert refused(PDF) == "too_large"


@pytest.mark.parametrize(
    ("name", "tidy"),
    [("../../etc/passwd", "passwd.pdf"), ("C:\\Скан\nпротокола.exe", "Сканпротокола.pdf"), ("..", "file.pdf")],
)
def test_names_are_tidied(name, tidy):
    assert tidy_name(name, "pdf") == tidy


@pytest.mark.django_db
def test_a_stored_file_lies_under_a_random_name_and_comes_back_whole(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    row = store(upload(PDF, "Протокол № 1.pdf"), by=None)
    assert "Протокол" not in row.file.name
    assert StoredFile.objects.get().size == len(PDF)
    response = served(row)
    assert b"".join(response.streaming_content) == PDF
    assert response.headers["Content-Disposition"].startswith("attachment")
    response.close()
