"""A table as a file to download."""

from collections.abc import Iterable, Sequence

from django.http import HttpResponse

from consultations.disclosure import Hidden
from consultations.exports.sheets import to_csv

_NOTES = {Hidden.FEW: "fewer_than_5", Hidden.KEPT_BACK: "not_published"}


def file_of(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    response = HttpResponse(to_csv(header, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def with_note(value: int | Hidden) -> tuple[object, str]:
    """A cell that is not published is empty, which is not zero, and a code beside it says why."""
    return ("", _NOTES[value]) if isinstance(value, Hidden) else (value, "")
