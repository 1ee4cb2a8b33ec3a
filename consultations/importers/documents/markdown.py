"""A draft plan as plain text with Markdown headings."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from consultations.importers.documents.sections import Block, Manuscript, assemble
from consultations.importers.limits import UnreadableFileError

MOST_BYTES = 2 * 1024 * 1024
_HEADING = re.compile(r"^ {0,3}(?P<marks>#{1,6})(?:[ \t　]+(?P<words>.*?))?(?:[ \t]+#+)?[ \t]*$")
_FENCE = re.compile(r"^ {0,3}(```|~~~)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def decode(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise UnreadableFileError(_("The text is larger than 2 MB."))
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFileError(_("The characters of the file are neither UTF-8 nor Shift_JIS."))


def read_text(text: str) -> Manuscript:
    """One `#` heading at the top is the title of the plan; every other heading begins a section."""
    if _CONTROL.search(text):
        raise UnreadableFileError(_("There is a character that cannot be shown or stored."))
    blocks = list(_blocks(text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")))
    headings = [block for block in blocks if block.level]
    title = ""
    if len(headings) > 1 and headings[0].level == 1 and all(one.level > 1 for one in headings[1:]):
        title = headings[0].text.strip()
        blocks.remove(headings[0])
    return assemble(title, blocks, joint="\n")


def _blocks(text: str) -> Iterator[Block]:
    """Line by line: what is fenced is text, whatever it looks like."""
    is_fenced = False
    for row, line in enumerate(text.split("\n"), start=1):
        if _FENCE.match(line):
            is_fenced = not is_fenced
        found = None if is_fenced or len(line) > 1_000 else _HEADING.match(line)
        if found:
            yield Block(row, (found["words"] or "").strip(), len(found["marks"]))
        else:
            yield Block(row, line)
