"""Detached signatures: stored ones made by OpenSSL, fresh ones made here, and broken ones of every kind."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from cluster_portal.documents.sealed import cades, gost

DATA = Path(__file__).parent.parent / "data" / "signatures"
CONTENT = (DATA / "content.txt").read_bytes()
RECEIVED = datetime(2026, 6, 1, 12, tzinfo=UTC)
OWNER, MIDDLE, ROOT = "Примеров Пётр Петрович", "Учебный промежуточный центр", "Учебный корневой центр"
SNILS = "00000000001"
ENGINES = sorted(Path("/usr/lib").glob("*/engines-3/gost.so"))


@pytest.fixture(autouse=True)
def speaks_english():
    """Sentences are compared in the language they are written in."""
    with translation.override("en"):
        yield


def stored(name: str) -> bytes:
    return (DATA / name).read_bytes()


def checked(sig: bytes, content: bytes = CONTENT, *, received: datetime = RECEIVED, anchors=()) -> list[cades.Checked]:
    return cades.check(sig, content, received=received, anchors=anchors)


def refusal(sig: bytes, content: bytes = CONTENT) -> cades.NotAccepted:
    with pytest.raises(cades.NotAccepted) as caught:
        checked(sig, content)
    assert str(caught.value)
    return caught.value


# --- stored signatures


@pytest.mark.parametrize(
    ("name", "algorithm", "chain"),
    [
        ("gost256.sig", "ГОСТ Р 34.10-2012 (256 бит)", (OWNER, ROOT)),
        ("gost256.base64.sig", "ГОСТ Р 34.10-2012 (256 бит)", (OWNER, ROOT)),
        ("gost256.pem.sig", "ГОСТ Р 34.10-2012 (256 бит)", (OWNER, ROOT)),
        ("keyid.sig", "ГОСТ Р 34.10-2012 (256 бит)", (OWNER, ROOT)),
        ("gost512.sig", "ГОСТ Р 34.10-2012 (512 бит)", (OWNER, MIDDLE, ROOT)),
        ("rsa.sig", "RSA 2048, SHA-256", (OWNER, ROOT)),
        ("rsa-pss.sig", "RSA-PSS 2048, SHA-512", (OWNER, ROOT)),
        ("ecdsa.sig", "ECDSA P-256, SHA-256", (OWNER, ROOT)),
    ],
)
def test_a_stored_signature_holds_and_leads_to_its_root(name, algorithm, chain):
    (found,) = checked(stored(name), anchors=cades.anchors_from(DATA))
    assert (found.algorithm, found.chain, found.trusted, found.valid_at_receipt) == (algorithm, chain, True, True)
    assert len(found.unchecked) == 1 and "revoked" in found.unchecked[0]
    assert found.claimed_time and found.claimed_time.tzinfo


def test_the_certificate_is_read_but_for_the_snils():
    (found,) = checked(stored("gost256.sig"))
    one = found.certificate
    assert (one.owner, one.title, one.organisation) == (OWNER, "Директор", "ОГБПОУ «Учебный пример»")
    assert (one.inn, one.inn_organisation, one.ogrn) == ("123456789012", "7000000001", "1027000000001")
    assert (one.issuer, one.not_before, one.not_after) == (
        ROOT,
        datetime(2024, 1, 1, tzinfo=UTC),
        datetime(2044, 1, 1, tzinfo=UTC),
    )
    assert len(one.sha256) == 64 and one.serial == one.serial.upper() and int(one.serial, 16)
    assert SNILS.encode() in stored("gost256.sig") and SNILS not in repr(found)


def test_the_snils_is_not_even_decoded():
    subject = cms.ContentInfo.load(stored("gost256.sig"))["content"]["certificates"][0].chosen.subject.dump()
    start = subject.index(SNILS.encode())
    broken = subject[: start - 2] + b"\x0c\x0b" + b"\xff" * len(SNILS)
    assert broken[:-1] != subject[:-1] and len(broken) == len(subject)
    assert cades._parts(asn1.Name.load(broken))["surname"] == "Примеров"
    with pytest.raises(UnicodeDecodeError):
        str(asn1.Name.load(broken).native)


def test_the_data_of_a_check_can_be_stored():
    (found,) = checked(stored("ecdsa.sig"), anchors=cades.anchors_from(DATA))
    data = json.loads(json.dumps(found.as_data()))
    assert data["certificate"]["not_after"] == "2044-01-01T00:00:00+00:00"
    assert (data["chain"], data["trusted"]) == ([OWNER, ROOT], True)
    assert datetime.fromisoformat(data["claimed_time"]) == found.claimed_time


def test_without_anchors_trust_is_said_to_be_unchecked():
    (found,) = checked(stored("rsa.sig"))
    assert (found.trusted, found.chain) == (False, ())
    assert len(found.unchecked) == 2 and "no trusted roots are set" in found.unchecked[1]


def test_the_wrong_anchor_makes_no_chain():
    wrong = [der for der in cades.anchors_from(DATA) if der not in _anchors("root-rsa.pem")]
    (found,) = checked(stored("rsa.sig"), anchors=wrong)
    assert (found.trusted, found.chain) == (False, ())
    assert "No chain" in found.unchecked[1]


def _anchors(name: str) -> list[bytes]:
    return [x509.load_pem_x509_certificate(stored(name)).public_bytes(Encoding.DER)]


def test_an_expired_certificate_is_told_by_the_day_of_receipt():
    anchors = cades.anchors_from(DATA)
    (late,) = checked(stored("expired.sig"), anchors=anchors)
    assert (late.valid_at_receipt, late.trusted, late.chain) == (False, False, (OWNER, ROOT))
    assert "was not valid on the day" in late.unchecked[-1]
    (in_time,) = checked(stored("expired.sig"), received=datetime(2024, 6, 1, tzinfo=UTC), anchors=anchors)
    assert (in_time.valid_at_receipt, in_time.trusted) == (True, True)


def test_every_signer_of_a_file_is_checked():
    found = checked(stored("two.sig"), anchors=cades.anchors_from(DATA))
    assert sorted(one.valid_at_receipt for one in found) == [False, True]
    assert len({one.certificate.sha256 for one in found}) == 2


@pytest.mark.parametrize("name", sorted(path.name for path in DATA.glob("curve-*.sig")))
def test_every_gost_parameter_set_is_known(name):
    (found,) = checked(stored(name))
    assert found.algorithm == f"ГОСТ Р 34.10-2012 ({name.split('-')[1]} бит)"
    assert refusal(stored(name), b"Other").code == "digest"


def _live(folder: Path, bits: int) -> bytes:
    def run(*options: str) -> None:
        environment = {"OPENSSL_CONF": str(DATA / "openssl.cnf"), "GOST_ENGINE": str(ENGINES[0]), "SUBJECT": "leaf"}
        command = ["openssl", *options]
        environment |= {"PATH": os.environ["PATH"], "KEEP": str(folder)}
        subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)

    (folder / "content").write_bytes(CONTENT)
    key = ["-newkey", f"gost2012_{bits}", "-pkeyopt", "paramset:A", "-nodes", "-keyout", "key"]
    run("req", "-x509", *key, "-out", "pem", "-days", "9999")
    names = ["-signer", "pem", "-inkey", "key", "-in", "content", "-out", "sig"]
    run("cms", "-sign", "-binary", "-cades", "-md", f"md_gost12_{bits}", "-outform", "DER", *names)
    return (folder / "sig").read_bytes()


@pytest.mark.parametrize("bits", [256, 512])
@pytest.mark.parametrize("made", ["stored", *["live"][: len(ENGINES)]])
def test_a_gost_signature_holds_for_its_bytes_alone(tmp_path, made, bits):
    sig = _live(tmp_path, bits) if made == "live" else stored(f"gost{bits}.sig")
    (found,) = checked(sig)
    assert (found.certificate.owner, found.algorithm) == (OWNER, f"ГОСТ Р 34.10-2012 ({bits} бит)")
    assert refusal(sig, CONTENT + b" ").code == "digest"
    assert refusal(sig[:-1] + bytes([sig[-1] ^ 1])).code == "signature"


# --- signatures made here

KEYS = {
    "rsa": rsa.generate_private_key(65537, 2048),
    "short": rsa.generate_private_key(65537, 1024),  # noqa: S505 - to be refused
    "p256": ec.generate_private_key(ec.SECP256R1()),
    "p384": ec.generate_private_key(ec.SECP384R1()),
    "p521": ec.generate_private_key(ec.SECP521R1()),
    "k1": ec.generate_private_key(ec.SECP256K1()),
    "dsa": dsa.generate_private_key(2048),
}
HASHES = {
    "sha1": hashes.SHA1(),  # noqa: S303 - to be refused
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
DAY = timedelta(days=1)


def certificate(
    name: str = "Leaf",
    issuer: str = "",
    *,
    key: str = "p256",
    by: str = "p256",
    ca: bool | None = False,
    length: int | None = None,
    usage: bool = True,
    till: datetime = RECEIVED + DAY,
    title: str = "",
) -> bytes:
    """A DER certificate of `name` with `key`, signed by the key `by` in the name of `issuer` (or its own)."""
    parts = [x509.NameAttribute(NameOID.COMMON_NAME, name)]
    parts += [x509.NameAttribute(NameOID.TITLE, title)] if title else []
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name(parts))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer or name)]))
        .public_key(KEYS[key].public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(RECEIVED - 900 * DAY)
        .not_valid_after(till)
    )
    if ca is not None:
        builder = builder.add_extension(x509.BasicConstraints(ca, length), critical=True)
    if ca:
        off = dict.fromkeys(
            ["content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "encipher_only"], False
        )
        flags = x509.KeyUsage(digital_signature=True, key_cert_sign=usage, crl_sign=usage, decipher_only=False, **off)
        builder = builder.add_extension(flags, critical=True)
    return builder.sign(KEYS[by], hashes.SHA256()).public_bytes(Encoding.DER)


def attributes(cert: bytes, digest: str = "sha256", **changed) -> cms.CMSAttributes:
    """Signed attributes; a name given None is left out, a name given a list has these values."""
    named = {"certs": [{"hash_algorithm": {"algorithm": "sha256"}, "cert_hash": hashlib.sha256(cert).digest()}]}
    values = {
        "content_type": ["data"],
        "message_digest": [hashlib.new(digest, CONTENT).digest()],
        "signing_certificate_v2": [tsp.SigningCertificateV2(named)],
    } | changed
    return cms.CMSAttributes([cms.CMSAttribute({"type": k, "values": v}) for k, v in values.items() if v is not None])


def signer(cert: bytes, *, key: str = "p256", digest: str = "sha256", algorithm=None, signed=None, **changed) -> dict:
    signed = signed or attributes(cert, digest, **changed)
    found = asn1.Certificate.load(cert)
    named = {"issuer": found.issuer, "serial_number": found.serial_number}
    kinds = {"rsa": "rsa", "short": "rsa", "dsa": "dsa"}
    return {
        "version": "v1",
        "sid": {"issuer_and_serial_number": named},
        "digest_algorithm": {"algorithm": digest},
        "signed_attrs": signed,
        "signature_algorithm": algorithm or {"algorithm": f"{digest}_{kinds.get(key, 'ecdsa')}"},
        "signature": _signature(key, signed.dump(), HASHES[digest]),
    }


def _signature(key: str, data: bytes, digest: hashes.HashAlgorithm) -> bytes:
    private = KEYS[key]
    if isinstance(private, ec.EllipticCurvePrivateKey):
        return private.sign(data, ec.ECDSA(digest))
    if isinstance(private, dsa.DSAPrivateKey):
        return private.sign(data, digest)
    return private.sign(data, padding.PKCS1v15(), digest)


def file(signers: list[dict], certificates: list[bytes], content: bytes | None = None, kind: str = "data") -> bytes:
    inside = {"content_type": kind} | ({"content": content} if content is not None else {})
    data = {
        "version": "v1",
        "digest_algorithms": [one["digest_algorithm"] for one in signers],
        "encap_content_info": inside,
        "signer_infos": signers,
    }
    if certificates:
        data["certificates"] = [asn1.Certificate.load(one) for one in certificates]
    return cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(data)}).dump()


def simple(*more: bytes, cert: bytes | None = None, key: str = "p256", **changed) -> bytes:
    """A file with one signer, whose certificate is `cert`, and `more` certificates."""
    cert = cert or certificate(key=key, by="p256")
    return file([signer(cert, key=key, **changed)], [cert, *more])


@pytest.mark.parametrize(
    ("key", "digest", "algorithm"),
    [
        ("p256", "sha256", "ECDSA P-256, SHA-256"),
        ("p384", "sha384", "ECDSA P-384, SHA-384"),
        ("p521", "sha512", "ECDSA P-521, SHA-512"),
        ("rsa", "sha256", "RSA 2048, SHA-256"),
        ("rsa", "sha384", "RSA 2048, SHA-384"),
        ("rsa", "sha512", "RSA 2048, SHA-512"),
    ],
)
def test_a_fresh_signature_holds(key, digest, algorithm):
    (found,) = checked(simple(key=key, digest=digest))
    assert (found.algorithm, found.claimed_time, found.certificate.owner) == (algorithm, None, "Leaf")


def test_the_first_signing_certificate_attribute_is_accepted_too():
    cert = certificate()
    old = tsp.SigningCertificate({"certs": [{"cert_hash": hashlib.sha1(cert, usedforsecurity=False).digest()}]})
    checked(simple(cert=cert, signing_certificate_v2=None, signing_certificate=[old]))
    other = tsp.SigningCertificate({"certs": [{"cert_hash": hashlib.sha1(b"other", usedforsecurity=False).digest()}]})
    assert refusal(simple(cert=cert, signing_certificate_v2=None, signing_certificate=[other])).code == "not_cades"


def test_a_file_that_is_too_large_is_not_read():
    assert refusal(b"0" * (cades.SIZE_LIMIT + 1)).code == "too_large"


@pytest.mark.parametrize(
    "sig",
    [
        b"",
        b"0",
        b"text",
        "подпись".encode(),
        b"-----BEGIN CMS-----\n!!\n-----END CMS-----",
        b"0\x80" * 9000,
        stored("rsa.sig") + b"\x00",
        cms.ContentInfo({"content_type": "data", "content": b"1"}).dump(),
        (DATA / "root-rsa.pem").read_bytes(),
    ],
)
def test_what_is_no_signature_is_told(sig):
    assert refusal(sig).code == "not_cms"


def test_a_signature_of_something_else_than_data_is_none():
    cert = certificate()
    assert refusal(file([signer(cert)], [cert], kind="tst_info")).code == "not_cms"


def test_an_attached_signature_is_told():
    assert refusal(stored("attached.sig")).code == "attached"
    cert = certificate()
    assert refusal(file([signer(cert)], [cert], content=b"")).code == "attached"


def test_there_is_one_signer_at_least_and_twenty_at_most():
    cert = certificate()
    assert refusal(file([], [cert])).code == "no_signer"
    # One key signs one text in another way each time.
    assert refusal(file([signer(cert) for _ in range(21)], [cert])).code == "several_signers"
    assert len(checked(file([signer(cert) for _ in range(20)], [cert]))) == 20


def test_one_signer_that_fails_fails_the_file():
    cert = certificate()
    bad = signer(cert, key="p384")
    assert refusal(file([signer(cert), bad], [cert])).code == "signature"


def test_the_certificate_of_the_signer_must_be_there():
    cert = certificate()
    assert refusal(file([signer(cert)], [])).code == "no_certificate"
    assert refusal(file([signer(cert)], [certificate()])).code == "no_certificate"


@pytest.mark.parametrize(
    "changed",
    [
        {"content_type": None},
        {"content_type": ["tst_info"]},
        {"content_type": ["data", "data"]},
        {"message_digest": None},
        {"message_digest": [b"1", b"2"]},
    ],
)
def test_the_signed_attributes_must_be_whole(changed):
    assert refusal(simple(**changed)).code == "no_signed_attributes"


def test_the_signed_attributes_must_be_there_and_each_but_once():
    cert = certificate()
    bare = signer(cert)
    del bare["signed_attrs"]
    assert refusal(file([bare], [cert])).code == "no_signed_attributes"
    once = attributes(cert)
    twice = cms.CMSAttributes([*once, once[0]])
    assert refusal(file([signer(cert, signed=twice)], [cert])).code == "no_signed_attributes"


def test_the_signature_must_name_its_certificate():
    assert refusal(simple(signing_certificate_v2=None)).code == "not_cades"
    other = tsp.SigningCertificateV2({"certs": [{"cert_hash": hashlib.sha256(b"other").digest()}]})
    assert refusal(simple(signing_certificate_v2=[other])).code == "not_cades"


@pytest.mark.parametrize("name", ["rsa.sig", "ecdsa.sig", "gost256.sig"])
def test_a_signature_of_another_file_is_told(name):
    assert refusal(stored(name), CONTENT[:-1]).code == "digest"


def test_a_signature_by_another_key_is_told():
    cert = certificate()
    assert refusal(simple(cert=cert, signed=attributes(cert), key="p521")).code == "signature"


def test_attributes_changed_after_signing_are_told():
    cert = certificate()
    one = signer(cert)
    one["signed_attrs"] = attributes(cert, signing_time=[cms.Time({"utc_time": RECEIVED})])
    assert refusal(file([one], [cert])).code == "signature"


MGF1_SHA1 = {"algorithm": "mgf1", "parameters": {"algorithm": "sha1"}}


def pss(**changed) -> dict:
    mask = {"algorithm": "mgf1", "parameters": {"algorithm": "sha256"}}
    values = {"hash_algorithm": {"algorithm": "sha256"}, "mask_gen_algorithm": mask, "salt_length": 32} | changed
    return {"algorithm": "rsassa_pss", "parameters": algos.RSASSAPSSParams(values)}


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"key": "rsa", "digest": "sha1"}, "SHA-1"),
        ({"key": "p256", "digest": "sha1"}, "SHA-1"),
        ({"key": "k1"}, "secp256k1"),
        ({"key": "short"}, "RSA 1024"),
        ({"key": "dsa"}, "sha256_dsa"),
        ({"key": "rsa", "algorithm": {"algorithm": "sha512_rsa"}}, "RSA"),
        ({"key": "rsa", "algorithm": {"algorithm": "sha256_ecdsa"}}, "RSA 2048"),
        ({"key": "rsa", "algorithm": {"algorithm": "1.2.643.7.1.1.1.1"}}, "ГОСТ Р 34.10-2012"),
        ({"key": "rsa", "algorithm": {"algorithm": "1.2.643.2.2.19"}}, "ГОСТ Р 34.10-2001"),
        ({"key": "rsa", "algorithm": {"algorithm": "1.2.3.4"}}, "1.2.3.4"),
        ({"key": "rsa", "algorithm": pss(hash_algorithm={"algorithm": "sha1"})}, "RSA-PSS, SHA-1"),
        ({"key": "rsa", "algorithm": pss(hash_algorithm={"algorithm": "sha512"})}, "RSA-PSS"),
        ({"key": "rsa", "algorithm": pss(mask_gen_algorithm=MGF1_SHA1)}, "SHA-1"),
    ],
)
def test_an_algorithm_that_is_not_supported_is_named(changed, named):
    refused = refusal(simple(**changed))
    assert (refused.code, named in str(refused)) == ("algorithm", True)


@pytest.mark.parametrize("salt", [20, 600, -1])
def test_a_wrong_salt_is_no_signature(salt):
    assert refusal(simple(key="rsa", algorithm=pss(salt_length=salt))).code == "signature"


def test_sha1_of_openssl_is_refused():
    assert refusal(stored("rsa-sha1.sig")).code == "algorithm"


# --- GOST


@pytest.mark.parametrize(
    ("data", "bits", "digest"),
    [
        # The two examples of RFC 6986 (GOST R 34.11-2012).
        (
            b"012345678901234567890123456789012345678901234567890123456789012",
            512,
            "1b54d01a4af5b9d5cc3d86d68d285462b19abc2475222f35c085122be4ba1ffa"
            "00ad30f8767b3a82384c6574f024c311e2a481332b08ef7f41797891c1646f48",
        ),
        (
            b"012345678901234567890123456789012345678901234567890123456789012",
            256,
            "9d151eefd8590b89daa6ba6cb74af9275dd051026bb149a452fd84e5e57b5500",
        ),
        (
            "Се ветри, Стрибожи внуци, веютъ с моря стрелами на храбрыя плъкы Игоревы".encode("cp1251"),
            512,
            "1e88e62226bfca6f9994f1f2d51569e0daf8475a3b0fe61a5300eee46d961376"
            "035fe83549ada2b8620fcd7c496ce5b33f0cb9dddc2b6460143b03dabac9fb28",
        ),
        (
            "Се ветри, Стрибожи внуци, веютъ с моря стрелами на храбрыя плъкы Игоревы".encode("cp1251"),
            256,
            "9dd2fe4e90409e5da87f53976d7405b0c0cac628fc669a741d50063c557e8f50",
        ),
    ],
)
def test_streebog_agrees_with_the_standard(data, bits, digest):
    assert gost.streebog(data, bits).hex() == digest


def _gost_key_info() -> bytes:
    found = cms.ContentInfo.load(stored("gost256.sig"))["content"]["certificates"][0].chosen
    return found["tbs_certificate"]["subject_public_key_info"].dump()


def test_a_gost_key_must_be_a_point_of_its_curve():
    info = _gost_key_info()
    assert gost.Key.load(info).bits == 256
    with pytest.raises(ValueError, match="not a point"):
        gost.Key.load(info[:-1] + bytes([info[-1] ^ 1]))
    # A point with a zero coordinate would be taken for the base point by the library.
    with pytest.raises(ValueError, match="not a point"):
        gost.Key.load(info[:-64] + bytes(64))


@pytest.mark.parametrize("oid", ["1.2.643.2.2.36.0", "1.2.643.7.1.1.1.1"])
def test_a_gost_curve_or_key_that_is_not_known_is_named(oid):
    old = core.ObjectIdentifier(oid).dump()
    info = _gost_key_info()
    assert old in info
    with pytest.raises(gost.Unsupported, match=r"1\.2\.643\."):
        gost.Key.load(info.replace(old, old[:-1] + b"\x07"))


def test_a_gost_signature_has_one_length():
    key = gost.Key.load(_gost_key_info())
    with pytest.raises(ValueError, match="63 bytes"):
        key.verifies(bytes(32), bytes(63))
    assert not key.verifies(bytes(32), bytes(64))


# --- chains


def chain_of(leaf: bytes, *brought: bytes, anchors: list[bytes]) -> tuple[str, ...]:
    (found,) = checked(simple(*brought, cert=leaf), anchors=anchors)
    assert found.trusted == bool(found.chain)
    return found.chain


def line(links: int) -> list[bytes]:
    """Certificates from a leaf up to a root, `links` signatures apart, named 0 to `links`."""
    tops = [certificate(str(n), str(min(n + 1, links)), ca=True) for n in range(1, links + 1)]
    return [certificate("0", "1"), *tops]


@pytest.mark.parametrize(("links", "found"), [(1, True), (2, True), (8, True), (9, False)])
def test_a_chain_has_eight_links_at_most(links, found):
    leaf, *brought, root = line(links)
    names = tuple(str(n) for n in range(links + 1))
    assert chain_of(leaf, *brought, anchors=[root]) == (names if found else ())


def test_a_chain_stops_at_an_anchor_that_is_no_root():
    leaf, middle, root = line(2)
    assert chain_of(leaf, root, anchors=[middle]) == ("0", "1")


def test_a_trusted_certificate_of_the_owner_is_a_chain_of_one():
    leaf = certificate()
    assert chain_of(leaf, anchors=[leaf]) == ("Leaf",)


def test_a_loop_is_no_chain():
    one, two = certificate("1", "2", ca=True), certificate("2", "1", ca=True)
    assert chain_of(certificate("0", "1"), one, two, anchors=[certificate("Other", ca=True)]) == ()


def test_a_root_of_the_same_name_and_another_key_is_no_anchor():
    leaf = certificate("0", "1")
    assert chain_of(leaf, anchors=[certificate("1", key="p384", by="p384", ca=True)]) == ()


@pytest.mark.parametrize(
    "middle",
    [
        {"ca": False},
        {"ca": None},
        {"ca": True, "usage": False},
        {"ca": True, "till": RECEIVED - DAY},
    ],
)
def test_an_issuer_must_be_an_authority_in_force(middle):
    root = certificate("2", ca=True)
    assert chain_of(certificate("0", "1"), certificate("1", "2", **middle), anchors=[root]) == ()


@pytest.mark.parametrize(("length", "chain"), [(0, ()), (1, ("0", "1", "2"))])
def test_an_authority_may_limit_the_authorities_below_it(length, chain):
    root = certificate("2", ca=True, length=length)
    assert chain_of(certificate("0", "1"), certificate("1", "2", ca=True), anchors=[root]) == chain


def test_many_namesakes_do_not_keep_the_reader():
    leaf = certificate("0", "1")
    namesakes = [certificate("1", "2", key="p384", ca=True) for _ in range(60)]
    root = certificate("1", ca=True)
    other = certificate("Other", ca=True)
    assert chain_of(leaf, *namesakes, anchors=[root]) == ("0", "1")
    assert chain_of(leaf, *namesakes, certificate("1", "Other", ca=True), anchors=[other]) == ()


def test_anchors_are_read_from_a_folder(tmp_path, caplog):
    one, two, three = (certificate(str(n), ca=True) for n in range(3))
    bundle = [x509.load_der_x509_certificate(der).public_bytes(Encoding.PEM) for der in (one, two)]
    (tmp_path / "bundle.PEM").write_bytes(b"A note\n" + b"\n".join(bundle))
    (tmp_path / "three.cer").write_bytes(three)
    (tmp_path / "three.crt").write_bytes(three)
    (tmp_path / "broken.der").write_bytes(three[:-5])
    (tmp_path / "key.pem").write_bytes(b"-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n")
    (tmp_path / "notes.txt").write_bytes(three)
    assert cades.anchors_from(tmp_path) == [one, two, three]
    assert {"broken.der", "key.pem"} == {name for name in ("broken.der", "key.pem") if name in caplog.text}
    assert cades.anchors_from(tmp_path / "missing") == cades.anchors_from(None) == []


def test_an_anchor_that_is_no_certificate_is_the_callers_mistake():
    with pytest.raises(ValueError, match="certificate"):
        checked(stored("rsa.sig"), anchors=[b"0\x00"])


# --- what anybody may write


def test_a_name_is_one_printable_line_that_fits():
    (found,) = checked(simple(cert=certificate("A\n\x07B\u202e" + "x" * 50, title="y" * 64)))
    assert found.certificate.title == "y" * 64
    assert found.certificate.owner == "A B" + "x" * 50
    assert cades._line("x" * 999) == "x" * 200
    assert [cades._number(n, 10, 12) for n in ("1234567890", "123", "12345678901x", "١٢٣٤٥٦٧٨٩٠")] == [
        "1234567890",
        "",
        "",
        "",
    ]


def test_text_may_be_broken_into_lines_anyhow():
    text = base64.b64encode(stored("rsa.sig"))
    for broken in (
        text,
        b"\r\n".join(text[i : i + 64] for i in range(0, len(text), 64)),
        b"\xef\xbb\xbf" + text + b"\n",
    ):
        assert cades.to_der(broken) == stored("rsa.sig")
    assert cades.to_der(b"-----BEGIN PKCS7-----\n" + text + b"\n-----END PKCS7-----\n") == stored("rsa.sig")


def _never_worse_than_refused(sig: bytes) -> None:
    try:
        found = checked(sig, anchors=[*_anchors("root-rsa.pem")])
    except cades.NotAccepted as refused:
        assert refused.code
    else:
        json.dumps([one.as_data() for one in found])


@settings(max_examples=200, deadline=None)
@given(sig=st.binary(max_size=300) | st.binary(max_size=300).map(lambda rest: b"0" + rest))
def test_random_bytes_are_refused(sig):
    refusal(sig)


@settings(max_examples=250, deadline=None)
@given(data=st.data(), name=st.sampled_from(["rsa.sig", "ecdsa.sig", "rsa-pss.sig"]))
def test_a_damaged_signature_is_refused_and_nothing_worse(data, name):
    sig = bytearray(stored(name))
    for _ in range(data.draw(st.integers(1, 3))):
        sig[data.draw(st.integers(0, len(sig) - 1))] ^= data.draw(st.integers(1, 255))
    _never_worse_than_refused(bytes(sig))


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_damaged_gost_signature_is_refused_and_nothing_worse(data):
    sig = bytearray(stored("gost256.sig"))
    sig[data.draw(st.integers(0, len(sig) - 1))] ^= data.draw(st.integers(1, 255))
    _never_worse_than_refused(bytes(sig))


@settings(max_examples=60, deadline=None)
@given(data=st.data(), name=st.sampled_from(["rsa.sig", "ecdsa.sig", "gost256.sig", "gost256.base64.sig"]))
def test_a_shortened_signature_is_refused(data, name):
    sig = stored(name).strip()
    assert refusal(sig[: data.draw(st.integers(0, len(sig) - 1))]).code == "not_cms"
