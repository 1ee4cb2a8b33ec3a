"""A draft plan as a Word file: headings, paragraphs, lists and tables as Markdown, the rest named."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from unicodedata import normalize
from xml.etree.ElementTree import ParseError

import docx
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from docx.oxml.ns import qn

from consultations.importers.documents.sections import Block, Manuscript, assemble
from consultations.importers.limits import UnreadableFileError

MOST_BYTES = 20 * 1024 * 1024
MOST_PARTS = 2_000
MOST_UNPACKED_BYTES = 120 * 1024 * 1024
MOST_XML_BYTES = 15 * 1024 * 1024
"""Of one part that is parsed; pictures are only counted."""
MOST_PACKED_TIMES = 100
LARGE = 512 * 1024
MOST_BLOCKS = 10_000
_ENCRYPTED = 0x1
_HEADING = re.compile(r"^(?:heading|見出し)\s*([1-9])$", re.IGNORECASE)
_SPECIAL = re.compile(r"([\\`*_\[\]<>|])")
_LEADING = re.compile(r"^(\s*)([#+-]|\d+[.)])(?=\s|$)")
_BROKEN = (
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    ParseError,
    zipfile.BadZipFile,
    OSError,
    SyntaxError,
)
_SKIPPED = {qn("w:txbxContent"), qn("w:rt"), qn("w:del"), qn("w:moveFrom")}
_TOO_LARGE = _("The Word file is too large when unpacked.")
_DAMAGED = _("The Word file is damaged or not a .docx file.")


def read_word(content: bytes) -> Manuscript:
    _refuse_unsafe(content)
    try:
        return _Reader(docx.Document(io.BytesIO(content))).read()
    except _BROKEN as error:
        raise UnreadableFileError(_DAMAGED) from error


def _refuse_unsafe(content: bytes) -> None:
    if len(content) > MOST_BYTES:
        raise UnreadableFileError(_("The Word file is larger than 20 MB."))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            _refuse_bombs(members)
            kinds = archive.read("[Content_Types].xml")
            body = archive.read("word/document.xml")
    except (KeyError, zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError) as error:
        raise UnreadableFileError(_DAMAGED) from error
    if b"macroEnabled" in kinds or any("vbaproject" in member.filename.lower() for member in members):
        raise UnreadableFileError(_("The Word file holds macros. Save it as .docx without macros."))
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise UnreadableFileError(_DAMAGED)


def _refuse_bombs(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_PARTS or sum(member.file_size for member in members) > MOST_UNPACKED_BYTES:
        raise UnreadableFileError(_TOO_LARGE)
    for member in members:
        if member.flag_bits & _ENCRYPTED:
            raise UnreadableFileError(_("The Word file is encrypted."))
        is_parsed = member.filename.endswith((".xml", ".rels"))
        packed = max(member.compress_size, 1)
        is_dense = member.file_size > LARGE and member.file_size > packed * MOST_PACKED_TIMES
        if is_dense or (is_parsed and member.file_size > MOST_XML_BYTES):
            raise UnreadableFileError(_TOO_LARGE)


@dataclass
class _Seen:
    pictures: list[str] = field(default_factory=list)
    boxes: int = 0
    notes: int = 0

    def in_words(self) -> list[str]:
        said = []
        if self.pictures:
            count = len(self.pictures)
            words = ngettext("%(count)s picture: %(names)s", "%(count)s pictures: %(names)s", count)
            said.append(words % {"count": count, "names": "、".join(self.pictures)})
        if self.boxes:
            words = ngettext("%(count)s text box", "%(count)s text boxes", self.boxes)
            said.append(words % {"count": self.boxes})
        if self.notes:
            words = ngettext("%(count)s footnote", "%(count)s footnotes", self.notes)
            said.append(words % {"count": self.notes})
        return said


class _Reader:
    def __init__(self, document: Any) -> None:
        self._document = document
        self._body = document.element.body
        self._styles = {style.style_id: style for style in document.styles}
        self._bullets = _bullets(document)
        self._seen = _Seen()
        self._title = ""

    def read(self) -> Manuscript:
        blocks = list(self._blocks())
        return assemble(self._title, blocks, self._seen.in_words())

    def _blocks(self) -> Iterator[Block]:
        listed: list[str] = []
        start = row = 0
        for element in self._body.iterchildren():
            if element.tag not in {qn("w:p"), qn("w:tbl")}:
                continue
            row += 1
            if row > MOST_BLOCKS:
                raise UnreadableFileError(_("The Word file has more than 10,000 paragraphs."))
            self._count(element, row)
            item = self._list_item(element) if element.tag == qn("w:p") else ""
            if item:
                start = start or row
                listed.append(item)
                continue
            if listed:
                yield Block(start, "\n".join(listed))
                listed, start = [], 0
            yield from self._block(element, row)
        if listed:
            yield Block(start, "\n".join(listed))

    def _block(self, element: Any, row: int) -> Iterator[Block]:
        if element.tag == qn("w:tbl"):
            yield Block(row, _table(element))
            return
        text = _words(element).strip()
        name = self._style_name(element)
        if name == "title" and not self._title:
            self._title = " ".join(text.split())
            return
        level = self._level(element, name)
        if level:
            yield Block(row, " ".join(text.split()), level)
        elif text:
            yield Block(row, _escaped(text))

    def _style_name(self, paragraph: Any) -> str:
        style = self._styles.get(_value(paragraph, "w:pPr/w:pStyle"))
        return normalize("NFKC", str(style.name or "")).strip().lower() if style is not None else ""

    def _level(self, paragraph: Any, name: str) -> int:
        found = _HEADING.match(name)
        if found:
            return int(found[1])
        style = self._styles.get(_value(paragraph, "w:pPr/w:pStyle"))
        own = _value(paragraph, "w:pPr/w:outlineLvl")
        inherited = _value(style.element, "w:pPr/w:outlineLvl") if style is not None else ""
        outline = own or inherited
        return int(outline) + 1 if outline.isdecimal() and int(outline) < 9 else 0

    def _list_item(self, paragraph: Any) -> str:
        """The paragraph as a line of a list; empty when it is none."""
        name = self._style_name(paragraph)
        number = _value(paragraph, "w:pPr/w:numPr/w:numId")
        is_listed = name.startswith(("list bullet", "list number")) or (number and number != "0")
        if not is_listed or self._level(paragraph, name):
            return ""
        depth = _value(paragraph, "w:pPr/w:numPr/w:ilvl") or "0"
        is_bullet = name.startswith("list bullet") or (number in self._bullets and "number" not in name)
        words = " ".join(_words(paragraph).split())
        mark = "-" if is_bullet else "1."
        indent = "   " * min(int(depth) if depth.isdecimal() else 0, 5)
        return f"{indent}{mark} {_escaped(words)}" if words else ""

    def _count(self, element: Any, row: int) -> None:
        for drawn in element.iter(qn("wp:docPr")):
            name = drawn.get("descr") or drawn.get("name") or gettext("without a name")
            self._seen.pictures.append(
                gettext("%(name)s (paragraph %(row)s)") % {"name": name[:60], "row": row}
            )
        for _drawn in element.iter(qn("w:pict")):
            name = gettext("without a name")
            self._seen.pictures.append(gettext("%(name)s (paragraph %(row)s)") % {"name": name, "row": row})
        self._seen.boxes += sum(1 for _box in element.iter(qn("w:txbxContent")))
        self._seen.notes += sum(1 for _note in element.iter(qn("w:footnoteReference")))


def _bullets(document: Any) -> set[str]:
    """The lists whose first level is marked by a sign and not counted."""
    try:
        numbering = document.part.numbering_part.element
    except (KeyError, NotImplementedError):
        return set()
    signs = {
        one.get(qn("w:abstractNumId")): _value(one, "w:lvl/w:numFmt")
        for one in numbering.iterchildren(qn("w:abstractNum"))
    }
    return {
        str(one.get(qn("w:numId")))
        for one in numbering.iterchildren(qn("w:num"))
        if signs.get(_value(one, "w:abstractNumId")) == "bullet"
    }


def _value(element: Any, path: str) -> str:
    """The `w:val` of the first element at the path."""
    found = element
    for step in path.split("/"):
        found = found.find(qn(step))
        if found is None:
            return ""
    return str(found.get(qn("w:val")) or "")


def _words(element: Any) -> str:
    """What a reader sees: inserted text, not deleted text, no readings above characters, no text boxes."""
    return "".join(_pieces(element))


def _pieces(element: Any) -> Iterator[str]:
    for child in element.iterchildren():
        if child.tag in _SKIPPED:
            continue
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag in {qn("w:br"), qn("w:cr")}:
            yield "\n"
        elif child.tag == qn("w:tab"):
            yield " "
        else:
            yield from _pieces(child)


def _table(table: Any) -> str:
    """A Markdown table whose first row is the header; joined cells repeat nothing."""
    rows = []
    for row in table.iterchildren(qn("w:tr")):
        cells: list[str] = []
        for cell in row.iterchildren(qn("w:tc")):
            words = " ".join(" ".join(_words(one) for one in cell.iterchildren(qn("w:p"))).split())
            width = _value(cell, "w:tcPr/w:gridSpan")
            cells += [_escaped(words), *[""] * (int(width) - 1 if width.isdecimal() else 0)]
        rows.append(cells)
    if not rows:
        return ""
    columns = max(len(cells) for cells in rows)
    lines = [f"| {' | '.join([*cells, *[''] * (columns - len(cells))])} |" for cells in rows]
    return "\n".join([lines[0], f"|{' --- |' * columns}", *lines[1:]])


def _escaped(text: str) -> str:
    """So that Markdown shows the signs instead of obeying them."""
    lines = (_LEADING.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", line)) for line in text.split("\n"))
    return "  \n".join(lines)
