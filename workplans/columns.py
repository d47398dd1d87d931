"""Which column of a table is what: by the words of its heading, else by what stands in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from workplans import periods

FIELDS = ("number", "title", "period", "responsible", "result", "mark")  # the common form, in its order
MORE = ("funding", "place")  # what some plans have beside; "" is a column left out

Cells = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Columns:
    """Which row is the heading, from 0 (its last line; −1: none), and the field of each column ("": left out)."""

    head_row: int
    fields: tuple[str, ...]


HEADS = tuple(
    (field, re.compile(pattern, re.IGNORECASE))
    for field, pattern in (
        ("number", r"^\s*(?:№|#|n[o°]?\b|номер)|\bп\s*[/\\.]\s*п\b"),
        ("mark", r"отметк|^\s*(?:выполнени|исполнени|ход\b|статус)"),
        ("period", r"\bсрок|\bдат[аы]\b|\bпериод|^\s*(?:время|месяц|квартал)|\bграфик"),
        ("responsible", r"ответствен|исполнител|организатор"),
        ("funding", r"финанс|\bсредств|бюджет|стоимост|затрат|\bруб|^\s*источник"),
        ("place", r"\bмест[оа]\b|площадк|адрес"),
        ("result", r"результат|показател|эффект|\bитог|индикатор|форма (?:отч|завер)|подтвержда|вид документ"),
        ("title", r"мероприят|содержани|\bработ"),
        ("title", r"наименован|название|направлени|\bтема|вопрос|задач|деятельност|действи"),
        ("mark", r"примечан|комментар|\bфакт"),
    )
)
HEAD_ROWS, SAMPLE = 30, 200  # rows a heading is looked for in, and rows whose content is looked at
HEAD_CELL = 100  # characters of a heading cell
SURE = 3  # fields that make a heading even if half of its cells say nothing known

NUMBER = re.compile(r"\s*\d{1,4}(?:\.\d{1,3})*[.)]?\s*")
SOMEBODY = re.compile(
    r"[А-ЯЁ]\.\s?[А-ЯЁ]\.|\b(?:ОГБПОУ|ОГАПОУ|МБОУ|МАОУ|ООО|ПАО|АО|ФБУ)\b"
    r"|(?i:департамент|колледж|техникум|директор|руководител|рабоч\w+ групп|по согласованию|участник|члены)"
)
MOSTLY, HALF, OFTEN = 0.6, 0.5, 0.4  # of the cells of a column
ANY_YEAR = 2000  # for asking whether words are a period at all


def guess(cells: Cells) -> Columns:
    """The heading and the fields of the columns, by the words of the heading, else by what stands in them.

    A field is given to one column; where two would fit, to the one whose heading says it best.
    """
    width = max(map(len, cells), default=0)
    head, texts = _heading(cells)
    texts += [""] * (width - len(texts))
    fields = _by_words(texts)
    _by_content(_sample(cells[head + 1 :]), fields, texts)
    return Columns(head, tuple(fields))


def _heading(cells: Cells) -> tuple[int, list[str]]:
    """The heading's last row and its words by column, of two lines together; −1 and none if there is none."""
    best, head, texts = 0, -1, list[str]()
    for at, row in enumerate(cells[:HEAD_ROWS]):
        for lines in (cells[at : at + 1], cells[max(at - 1, 0) : at + 1]):
            joined = _joined(lines)
            if (score := _score(joined, row)) > best:
                best, head, texts = score, at, joined
    if head >= 0 and _is_second_line(cells, head, texts):
        return head + 1, _joined(cells[head : head + 2])
    return head, texts


def _joined(lines: Cells) -> list[str]:
    width = max(map(len, lines), default=0)
    return [" ".join(line[at].strip() for line in lines if at < len(line)).strip() for at in range(width)]


def _score(texts: list[str], row: Sequence[str]) -> int:
    """How many fields the words name; 0 if they are no heading."""
    said = [text for text in texts if text]
    named = [match[1] for text in said if (match := _field(text))]
    known = len(set(named))
    sure = known >= SURE and len(named) >= HALF * len(said)
    if not sure and not (known > 1 and len(named) == len(said)):
        return 0
    return known if sum(1 for cell in row if cell.strip()) > 1 else 0


def _field(text: str) -> tuple[int, str] | None:
    """How well a heading cell names a field (0 is best), and which."""
    if len(text) > HEAD_CELL:
        return None
    return next(((rank, field) for rank, (field, pattern) in enumerate(HEADS) if pattern.search(text)), None)


def _is_second_line(cells: Cells, head: int, texts: list[str]) -> bool:
    """Whether the row below goes on with the heading: it is one itself, or it is «начало | окончание».

    Such words stand neither under the number nor under the activity, and there is nothing yet they could continue.
    """
    below = [cell.strip() for cell in cells[head + 1]] if head + 1 < len(cells) else []
    own = {match[1]: at for at, text in enumerate(texts) if (match := _field(text))}
    under = [below[own[name]] for name in ("number", "title") if name in own and own[name] < len(below)]
    return bool(_score(below, below)) or (any(below) and not any(under) and "title" in own)


def _by_words(texts: list[str]) -> list[str]:
    fields, ranks = [""] * len(texts), dict[str, tuple[int, int]]()
    for at, text in enumerate(texts):
        if match := _field(text):
            rank, field = match
            ranks[field] = min(ranks.get(field, (rank, at)), (rank, at))
    for field, (_rank, at) in ranks.items():
        fields[at] = field
    return fields


def _sample(cells: Cells) -> list[list[str]]:
    """Texts of each column in rows that have more than one cell, if any row has."""
    rows = [row for row in cells[:SAMPLE] if any(map(str.strip, row))]
    full = [row for row in rows if sum(1 for cell in row if cell.strip()) > 1] or rows
    width = max(map(len, full), default=0)
    return [[row[at] for row in full if at < len(row) and row[at].strip()] for at in range(width)]


def _by_content(columns: list[list[str]], fields: list[str], texts: list[str]) -> None:
    """Give columns without a heading a field by what stands in them; where none is the activity, the longest is."""
    free = [at for at, column in enumerate(columns) if column and not texts[at]]
    _give(fields, "number", [at for at in free[:1] if _share(columns[at], NUMBER.fullmatch) >= MOSTLY])
    _give(fields, "period", [at for at in free if _share(columns[at], _is_period) >= HALF])
    _give(fields, "title", _long(columns, [at for at in free or range(len(columns)) if not fields[at]]))
    if any(texts) or "title" not in fields:
        return
    people = {at: share for at in free if (share := _share(columns[at], SOMEBODY.search)) >= OFTEN}
    _give(fields, "responsible", sorted(people, key=lambda at: -people[at]))
    after = [at for at in free if at > fields.index("title")]
    _give(fields, "result", after)
    _give(fields, "mark", after)


def _give(fields: list[str], field: str, candidates: list[int]) -> None:
    at = next((at for at in candidates if not fields[at]), None)
    if at is not None and field not in fields:
        fields[at] = field


def _share(column: list[str], holds: Callable[[str], object]) -> float:
    return sum(1 for text in column if holds(text)) / len(column)


def _is_period(text: str) -> bool:
    return bool(periods.read(text, ANY_YEAR).kind)


def _long(columns: list[list[str]], candidates: list[int]) -> list[int]:
    """Columns whose texts are about as long as the longest."""
    mean = {at: sum(map(len, columns[at])) / max(len(columns[at]), 1) for at in candidates}
    longest = max(mean.values(), default=0)
    return [at for at in candidates if mean[at] >= HALF * longest]
