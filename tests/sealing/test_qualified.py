"""Qualified signatures under sealed documents: what is taken, what is kept, what is said to be unchecked."""

from __future__ import annotations

import base64
import datetime

import pytest
from asgiref.sync import async_to_sync
from asn1crypto import keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from pyhanko.sign import signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from cluster_portal import clock
from cluster_portal.documents import actions as documents
from cluster_portal.documents.models import Signature
from cluster_portal.documents.sealed.evidence import package
from cluster_portal.documents.sealed.package import check_package
from cluster_portal.documents.sealed.sheet import sheet, state_of
from cluster_portal.documents.sealed.verify import problems
from cluster_portal.workflow import Refused
from tests import actors as people
from tests import signing
from tests.sealing.test_checking import flipped, unpacked, without_triggers

OWNER = people.CHAIR  # the certificate is of him who is to sign
COLLEGE = "Союз «Учебный пример»"


@pytest.fixture(scope="module")
def owner():
    """A key with a self-signed certificate of an invented owner: (pyHanko's signer, the certificate as DER)."""
    key = ec.generate_private_key(ec.SECP256R1())
    fields = [(NameOID.COMMON_NAME, COLLEGE), (NameOID.SURNAME, "Костарев"), (NameOID.GIVEN_NAME, "Максим Михайлович")]
    fields += [(NameOID.ORGANIZATION_NAME, COLLEGE), (NameOID.TITLE, "директор")]
    name = x509.Name([x509.NameAttribute(oid, value) for oid, value in fields])
    day = datetime.datetime(2021, 1, 1, tzinfo=datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(12345)
        .not_valid_before(day)
        .not_valid_after(day + datetime.timedelta(days=365))
        .sign(key, hashes.SHA256())
    )
    der = certificate.public_bytes(serialization.Encoding.DER)
    secret = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    loaded = signers.SimpleSigner(
        asn1.Certificate.load(der), keys.PrivateKeyInfo.load(secret), SimpleCertificateStore()
    )
    return loaded, der


def sig(owner, content):
    make = async_to_sync(owner[0].async_sign_general_data)
    return make(content, digest_algorithm="sha256", detached=True, use_cades=True).dump()


def stamp_lines(place):
    blocks = sheet(state_of(place.document)).blocks
    return [line for block in blocks if hasattr(block, "lines") for line in block.lines]


@pytest.fixture
def council(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    signing.portal_key()
    return people.make_actors(elected=True)


@pytest.fixture
def place(council):
    """The chair's, whose organisation has joined no agreement on simple signatures."""
    return signing.place_of(signing.to_sign(council.cluster, council.secretary).document, 2)


def content(place):
    return bytes(place.document.content.pdf)


def refusal(**given):
    with pytest.raises(Refused) as caught:
        documents.sign_qualified(**given)
    return caught.value


def test_a_checked_signature_is_kept_with_its_owner_and_what_was_not_checked(council, place, owner):
    row = documents.sign_qualified(place=place, cms=sig(owner, content(place)), by=council.chair)
    assert (row.name, row.position, row.organisation) == (OWNER, "директор", COLLEGE)
    assert row.route == Signature.Route.QUALIFIED
    (one,) = row.certificate["signers"]
    assert one["trusted"] is False
    assert any("доверенные корни не заданы" in sentence for sentence in one["unchecked"])
    assert problems(state_of(place.document, whole=True)) == []
    lines = stamp_lines(place)
    assert "К документу приложена электронная подпись" in lines  # never called valid unchecked
    assert "Документ подписан электронной подписью" not in lines
    assert any(line.startswith("Сертификат: ") for line in lines)
    assert any("Не проверено: Не отозван ли сертификат" in line for line in lines)


def test_with_a_trusted_root_the_stamp_says_signed(council, place, owner, settings, tmp_path):
    (tmp_path / "roots").mkdir()
    (tmp_path / "roots" / "root.der").write_bytes(owner[1])
    settings.SIGNATURE_TRUST_ANCHORS = str(tmp_path / "roots")
    documents.sign_qualified(place=place, cms=sig(owner, content(place)), by=council.chair)
    assert "Документ подписан электронной подписью" in stamp_lines(place)


def test_a_certificate_of_another_person_or_organisation_is_refused(council, owner):
    """Minutes are signed by the person named; a sheet also by an employee with a power of attorney."""
    minutes = signing.place_of(signing.to_sign(council.cluster, council.secretary, "9").document, 1)
    assert refusal(place=minutes, cms=sig(owner, content(minutes)), by=council.secretary).code == "owner"
    given = {"place": minutes, "cms": sig(owner, content(minutes)), "by": council.secretary}
    assert refusal(**given, attorney=signing.scan()).code == "owner"
    accession = signing.prepare(people.OTHER_HEAD, by=council.secretary)
    sheet_place = signing.place_of(accession.document)
    given = {"place": sheet_place, "cms": sig(owner, content(sheet_place)), "by": council.other_head}
    assert refusal(**given).code == "owner"
    row = documents.sign_qualified(**given, attorney=signing.scan("mchd.pdf"))
    assert row.authority_file is not None
    accession.refresh_from_db()
    assert accession.joined == signing.DAY


@pytest.mark.parametrize("broken", ["another file", "flipped", "text", "empty"])
def test_what_does_not_hold_is_refused_at_the_file_and_nothing_is_kept(council, place, owner, broken):
    good = sig(owner, content(place))
    given = {
        "another file": sig(owner, content(place) + b" "),
        "flipped": flipped(good[:-40]) + good[-40:],
        "text": b"this is no signature",
        "empty": b"",
    }[broken]
    found = refusal(place=place, cms=given, by=council.chair)
    assert (found.code, found.field) == ("sig", "cms")
    assert not Signature.objects.filter(place=place).exists()


def test_only_the_signer_or_the_secretary_brings_a_file(council, place, owner):
    cms = sig(owner, content(place))
    for actor in ("head", "member", "stranger", "administrator"):
        assert refusal(place=place, cms=cms, by=getattr(council, actor)).code == "forbidden"
    row = documents.sign_qualified(place=place, cms=cms, by=council.secretary)
    assert row.entered_by == str(council.secretary)


def test_it_is_uploaded_on_the_page_as_base64_too(client, council, place, owner):
    client.force_login(council.chair)
    page = reverse("documents:qualified", args=[place.pk])
    wrong = client.post(page, {"cms": signing.ContentFile(b"junk", name="x.sig")})
    assert wrong.status_code == 400
    assert "не электронная подпись" in wrong.text
    cms = base64.encodebytes(sig(owner, content(place)))
    done = client.post(page, {"cms": signing.ContentFile(cms, name="x.sig")}, follow=True)
    assert OWNER in done.text
    row = Signature.objects.get(place=place)
    kept = client.get(reverse("documents:attachment", args=[place.document_id, row.pk, "sig"]))
    assert kept.content == cms


def test_a_file_changed_later_is_named_and_the_package_holds_it(council, place, owner):
    cms = sig(owner, content(place))
    row = documents.sign_qualified(place=place, cms=cms, by=council.chair)
    data = package(state_of(place.document))
    assert unpacked(data)["podpisi/1.sig"] == cms
    assert check_package(data).what == "package"
    key = row.pk.hex if connection.vendor == "sqlite" else str(row.pk)
    without_triggers("UPDATE documents_signature SET cms = %s WHERE id = %s", [flipped(cms), key])
    assert any(str(row.pk) in line for line in problems(state_of(place.document, whole=True)))
    with pytest.raises(CommandError):
        call_command("verify_document", stored=True)


def test_a_place_signed_by_two_routes_keeps_both_and_counts_once(council, place, owner):
    signing.on_paper(place, by=council.secretary, name=people.CHAIR)
    documents.sign_qualified(place=place, cms=sig(owner, content(place)), by=council.chair)
    assert place.signatures.count() == 2
    assert state_of(place.document).done == 1
    assert refusal(place=place, cms=sig(owner, content(place)), by=council.chair).code == "signed"
    assert clock.today() == signing.DAY
