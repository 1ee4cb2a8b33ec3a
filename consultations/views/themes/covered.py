"""Words of opinions on public pages of themes, without the personal data that people decided to hide."""

from dataclasses import replace
from typing import Any

from consultations.models import AnalysisRun, Membership, PersonalFinding
from consultations.models.personal import Covers
from consultations.views.themes.reading import ThemeRow
from consultations.views.themes.tree import Branch


def covers_in(run: AnalysisRun) -> Covers:
    return PersonalFinding.objects.all().covers_in(run)


def rows(found: list[ThemeRow], covers: Covers) -> list[ThemeRow]:
    """Covers what the rows quote, and what their names and telling words were made of."""
    return [
        replace(
            row,
            label=covers.label(row.label),
            terms=covers.terms(row.terms),
            quotations=[
                one._replace(quoted=covers.piece(one.revision, one.quoted, one.start))
                for one in row.quotations
            ],
        )
        for row in found
    ]


def branches(found: list[Branch], covers: Covers) -> list[Branch]:
    """Families are named by the words of opinions, too."""
    return [replace(branch, label=covers.label(branch.label)) for branch in found]


def beginnings(page: Any, covers: Covers) -> Any:
    """Covers what a page of a list shows of each text."""
    listed: list[Membership] = list(page.object_list)
    for one in listed:
        one.beginning = covers.piece(one.revision_id, one.beginning)
    page.object_list = listed
    return page
