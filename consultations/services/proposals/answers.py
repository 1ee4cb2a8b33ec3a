"""The city's word on a proposal, and the steps that follow it."""

from datetime import date, datetime

from django.db import transaction

from accounts import audit, policy
from accounts.models import User
from accounts.policy import Action, State
from consultations import indexing
from consultations.models import Milestone, News, OfficialAnswer, OfficialStatus, Proposal
from consultations.services.following import news

DECIDED_TO_DO = frozenset({OfficialStatus.ACCEPTED, OfficialStatus.PARTLY})


class NotPublic(Exception):
    """Only what everybody can read is answered."""


class NothingDecided(Exception):
    """Steps follow a decision to do something; there is none."""


@transaction.atomic
def answer(
    *,
    proposal: Proposal,
    status: OfficialStatus,
    text: str,
    department: str,
    planner: User,
    now: datetime,
) -> OfficialAnswer:
    """Published at once. The earlier answers stay readable; the same one sent twice is one."""
    policy.require(planner, Action.ANSWER)
    proposal = _locked(proposal)
    if proposal.opinion.state != State.PUBLIC:
        raise NotPublic
    before = proposal.answers.first()
    if before and (before.status, before.text, before.department) == (status, text, department):
        return before
    made = OfficialAnswer.objects.create(
        proposal=proposal,
        status=status,
        text=text,
        department=department,
        answered_by=planner,
        answered_at=now,
    )
    Proposal.objects.filter(pk=proposal.pk).update(status=status)
    indexing.opinion(proposal.opinion)
    news.record(
        kind=News.Kind.OFFICIAL_ANSWER,
        opinion=proposal.opinion,
        actor=planner,
        details={"status": str(status)},
        now=now,
    )
    _record(proposal, planner, "proposal.answer", now, status=str(status))
    return made


@transaction.atomic
def add_milestone(
    *, proposal: Proposal, title: str, text: str, due_on: date, planner: User, now: datetime
) -> Milestone:
    """The same step sent twice is one."""
    policy.require(planner, Action.ANSWER)
    proposal = _locked(proposal)
    if proposal.status not in DECIDED_TO_DO:
        raise NothingDecided
    made, is_new = Milestone.objects.get_or_create(
        proposal=proposal, title=title, due_on=due_on, defaults={"text": text, "created_at": now}
    )
    if is_new:
        _record(proposal, planner, "milestone.add", now, title=title)
    return made


@transaction.atomic
def reach_milestone(*, milestone: Milestone, planner: User, now: datetime, today: date) -> None:
    policy.require(planner, Action.ANSWER)
    if not Milestone.objects.filter(pk=milestone.pk, reached_on__isnull=True).update(reached_on=today):
        return
    proposal = milestone.proposal
    news.record(
        kind=News.Kind.MILESTONE,
        opinion=proposal.opinion,
        actor=planner,
        details={"title": milestone.title},
        now=now,
    )
    _record(proposal, planner, "milestone.reach", now, title=milestone.title)


def drop_milestone(*, milestone: Milestone, planner: User, now: datetime) -> None:
    """Only one that is not reached: what was done stays on record."""
    policy.require(planner, Action.ANSWER)
    with transaction.atomic():
        gone, _rows = Milestone.objects.filter(pk=milestone.pk, reached_on__isnull=True).delete()
        if gone:
            _record(milestone.proposal, planner, "milestone.drop", now, title=milestone.title)


def _locked(proposal: Proposal) -> Proposal:
    """As it stands, with every other word of the city on it waiting until this one is said."""
    Proposal.objects.select_for_update().get(pk=proposal.pk)
    return Proposal.objects.with_words().get(pk=proposal.pk)


def _record(proposal: Proposal, planner: User, action: str, now: datetime, **details: str) -> None:
    audit.record(actor=planner, action=action, subject=proposal.opinion.receipt, now=now, details=details)
