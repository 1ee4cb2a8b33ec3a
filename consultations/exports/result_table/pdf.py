"""The table and its annex as PDF. Written in parts that are joined, so that memory stays within bounds."""

import hashlib
import io
from collections.abc import Iterator
from typing import BinaryIO

import pikepdf
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from consultations.exports.result_table import tables
from consultations.exports.result_table.content import Content, Original
from consultations.exports.result_table.tables import Step
from consultations.exports.sheets import printable

try:
    import weasyprint
except OSError:  # the Debian package libpango-1.0-0 and its companions are missing
    weasyprint = None

STYLE = "consultations/result_print.css"
_FOLDER = "consultations/answering/print"
ROWS_AT_ONCE = 100
ORIGINALS_AT_ONCE = 500
MOST_TOGETHER = 600


def can_write() -> bool:
    return weasyprint is not None


def write(file: BinaryIO, content: Content, step: Step) -> None:
    with pikepdf.new() as whole:
        for page in pages(content, step):
            with pikepdf.open(io.BytesIO(_pdf(page, len(whole.pages)))) as part:
                whole.pages.extend(part.pages)
        share_fonts(whole)
        whole.docinfo["/Title"] = content.title
        whole.Root.Lang = pikepdf.String("ja-JP")
        whole.save(file, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def share_fonts(whole: pikepdf.Pdf) -> None:
    """Keep one of the fonts that are the same in several parts: those that stay whole have 5 MB each."""
    kept: dict[bytes, pikepdf.Object] = {}
    for one in whole.objects:
        if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor":
            for name in {"/FontFile2", "/FontFile3"} & set(one.keys()):
                digest = hashlib.sha256(one[name].read_raw_bytes()).digest()
                one[name] = kept.setdefault(digest, one[name])


def pages(content: Content, step: Step) -> Iterator[str]:
    """What is small goes into one document: each one costs the making of its fonts."""
    parts: list[str] = []
    together = 0
    for part, weight in _parts(content, step):
        if parts and together + weight > MOST_TOGETHER:
            yield _document(content, parts)
            parts, together = [], 0
        parts.append(part)
        together += weight
    yield _document(content, parts)


def _parts(content: Content, step: Step) -> Iterator[tuple[str, int]]:
    """Each part of the text, and how much it is."""
    yield _part("cover", content), 1
    lines = [*map(tables.cells, content.rows), *tables.closing(content)]
    for start in range(0, len(lines), ROWS_AT_ONCE):
        piece = [[_cell(value) for value in line] for line in lines[start : start + ROWS_AT_ONCE]]
        yield _part("table", content, head=tables.header(), lines=piece, is_first=start == 0), len(piece)
    done = 0
    for originals in _pieces(content.originals()):
        yield _part("annex", content, originals=originals, is_first=done == 0), len(originals)
        done += len(originals)
        step(done)


def _pieces(originals: Iterator[Original]) -> Iterator[list[Original]]:
    piece: list[Original] = []
    for one in originals:
        piece.append(one)
        if len(piece) == ORIGINALS_AT_ONCE:
            yield piece
            piece = []
    if piece:
        yield piece


def _part(name: str, content: Content, **more: object) -> SafeString:
    return SafeString(printable(render_to_string(f"{_FOLDER}/{name}.html", {"content": content, **more})))


def _document(content: Content, parts: list[str]) -> str:
    return printable(render_to_string(f"{_FOLDER}/base.html", {"content": content, "parts": parts}))


def _cell(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


def _pdf(page: str, pages_before: int) -> bytes:
    # Writing a PDF asks nobody for anything: what the page needs stands in it.
    inside = weasyprint.urls.URLFetcher(allowed_protocols={"data"}, allow_redirects=False)
    style = f"{_style()}\n@page :first {{ counter-reset: page {pages_before + 1}; }}"
    sheet = weasyprint.CSS(string=style, url_fetcher=inside)
    return bytes(weasyprint.HTML(string=page, url_fetcher=inside).write_pdf(stylesheets=[sheet]))


def _style() -> str:
    path = finders.find(STYLE)
    assert isinstance(path, str)  # noqa: S101 - the file is part of the product
    with open(path, encoding="utf-8") as file:  # noqa: PTH123
        return file.read()
