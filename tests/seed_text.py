"""How texts are compared with minutes No. 1: word for word and in order, layout and list punctuation aside."""

import re
from pathlib import Path

SEED = Path(__file__).parent / "data" / "minutes" / "seed.txt"


def words(text: str) -> list[str]:
    """Words, numbers, guillemets and №; a compound broken at its hyphen by the layout is one again."""
    without_marks = re.sub(r"(?m)^\s*#+\s*|\*+", "", text)
    return re.findall(r"\w+|[«»№]", without_marks.replace("-\n", "-"))


def seed_words() -> list[str]:
    """The words of the original."""
    return words(SEED.read_text(encoding="utf-8"))
