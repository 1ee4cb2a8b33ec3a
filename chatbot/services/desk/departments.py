"""The departments that answers and guides name and conversations are passed to: one name everywhere."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, F

from accounts import audit
from accounts.models import User
from chatbot.models import Desk, FaqEntry, FaqRevision, Guide, Handover


@dataclass(frozen=True)
class Use:
    """Where a department's name stands."""

    name: str
    entries: int
    guides: int
    is_desk: bool
    """Conversations can be passed to it."""


def names() -> list[str]:
    current = FaqRevision.objects.filter(current_of__isnull=False).exclude(department="")
    return list(current.order_by("department").values_list("department", flat=True).distinct())


def used() -> list[Use]:
    """Every name in use, in a fixed number of queries."""
    current = FaqRevision.objects.filter(current_of__isnull=False).exclude(department="").order_by()
    entries = Counter(dict(current.values_list("department").annotate(Count("pk"))))
    guides = Counter(
        dict(Guide.objects.exclude(department="").order_by().values_list("department").annotate(Count("pk")))
    )
    desks = set(Desk.objects.values_list("name", flat=True))
    return [
        Use(name, entries[name], guides[name], name in desks) for name in sorted({*entries, *guides, *desks})
    ]


@transaction.atomic
def rename(*, actor: User, name: str, to: str, now: datetime) -> int:
    """Returns in how many places the name changed. A name that there is already joins the two.

    Entries get a version with the new name and guides a changed draft: both reach visitors as any change
    does. In a fixed number of queries.
    """
    if name == to:
        return 0
    counts = {
        "entries": _in_entries(actor, name, to, now),
        "guides": _in_guides(actor, name, to, now),
        "desks": _in_desks(name, to),
    }
    if any(counts.values()):
        audit.record(
            actor=actor,
            action="faq.department.rename",
            subject="faq",
            now=now,
            details={"from": name, "to": to, **counts},
        )
    return sum(counts.values())


def _in_entries(actor: User, name: str, to: str, now: datetime) -> int:
    found = FaqEntry.objects.select_for_update(of=("self",)).filter(current__department=name)
    entries = {entry.pk: entry for entry in found.order_by("pk")}
    made = []
    for revision in FaqRevision.objects.filter(current_of__in=entries):
        # The words stay those that a second person read, so what that person said of them stays, too.
        revision.pk, revision.number, revision.department = None, revision.number + 1, to
        revision.created_by, revision.created_at = actor, now
        revision._state.adding = True
        made.append(revision)
    for revision in FaqRevision.objects.bulk_create(made):
        entries[revision.entry_id].current = revision
    FaqEntry.objects.bulk_update(entries.values(), ["current"])
    return len(made)


def _in_guides(actor: User, name: str, to: str, now: datetime) -> int:
    # What could be undone in the draft would bring the old name back.
    return Guide.objects.filter(department=name).update(
        department=to,
        version=F("version") + 1,
        last_change="",
        before=None,
        changed_at=now,
        changed_by=actor,
    )


def _in_desks(name: str, to: str) -> int:
    other = Desk.objects.filter(name=to).first()
    if other is None:
        return Desk.objects.filter(name=name).update(name=to)
    Handover.objects.filter(desk__name=name).update(desk=other)
    removed, _rows = Desk.objects.filter(name=name).delete()
    return removed
