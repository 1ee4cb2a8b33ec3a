"""Word files made for the tests, also such as no Word would make."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn


def word(write: Callable[[Any], None]) -> bytes:
    document = docx.Document()
    write(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def a_plan(document: Any) -> None:
    document.add_paragraph("汐見市みどりの計画（素案）", style="Title")
    document.add_heading("背景", 1)
    document.add_paragraph("木陰が足りません。*大事*です。")
    document.add_heading("取組み", 1)
    document.add_heading("木を植える", 2)
    for words in ("海沿いの道", "学校の庭"):
        document.add_paragraph(words, style="List Bullet")
    document.add_paragraph("数える", style="List Number")
    table = document.add_table(rows=2, cols=2)
    for row, cells in zip(table.rows, (("年度", "本数"), ("2027", "100|予定")), strict=True):
        for cell, words in zip(row.cells, cells, strict=True):
            cell.text = words


def with_a_picture(document: Any) -> None:
    a_plan(document)
    run = document.add_paragraph("図のとおりです。").add_run()
    drawing = OxmlElement("w:drawing")
    named = OxmlElement("wp:docPr")
    named.set("name", "図1")
    named.set("descr", "植える場所の地図")
    drawing.append(named)
    run._r.append(drawing)


def with_tracked_changes(document: Any) -> None:
    document.add_heading("見直し", 1)
    paragraph = document.add_paragraph("本数は")
    for tag, inner, words in (("w:ins", "w:t", "100本"), ("w:del", "w:delText", "50本")):
        mark, run, text = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(inner)
        text.text = words
        text.set(qn("xml:space"), "preserve")
        run.append(text)
        mark.append(run)
        paragraph._p.append(mark)


def repacked(content: bytes, **parts: bytes) -> bytes:
    """The same file with parts added or replaced; `__` stands for a slash, `_dot_` for a dot."""
    names = {name.replace("__", "/").replace("_dot_", "."): body for name, body in parts.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            if member.filename not in names:
                new.writestr(member.filename, old.read(member))
        for name, body in names.items():
            new.writestr(name, body)
    return out.getvalue()
