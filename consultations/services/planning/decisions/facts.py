"""What people have decided about themes and opinions, read and written one aspect at a time.

A value is a label, a key, None for none, or `FOUND` for what the machine suggests.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from accounts.models import User
from consultations.models import (
    Consultation,
    CopyDecision,
    DecisionChange,
    StanceDecision,
    Theme,
    ThemeAssignment,
)

Aspect = DecisionChange.Aspect
Values = Mapping[int, Any]
FOUND = "found"
BATCH = 500


@dataclass(frozen=True)
class _Row:
    """Where a decision about an opinion is kept: one row for each that somebody decided about."""

    model: type[models.Model]
    column: str
    person: str
    moment: str


_ROWS = {
    Aspect.PLACE: _Row(ThemeAssignment, "theme_id", "assigned_by", "assigned_at"),
    Aspect.COPY: _Row(CopyDecision, "copy_of_id", "decided_by", "decided_at"),
    Aspect.STANCE: _Row(StanceDecision, "stance", "decided_by", "decided_at"),
}
OF_OPINIONS = frozenset(_ROWS)


def read(aspect: Aspect, keys: Collection[int]) -> dict[int, Any]:
    """How it stands now for each of these themes or opinions."""
    if aspect not in OF_OPINIONS:
        return {theme.pk: _OF_THEME[aspect](theme) for theme in Theme.objects.filter(pk__in=keys)}
    row = _ROWS[aspect]
    found = dict.fromkeys(keys, FOUND)
    for batch in in_batches(keys):
        decided = row.model._default_manager.filter(opinion__in=batch)
        found.update(decided.values_list("opinion", row.column))
    return found


def write(aspect: Aspect, values: Values, *, decided_by: User, now: datetime) -> None:
    if aspect not in OF_OPINIONS:
        for key, value in values.items():
            Theme.objects.filter(pk=key).update(**_columns(aspect, value, decided_by))
        return
    row = _ROWS[aspect]
    for batch in in_batches([key for key, value in values.items() if value == FOUND]):
        row.model._default_manager.filter(opinion__in=batch).delete()
    decided = {key: value for key, value in values.items() if value != FOUND}
    row.model._default_manager.bulk_create(
        [
            row.model(**{"opinion_id": key, row.column: value, row.person: decided_by, row.moment: now})
            for key, value in decided.items()
        ],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["opinion"],
        update_fields=[row.column.removesuffix("_id"), row.person, row.moment],
    )


def fit_together(consultation: Consultation) -> bool:
    """Merges and copies stay one step deep, so that a page can follow them."""
    merged_twice = Theme.objects.filter(
        consultation=consultation, merged_into__merged_into__isnull=False
    ).exists()
    copied_twice = CopyDecision.objects.filter(
        opinion__consultation=consultation, copy_of__copy_decision__copy_of__isnull=False
    ).exists()
    return not merged_twice and not copied_twice


def in_batches(keys: Collection[int]) -> Iterator[list[int]]:
    """Few enough for one condition of a query."""
    listed = list(keys)
    return (listed[start : start + BATCH] for start in range(0, len(listed), BATCH))


def _columns(aspect: Aspect, value: Any, decided_by: User) -> dict[str, Any]:
    if aspect == Aspect.LABEL:
        return {"staff_label": value, "labelled_by": decided_by}
    if aspect == Aspect.MERGED_INTO:
        return {"merged_into": value}
    if aspect == Aspect.PINNED:
        return {"pinned_at": _moment(value)}
    at, reason = value or (None, "")
    return {"set_aside_at": _moment(at), "set_aside_reason": reason}


_OF_THEME: dict[Aspect, Callable[[Theme], Any]] = {
    Aspect.LABEL: lambda theme: theme.staff_label,
    Aspect.MERGED_INTO: lambda theme: theme.merged_into_id,
    Aspect.PINNED: lambda theme: theme.pinned_at and theme.pinned_at.isoformat(),
    Aspect.ASIDE: lambda theme: (
        [theme.set_aside_at.isoformat(), theme.set_aside_reason] if theme.set_aside_at else None
    ),
}


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
