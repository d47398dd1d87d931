"""The portal's own key and certificate: what marks copies and signs evidence packages. It is nobody's signature."""

from __future__ import annotations

import datetime
import functools
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.conf import settings
from django.utils.translation import gettext as _
from pyhanko.keys import load_certs_from_pemder
from pyhanko.sign import signers
from pyhanko.sign.timestamps import HTTPTimeStamper

from cluster_portal import clock
from cluster_portal.workflow import Refused

KEY, CERTIFICATE = "key.pem", "certificate.pem"
BITS = 3072
NAME = "Контрольная отметка портала"
TEN_YEARS = datetime.timedelta(days=3652)


@dataclass(frozen=True)
class Keys:
    """Where the key and its certificate lie."""

    key: Path
    certificate: Path

    @property
    def exist(self) -> bool:
        """Whether both are there."""
        return self.key.exists() and self.certificate.exists()


def keys() -> Keys:
    """The operator's key and certificate, as settings say."""
    folder = Path(settings.SEAL_DIR)
    return Keys(folder / KEY, folder / CERTIFICATE)


def signer() -> Any:
    """What pyHanko signs with. Raises Refused in words for the operator: no key, or one that cannot be read."""
    found = keys()
    if not found.exist:
        told = _(
            "The portal has no key of its own yet: the administrator makes it by manage.py create_seal_certificate."
        )
        raise Refused(told, code="no_key")
    loaded = _load(found, found.key.stat().st_mtime)
    if loaded is None:
        raise Refused(_("The portal's key cannot be read: see SEAL_DIR and SEAL_KEY_PASSWORD."), code="no_key")
    return loaded


@functools.lru_cache(maxsize=4)
def _load(found: Keys, _changed: float) -> Any:
    password = settings.SEAL_KEY_PASSWORD.encode() or None
    return signers.SimpleSigner.load(str(found.key), str(found.certificate), key_passphrase=password)


def certificate_pem() -> bytes:
    """The certificate as PEM. Raises Refused where there is none."""
    signer()
    return keys().certificate.read_bytes()


def own_certificates() -> list[Any]:
    """The present certificate, and earlier ones kept in SEAL_DIR as *.pem: what was marked with them is known still."""
    present = signer().signing_cert
    earlier = [path for path in sorted(Path(settings.SEAL_DIR).glob("*.pem")) if path.name not in {KEY, CERTIFICATE}]
    return [present, *load_certs_from_pemder(map(str, earlier))]


def timestamper() -> Any:
    """The time-stamp server of the settings; None where there is none."""
    return HTTPTimeStamper(settings.SEAL_TIMESTAMP_URL, timeout=10) if settings.SEAL_TIMESTAMP_URL else None


def make_key(organisation: str) -> Keys:
    """Make a key and a self-signed certificate for ten years. Raises FileExistsError: a key is never overwritten."""
    found = keys()
    if found.key.exists() or found.certificate.exists():
        raise FileExistsError(found.key)
    key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    found.key.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    secret = settings.SEAL_KEY_PASSWORD.encode()
    lock = serialization.BestAvailableEncryption(secret) if secret else serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, lock)
    with os.fdopen(os.open(found.key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)
    found.certificate.write_bytes(_self_signed(key, organisation).public_bytes(serialization.Encoding.PEM))
    return found


def _self_signed(key: rsa.RSAPrivateKey, organisation: str) -> x509.Certificate:
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, NAME),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:64]),
        ]
    )
    begins = clock.now() - datetime.timedelta(days=1)
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + TEN_YEARS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return builder.sign(key, hashes.SHA256())
