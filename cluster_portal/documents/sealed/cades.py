"""Detached CAdES-BES signatures (.sig files), checked against the exact bytes they are said to be of.

Nothing is asked of the network: what a check could not learn that way it says in `Checked.unchecked`.
"""

from __future__ import annotations

import base64
import binascii
import datetime
import hashlib
import logging
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

# `tsp` also teaches `cms` the signing-certificate attributes.
from asn1crypto import cms, core, pem, tsp, x509  # type: ignore[import-untyped]  # noqa: F401
from cryptography.exceptions import InvalidSignature
from django.utils.translation import gettext as _

from cluster_portal.documents.sealed.algorithms import Digests, Method, Unsupported

logger = logging.getLogger(__name__)

SIZE_LIMIT = 1024 * 1024
SIGNERS_AT_MOST = 20
LINKS_AT_MOST = 8
# A GOST signature takes up to a third of a second: a file full of namesakes must not keep the reader for minutes.
LINKS_TRIED_AT_MOST = 40
TEXT_AT_MOST = 200
ANCHOR_FILES = {".pem", ".crt", ".cer", ".der"}

# The parts of a name that are read. SNILS (1.2.643.100.3) is personal data nobody needs here: it is never decoded.
_PARTS = {
    "2.5.4.3": "common",
    "2.5.4.4": "surname",
    "2.5.4.42": "given",
    "2.5.4.12": "title",
    "2.5.4.10": "organisation",
    "1.2.643.3.131.1.1": "inn",
    "1.2.643.100.4": "inn_organisation",
    "1.2.643.100.1": "ogrn",
}


class NotAccepted(Exception):
    """The file is no signature of these bytes. `code` is stable, str() is the reason in the reader's words."""

    def __init__(self, code: str, name: str = "") -> None:
        super().__init__(_reasons()[code] % {"name": name})
        self.code = code


def _reasons() -> dict[str, str]:
    return {
        "too_large": _("The signature file is larger than 1 MB."),
        "not_cms": _("The file is not an electronic signature (CMS), or it is damaged."),
        "attached": _("The signature contains the document itself. A detached signature is needed."),
        "no_signer": _("The file contains no signature."),
        "several_signers": _("The file contains more than 20 signatures."),
        "no_certificate": _("The file does not contain the certificate of the signer."),
        "no_signed_attributes": _("The signed attributes are missing or incomplete: a CAdES-BES signature is needed."),
        "not_cades": _("The signature does not name the certificate of its signer: a CAdES-BES signature is needed."),
        "digest": _("The signature is of another file."),
        "signature": _("The signature does not match the certificate of its signer: it was changed or is damaged."),
        "algorithm": _("The algorithm of the signature is not supported: %(name)s."),
    }


@dataclass(frozen=True)
class Certificate:
    """What a certificate says of its owner. Dates are in UTC; what it does not say is an empty string."""

    owner: str
    title: str
    organisation: str
    inn: str
    inn_organisation: str
    ogrn: str
    serial: str
    issuer: str
    not_before: datetime.datetime
    not_after: datetime.datetime
    sha256: str


@dataclass(frozen=True)
class Checked:
    """One signature that holds. `chain` names the certificates from the owner's up to a trusted root.

    `claimed_time` is what the signer's clock said; `unchecked` are sentences about what was not checked or not found.
    """

    certificate: Certificate
    algorithm: str
    claimed_time: datetime.datetime | None
    valid_at_receipt: bool
    trusted: bool
    chain: tuple[str, ...]
    unchecked: tuple[str, ...]

    def as_data(self) -> dict[str, Any]:
        """The same as JSON can hold it, dates in ISO 8601."""
        certificate = {name: _plain(value) for name, value in asdict(self.certificate).items()}
        return {name: _plain(value) for name, value in asdict(self).items()} | {"certificate": certificate}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.datetime):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def check(sig: bytes, content: bytes, *, received: datetime.datetime, anchors: Sequence[bytes] = ()) -> list[Checked]:
    """Check every signature in `sig` to be of `content`; certificates are judged as of `received` (an aware time).

    `anchors` are trusted certificates in DER. Raises NotAccepted if any signature fails, ValueError if an anchor is
    no certificate. Takes about 4 seconds for each megabyte of content where a GOST algorithm was used.
    """
    if len(sig) > SIZE_LIMIT:
        raise NotAccepted("too_large")
    roots, moment = [_certificate(der) for der in anchors], received.astimezone(datetime.UTC)
    try:
        return _File(_signed_data(to_der(sig)), content, moment, roots).checked()
    except NotAccepted:
        raise
    except Unsupported as error:
        raise NotAccepted("algorithm", str(error)) from error
    except InvalidSignature as error:
        raise NotAccepted("signature") from error
    except Exception as error:
        # asn1crypto decodes lazily and raises whatever a malformed field led it to.
        logger.info("A signature file could not be read", exc_info=True)
        raise NotAccepted("not_cms") from error


def to_der(sig: bytes) -> bytes:
    """The DER of a signature that may be DER, PEM or plain base64. Raises NotAccepted where it is none of them."""
    if sig[:1] == b"\x30":
        return sig
    _before, begin, rest = sig.partition(b"-----BEGIN ")
    text = rest.partition(b"-----")[2].partition(b"-----END ")[0] if begin else sig.removeprefix(b"\xef\xbb\xbf")
    try:
        return base64.b64decode(b"".join(text.split()), validate=True)
    except binascii.Error as error:
        raise NotAccepted("not_cms") from error


def anchors_from(folder: Path | None) -> list[bytes]:
    """The DER of every certificate in the .pem, .crt, .cer and .der files of `folder`; [] where there is none.

    A file that cannot be read is passed over with a warning: it only makes fewer certificates trusted.
    """
    if folder is None or not folder.is_dir():
        return []
    found: dict[bytes, None] = {}
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in ANCHOR_FILES and path.is_file():
            found |= dict.fromkeys(_anchors_in(path))
    return list(found)


def _anchors_in(path: Path) -> list[bytes]:
    try:
        data = path.read_bytes()
        found = [der for _kind, _headers, der in pem.unarmor(data, multiple=True)] if pem.detect(data) else [data]
        return [_certificate(der).dump() for der in found]
    except (OSError, ValueError) as error:
        logger.warning("No trusted certificate could be read from %s: %s", path.name, error)
        return []


# --- the file and its signers


def _signed_data(der: bytes) -> Any:
    info = cms.ContentInfo.load(der, strict=True)
    if info["content_type"].native != "signed_data":
        raise NotAccepted("not_cms")
    data = info["content"]
    if not isinstance(data["encap_content_info"]["content"], core.Void):
        raise NotAccepted("attached")
    if data["encap_content_info"]["content_type"].native != "data":
        raise NotAccepted("not_cms")
    return data


class _File:
    """A signature file under check: its signers, and the certificates it brings along."""

    def __init__(self, data: Any, content: bytes, received: datetime.datetime, anchors: list[Any]) -> None:
        self.signers, self.content, self.received, self.anchors = data["signer_infos"], content, received, anchors
        brought = [] if isinstance(data["certificates"], core.Void) else data["certificates"]
        self.certificates = [one.chosen for one in brought if one.name == "certificate"]
        self.digests = Digests()
        self.chains = _Chains(self.certificates, anchors, received, self.digests)

    def checked(self) -> list[Checked]:
        if not len(self.signers):
            raise NotAccepted("no_signer")
        if len(self.signers) > SIGNERS_AT_MOST:
            raise NotAccepted("several_signers")
        return [self._signer(one) for one in self.signers]

    def _signer(self, signer: Any) -> Checked:
        attributes = _attributes(signer)
        certificate = self._owner(signer["sid"])
        _must_name(certificate, attributes, self.digests)
        digest = signer["digest_algorithm"]["algorithm"].dotted
        method = Method.of(signer["signature_algorithm"], digest)
        if _one(attributes, "message_digest").native != self.digests.of(digest, self.content):
            raise NotAccepted("digest")
        # What is signed is a SET OF, while the file keeps it under a tag of its own (RFC 5652, 5.4).
        signed = self.digests.of(digest, b"\x31" + signer["signed_attrs"].dump()[1:])
        algorithm = method.verify(_key(certificate), signed, signer["signature"].native)
        return self._told(certificate, algorithm, _claimed_time(attributes))

    def _owner(self, sid: Any) -> Any:
        found = [one for one in self.certificates if _is_of(one, sid)]
        if not found:
            raise NotAccepted("no_certificate")
        return found[0]

    def _told(self, certificate: Any, algorithm: str, claimed: datetime.datetime | None) -> Checked:
        chain = self.chains.to_anchor(certificate)
        told = _told_of(certificate)
        valid = told.not_before <= self.received <= told.not_after
        unchecked = tuple(_unchecked(bool(self.anchors), bool(chain), valid))
        return Checked(told, algorithm, claimed, valid, bool(chain) and valid, chain, unchecked)


def _unchecked(anchors: bool, chain: bool, valid: bool) -> Iterator[str]:
    yield _("Whether the certificate had been revoked was not asked.")
    if not anchors:
        yield _("Whether the certificate comes from a trusted authority was not checked: no trusted roots are set.")
    elif not chain:
        yield _("No chain from the certificate to a trusted root was found.")
    if not valid:
        yield _("The certificate was not valid on the day the signature was received.")


def _attributes(signer: Any) -> dict[str, Any]:
    """The signed attributes by name; a name that comes twice could mean two things."""
    if isinstance(signer["signed_attrs"], core.Void):
        raise NotAccepted("no_signed_attributes")
    found = {one["type"].native: one["values"] for one in signer["signed_attrs"]}
    if len(found) != len(signer["signed_attrs"]) or _one(found, "content_type").native != "data":
        raise NotAccepted("no_signed_attributes")
    _one(found, "message_digest")
    return found


def _one(attributes: dict[str, Any], name: str) -> Any:
    if len(attributes.get(name, ())) != 1:
        raise NotAccepted("no_signed_attributes")
    return attributes[name][0]


def _claimed_time(attributes: dict[str, Any]) -> datetime.datetime | None:
    return _moment(_one(attributes, "signing_time")) if "signing_time" in attributes else None


def _must_name(certificate: Any, attributes: dict[str, Any], digests: Digests) -> None:
    """CAdES-BES: the signer signs which certificate is theirs, so that another one cannot be put in its place."""
    if "signing_certificate_v2" in attributes:
        named = _one(attributes, "signing_certificate_v2")["certs"][0]
        digest = digests.of(named["hash_algorithm"]["algorithm"].dotted, certificate.dump())
    elif "signing_certificate" in attributes:
        named = _one(attributes, "signing_certificate")["certs"][0]
        digest = hashlib.sha1(certificate.dump(), usedforsecurity=False).digest()
    else:
        raise NotAccepted("not_cades")
    if named["cert_hash"].native != digest:
        raise NotAccepted("not_cades")


# --- certificates


def _certificate(der: bytes) -> Any:
    """Read a certificate. Raises ValueError where it is none; asn1crypto itself would tell only later."""
    try:
        found = x509.Certificate.load(der, strict=True)
        _told_of(found)
        _may_issue(found, datetime.datetime.min.replace(tzinfo=datetime.UTC), 0)
    except (ValueError, TypeError, KeyError, OverflowError) as error:
        raise ValueError("not a certificate") from error
    return found


def _key(certificate: Any) -> bytes:
    found: bytes = certificate["tbs_certificate"]["subject_public_key_info"].dump()
    return found


def _is_of(certificate: Any, sid: Any) -> bool:
    if sid.name == "subject_key_identifier":
        return bool(certificate.key_identifier == sid.chosen.native)
    tbs, named = certificate["tbs_certificate"], sid.chosen
    return bool(
        tbs["issuer"].dump() == named["issuer"].dump() and tbs["serial_number"].native == named["serial_number"].native
    )


def _told_of(certificate: Any) -> Certificate:
    tbs = certificate["tbs_certificate"]
    parts, issuer = _parts(tbs["subject"]), _parts(tbs["issuer"])
    return Certificate(
        owner=_owner_of(parts),
        title=parts.get("title", ""),
        organisation=parts.get("organisation", ""),
        inn=_number(parts.get("inn", ""), 10, 12),
        inn_organisation=_number(parts.get("inn_organisation", ""), 10, 12),
        ogrn=_number(parts.get("ogrn", ""), 13, 15),
        serial=f"{tbs['serial_number'].native:X}",
        issuer=issuer.get("common") or issuer.get("organisation", ""),
        not_before=_moment(tbs["validity"]["not_before"]),
        not_after=_moment(tbs["validity"]["not_after"]),
        sha256=hashlib.sha256(certificate.dump()).hexdigest(),
    )


def _parts(name: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for group in name.chosen:
        for part in group:
            kind = _PARTS.get(part["type"].dotted)
            if kind:
                found.setdefault(kind, _line(str(part["value"].native)))
    return found


def _line(text: str) -> str:
    """What anybody may have written into a certificate, as one printable line that a database field holds."""
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())[:TEXT_AT_MOST]


def _number(text: str, *lengths: int) -> str:
    return text if text.isascii() and text.isdigit() and len(text) in lengths else ""


def _owner_of(parts: dict[str, str]) -> str:
    person = f"{parts['surname']} {parts.get('given', '')}".strip() if parts.get("surname") else ""
    return person[:TEXT_AT_MOST] or parts.get("common") or parts.get("organisation", "")


def _moment(value: Any) -> datetime.datetime:
    found = value.native
    if not isinstance(found, datetime.datetime):
        raise ValueError("a date outside the calendar")
    return found.astimezone(datetime.UTC) if found.tzinfo else found.replace(tzinfo=datetime.UTC)


def _may_issue(certificate: Any, moment: datetime.datetime, between: int) -> bool:
    """Whether it is an authority's certificate, valid at `moment`, that allows `between` authorities below it."""
    validity = certificate["tbs_certificate"]["validity"]
    constraints, usage = certificate.basic_constraints_value, certificate.key_usage_value
    if constraints is None or not constraints["ca"].native:
        return False
    longest = constraints["path_len_constraint"].native
    return (
        _moment(validity["not_before"]) <= moment <= _moment(validity["not_after"])
        and (usage is None or "key_cert_sign" in usage.native)
        and (longest is None or between <= longest)
    )


class _Chains:
    """Finds the way from a certificate to an anchor through what the file brings along."""

    def __init__(self, brought: list[Any], anchors: list[Any], received: datetime.datetime, digests: Digests) -> None:
        # Anchors first: the shorter way is then found before a detour.
        self.known = list({one.dump(): one for one in [*anchors, *brought]}.values()) if anchors else []
        self.anchors = {one.dump() for one in anchors}
        self.received, self.digests = received, digests
        self.links: dict[tuple[bytes, bytes], bool] = {}

    def to_anchor(self, certificate: Any) -> tuple[str, ...]:
        """The owners' names from `certificate` up to an anchor; () where no anchor is reached."""
        ways, seen = [[certificate]], {certificate.dump()}
        while ways:
            way = ways.pop(0)
            if way[-1].dump() in self.anchors:
                return tuple(_told_of(one).owner for one in way)
            for issuer in self._issuers(way):
                if issuer.dump() not in seen:
                    seen.add(issuer.dump())
                    ways.append([*way, issuer])
        return ()

    def _issuers(self, way: list[Any]) -> Iterator[Any]:
        name = way[-1]["tbs_certificate"]["issuer"].dump()
        for one in self.known if len(way) <= LINKS_AT_MOST else ():
            if (
                one["tbs_certificate"]["subject"].dump() == name
                and _may_issue(one, self.received, len(way) - 1)
                and self._signed_by(way[-1], one)
            ):
                yield one

    def _signed_by(self, child: Any, issuer: Any) -> bool:
        link = (child.dump(), issuer.dump())
        if link not in self.links and len(self.links) < LINKS_TRIED_AT_MOST:
            self.links[link] = _signed_by(child, issuer, self.digests)
        return self.links.get(link, False)


def _signed_by(child: Any, issuer: Any, digests: Digests) -> bool:
    try:
        method = Method.of(child["signature_algorithm"])
        signed = digests.of(method.digest, child["tbs_certificate"].dump())
        method.verify(_key(issuer), signed, child["signature_value"].native)
    except (InvalidSignature, Unsupported):
        return False
    return True
