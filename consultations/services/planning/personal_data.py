"""What people decide about personal data in opinions, before and after these are published."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts import audit, policy
from accounts.models import User
from accounts.policy import Action
from consultations import personal_data
from consultations.models import Consultation, PersonalFinding
from consultations.models.personal import PersonalFindingQuerySet

AT_A_TIME = 1000
Decision = PersonalFinding.Decision
Fields = dict[str, object]


def look(*, now: datetime) -> int:
    """A round of the worker: look through what the newest runs read."""
    keys = list(personal_data.unread().values_list("pk", flat=True)[:AT_A_TIME])
    return personal_data.read(personal_data.unread().filter(pk__in=keys), now=now) if keys else 0


def hide(*, consultation: Consultation, findings: Sequence[int], by: User, now: datetime) -> int:
    """Cover these words wherever the public reads them; return how many nobody had decided before."""
    fields: Fields = {"decision": Decision.HIDE, "decided_by": by, "decided_at": now}
    return _change(consultation, findings, fields, by=by, now=now, action="personal_data.hide")


def show(
    *,
    consultation: Consultation,
    findings: Sequence[int],
    reason: PersonalFinding.Reason,
    by: User,
    now: datetime,
) -> int:
    """Leave these words as they are; return how many nobody had decided before."""
    fields: Fields = {"decision": Decision.SHOW, "reason": reason, "decided_by": by, "decided_at": now}
    return _change(consultation, findings, fields, by=by, now=now, action="personal_data.show")


def undo(*, consultation: Consultation, findings: Sequence[int], by: User, now: datetime) -> int:
    """Back among those that nobody has decided; return how many somebody had."""
    fields: Fields = {"decision": "", "reason": "", "decided_by": None, "decided_at": None}
    return _change(consultation, findings, fields, by=by, now=now, action="personal_data.undo")


@transaction.atomic
def _change(
    consultation: Consultation,
    findings: Sequence[int],
    fields: Fields,
    *,
    by: User,
    now: datetime,
    action: str,
) -> int:
    """By one conditional update: of two people who decide at once, the first one's word stands."""
    policy.require(by, Action.EDIT_THEME)
    named = PersonalFinding.objects.filter(pk__in=findings, revision__opinion__consultation=consultation)
    open_ones: PersonalFindingQuerySet = (
        named.undecided() if fields["decision"] else named.exclude(decision="")
    )
    changed = list(open_ones.values_list("pk", flat=True))
    count = open_ones.update(**fields)
    if count:
        audit.record(
            actor=by,
            action=action,
            subject=f"consultation:{consultation.slug}",
            now=now,
            details={"findings": changed, "reason": str(fields.get("reason", ""))},
        )
    return count
