"""A draft of an agreement as people make it in Word. Everybody in it is invented, and it says so."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph

LIST = "77"  # the number of our multi-level list
TITLE = "СОГЛАШЕНИЕ о взаимодействии участников учебного кластера (учебный пример)"
INSERTED = ", в том числе дистанционно"
DELETED = " и телеграммами"
# «#» is a section, «=» a clause, «+» a sub-clause, «-» an item of a list, «|» a row of a table.
LINES = """
# Предмет Соглашения
= Стороны взаимодействуют при подготовке кадров для выдуманных предприятий учебного кластера.
= Соглашение не создаёт юридического лица и не влечёт финансовых обязательств Сторон.
# Направления взаимодействия
= Стороны взаимодействуют по следующим направлениям:
- практика и стажировки обучающихся;
- повышение квалификации преподавателей;
- совместные мероприятия.
= План мероприятий утверждается Координационным советом в соответствии с п. 2.1 настоящего Соглашения.
= Стороны обмениваются сведениями по пунктам 2.1 и 2.2:
+ о числе обучающихся;
+ о местах практики.
# Права и обязанности Сторон
= Каждая Сторона вправе предлагать мероприятия по направлениям, указанным в пункте 2.1.
= Каждая Сторона назначает ответственное лицо и сообщает о нём остальным.
= Сроки, которых придерживаются Стороны, указаны в таблице.
| Что делается | Срок | Кто отвечает
| Предложения в план | до 1 марта | каждая Сторона
| Отчёт | до 1 декабря | секретарь
= Персональные данные обрабатываются по статье 6 Федерального закона «О персональных данных».
# Порядок взаимодействия
= Стороны проводят совещания не реже двух раз в год.
= Решения совещаний оформляются протоколом; споры решаются по разделу 6.
# Срок действия и изменения
= Соглашение действует пять лет со дня подписания первыми двумя Сторонами.
= Изменения вносятся в письменной форме; о них сообщают по правилам п. 4.1.
= Новая Сторона присоединяется на условиях пункта 9.9.
# Заключительные положения
= Споры решаются переговорами.
= Соглашение составлено в электронной форме.
# Реквизиты и подписи Сторон
""".strip().splitlines()


def saved(document: Any) -> bytes:
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def png() -> bytes:
    """A grey picture of eight by eight dots."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = zlib.compress((b"\0" + b"\x80" * 8) * 8)
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def add_numbering(document: Any, *patterns: str, listed: str = LIST, formats: tuple[str, ...] = ()) -> None:
    """A multi-level list such as «%1.», «%1.%2.»."""
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{pattern}"/></w:lvl>'
        for at, (pattern, kind) in enumerate(zip(patterns, formats or ("decimal",) * len(patterns), strict=True))
    )
    root = document.part.numbering_part.element
    root.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{listed}">{levels}</w:abstractNum>'))
    link = f'<w:num {nsdecls("w")} w:numId="{listed}"><w:abstractNumId w:val="{listed}"/></w:num>'
    root.append(parse_xml(link))


def number(paragraph: Paragraph, level: int, listed: str = LIST) -> Paragraph:
    """Let Word number the paragraph; level 0 is «1.»."""
    properties = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{listed}"/></w:numPr>'
    paragraph._p.get_or_add_pPr().append(parse_xml(properties))
    return paragraph


def tracked(paragraph: Paragraph, kind: str, text: str) -> None:
    """Put text to the paragraph as a tracked change: "ins" or "del"."""
    holds = "delText" if kind == "del" else "t"
    said = f'<w:{holds} xml:space="preserve">{text}</w:{holds}>'
    about = 'w:id="1" w:author="Учебный пример" w:date="2021-05-17T10:00:00Z"'
    paragraph._p.append(parse_xml(f"<w:{kind} {nsdecls('w')} {about}><w:r>{said}</w:r></w:{kind}>"))


def agreement_docx() -> bytes:
    """A draft with automatic numbers, a table, a picture, a tracked insertion and a tracked deletion.

    Seven sections (the last are the signatures), 16 clauses, two sub-clauses; п. 9.9 is not there.
    """
    document = docx.Document()
    add_numbering(document, "%1.", "%1.%2.", "%1.%2.%3.")
    document.add_paragraph("СОГЛАШЕНИЕ", style="Title")
    document.add_paragraph(TITLE.partition(" ")[2], style="Title")
    document.add_paragraph("г. Томск\t«__» ________ 2021 г.")
    document.add_paragraph(
        "Организация «Учебный пример 1» и Организация «Учебный пример 2», далее – Стороны, заключили настоящее "
        "Соглашение о нижеследующем:"
    )
    for line in LINES:
        _add(document, line[0], line[2:])
    document.add_picture(io.BytesIO(png()))
    document.add_paragraph("Организация «Учебный пример 1» ______________ А.А. Выдуманный")
    document.add_paragraph("Организация «Учебный пример 2» ______________ Б.Б. Придуманная")
    return saved(document)


def _add(document: Any, sign: str, text: str) -> None:
    if sign == "|":
        _add_row(document, text.split(" | "))
        return
    style = {"#": "Heading 1", "-": "List Bullet"}.get(sign)
    made = document.add_paragraph(text, style=style)
    if sign in "#=+":
        number(made, "#=+".index(sign))
    if text.startswith("Стороны проводят совещания"):
        tracked(made, "ins", INSERTED)
        tracked(made, "del", DELETED)


def _add_row(document: Any, cells: list[str]) -> None:
    """To the table that ends the document, else to a new one."""
    last = document.element.body.findall(qn("w:tbl"))
    table = document.tables[-1] if last else document.add_table(rows=0, cols=len(cells))
    for cell, text in zip(table.add_row().cells, cells, strict=True):
        cell.text = text
