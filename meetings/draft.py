"""Reading a draft of minutes: split into people, items, speeches, votes, decisions for the secretary to confirm.

Nothing is lost: every line goes into exactly one place, what was not understood stays as text. Nothing is decided
either: what is read here is proposed, and wrong readings cost one choice on the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10}
NAME = r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?\s+[А-ЯЁ]\.\s?[А-ЯЁ]\.?"
HASHES = re.compile(r"^#+\s+")
STARS = re.compile(r"\*{2,3}|^\*(?=\S)|(?<=\S)\*$")
SPACED = re.compile(r"\b(?:[А-ЯЁ] ){3,}[А-ЯЁ]\b")
NUMBERED = re.compile(r"^(?P<no>\d{1,2}(?:\.\d{1,2})*)[.)]\s*(?P<rest>\S.*)$")
ITEM = re.compile(r"^(?:(?:ВОПРОС|Вопрос|По вопросу)\s*№?\s*)?(?P<no>\d{1,2}|[IVX]{1,4})[.)]?\s+(?P<rest>\S.*)$")
BRACKETS = re.compile(r"\s*\((?P<who>[^()]*[А-ЯЁ]\.[^()]*)\)\s*\.?$")
REPORTER = re.compile(r"\.?\s*(?:Докладчики?|Докладыва(?:ет|ют)|Доклад)\s*[:–—-]?\s*(?P<who>[А-ЯЁ].*)$")
SPEAKER = re.compile(rf"^(?P<who>{NAME}(?:\s*\([^)]*\))?)\s*[–—:-]\s*(?P<text>\S.*)$", re.DOTALL)
NEXT_SPEAKER = re.compile(rf";\s+(?={NAME}(?:\s*\([^)]*\))?\s*[–—-])")
INLINE_DECISION = re.compile(r"(?<=[.;])\s+(?=\d{1,2}\)\s)")
DEADLINE = re.compile(r"\s*\bСрок\s*(?:исполнения)?\s*[:–—-]\s*")
RESPONSIBLE = re.compile(r"\s*\b(?:Ответственн\w+|Отв\.|Исполнител\w+)\s*[:–—-]\s*")
DATE = re.compile(r"\b\d{1,2}[.]\d{1,2}[.]\d{4}\b|[«\"]?\d{1,2}[»\"]?\s+[а-я]+\s+\d{4}")
SIGNER = r"[А-ЯЁ]\.\s?[А-ЯЁ]\.\s?[А-ЯЁ][а-яё-]+"
SIGNATURE = re.compile(rf"^(?P<role>\S.*?)(?:\s{{2,}}|\t|\s*_{{2,}}\s*|\s[–—-]\s)(?P<name>{SIGNER})$")
SIGNER_ALONE = re.compile(rf"^{SIGNER}$")
OFFICE = re.compile(
    r"^(?:(?:Первый )?[Зз]аместитель|Председател|(?:Ответственный )?[Сс]екретар|Протокол в[её]л|В[её]л зас)"
)
TWO_COLUMNS = re.compile(r"^(?P<left>\S+(?:\s\S+)?)\s{2,}[–—-]\s+(?P<right>\S.*)$")
SECOND_LINE = re.compile(r"^(?P<left>[А-ЯЁ]\S*(?:\s\S+)?)(?:\s{3,}(?P<right>\S.*))?$")
RULE = re.compile(r"^[_=\-–—\s]+$")

# What opens a part of the minutes, wherever it stands in the line's beginning.
OPENS = [
    ("heard", re.compile(r"^(?:\d{1,2}[.)]\s*)?(?:ПО \w+ ВОПРОСУ\s+)?СЛУШАЛИ\s*:?\s*", re.IGNORECASE)),
    ("spoke", re.compile(r"^(?:\d{1,2}[.)]\s*)?ВЫСТУПИЛИ\s*:?\s*", re.IGNORECASE)),
    ("noted", re.compile(r"^ОТМЕТИЛИ\s*:?\s*", re.IGNORECASE)),
    ("decision", re.compile(r"^(?:РЕШИЛИ|ПОСТАНОВИЛИ|РЕШЕНИЕ)\s*:\s*|^(?:РЕШИЛИ|ПОСТАНОВИЛИ)$", re.IGNORECASE)),
    ("vote", re.compile(r"^(?:ГОЛОСОВАЛИ|(?:РЕЗУЛЬТАТЫ )?ГОЛОСОВАНИ[ЕЯ])\s*:\s*|^ГОЛОСОВАЛИ\s+", re.IGNORECASE)),
]
HEAD = [
    ("time_start", re.compile(r"^Начало\b[^:]*:\s*")),
    ("time_end", re.compile(r"^Окончание\b[^:]*:\s*")),
    ("place", re.compile(r"^Место\b[^:]*:\s*")),
    ("quorum", re.compile(r"^Кворум\s*:\s*")),
    ("chair", re.compile(r"^(?:Председател\w+(?: заседания)?|В[её]л[аи]? заседание)\s*(?::|\s[–—-]\s)\s*")),
    ("secretary", re.compile(r"^(?:Секретарь(?: заседания)?|Протокол в[её]л[аи]?)\s*(?::|\s[–—-]\s)\s*")),
]
PEOPLE = re.compile(
    r"^(?:Присутств\w+|Участв\w+|Члены\b.*|Приглаш[её]н\w*|Отсутств\w+|Онлайн\b.*|Дистанционно\b.*|"
    r"Через представител\w+.*|По доверенност\w+.*|Ответственный секретарь)(?P<more>[^:]{0,80}):\s*(?P<rest>.*)$",
    re.IGNORECASE,
)
AGENDA = re.compile(r"^(?:Повестка(?:\s+(?:дня|заседания))?|Вопросы(?:\s+повестки)?)\s*:?$", re.IGNORECASE)
MODES = (
    (re.compile(r"онлайн|дистанцион|вкс|видео", re.IGNORECASE), "online"),
    (re.compile(r"отсутств", re.IGNORECASE), "absent"),
    (re.compile(r"приглаш", re.IGNORECASE), "invited"),
    (re.compile(r"доверенност|представител", re.IGNORECASE), "proxy"),
    (re.compile(r"очно|лично", re.IGNORECASE), "in_person"),
)
LONG = 600  # characters
MOST_HEAD = 120  # characters of a date's line; a longer one is text that names a date


@dataclass(frozen=True)
class Part:
    """A part of a draft. `text` is what stands there without its label; `item` the agenda number it lies under.

    `source` are the lines [from, to) of the draft it was read from, several parts may share a line.
    """

    kind: str
    text: str
    item: int | None = None
    speaker: str = ""
    number: str = ""
    deadline: str = ""
    responsible: str = ""
    mode: str = ""
    source: tuple[int, int] = (0, 0)


def read_draft(text: str) -> list[Part]:
    """Split a draft into its parts, in their order."""
    reader = _Reader()
    for place, line in enumerate(text.splitlines()):
        reader.read(place, line)
    return reader.finish()


def _plain(line: str) -> str:
    """The line without marks of emphasis and with spaced capitals closed up: «С Л У Ш А Л И» is one word."""
    if len(line) > LONG:  # nobody sets columns in it, and runs of blanks would cost the patterns their time
        line = " ".join(line.split())
    bare = STARS.sub("", HASHES.sub("", line.strip())).strip()
    return SPACED.sub(lambda match: match[0].replace(" ", ""), bare)


class _Reader:
    """Reads line by line; `section` is what an unmarked line belongs to."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.section = "head"
        self.mode = ""
        self.item: int | None = None
        self.titles: dict[int, str] = {}
        self.fresh = False  # a part has been announced and has no text yet
        self.gap = False  # a blank line stands before this one
        self.column = False  # a name in two columns is being read
        self.sections: dict[str, Callable[[int, str], None]] = {
            "head": self._in_head,
            "people": self._in_people,
            "agenda": self._in_agenda,
            "spoke": self._in_spoke,
            "decision": self._in_decision,
            "item": self._under_roman,
        }

    def read(self, place: int, line: str) -> None:
        """Put one line where it belongs."""
        plain = _plain(line)
        if not plain or RULE.match(plain):
            self.gap, self.column = True, False
            return
        if not self._opened(place, plain):
            self.sections.get(self.section, self._in_text)(place, plain)
        self.gap = False

    def finish(self) -> list[Part]:
        """The parts; one common block of decisions is told to its items where there is one for each."""
        made = [_clause(part) if part.kind == "decision" else part for part in self.parts]
        decided = [part for part in made if part.kind == "decision"]
        common = decided and all(part.item is None for part in decided)
        if common and len(decided) == len(self.titles):
            numbers = iter(sorted(self.titles))
            made = [replace(part, item=next(numbers)) if part.kind == "decision" else part for part in made]
        return made

    # --- adding

    def _add(self, kind: str, text: str, place: int, **more: object) -> None:
        item = None if kind in {"item", "person"} else self.item
        part = Part(kind, text.strip(), item=item, source=(place, place + 1))
        self.parts.append(replace(part, **more))  # type: ignore[arg-type]

    def _continue(self, place: int, line: str) -> None:
        """A line that opens nothing goes on with the part before it."""
        if not self.parts:
            self._add("text", line, place)
            return
        last = self.parts[-1]
        between = "\n\n" if self.gap else "\n"
        joined = f"{last.text}{between}{line}" if last.text else line
        self.parts[-1] = replace(last, text=joined, source=(last.source[0], place + 1))

    # --- what opens a part

    def _opened(self, place: int, line: str) -> bool:
        return any(opens(place, line) for opens in (self._marker, self._list, self._heading, self._signed))

    def _marker(self, place: int, line: str) -> bool:
        for kind, pattern in OPENS:
            match = pattern.match(line)
            if match:
                self._open(kind, place, line, match)
                return True
        return False

    def _open(self, kind: str, place: int, line: str, match: re.Match[str]) -> None:
        number = NUMBERED.match(line)
        if number and number["no"].isdigit() and kind == "heard":
            self.item = int(number["no"])
        rest = line[match.end() :].strip()
        if kind == "decision" and self.section in {"heard", "spoke"} and not rest and self._is_common():
            self.item = None
        self.section = kind
        if kind == "spoke" and rest:
            self._speeches(place, rest)
        elif kind == "decision" and rest:
            self._decisions(place, rest)
        elif rest:
            self._add(kind, rest, place)
        self.fresh = not rest

    def _is_common(self) -> bool:
        """Whether «Решили» stands once for the whole: nothing was decided before, and the last item is open."""
        decided = any(part.kind == "decision" for part in self.parts)
        return not decided and len(self.titles) > 1 and self.item == max(self.titles)

    def _list(self, place: int, line: str) -> bool:
        if AGENDA.match(line):
            self.section = "agenda"
            self._add("title", line, place)
            return True
        match = PEOPLE.match(line) if self.section in {"head", "people"} else None
        if match is None:
            return False
        self.section, self.mode = "people", _mode(line.partition(":")[0], self.mode)
        self._add("title", line.partition(":")[0] + ":", place)
        for person in filter(None, re.split(r";\s*", match["rest"])):
            self._add("person", person.rstrip("."), place, mode=self.mode)
        return True

    def _heading(self, place: int, line: str) -> bool:
        """A heading of an item in the body: one of the printed agenda, or a Roman one where none is printed."""
        match = ITEM.match(line)
        if match is None or self.section == "agenda":
            return self._from_agenda(place, line)
        number = ROMAN.get(match["no"]) or (int(match["no"]) if match["no"].isdigit() else 0)
        title, who = _title(match["rest"])
        known = self.titles.get(number)
        if known is not None and _same(known, title):
            self._go_to(number, place, line, who)
            return True
        if match["no"] in ROMAN and not self._printed():
            self._add("item", title, place, item=number, speaker=who)
            self.titles[number] = title
            self.item, self.section = number, "item"
            return True
        if self.section in {"decision", "vote"} and number == (self.item or 0) + 1 and number in self.titles:
            return self._told_at_once(number, place, match["rest"])
        return self._first_told(number, place, match["rest"])

    def _printed(self) -> bool:
        return any(part.kind == "title" and AGENDA.match(part.text) for part in self.parts)

    def _first_told(self, number: int, place: int, rest: str) -> bool:
        """«1. Титулов Г.А. представил сводку»: after the agenda the number alone names the item."""
        if self.section == "after_agenda" and number in self.titles:
            return self._told_at_once(number, place, rest)
        return False

    def _told_at_once(self, number: int, place: int, rest: str) -> bool:
        if not re.match(NAME, rest):
            return False
        self.item, self.section = number, "heard"
        self._add("heard", rest, place)
        return True

    def _go_to(self, number: int, place: int, line: str, who: str) -> None:
        """A repeated heading names the reporter at most; it is kept as the heading it is."""
        self.item, self.section = number, "heard"
        self._add("title", line, place)
        for n, part in enumerate(self.parts):
            if part.kind == "item" and part.item == number and who and not part.speaker:
                self.parts[n] = replace(part, speaker=who)
        self.fresh = True

    def _from_agenda(self, place: int, line: str) -> bool:
        """The numbering begins anew with the first title: the agenda is over and its items are taken up."""
        match = ITEM.match(line)
        if match is None or self.section != "agenda" or not match["no"].isdigit():
            return False
        number, (title, who) = int(match["no"]), _title(match["rest"])
        if number in self.titles and _same(self.titles[number], title):
            self._go_to(number, place, line, who)
            return True
        if number in self.titles:
            self.section = "after_agenda"
            return self._first_told(number, place, match["rest"])
        return False

    def _signed(self, place: int, line: str) -> bool:
        """A line of the signatures: office and name together, or one below the other."""
        if self.section in {"head", "people", "agenda"}:
            return False
        whole, office = SIGNATURE.match(line), OFFICE.match(line)
        open_role = self._open_role()
        if whole and (open_role or office or self.gap or self.section == "end"):
            self._sign(place, whole["role"], whole["name"])
        elif SIGNER_ALONE.match(line) and open_role:
            self._sign(place, "", line)
        elif office and len(line) < MOST_HEAD and not line.endswith((".", ";", ":")) and self.gap:
            self._add("signature", line, place, item=None)
        elif open_role and not line.endswith("."):
            self._sign(place, line, "")
        else:
            return False
        self.section = "end"
        return True

    def _open_role(self) -> bool:
        """Whether an office stands there whose name is still to come."""
        return bool(self.parts) and self.parts[-1].kind == "signature" and " – " not in self.parts[-1].text

    def _sign(self, place: int, role: str, name: str) -> None:
        start = place
        if self._open_role():
            before = self.parts.pop()
            role, start = f"{before.text} {role}".strip(), before.source[0]
        text = f"{role.strip()} – {name}" if name else role.strip()
        self.parts.append(Part("signature", text, source=(start, place + 1)))

    # --- lines that open nothing

    def _under_roman(self, place: int, line: str) -> None:
        """Under a Roman heading: reporters in brackets, then decisions that no word announces."""
        last = self.parts[-1]
        who = re.fullmatch(r"\((?P<who>[^()]+)\)", line)
        if who and last.kind == "item":
            self.parts[-1] = replace(last, speaker=who["who"], source=(last.source[0], place + 1))
        elif NUMBERED.match(line):
            self.section = "decision"
            self._decisions(place, line)
        elif last.kind == "item" and not self.gap:
            self.parts[-1] = replace(last, text=f"{last.text} {line}", source=(last.source[0], place + 1))
        else:
            self.section = "heard"
            self._add("heard", line, place)

    def _in_text(self, place: int, line: str) -> None:
        """What was heard, noted or voted: the first line begins it, the others go on."""
        if self.fresh and self.section in {"heard", "noted", "vote"}:
            self._add(self.section, line, place)
        else:
            self._continue(place, line)
        self.fresh = False

    def _in_head(self, place: int, line: str) -> None:
        for kind, pattern in HEAD:
            match = pattern.match(line)
            if match:
                self._add(kind, line[match.end() :] or line, place)
                return
        if self.parts and self.parts[-1].kind == "chair" and not self.gap:
            last = self.parts[-1]
            self.parts[-1] = replace(last, text=f"{last.text} {line}", source=(last.source[0], place + 1))
        elif re.match(r"^г\.\s?[А-ЯЁ]", line) and len(line) < MOST_HEAD:
            self._add("place", line, place)
        elif DATE.search(line) and len(line) < MOST_HEAD:
            self._add("date", line, place)
        else:
            self._add("title", line, place)

    def _in_people(self, place: int, line: str) -> None:
        for kind, pattern in HEAD:
            match = pattern.match(line)
            if match and kind in {"quorum", "time_start", "time_end", "place"}:
                self._add(kind, line[match.end() :], place)
                return
        columns = TWO_COLUMNS.match(line)
        if columns and len(columns["left"].split()) == 1:
            self.column = True
            self._add("person", f"{columns['left']}, {columns['right']}", place, mode=self.mode)
        elif self.column:
            self._second_column(place, line)
        elif match := NUMBERED.match(line):
            self._add("person", match["rest"].rstrip(".;"), place, mode=self.mode)
        elif self.parts[-1].kind == "person" and not self.parts[-1].text.endswith((";", ".")) and not self.gap:
            self._continue(place, line)
        else:
            self._add("person", line.rstrip(".;"), place, mode=self.mode)

    def _second_column(self, place: int, line: str) -> None:
        """«Тамара Геннадьевна      энергетический колледж»: the name's rest at the left, the post's at the right."""
        last = self.parts[-1]
        name, _comma, post = last.text.partition(", ")
        match = SECOND_LINE.match(line)
        if match and len(name.split()) == 1 and re.match(r"^[А-ЯЁ][а-яё]+\s+[А-ЯЁ][а-яё]+$", match["left"]):
            name, more = f"{name} {match['left']}", match["right"] or ""
        else:
            more = line
        self.parts[-1] = replace(last, text=f"{name}, {post} {more}".strip(), source=(last.source[0], place + 1))

    def _in_agenda(self, place: int, line: str) -> None:
        reporter = re.match(r"^Докладчики?\s*[:–—-]\s*(?P<who>.+)$", line)
        last = self.parts[-1]
        if reporter and last.kind == "item":
            self.parts[-1] = replace(last, speaker=reporter["who"], source=(last.source[0], place + 1))
            return
        match = NUMBERED.match(line)
        if match and match["no"].isdigit() and int(match["no"]) not in self.titles:
            title, who = _title(match["rest"])
            self.titles[int(match["no"])] = title
            self._add("item", title, place, item=int(match["no"]), speaker=who)
        elif last.kind == "item" and not self.gap:
            title, who = _title(f"{last.text} {line}")
            self.titles[last.item or 0] = title
            self.parts[-1] = replace(last, text=title, speaker=who or last.speaker, source=(last.source[0], place + 1))
        else:
            self._add("text", line, place)

    def _in_spoke(self, place: int, line: str) -> None:
        self._speeches(place, line)

    def _speeches(self, place: int, line: str) -> None:
        for said in NEXT_SPEAKER.split(line):
            match = SPEAKER.match(said)
            if match:
                self._add("spoke", match["text"], place, speaker=match["who"])
            elif self.parts and self.parts[-1].kind == "spoke":
                self._continue(place, said)
            else:
                self._add("spoke", said, place)

    def _in_decision(self, place: int, line: str) -> None:
        if NUMBERED.match(line) or not self._goes_on(line):
            self._decisions(place, line)
        else:
            last = self.parts[-1]
            own_line = "\n" if re.match(r"^(?:[а-я]\)|[–—-])\s", line) else " "
            self.parts[-1] = replace(last, text=f"{last.text}{own_line}{line}", source=(last.source[0], place + 1))

    def _goes_on(self, line: str) -> bool:
        """Whether the line goes on with the decision before it."""
        if not self.parts or self.parts[-1].kind != "decision":
            return False
        return not self.gap or bool(DEADLINE.match(line) or RESPONSIBLE.match(line) or line[:1].islower())

    def _decisions(self, place: int, line: str) -> None:
        for clause in INLINE_DECISION.split(line):
            match = NUMBERED.match(clause)
            number, text = (match["no"], match["rest"]) if match else ("", clause)
            self._add("decision", text, place, number=number)


def _mode(heading: str, before: str) -> str:
    if heading.lower().startswith(("члены", "ответственный секретарь")):
        return before or "present"
    return next((mode for pattern, mode in MODES if pattern.search(heading)), "present")


def _title(text: str) -> tuple[str, str]:
    """An item's title and its reporters: «О плане (Титулов Г.А.)», «О плане. Докладывает Титулов Г.А.»."""
    for pattern in (BRACKETS, REPORTER):
        match = pattern.search(text)
        if match:
            return text[: match.start()].strip().rstrip("."), match["who"].strip().rstrip(".")
    return text.strip().rstrip("."), ""


def _same(known: str, title: str) -> bool:
    """Whether a heading repeats a title of the agenda; either may be cut short."""
    one, two = (" ".join(re.findall(r"\w+", text.casefold())) for text in (known, title))
    return bool(one and two) and (one == two or one.startswith(two) or two.startswith(one))


def _clause(part: Part) -> Part:
    """A decision with its deadline and its responsible people told from its wording."""
    text, deadline, responsible = part.text, "", ""
    found = RESPONSIBLE.search(text)
    if found:
        text, responsible = text[: found.start()], text[found.end() :]
    found = DEADLINE.search(text)
    if found:
        text, deadline = text[: found.start()], text[found.end() :]
    elif (late := DEADLINE.search(responsible)) is not None:
        responsible, deadline = responsible[: late.start()], responsible[late.end() :]
    return replace(part, text=text.strip(), deadline=_bare(deadline), responsible=_bare(responsible))


def _bare(text: str) -> str:
    text = text.strip()
    return text.removesuffix(".") if not re.search(r"(?:[А-ЯЁ]|г)\.$", text) else text


def words_of(parts: list[Part]) -> Iterator[str]:
    """Every word that stands in the parts: what a test holds against the draft."""
    for part in parts:
        for text in (part.text, part.speaker, part.number, part.deadline, part.responsible):
            yield from re.findall(r"[^\W_]+", text)
