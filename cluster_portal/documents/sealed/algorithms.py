"""The signature algorithms that are accepted: RSA, ECDSA and GOST R 34.10-2012, none with SHA-1 or MD5."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.serialization import load_der_public_key

from cluster_portal.documents.sealed import gost
from cluster_portal.documents.sealed.gost import Unsupported

RSA_BITS_AT_LEAST = 2048

_HASHES: dict[str, Any] = {
    "2.16.840.1.101.3.4.2.1": hashes.SHA256(),
    "2.16.840.1.101.3.4.2.2": hashes.SHA384(),
    "2.16.840.1.101.3.4.2.3": hashes.SHA512(),
}
_SHA256, _SHA384, _SHA512 = _HASHES
_STREEBOG = {"1.2.643.7.1.1.2.2": 256, "1.2.643.7.1.1.2.3": 512}
_STREEBOG_256, _STREEBOG_512 = _STREEBOG
# What is met in the wild and refused, in words a reader may look for.
_REFUSED = {
    "1.3.14.3.2.26": "SHA-1",
    "1.2.840.113549.2.5": "MD5",
    "1.2.840.113549.1.1.4": "RSA, MD5",
    "1.2.840.113549.1.1.5": "RSA, SHA-1",
    "1.2.840.10045.4.1": "ECDSA, SHA-1",
    "1.2.643.2.2.9": "ГОСТ Р 34.11-94",
    "1.2.643.2.2.3": "ГОСТ Р 34.10-2001",
    "1.2.643.2.2.19": "ГОСТ Р 34.10-2001",
}
_RSA, _PSS, _ECDSA, _GOST = "RSA", "RSA-PSS", "ECDSA", gost.NAME
# Signature algorithm: its kind and the digest it implies ("" where another field says it).
_KINDS = {
    "1.2.840.113549.1.1.1": (_RSA, ""),
    "1.2.840.113549.1.1.11": (_RSA, _SHA256),
    "1.2.840.113549.1.1.12": (_RSA, _SHA384),
    "1.2.840.113549.1.1.13": (_RSA, _SHA512),
    "1.2.840.113549.1.1.10": (_PSS, ""),
    "1.2.840.10045.4.3.2": (_ECDSA, _SHA256),
    "1.2.840.10045.4.3.3": (_ECDSA, _SHA384),
    "1.2.840.10045.4.3.4": (_ECDSA, _SHA512),
    "1.2.643.7.1.1.1.1": (_GOST, _STREEBOG_256),
    "1.2.643.7.1.1.1.2": (_GOST, _STREEBOG_512),
    "1.2.643.7.1.1.3.2": (_GOST, _STREEBOG_256),
    "1.2.643.7.1.1.3.3": (_GOST, _STREEBOG_512),
}
_CURVES = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}


class Digests:
    """Digests, each taken once: Streebog is slow, and several signers sign the same bytes."""

    def __init__(self) -> None:
        self._taken: dict[tuple[str, bytes], bytes] = {}

    def of(self, oid: str, data: bytes) -> bytes:
        """The digest of `data` by the algorithm `oid`. Raises Unsupported."""
        if (oid, data) not in self._taken:
            self._taken[oid, data] = _digest(oid, data)
        return self._taken[oid, data]


def _digest(oid: str, data: bytes) -> bytes:
    if oid in _STREEBOG:
        return gost.streebog(data, _STREEBOG[oid])
    return hashlib.new(_hash(oid).name, data).digest()


def _hash(oid: str) -> Any:
    if oid not in _HASHES:
        raise Unsupported(_REFUSED.get(oid, oid))
    return _HASHES[oid]


@dataclass(frozen=True)
class Method:
    """How a signature was made. `digest` is an OID; `salt` is the length in bytes, `mask` an OID, both for PSS."""

    kind: str
    digest: str
    salt: int = 0
    mask: str = ""

    @classmethod
    def of(cls, algorithm: Any, digest: str = "") -> Method:
        """Read an algorithm identifier; `digest` is what its surroundings say. Raises Unsupported."""
        oid = algorithm["algorithm"].dotted
        kind, implied = _KINDS.get(oid, ("", ""))
        if not kind:
            raise Unsupported(_REFUSED.get(oid, str(algorithm["algorithm"].native)))
        found = cls._pss(algorithm["parameters"]) if kind == _PSS else cls(kind, implied or digest)
        if found.digest not in (_STREEBOG if kind == _GOST else _HASHES) or digest not in {"", found.digest}:
            raise Unsupported(f"{kind}, {_REFUSED.get(found.digest, found.digest)}")
        return found

    @classmethod
    def _pss(cls, parameters: Any) -> Method:
        mask = parameters["mask_gen_algorithm"]["parameters"]["algorithm"].dotted
        return cls(_PSS, parameters["hash_algorithm"]["algorithm"].dotted, parameters["salt_length"].native, mask)

    def verify(self, key: bytes, digest: bytes, signature: bytes) -> str:
        """The algorithm in words, if `signature` is of `digest` by `key` (DER SubjectPublicKeyInfo).

        Raises InvalidSignature, Unsupported.
        """
        try:
            return self._gost(key, digest, signature) if self.kind == _GOST else self._other(key, digest, signature)
        except UnsupportedAlgorithm as error:
            raise Unsupported(self.kind) from error
        except ValueError as error:
            raise InvalidSignature from error

    def _gost(self, key: bytes, digest: bytes, signature: bytes) -> str:
        found = gost.Key.load(key)
        if found.bits != _STREEBOG[self.digest]:
            raise Unsupported(f"{_GOST} ({found.bits} бит), Streebog-{_STREEBOG[self.digest]}")
        if not found.verifies(digest, signature):
            raise InvalidSignature
        return f"{_GOST} ({found.bits} бит)"

    def _other(self, key: bytes, digest: bytes, signature: bytes) -> str:
        found, hashed = load_der_public_key(key), _hash(self.digest)
        words = hashed.name.upper().replace("SHA", "SHA-")
        if isinstance(found, rsa.RSAPublicKey) and self.kind in {_RSA, _PSS} and found.key_size >= RSA_BITS_AT_LEAST:
            found.verify(signature, digest, self._padding(), Prehashed(hashed))
            return f"{self.kind} {found.key_size}, {words}"
        if isinstance(found, ec.EllipticCurvePublicKey) and self.kind == _ECDSA and found.curve.name in _CURVES:
            found.verify(signature, digest, ec.ECDSA(Prehashed(hashed)))
            return f"{self.kind} {_CURVES[found.curve.name]}, {words}"
        raise Unsupported(_kind_of(found))

    def _padding(self) -> padding.AsymmetricPadding:
        if self.kind == _RSA:
            return padding.PKCS1v15()
        return padding.PSS(padding.MGF1(_hash(self.mask)), self.salt)


def _kind_of(key: Any) -> str:
    curve = getattr(key, "curve", None)
    size = getattr(key, "key_size", "")
    return curve.name if curve else f"{type(key).__name__.removesuffix('PublicKey')} {size}".strip()
