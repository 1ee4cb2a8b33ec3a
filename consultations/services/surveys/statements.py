"""Statements to agree or disagree with, one at a time: the planner's, the residents', and the votes."""

import random
from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from accounts import audit, policy
from accounts.models import User
from accounts.policy import Action
from consultations import indexing
from consultations.models import Consultation, Opinion, Statement, Vote
from consultations.services.participation import opinions
from consultations.services.surveys import collecting
from nlp.text.folding import fold

ONE_BY_ONE = Consultation.Kind.ONE_BY_ONE


class SaidAlready(ValueError):
    """The same words stand among the statements."""

    def __init__(self, statement: Statement) -> None:
        super().__init__(str(statement.pk))
        self.statement = statement


class OutOfSight(Exception):
    """The statement was taken back or hidden in the meantime; nobody votes on it any more."""


def add_seeds(
    *, consultation: Consultation, lines: Sequence[str], planner: User, now: datetime
) -> list[Statement]:
    """The planner's statements, in their order; those that stand there already are passed over."""
    policy.require(planner, Action.SET_UP)
    with transaction.atomic():
        known = {fold(statement.words) for statement in _standing(consultation)}
        number = _next_number(consultation)
        made: list[Statement] = []
        for line in lines:
            if fold(line) not in known:
                known.add(fold(line))
                made.append(
                    Statement(consultation=consultation, number=number + len(made), text=line, created_at=now)
                )
        Statement.objects.bulk_create(made)
        if made:
            _record(planner, "statements.add", consultation, now, count=len(made))
            indexing.consultation(consultation)
    return made


@transaction.atomic
def remove_seed(*, statement: Statement, planner: User, now: datetime) -> bool:
    """Take a statement of the city back. Votes on it stay but count no more. False when it was gone."""
    return _set_removed(statement, planner, now, removed=True)


@transaction.atomic
def restore_seed(*, statement: Statement, planner: User, now: datetime) -> bool:
    return _set_removed(statement, planner, now, removed=False)


def propose(
    *, consultation: Consultation, person: User, text: str, form_key: str, now: datetime
) -> Statement:
    """A resident's statement, with which its author agrees. The same form sent again gives the same one."""
    policy.require(person, Action.POST_OPINION)
    key = opinions.key_of(author=person, form_key=form_key)
    before = opinions.sent_before(key=key, title="", text=text)
    if before:
        return before.statement
    collecting.require_running(consultation=consultation, kind=ONE_BY_ONE, now=now)
    for statement in _standing(consultation):
        if fold(statement.words) == fold(text):
            raise SaidAlready(statement)
    try:
        return _create(consultation, person, text, key, now)
    except IntegrityError:
        again = opinions.sent_before(key=key, title="", text=text)
        if again is None:
            raise
        return again.statement


def vote(*, statement: Statement, person: User, value: Vote.Value, now: datetime) -> Vote:
    """Say what this person thinks of the statement, in place of what they said before."""
    policy.require(person, Action.VOTE)
    consultation = statement.consultation
    collecting.require_running(consultation=consultation, kind=ONE_BY_ONE, now=now)
    if not Statement.objects.standing().filter(pk=statement.pk).exists():
        raise OutOfSight
    said, _created = Vote.objects.update_or_create(
        person=person,
        statement=statement,
        defaults={"value": value, "changed_at": now},
        create_defaults={"value": value, "created_at": now, "changed_at": now},
    )
    return said


def next_for(
    *, consultation: Consultation, person: object, chance: random.Random | None = None
) -> Statement | None:
    """One this person has not voted on, drawn with odds in proportion to the priorities."""
    waiting = Statement.objects.standing().filter(consultation=consultation)
    if isinstance(person, User):
        waiting = waiting.not_voted_by(person)
    weighed = list(waiting.order_by("number").values_list("pk", "priority"))
    if not weighed:
        return None
    keys, weights = zip(*weighed, strict=True)
    drawn = (chance or random.SystemRandom()).choices(keys, weights)[0]
    return Statement.objects.with_words().get(pk=drawn)


def progress(*, consultation: Consultation, person: object) -> tuple[int, int]:
    """How many of the standing statements this person has voted on, and how many there are."""
    standing = Statement.objects.standing().filter(consultation=consultation)
    if not isinstance(person, User):
        return 0, standing.count()
    return Vote.objects.filter(person=person, statement__in=standing).count(), standing.count()


@transaction.atomic
def _create(consultation: Consultation, person: User, text: str, key: str, now: datetime) -> Statement:
    opinion = opinions.create(
        consultation=consultation,
        kind=Opinion.Kind.STATEMENT,
        author=person,
        key=key,
        text=text,
        now=now,
        publish=True,
    )
    statement = Statement.objects.create(
        consultation=consultation, number=_next_number(consultation), opinion=opinion, created_at=now
    )
    Vote.objects.create(
        person=person, statement=statement, value=Vote.Value.AGREE, created_at=now, changed_at=now
    )
    return statement


def _standing(consultation: Consultation) -> list[Statement]:
    return list(Statement.objects.standing().with_words().filter(consultation=consultation))


def _next_number(consultation: Consultation) -> int:
    """Inside a transaction whoever comes second waits for the row and gets the next number."""
    Consultation.objects.select_for_update().get(pk=consultation.pk)
    last = Statement.objects.filter(consultation=consultation).aggregate(last=Max("number"))["last"]
    return 0 if last is None else last + 1


def _set_removed(statement: Statement, planner: User, now: datetime, *, removed: bool) -> bool:
    policy.require(planner, Action.SET_UP)
    other = Statement.objects.filter(pk=statement.pk, opinion__isnull=True, removed_at__isnull=removed)
    if not other.update(removed_at=now if removed else None):
        return False
    action = "statement.remove" if removed else "statement.restore"
    _record(planner, action, statement.consultation, now, number=statement.number)
    indexing.consultation(statement.consultation)
    return True


def _record(planner: User, action: str, consultation: Consultation, now: datetime, **details: int) -> None:
    audit.record(actor=planner, action=action, subject=consultation.slug, now=now, details=details)
