"""Checking: stored rows, files, packages. Every byte that is changed behind the portal's back is named."""

from __future__ import annotations

import html
import io
import json
import subprocess
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from asn1crypto import tsp
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.timestamps import DummyTimeStamper

from cluster_portal.documents.models import SealedCopy, Signature
from cluster_portal.documents.sealed import canonical, marks
from cluster_portal.documents.sealed.copies import copy_of, make
from cluster_portal.documents.sealed.evidence import package
from cluster_portal.documents.sealed.package import check_package
from cluster_portal.documents.sealed.records import digest_of
from cluster_portal.documents.sealed.sheet import sheet, state_of
from cluster_portal.documents.sealed.verify import check_pdf, problems
from cluster_portal.journal.triggers import missing_triggers, restore_triggers
from cluster_portal.workflow import Refused
from meetings import actions
from tests import actors as people
from tests import signing
from tests.documents.samples import poppler_text


@pytest.fixture
def council(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    signing.portal_key()
    made = people.make_actors(elected=True)
    signing.join(people.SECRETARY, people.HEAD, by=made.secretary)
    signing.join(people.CHAIR, by=made.secretary)
    return made


@pytest.fixture
def meeting(council):
    """Minutes signed by secretary and chair."""
    return signing.signed(council.cluster, council.secretary, council.chair)


@pytest.fixture
def state(meeting):
    return state_of(meeting.document)


def without_triggers(sql, params):
    """What somebody with the database in his hands can do."""
    table = sql.split()[1] if sql.startswith("UPDATE") else sql.split()[2]
    with connection.cursor() as cursor:
        for verb in ("update", "delete"):
            where = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {table}_no_{verb}{where}")
        cursor.execute(sql, params)
    restore_triggers()


def flipped(data):
    """The same bytes with one bit turned."""
    data = bytearray(bytes(data))
    place = len(data) // 2
    data[place] ^= 1
    return bytes(data)


def told(meeting):
    """What the check of the stored says, and the check page, which must say the same."""
    found = problems(state_of(meeting.document, whole=True))
    page = html.unescape(Client().get(meeting.document.check_url()).content.decode())
    for line in found:
        assert line in page
    if found:
        with pytest.raises(CommandError):
            call_command("verify_document", stored=True)
    return found


def test_what_was_not_touched_holds(meeting):
    assert told(meeting) == []
    out = io.StringIO()
    call_command("verify_document", stored=True, stdout=out)
    assert out.getvalue().endswith("OK\n")
    assert missing_triggers() == []


CHANGES = {
    "canonical": ("UPDATE documents_sealedcontent SET canonical = %s WHERE document_id = %s", "JSON"),
    "pdf": ("UPDATE documents_sealedcontent SET pdf = %s WHERE document_id = %s", "PDF"),
}


@pytest.mark.parametrize("column", CHANGES)
def test_a_byte_of_the_content_is_named(meeting, column):
    sql, word = CHANGES[column]
    data = getattr(meeting.document.content, column)
    without_triggers(sql, [flipped(data), meeting.document.pk])
    meeting.refresh_from_db()
    found = told(meeting)
    assert len(found) == 1
    assert word in found[0]


@pytest.mark.parametrize("column", CHANGES)
def test_what_was_changed_is_neither_shown_nor_given_nor_signed(council, client, column):
    meeting = signing.to_sign(council.cluster, council.secretary)
    document, place = meeting.document, signing.place_of(meeting.document)
    without_triggers(CHANGES[column][0], [flipped(getattr(document.content, column)), document.pk])
    client.force_login(council.secretary)
    assert client.get(reverse("documents:sign", args=[place.pk])).status_code == 409
    pages = {"canonical": ("read", "meetings:protocol"), "pdf": ("original", "copy")}[column]
    for page in pages:
        name, pk = (page, meeting.pk) if ":" in page else (f"documents:{page}", document.pk)
        answer = client.get(reverse(name, args=[pk]))
        assert answer.status_code == 409, page
        assert "за спиной портала" in answer.text


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("name", "Другой Пётр Петрович"),
        ("position", "никто"),
        ("signed_at", "2020-01-01 00:00:00+00:00"),
        ("intent", "Ничего"),
        ("sha256", "0" * 64),
        ("record_sha256", "0" * 64),
        ("route", "paper"),
        ("accession", "другое"),
    ],
)
def test_a_changed_signature_is_named(meeting, column, value):
    row = meeting.document.signatures.first()
    key = row.pk.hex if connection.vendor == "sqlite" else str(row.pk)
    without_triggers(f"UPDATE documents_signature SET {column} = %s WHERE id = %s", [value, key])
    found = told(meeting)
    assert any(str(row.pk) in line for line in found)


def test_a_signature_rewritten_with_its_digest_is_told_by_the_journal(meeting):
    row = meeting.document.signatures.first()
    row.name = "Другой Пётр Петрович"
    digest = digest_of(row)
    key = row.pk.hex if connection.vendor == "sqlite" else str(row.pk)
    sql = "UPDATE documents_signature SET name = %s, record_sha256 = %s WHERE id = %s"
    without_triggers(sql, [row.name, digest, key])
    assert Signature.objects.get(pk=row.pk).record_sha256 == digest
    assert any(str(row.pk) in line for line in told(meeting))


@pytest.mark.parametrize("column", ["title", "because", "sealed_by"])
def test_a_changed_record_of_the_document_is_named(meeting, column):
    without_triggers(f"UPDATE documents_sealeddocument SET {column} = %s WHERE id = %s", ["x", meeting.document.pk])
    meeting.refresh_from_db()
    assert told(meeting)


def test_a_changed_standing_or_place_is_named(meeting):
    without_triggers("UPDATE documents_standing SET reason = %s WHERE document_id = %s", ["x", meeting.document.pk])
    assert len(told(meeting)) == 1
    without_triggers("UPDATE documents_place SET label = %s WHERE document_id = %s", ["x", meeting.document.pk])
    assert len(told(meeting)) == 2


def test_a_changed_entry_of_the_journal_is_named_by_both(meeting):
    row = meeting.document.signatures.first()
    entry = f"UPDATE journal_entry SET actor_name = %s WHERE object_id = '{row.pk}'"
    without_triggers(entry, ["Кто-то"])
    assert any("журнал" in line.lower() or "journal" in line.lower() for line in told(meeting))
    with pytest.raises(CommandError, match="was changed"):
        call_command("verify_journal")


def test_a_scan_that_was_changed_on_disk_is_named(council):
    accession = people.person(people.CHAIR).accessions.get().accession
    signature = accession.document.signatures.get()
    Path(signature.file.file.path).write_bytes(b"%PDF-1.7 another")
    found = problems(state_of(accession.document, whole=True))
    assert any(str(signature.pk) in line for line in found)


def test_triggers_refuse_change_and_deletion(meeting):
    tables = ["sealeddocument", "sealedcontent", "place", "signature", "trace", "standing"]
    for table in tables:
        for sql in (f"DELETE FROM documents_{table}", f"UPDATE documents_{table} SET id = id"):
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql)
    if connection.vendor == "postgresql":
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE documents_signature CASCADE")


# --- files


def test_the_same_json_gives_the_same_pdf(meeting):
    content = meeting.document.content
    assert canonical.pdf_of(bytes(content.canonical)) == bytes(content.pdf)


def test_the_original_is_the_copys_beginning_and_the_copy_ends_with_the_mark(state):
    original, copy = bytes(state.document.content.pdf), bytes(copy_of(state).pdf)
    assert copy.startswith(original)
    assert check_pdf(original).what == "original"
    verdict = check_pdf(copy)
    assert (verdict.what, verdict.level, verdict.problems) == ("copy", "B-B", [])
    assert copy_of(state).sha256 == SealedCopy.objects.get().sha256  # made once


def test_the_mark_is_valid_to_pyhanko_and_not_after_one_appended_page(state):
    copy = bytes(copy_of(state).pdf)
    writer = IncrementalPdfFileWriter(io.BytesIO(copy))
    blank = {
        "/Type": generic.pdf_name("/Page"),
        "/MediaBox": generic.ArrayObject([generic.NumberObject(n) for n in (0, 0, 595, 842)]),
        "/Resources": generic.DictionaryObject(),
    }
    writer.insert_page(generic.DictionaryObject({generic.pdf_name(key): value for key, value in blank.items()}))
    out = io.BytesIO()
    writer.write(out)
    verdict = check_pdf(out.getvalue())
    assert verdict.what == "changed"
    assert len(verdict.problems) == 1


@pytest.mark.parametrize("part", [0.2, 0.5, 0.9, 0.999])
def test_a_byte_of_a_file_is_noticed(state, part):
    original, copy = bytes(state.document.content.pdf), bytes(copy_of(state).pdf)
    for data in (original, copy):
        changed = bytearray(data)
        changed[int(len(data) * part)] ^= 1
        assert not check_pdf(bytes(changed)).holds


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"%PDF-1.7\n%%EOF" * 500, b"\0" * 1000, b"PK\x03\x04junk"])
def test_any_bytes_get_an_answer(db, data):
    assert check_pdf(data).what == "unknown"
    assert check_package(data).what == "unknown"


def test_a_copy_that_is_not_in_force_says_so_on_every_page(council):
    meeting = signing.to_sign(council.cluster, council.secretary)
    made = copy_of(state_of(meeting.document))
    text = subprocess.run(
        ["pdftotext", "-", "-"], input=bytes(made.pdf), capture_output=True, check=True
    ).stdout.decode()
    pages = text.split("\f")[:-1]
    assert all("НЕ ВСТУПИЛО В СИЛУ" in page for page in pages[:-1])
    assert "НЕ ВСТУПИЛ В СИЛУ: подписано 0 из 2" in pages[-1]
    assert SealedCopy.objects.count() == 0
    assert "ПРОТОКОЛ" in poppler_text(bytes(made.pdf))


def test_stamps_say_what_they_are_and_never_name_a_certificate_for_a_simple_signature(state):
    lines = [line for block in sheet(state).blocks if hasattr(block, "lines") for line in block.lines]
    assert lines.count("Документ подписан простой электронной подписью") == 2
    assert not any("ертификат" in line for line in lines)
    for row in state.signatures:
        assert f"ID подписи: {row.pk}" in lines
        assert row.local_time.endswith("(UTC+07:00, Томск)")
    assert any(line == f"Хэш документа: {state.document.pdf_sha256[:16]}…" for line in lines)


def test_without_the_portals_key_a_copy_is_refused_in_words(state, settings, tmp_path):
    settings.SEAL_DIR = tmp_path / "nothing"
    with pytest.raises(Refused, match="create_seal_certificate"):
        copy_of(state)
    call_command("create_seal_certificate", stdout=io.StringIO())
    assert copy_of(state).level == "B-B"
    assert oct(marks.keys().key.stat().st_mode)[-3:] == "600"
    with pytest.raises(CommandError, match="exists"):
        call_command("create_seal_certificate")


def test_what_an_earlier_key_marked_is_known_while_its_certificate_is_kept(state, settings, tmp_path):
    copy, evidence = bytes(copy_of(state).pdf), package(state)
    old = marks.keys().certificate.read_bytes()
    settings.SEAL_DIR = tmp_path / "new"
    marks.make_key("Новый ключ")
    assert check_pdf(copy).what == "changed"
    assert not check_package(evidence).holds
    (tmp_path / "new" / "until-2021.pem").write_bytes(old)
    assert check_pdf(copy).what == "copy"
    assert check_package(evidence).holds


class TimeStamps(BaseHTTPRequestHandler):
    """A time-stamp server of our own on this machine: pyHanko's own stamper behind HTTP."""

    def do_POST(self):
        request = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
        signer = marks.signer()
        stamper = DummyTimeStamper(signer.signing_cert, signer.signing_key, include_nonce=True)
        answer = stamper.request_tsa_response(request).dump()
        self.send_response(200)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *args):
        """Say nothing."""


def test_the_level_is_the_one_reached(state, settings):
    settings.SEAL_TIMESTAMP_URL = "http://127.0.0.1:1/nobody"
    assert make(state).level == "B-B"  # nobody answers: the copy comes out all the same
    server = ThreadingHTTPServer(("127.0.0.1", 0), TimeStamps)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.SEAL_TIMESTAMP_URL = f"http://127.0.0.1:{server.server_port}/"
    made = make(state)
    server.shutdown()
    server.server_close()
    assert made.level == "B-T"
    verdict = check_pdf(made.pdf)
    assert (verdict.what, verdict.level) == ("copy", "B-T")


# --- packages


def unpacked(data):
    with zipfile.ZipFile(io.BytesIO(data)) as files:
        return {name: files.read(name) for name in files.namelist()}


def packed(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, data in files.items():
            made.writestr(name, data)
    return out.getvalue()


def test_a_package_holds_and_any_changed_file_is_named(state):
    data = package(state)
    assert check_package(data).what == "package"
    files = unpacked(data)
    for name in files:
        verdict = check_package(packed(files | {name: flipped(files[name])}))
        assert not verdict.holds, name
        if name not in {"manifest.json", "manifest.json.sig"}:
            assert any(name in line for line in verdict.problems), name
    without = {name: data for name, data in files.items() if name != "zhurnal.json"}
    assert any("zhurnal.json" in line for line in check_package(packed(without)).problems)
    more = check_package(packed(files | {"eshche.txt": b"added"}))
    assert any("eshche.txt" in line for line in more.problems)


def test_addresses_are_in_the_courts_copy_alone(state, council):
    assert "192.0.2.7" not in str(unpacked(package(state)))
    court = unpacked(package(state, court=True))
    assert {row["ip"] for row in json.loads(court["dlya-suda.json"])["traces"]} == {"192.0.2.7"}


def test_the_instructions_work_without_the_portal(state, tmp_path):
    """Every command of INSTRUKCIYA.txt that needs no program we do not have."""
    for name, data in unpacked(package(state)).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    text = (tmp_path / "INSTRUKCIYA.txt").read_text()
    starts = ("sha256sum -c", "openssl cms -verify -binary -inform DER -in manifest", "cmp -n", "python3 -c")
    commands = [line.strip() for line in text.splitlines() if line.strip().startswith(starts)]
    assert len(commands) == len(starts)
    for command in commands:
        done = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0, (command, done.stderr)
        assert "False" not in done.stdout
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    sums = subprocess.run(["sha256sum", "SHA256SUMS"], cwd=tmp_path, capture_output=True, text=True).stdout
    assert manifest["files"]["SHA256SUMS"] == sums.split()[0]
    (tmp_path / "manifest.json").write_bytes(flipped((tmp_path / "manifest.json").read_bytes()))
    assert subprocess.run(["sh", "-c", commands[1]], cwd=tmp_path, capture_output=True).returncode != 0


def test_the_commands_pack_and_check(meeting, tmp_path):
    file = tmp_path / "e.zip"
    call_command("export_evidence", "8", output=file, stdout=io.StringIO())
    out = io.StringIO()
    call_command("verify_document", file, stdout=out)
    assert out.getvalue().endswith("OK\n")
    file.write_bytes(flipped(file.read_bytes()))
    with pytest.raises(CommandError):
        call_command("verify_document", file)
    for wrong in ((), (tmp_path / "none.pdf",)):
        with pytest.raises(CommandError):
            call_command("verify_document", *wrong)
    with pytest.raises(CommandError, match="no meeting"):
        call_command("export_evidence", "99", output=file)


def test_minutes_that_were_not_sealed_have_no_package(council, tmp_path):
    actions.plan_meeting(cluster=council.cluster, number="5", date=signing.DAY, by=council.secretary)
    with pytest.raises(CommandError, match="not sealed"):
        call_command("export_evidence", "5", output=tmp_path / "e.zip")
