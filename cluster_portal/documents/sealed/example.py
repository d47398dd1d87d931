"""A detached signature file with a certificate nobody vouches for: what the demo shows of the qualified route."""

from __future__ import annotations

import datetime

from asgiref.sync import async_to_sync
from asn1crypto import keys  # type: ignore[import-untyped]
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.sign import signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

YEAR = datetime.timedelta(days=365)


def example_sig(content: bytes, *, owner: str, organisation: str, title: str, day: datetime.date) -> bytes:
    """A .sig (CAdES-BES, ECDSA) over the content by an invented owner, «Фамилия Имя Отчество», self-signed that day."""
    surname, _space, given = owner.partition(" ")
    key = ec.generate_private_key(ec.SECP256R1())
    named = (
        (NameOID.COMMON_NAME, owner),
        (NameOID.SURNAME, surname),
        (NameOID.GIVEN_NAME, given),
        (NameOID.ORGANIZATION_NAME, organisation[:64]),
        (NameOID.TITLE, title),
    )
    name = x509.Name([x509.NameAttribute(oid, value) for oid, value in named])
    begun = datetime.datetime.combine(day, datetime.time(), datetime.UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number()).not_valid_before(begun).not_valid_after(begun + YEAR)
    certificate = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
    secret = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    signer = signers.SimpleSigner(
        asn1.Certificate.load(certificate), keys.PrivateKeyInfo.load(secret), SimpleCertificateStore()
    )
    sign = async_to_sync(signer.async_sign_general_data)
    return bytes(sign(content, digest_algorithm="sha256", detached=True, use_cades=True).dump())
