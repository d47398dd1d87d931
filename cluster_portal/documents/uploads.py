"""Taking a file in and giving it out: allowed by content, limited in size, served as an attachment only."""

from __future__ import annotations

import hashlib
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.uploadhandler import FileUploadHandler
from django.http import FileResponse, Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cluster_portal import clock
from cluster_portal.documents.models import StoredFile

HEAD = 16  # bytes that tell most kinds
MEGABYTE = 1024 * 1024
NAME_LENGTH = 150
# A package of office files unpacked: real ones stay far below either, a zip bomb passes both.
MOST_UNPACKED = 400 * MEGABYTE
MOST_RATIO = 200
MOST_PARTS = 5000
RATIO_COUNTS_FROM = 10 * MEGABYTE  # unpacked; tiny repetitive parts pack very well in honest files too
MACROS = re.compile(r"vbaProject|/macros?/|Basic/.*\.xml$|^Scripts/", re.IGNORECASE)


@dataclass(frozen=True)
class Kind:
    """A kind of file that is taken in."""

    content_type: str
    extension: str
    words: Any


OFFICE = "application/vnd.openxmlformats-officedocument."
KINDS = {
    "pdf": Kind("application/pdf", "pdf", "PDF"),
    "png": Kind("image/png", "png", "PNG"),
    "jpeg": Kind("image/jpeg", "jpg", "JPEG"),
    "docx": Kind(f"{OFFICE}wordprocessingml.document", "docx", "DOCX"),
    "xlsx": Kind(f"{OFFICE}spreadsheetml.sheet", "xlsx", "XLSX"),
    "pptx": Kind(f"{OFFICE}presentationml.presentation", "pptx", "PPTX"),
    "odt": Kind("application/vnd.oasis.opendocument.text", "odt", "ODT"),
    "ods": Kind("application/vnd.oasis.opendocument.spreadsheet", "ods", "ODS"),
    "txt": Kind("text/plain; charset=utf-8", "txt", _l("text")),
}
BY_HEAD = {b"%PDF-": "pdf", b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpeg"}
IN_PACKAGE = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}


def limit() -> int:
    """The most bytes a file may have."""
    return int(settings.UPLOAD_LIMIT)


def kind_of(file: Any, *, allowed: tuple[str, ...] = tuple(KINDS)) -> str:
    """What the bytes are, whatever the name says.

    Raises ValidationError with the reason: empty, too large, not an allowed kind, macros, a zip bomb, damaged.
    """
    if not file.size:
        raise ValidationError(_("The file is empty."), code="empty")
    if file.size > limit():
        raise ValidationError(too_large(), code="too_large")
    file.seek(0)
    head = file.read(HEAD)
    kind = next((found for start, found in BY_HEAD.items() if head.startswith(start)), "")
    if head.startswith(b"PK\x03\x04"):
        kind = _package(file)
    elif not kind and not head.startswith(b"MZ"):
        kind = _text(file)
    file.seek(0)
    if kind not in allowed:
        names = ", ".join(str(KINDS[name].words) for name in allowed)
        raise ValidationError(_("The content of this file is none of these: %s.") % names, code="kind")
    return kind


def too_large() -> str:
    """The sentence about a file that is too large."""
    return _("The file is larger than %s MB.") % (limit() // MEGABYTE)


def _package(file: Any) -> str:
    try:
        with zipfile.ZipFile(file) as package:
            parts = package.infolist()
            _refuse_bomb(parts)
            names = {part.filename for part in parts}
            if any(MACROS.search(name) for name in names):
                raise ValidationError(_("The file holds macros. Save it without them."), code="macros")
            if "mimetype" in names:
                mime = package.read("mimetype").decode("ascii", "replace").strip()
                return next((name for name, kind in KINDS.items() if kind.content_type == mime), "")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise ValidationError(_("The file is damaged and cannot be opened."), code="damaged") from error
    return next((kind for part, kind in IN_PACKAGE.items() if part in names), "")


def _refuse_bomb(parts: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts) or 1
    dense = unpacked > RATIO_COUNTS_FROM and unpacked / packed > MOST_RATIO
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or dense:
        raise ValidationError(_("The file unpacks to far more than it holds; it is not taken in."), code="bomb")


def _text(file: Any) -> str:
    file.seek(0)
    sample = file.read(MEGABYTE)
    try:
        words = sample.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(sample) - 4:  # a letter cut at the end of the sample is no fault
            return ""
        words = sample[: error.start].decode("utf-8")
    return "" if re.search("[\0-\x08\x0e-\x1f]", words) else "txt"


class UploadField(forms.FileField):
    """A file to attach; errors in words. `kinds` narrows what is taken."""

    def __init__(self, *, kinds: tuple[str, ...] = tuple(KINDS), **kwargs: Any) -> None:
        self.kinds = kinds
        kwargs.setdefault(
            "help_text",
            _l("%(kinds)s; at most %(most)s MB.")
            % {"kinds": ", ".join(str(KINDS[kind].words) for kind in kinds), "most": limit() // MEGABYTE},
        )
        super().__init__(max_length=255, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Raise ValidationError where the content is not what may be attached."""
        file = super().clean(data, initial)
        if file:
            kind_of(file, allowed=self.kinds)
        return file


def store(file: File[bytes], *, by: Any) -> StoredFile:
    """Keep a file; call inside an action. Raises ValidationError, see kind_of.

    The bytes are written before the row's transaction ends: a failure leaves a file nobody names, never a row
    without its file.
    """
    kind = kind_of(file)
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    row = StoredFile(
        name=tidy_name(str(file.name), KINDS[kind].extension),
        kind=kind,
        size=file.size,
        sha256=digest.hexdigest(),
        uploaded_at=clock.now(),
        uploaded_by=str(by or ""),
    )
    row.file.save("file", file, save=False)
    row.save()
    return row


def tidy_name(name: str, extension: str) -> str:
    """The owner's name for the file without folders and unprintable signs, ending as its content says."""
    stem = PurePosixPath(name.replace("\\", "/")).stem
    kept = "".join(c for c in stem if unicodedata.category(c)[0] not in "CZ" or c == " ").strip(". ")
    return f"{kept[:NAME_LENGTH] or 'file'}.{extension}"


def served(row: StoredFile) -> FileResponse:
    """The file as an attachment; the caller has checked who asks."""
    try:
        opened = row.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(opened, content_type=row.content_type)
    return attached(response, row.name)


def attached(response: Any, name: str) -> Any:
    """Make a response a download under this name, whatever letters it has."""
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return response


class SizeLimit(FileUploadHandler):
    """Keeps no more of a file than shows that it is too large: 200 MB do not fill the disk, the form stays whole."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Count anew."""
        super().new_file(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Pass on what is within the limit and a little more; the rest is read and dropped."""
        self.received += len(raw_data)
        return raw_data if self.received <= limit() + MEGABYTE else None

    def file_complete(self, file_size: int) -> None:
        """The next handler keeps the file."""
