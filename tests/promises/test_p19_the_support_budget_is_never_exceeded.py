import random
import time
from functools import partial

import pytest
from django.utils import timezone

from accounts.models import User
from consultations.models import Consultation, Proposal, Support, SupportBudget
from consultations.services.proposals import supports
from consultations.services.proposals.supports import LimitReached
from tests import factories
from tests.promises.conftest import Together

AT_ONCE, LIMIT, BALLOTS = 30, 5, 1_000


def open_now(limit: int | None = LIMIT) -> Consultation:
    now = timezone.now()
    return factories.idea_collection(
        opens=now - factories.DAY, closes=now + factories.DAY, published_at=now, supports_limit=limit
    )


def give(proposals: list[Proposal], supporter: User) -> bool:
    return supports.give(proposal=proposals.pop(), supporter=supporter, now=timezone.now())


def test_thirty_at_once_with_one_left_are_exactly_the_limit(real_database: str, together: Together) -> None:
    supporter, consultation = factories.user(), open_now()
    for _ in range(LIMIT - 1):
        supports.give(proposal=factories.proposal(consultation), supporter=supporter, now=timezone.now())
    waiting = [factories.proposal(consultation) for _ in range(AT_ONCE)]
    answers = together(AT_ONCE, partial(give, list(waiting), supporter))
    assert [answer for answer in answers if answer is True] == [True]
    assert all(isinstance(answer, LimitReached) for answer in answers if answer is not True), answers
    assert Support.objects.filter(user=supporter).count() == LIMIT
    assert SupportBudget.objects.get(user=supporter).used == LIMIT
    assert sum(Proposal.objects.values_list("supports_count", flat=True)) == LIMIT


def test_mixed_ballots_never_lock_each_other_out(real_database: str, together: Together) -> None:
    consultation, people = open_now(), [factories.user() for _ in range(4)]
    proposals = [factories.proposal(consultation) for _ in range(8)]

    def vote(number: list[int]) -> bool:
        chance = random.Random(number.pop())  # noqa: S311 - the same ballots in every run
        act = chance.choice([supports.give, supports.give, supports.take_back])
        try:
            return act(proposal=chance.choice(proposals), supporter=chance.choice(people), now=timezone.now())
        except LimitReached:
            return False

    numbers = list(range(BALLOTS))
    answers = [answer for _round in range(BALLOTS // 25) for answer in together(25, partial(vote, numbers))]
    assert {type(answer) for answer in answers} == {bool}, [
        one for one in answers if one not in (True, False)
    ]
    for person in people:
        given = Support.objects.filter(user=person).count()
        assert given <= LIMIT
        assert SupportBudget.objects.get(user=person).used == given
    for proposal in Proposal.objects.all():
        assert proposal.supports_count == proposal.supports.count()


def test_control_a_look_before_the_step_exceeds_the_limit(
    real_database: str, together: Together, monkeypatch: pytest.MonkeyPatch
) -> None:
    supporter, consultation = factories.user(), open_now(limit=1)

    def look_then_step(budget: SupportBudget, limit: int | None) -> bool:
        SupportBudget.objects.filter(pk=budget.pk).update(used=budget.used + 1)
        return limit is None or budget.used < limit

    def read_and_think(supporter: User, consultation: Consultation) -> SupportBudget:
        budget = real_budget(supporter, consultation)
        time.sleep(0.2)
        return budget

    real_budget = supports._budget
    monkeypatch.setattr(supports, "_budget", read_and_think)
    monkeypatch.setattr(supports, "_spend", look_then_step)
    waiting = [factories.proposal(consultation) for _ in range(AT_ONCE)]
    together(AT_ONCE, partial(give, list(waiting), supporter))
    assert Support.objects.filter(user=supporter).count() > 1
