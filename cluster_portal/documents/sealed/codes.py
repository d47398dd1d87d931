"""Check codes of documents and one-time codes of signers: how they are made, written, read."""

from __future__ import annotations

import datetime
import secrets

# Without I, L, O, U: what is copied from paper by hand is not misread.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12  # 60 bits: not to be guessed, short enough to type
GROUP = 4
# What a hand or a Russian keyboard writes instead.
LOOK_ALIKE = str.maketrans("ILOАВЕКМНОРСТХУ", "110ABEKMH0PCTXY")

DIGITS = 6
TRIES = 5
LIFETIME = datetime.timedelta(minutes=10)


def new_code() -> str:
    """A check code nobody can guess, 12 signs."""
    return "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))


def printed(code: str) -> str:
    """«K7QF-2M9D-XH4R»."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def read_code(text: str) -> str:
    """The code as it is stored, whatever case, spaces, hyphens or look-alike letters it was typed with; '' if none."""
    kept = "".join(c for c in text.upper().translate(LOOK_ALIKE) if c.isalnum())
    return kept if len(kept) == LENGTH and set(kept) <= set(ALPHABET) else ""


def new_digits() -> str:
    """A one-time code: six digits."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
