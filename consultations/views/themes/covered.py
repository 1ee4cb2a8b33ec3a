"""Words of opinions on public pages of themes, without the personal data that people decided to hide."""

from collections.abc import Sequence
from typing import Any

from consultations.models import Membership, PersonalFinding
from consultations.views.themes.reading import ThemeRow


def quotations(rows: Sequence[ThemeRow]) -> None:
    """Covers what the rows quote."""
    quoted = [one for row in rows for one in row.quotations]
    covers = PersonalFinding.objects.all().covers({one.revision_id for one in quoted})
    for one in quoted:
        one.quoted = covers.piece(one.revision_id, one.quoted, one.start)


def beginnings(page: Any) -> Any:
    """Covers what a page of a list shows of each text."""
    listed: list[Membership] = list(page.object_list)
    covers = PersonalFinding.objects.all().covers([one.revision_id for one in listed])
    for one in listed:
        one.beginning = covers.piece(one.revision_id, one.beginning)
    page.object_list = listed
    return page
