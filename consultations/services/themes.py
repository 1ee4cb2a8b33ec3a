"""What people decide about themes: their names, which are one, and where an opinion belongs."""

from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.models import User
from consultations.models import Opinion, Theme, ThemeAssignment


class ForeignThemeError(Exception):
    """The theme belongs to another consultation."""


class MergedAwayError(Exception):
    """The theme has been merged into another one."""


def rename(*, theme: Theme, label: str, renamed_by: User, now: datetime) -> None:
    """An empty label gives the theme back the name that the analysis found."""
    with transaction.atomic():
        Theme.objects.filter(pk=theme.pk).update(staff_label=label, labelled_by=renamed_by)
        audit.record(
            actor=renamed_by,
            action="theme.rename",
            subject=f"theme:{theme.stable_id}",
            now=now,
            details={"from": theme.label, "to": label},
        )


def merge(*, theme: Theme, into: Theme, merged_by: User, now: datetime) -> None:
    """Count everything in `theme` under `into`, in this run and in later ones. `split` undoes it."""
    if theme.consultation_id != into.consultation_id or theme.pk == into.pk:
        raise ForeignThemeError
    with transaction.atomic():
        if Theme.objects.filter(pk__in=[theme.pk, into.pk], merged_into__isnull=False).exists():
            raise MergedAwayError
        # Merges stay one step deep: what was merged into `theme` goes along.
        Theme.objects.filter(merged_into=theme).update(merged_into=into)
        Theme.objects.filter(pk=theme.pk).update(merged_into=into)
        audit.record(
            actor=merged_by,
            action="theme.merge",
            subject=f"theme:{theme.stable_id}",
            now=now,
            details={"into": str(into.stable_id)},
        )


def split(*, theme: Theme, split_by: User, now: datetime) -> None:
    """Take a merged theme out again."""
    with transaction.atomic():
        Theme.objects.filter(pk=theme.pk).update(merged_into=None)
        audit.record(actor=split_by, action="theme.split", subject=f"theme:{theme.stable_id}", now=now)


def assign(*, opinion: Opinion, theme: Theme | None, assigned_by: User, now: datetime) -> None:
    """Put an opinion into a theme, or into none. This stands before whatever a run suggests."""
    if theme is not None and theme.consultation_id != opinion.consultation_id:
        raise ForeignThemeError
    with transaction.atomic():
        ThemeAssignment.objects.update_or_create(
            opinion=opinion, defaults={"theme": theme, "assigned_by": assigned_by, "assigned_at": now}
        )
        _record_move(opinion, str(theme.stable_id) if theme else None, assigned_by, now)


def release(*, opinion: Opinion, released_by: User, now: datetime) -> None:
    """Take the decision back: the opinion stands again where the run put it."""
    with transaction.atomic():
        ThemeAssignment.objects.filter(opinion=opinion).delete()
        _record_move(opinion, "as found", released_by, now)


def _record_move(opinion: Opinion, target: str | None, moved_by: User, now: datetime) -> None:
    audit.record(
        actor=moved_by,
        action="opinion.move",
        subject=f"opinion:{opinion.receipt}",
        now=now,
        details={"theme": target},
    )
