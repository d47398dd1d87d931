"""GOST R 34.10-2012 signatures and GOST R 34.11-2012 (Streebog) digests as certificates and CMS write them."""

from __future__ import annotations

from dataclasses import dataclass

from asn1crypto import core  # type: ignore[import-untyped]
from gostcrypto import gosthash, gostsignature  # type: ignore[import-untyped]

NAME = "ГОСТ Р 34.10-2012"
KEYS = {"1.2.643.7.1.1.1.1": 256, "1.2.643.7.1.1.1.2": 512}

_MODES = {256: gostsignature.MODE_256, 512: gostsignature.MODE_512}
_SMALL, _LARGE = "id-tc26-gost-3410-2012-256-paramSet", "id-tc26-gost-3410-12-512-paramSet"
# The sets of CryptoPro are the later sets of TC 26 under older names (RFC 9215, RFC 7836).
_CURVES = {
    256: {
        "1.2.643.2.2.35.1": _SMALL + "B",
        "1.2.643.2.2.35.2": _SMALL + "C",
        "1.2.643.2.2.35.3": _SMALL + "D",
        "1.2.643.2.2.36.0": _SMALL + "B",
        "1.2.643.2.2.36.1": _SMALL + "D",
        "1.2.643.7.1.2.1.1.1": _SMALL + "A",
        "1.2.643.7.1.2.1.1.2": _SMALL + "B",
        "1.2.643.7.1.2.1.1.3": _SMALL + "C",
        "1.2.643.7.1.2.1.1.4": _SMALL + "D",
    },
    512: {
        "1.2.643.7.1.2.1.2.1": _LARGE + "A",
        "1.2.643.7.1.2.1.2.2": _LARGE + "B",
        # The library spells this one alone with the year in full.
        "1.2.643.7.1.2.1.2.3": "id-tc26-gost-3410-2012-512-paramSetC",
    },
}


class _Parameters(core.Sequence):
    _fields = [
        ("curve", core.ObjectIdentifier),
        ("digest", core.ObjectIdentifier, {"optional": True}),
        ("cipher", core.ObjectIdentifier, {"optional": True}),
    ]


class _Algorithm(core.Sequence):
    _fields = [("algorithm", core.ObjectIdentifier), ("parameters", _Parameters)]


class _KeyInfo(core.Sequence):
    _fields = [("algorithm", _Algorithm), ("key", core.OctetBitString)]


class Unsupported(Exception):
    """An algorithm or a curve that is not supported; str() names it."""


@dataclass(frozen=True)
class Key:
    """A public key: `bits` is 256 or 512, `curve` its parameters, `x` and `y` the point."""

    bits: int
    curve: dict[str, int]
    x: int
    y: int

    @classmethod
    def load(cls, key_info: bytes) -> Key:
        """Read a DER SubjectPublicKeyInfo. Raises ValueError where it is no sound key, Unsupported."""
        info = _KeyInfo.load(key_info, strict=True)
        oid = info["algorithm"]["algorithm"].dotted
        if oid not in KEYS:
            raise Unsupported(oid)
        bits = KEYS[oid]
        curve = _curve(info["algorithm"]["parameters"]["curve"].dotted, bits)
        # Certificates write the coordinates little-endian, one after the other.
        point = core.OctetString.load(info["key"].native, strict=True).native
        x, y = (int.from_bytes(half, "little") for half in _halves(point, bits))
        if not _lies_on(curve, x, y):
            raise ValueError("the public key is not a point of its curve")
        return cls(bits, curve, x, y)

    def verifies(self, digest: bytes, signature: bytes) -> bool:
        """Whether `signature` (the halves s and r, as CMS and X.509 write it) is of the Streebog `digest`."""
        s, r = _halves(signature, self.bits)
        size = self.bits // 8
        # The standard reads the digest as a little-endian number, the library as a big-endian one.
        return bool(
            gostsignature.new(_MODES[self.bits], self.curve).verify(
                bytearray(self.x.to_bytes(size, "big") + self.y.to_bytes(size, "big")),
                bytearray(reversed(digest)),
                bytearray(r + s),
            )
        )


def streebog(data: bytes, bits: int) -> bytes:
    """The GOST R 34.11-2012 digest of `data`, `bits` (256 or 512) long. Takes about 4 seconds for a megabyte."""
    return bytes(gosthash.new(f"streebog{bits}", data=bytearray(data)).digest())


def _curve(oid: str, bits: int) -> dict[str, int]:
    if oid not in _CURVES[bits]:
        raise Unsupported(f"{NAME}, {oid}")
    found: dict[str, int] = gostsignature.CURVES_R_1323565_1_024_2019[_CURVES[bits][oid]]
    return found


def _halves(value: bytes, bits: int) -> tuple[bytes, bytes]:
    size = bits // 8
    if len(value) != 2 * size:
        raise ValueError(f"{len(value)} bytes where {2 * size} are needed")
    return value[:size], value[size:]


def _lies_on(curve: dict[str, int], x: int, y: int) -> bool:
    """The library does not look, and takes the curve's own base point where a coordinate is 0."""
    a, b, p = curve["a"], curve["b"], curve["p"]
    return 0 < x < p and 0 < y < p and (y * y - x**3 - a * x - b) % p == 0
