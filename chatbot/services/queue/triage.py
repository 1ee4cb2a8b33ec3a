"""What editors make of a group of open questions. Each is one act, and each can be taken back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from accounts import audit
from accounts.models import User
from chatbot.models import Exchange, FaqEntry, GroupedQuestion, OutsideQuestion, QuestionGroup
from chatbot.models.faq import MAX_QUESTION
from chatbot.services import faq
from chatbot.services.faq import Words

Triage = Exchange.Triage
MOST_KEPT = 10
"""So many different wordings of a group are kept as out of scope."""


class Treated(Exception):
    """Somebody was faster."""

    def __init__(self, group: QuestionGroup) -> None:
        super().__init__(str(group))
        self.group = group


@transaction.atomic
def add_phrasing(*, actor: User, group: QuestionGroup, entry: FaqEntry, text: str, now: datetime) -> None:
    """Add the question as a way of asking for `entry`. Raises `Treated`."""
    _take(group, Triage.PHRASING, actor, now)
    _keep(group, entry, _phrase(actor, entry, text, now))


@transaction.atomic
def write_entry(
    *, actor: User, group: QuestionGroup, field: str, words: Words, text: str, now: datetime
) -> FaqEntry:
    """Write a new entry that this question asks for. Raises `Treated`."""
    _take(group, Triage.ENTRY, actor, now)
    key = f"q-{now:%y%m%d}-{group.pk}"
    if FaqEntry.objects.filter(key=key).exists():
        key = f"{key}-{now:%H%M%S}"
    entry = faq.create_entry(actor=actor, key=key, field=field, words=words, now=now)
    _keep(group, entry, _phrase(actor, entry, text, now) if text else [])
    return entry


@transaction.atomic
def mark_outside(*, actor: User, group: QuestionGroup, now: datetime) -> None:
    """Keep the questions as not the city's business: the next release learns from them. Raises `Treated`."""
    _take(group, Triage.OUTSIDE, actor, now)
    wanted = _wordings(group)
    held = set(OutsideQuestion.objects.filter(text__in=wanted).values_list("text", flat=True))
    new = [text for text in wanted if text not in held]
    OutsideQuestion.objects.bulk_create(
        [OutsideQuestion(text=text, marked_by=actor, marked_at=now) for text in new], ignore_conflicts=True
    )
    _keep(group, None, new)


@transaction.atomic
def ignore(*, actor: User, group: QuestionGroup, now: datetime) -> None:
    """Put it aside. Raises `Treated`."""
    _take(group, Triage.IGNORED, actor, now)


@transaction.atomic
def take_back(*, actor: User, group: QuestionGroup, now: datetime) -> bool:
    """Undo what was made of the group; False when somebody has done so already."""
    held = QuestionGroup.objects.select_for_update().get(pk=group.pk)
    if not held.triage:
        return False
    _undo(held, actor, now)
    _record(held, "faq.queue.undo", actor, now, made=held.triage)
    QuestionGroup.objects.filter(pk=held.pk).update(
        triage="", triaged_at=None, triaged_by=None, entry=None, added=[]
    )
    _mirror(held, triage="", triaged_at=None, triaged_by=None)
    return True


def remove_outside(*, actor: User, question: OutsideQuestion, now: datetime) -> None:
    with transaction.atomic():
        removed, _rows = OutsideQuestion.objects.filter(pk=question.pk).delete()
        if removed:
            audit.record(
                actor=actor,
                action="faq.outside.remove",
                subject=f"outside-question:{question.pk}",
                now=now,
                details={"text": question.text},
            )


def _take(group: QuestionGroup, triage: Exchange.Triage, actor: User, now: datetime) -> None:
    """One conditional update: of two editors with the same key one comes first, on every database."""
    taken = QuestionGroup.objects.filter(pk=group.pk, triage="").update(
        triage=triage, triaged_at=now, triaged_by=actor
    )
    if not taken:
        group.refresh_from_db()
        raise Treated(group)
    _mirror(group, triage=triage, triaged_at=now, triaged_by=actor)
    _record(group, f"faq.queue.{triage.value}", actor, now)


def _keep(group: QuestionGroup, entry: FaqEntry | None, added: Sequence[str]) -> None:
    QuestionGroup.objects.filter(pk=group.pk).update(entry=entry, added=list(added))


def _phrase(actor: User, entry: FaqEntry, text: str, now: datetime) -> list[str]:
    try:
        faq.add_utterance(actor=actor, entry=entry, text=text, now=now)
    except faq.UtteranceStands:
        return []
    return [text]


def _wordings(group: QuestionGroup) -> list[str]:
    held = GroupedQuestion.objects.filter(group=group).order_by("pk")
    texts = (text[:MAX_QUESTION].strip() for text in held.values_list("exchange__question", flat=True))
    return list(dict.fromkeys(filter(None, texts)))[:MOST_KEPT]


def _undo(group: QuestionGroup, actor: User, now: datetime) -> None:
    if group.triage == Triage.OUTSIDE:
        OutsideQuestion.objects.filter(text__in=group.added).delete()
    elif group.triage == Triage.ENTRY and group.entry:
        faq.archive(actor=actor, entry=group.entry, now=now)
    elif group.triage == Triage.PHRASING and group.entry:
        for utterance in group.entry.utterances.filter(text__in=group.added):
            faq.remove_utterance(actor=actor, entry=group.entry, utterance_id=utterance.pk, now=now)


def _mirror(group: QuestionGroup, **made: Any) -> None:
    """Each exchange says what became of it, for the visitor's history and the figures."""
    of_group = Q(grouped__group=group)
    Exchange.objects.filter(pk__in=Exchange.objects.filter(of_group).values("pk")).update(**made)


def _record(group: QuestionGroup, action: str, actor: User, now: datetime, **details: Any) -> None:
    audit.record(
        actor=actor,
        action=action,
        subject=f"question-group:{group.pk}",
        now=now,
        details={"questions": group.size, **details},
    )
