"""Write and revise the office's answers and the ways people ask for them."""

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from django.db import IntegrityError, transaction

from accounts import audit
from accounts.models import User
from chatbot.models import FaqEntry, FaqRevision, Utterance


class KeyTaken(Exception):
    """Another entry has this key."""


class RevisedMeanwhile(Exception):
    """Somebody else revised the entry since this person opened it."""


class UtteranceStands(Exception):
    """The entry has this phrasing already."""


@dataclass(frozen=True)
class Words:
    """What a revision says."""

    question: str
    answer: str
    source_url: str = ""
    department: str = ""
    contact: str = ""
    checked_on: date | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    question_en: str = ""
    answer_en: str = ""
    question_easy: str = ""
    answer_easy: str = ""


def words_of(revision: FaqRevision) -> Words:
    return Words(**{name: getattr(revision, name) for name in Words.__dataclass_fields__})


@transaction.atomic
def create_entry(*, actor: User | None, key: str, field: str, words: Words, now: datetime) -> FaqEntry:
    if FaqEntry.objects.filter(key=key).exists():
        raise KeyTaken
    entry = FaqEntry.objects.create(key=key, field=field, created_at=now)
    _add_revision(entry, 1, words, actor, now)
    audit.record(actor=actor, action="faq.create", subject=f"faq:{key}", now=now)
    return entry


@transaction.atomic
def revise_entry(
    *, actor: User | None, entry: FaqEntry, field: str, words: Words, read_number: int, now: datetime
) -> bool:
    """Add a revision if the words changed; `read_number` is the revision this person had before them."""
    entry = FaqEntry.objects.select_for_update(of=("self",)).select_related("current").get(pk=entry.pk)
    current = entry.current
    if current is None or current.number != read_number:
        raise RevisedMeanwhile
    if words_of(current) == words and entry.field == field:
        return False
    entry.field = field
    entry.save(update_fields=["field"])
    if words_of(current) != words:
        _add_revision(entry, current.number + 1, words, actor, now)
    audit.record(actor=actor, action="faq.revise", subject=f"faq:{entry.key}", now=now)
    return True


@transaction.atomic
def confirm(*, actor: User, entry: FaqEntry, read_number: int, on: date, now: datetime) -> bool:
    """Say that the answer is still right: a revision with the same words, checked on this day.

    A second person who has read the words need not read them again. Raises `RevisedMeanwhile`.
    """
    entry = FaqEntry.objects.select_for_update(of=("self",)).select_related("current").get(pk=entry.pk)
    current = entry.current
    if current is None or current.number != read_number:
        raise RevisedMeanwhile
    if current.checked_on == on:
        return False
    _add_revision(entry, current.number + 1, replace(words_of(current), checked_on=on), actor, now)
    if current.review == FaqRevision.Review.APPROVED and entry.current is not None:
        FaqRevision.objects.filter(pk=entry.current.pk).update(
            review=current.review, reviewed_by_id=current.reviewed_by_id, reviewed_at=current.reviewed_at
        )
    audit.record(actor=actor, action="faq.confirm", subject=f"faq:{entry.key}", now=now)
    return True


@transaction.atomic
def archive(*, actor: User, entry: FaqEntry, now: datetime) -> None:
    """Leave the entry out of the next publication. Nothing is deleted."""
    if FaqEntry.objects.filter(pk=entry.pk, archived_at__isnull=True).update(archived_at=now):
        audit.record(actor=actor, action="faq.archive", subject=f"faq:{entry.key}", now=now)


@transaction.atomic
def restore(*, actor: User, entry: FaqEntry, now: datetime) -> None:
    if FaqEntry.objects.filter(pk=entry.pk, archived_at__isnull=False).update(archived_at=None):
        audit.record(actor=actor, action="faq.restore", subject=f"faq:{entry.key}", now=now)


def add_utterance(*, actor: User, entry: FaqEntry, text: str, now: datetime) -> Utterance:
    try:
        with transaction.atomic():
            utterance = Utterance.objects.create(entry=entry, text=text)
            audit.record(
                actor=actor,
                action="faq.utterance.add",
                subject=f"faq:{entry.key}",
                now=now,
                details={"text": text},
            )
    except IntegrityError:
        raise UtteranceStands from None
    return utterance


@transaction.atomic
def remove_utterance(*, actor: User, entry: FaqEntry, utterance_id: int, now: datetime) -> None:
    utterance = entry.utterances.filter(pk=utterance_id).first()
    if utterance is None:
        return
    utterance.delete()
    audit.record(
        actor=actor,
        action="faq.utterance.remove",
        subject=f"faq:{entry.key}",
        now=now,
        details={"text": utterance.text},
    )


def _add_revision(entry: FaqEntry, number: int, words: Words, actor: User | None, now: datetime) -> None:
    entry.current = FaqRevision.objects.create(
        entry=entry, number=number, created_by=actor, created_at=now, **asdict(words)
    )
    entry.save(update_fields=["current"])
