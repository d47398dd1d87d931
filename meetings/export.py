"""Official minutes as files: PDF, DOCX, TXT and JSON from one structure."""

from __future__ import annotations

import json

from django.utils import translation

from cluster_portal.documents.files import as_file
from meetings.exchange import to_data
from meetings.models import Meeting
from meetings.protocol import protocol
from meetings.record import Record

FORMATS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "txt": "text/plain; charset=utf-8",
    "json": "application/json; charset=utf-8",
}


def export(meeting: Meeting, kind: str, *, marks: str = "") -> bytes:
    """The official minutes in one of FORMATS; `marks` is a line above the pages of PDF and DOCX.

    Raises Refused where the PDF's font lacks a letter.
    """
    with translation.override("ru"):  # official documents are Russian, whoever asks
        return _export(Record(meeting), kind, marks)


def _export(record: Record, kind: str, marks: str) -> bytes:
    if kind == "json":
        return json.dumps(to_data(record), ensure_ascii=False, indent=1).encode() + b"\n"
    return as_file(protocol(record, marks=marks), kind)
