"""What people decide about personal data in opinions, before and after these are published."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts import audit, policy
from accounts.models import User
from accounts.policy import Action
from consultations import indexing, personal_data
from consultations.models import Consultation, Mask, Opinion, PersonalFinding
from consultations.models.personal import PersonalFindingQuerySet, places_of

AT_A_TIME = 1000
SHORTEST, LONGEST = 2, 200
"""Characters that a planner may name: one alone would cover half of the text."""
Decision = PersonalFinding.Decision
Fields = dict[str, object]


class NotThere(Exception):
    """The words stand nowhere in this opinion, or not as often."""


def look(*, now: datetime) -> int:
    """A round of the worker: look through what the newest runs read."""
    keys = list(personal_data.unread().values_list("pk", flat=True)[:AT_A_TIME])
    return personal_data.read(personal_data.unread().filter(pk__in=keys), now=now) if keys else 0


def hide(*, consultation: Consultation, findings: Sequence[int], by: User, now: datetime) -> int:
    """Cover these words wherever the public reads them; return how many nobody had decided before."""
    fields: Fields = {"decision": Decision.HIDE, "decided_by": by, "decided_at": now}
    return _change(consultation, findings, fields, by=by, now=now, action="personal_data.hide")


@transaction.atomic
def add(
    *, opinion: Opinion, words: str, kind: Mask.Kind, by: User, now: datetime, which: int | None = None
) -> int:
    """Cover words that the machine overlooked, in every wording; return how many places are new.

    `which`: only the first, second … time that they stand in a wording, counted from the title on.
    """
    policy.require(by, Action.EDIT_THEME)
    found = [places_of(words, revision) for revision in opinion.revisions.all()]
    places = [one for of_one in found for one in (of_one[which - 1 : which] if which else of_one)]
    if not places:
        raise NotThere
    count = PersonalFinding.objects.all().hide(places, kind=kind, decided_by=by, decided_at=now)
    if count:
        audit.record(
            actor=by,
            action="personal_data.add",
            subject=f"opinion:{opinion.receipt}",
            now=now,
            details={"kind": str(kind), "places": count},
        )
        indexing.opinion(Opinion.objects.select_related("current").get(pk=opinion.pk))
    return count


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
        _in_all_wordings(changed, fields)
        audit.record(
            actor=by,
            action=action,
            subject=f"consultation:{consultation.slug}",
            now=now,
            details={"findings": changed, "reason": str(fields.get("reason", ""))},
        )
    return count


def _in_all_wordings(changed: Sequence[int], fields: Fields) -> None:
    """The same words in the opinion's other wordings follow, and what can be found by searching."""
    findings = PersonalFinding.objects.filter(pk__in=changed).select_related("revision__opinion__current")
    touched = {}
    for one in findings.prefetch_related("revision__opinion__revisions"):
        opinion = touched[one.revision.opinion_id] = one.revision.opinion
        words = one.words_in(one.revision)
        others = [other for other in opinion.revisions.all() if other.pk != one.revision_id]
        places = [place for other in others for place in places_of(words, other)]
        if one.is_hidden:
            decided = {"decided_by": one.decided_by, "decided_at": one.decided_at}
            PersonalFinding.objects.all().hide(places, kind=one.kind, **decided)
        else:
            for place in places:
                alike = PersonalFinding.objects.filter(**place._asdict())
                (alike.undecided() if fields["decision"] else alike.exclude(decision="")).update(**fields)
    for opinion in touched.values():
        indexing.opinion(opinion)
