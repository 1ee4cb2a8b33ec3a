"""Excel files made on the spot."""

import io
from datetime import date

from openpyxl import Workbook


def excel(*rows: tuple[str | int | float | date | None, ...]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
