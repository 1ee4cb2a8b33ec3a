from functools import partial

from django.test import Client
from django.utils import timezone

from accounts.models import User
from consultations.models import Proposal, Support
from consultations.services.proposals import supports
from tests import factories
from tests.promises.conftest import Together
from tests.promises.controls import without_constraint

AT_ONCE, ROUNDS = 50, 20


def proposal_open_now() -> Proposal:
    now = timezone.now()
    return factories.proposal(
        factories.idea_collection(opens=now - factories.DAY, closes=now + factories.DAY, published_at=now)
    )


def give(proposal_id: int, supporter: User) -> bool:
    proposal = Proposal.objects.get(pk=proposal_id)
    return supports.give(proposal=proposal, supporter=supporter, now=timezone.now())


def test_fifty_supports_at_once_are_one(real_database: str, together: Together) -> None:
    supporter = factories.user()
    for _ in range(ROUNDS):
        proposal = proposal_open_now()
        answers = together(AT_ONCE, partial(give, proposal.pk, supporter))
        assert sorted(answers, key=str) == [*[False] * (AT_ONCE - 1), True]
        proposal.refresh_from_db()
        assert Support.objects.filter(proposal=proposal).count() == proposal.supports_count == 1


def test_twenty_requests_at_once_are_one_support_and_no_error(real_database: str, together: Together) -> None:
    supporter = factories.user()
    proposal = proposal_open_now()
    url = f"/consultations/{proposal.opinion.consultation.slug}/proposals/{proposal.pk}/support/"

    def support() -> int:
        browser = Client(raise_request_exception=False)
        browser.force_login(supporter)
        return browser.post(url, {"wish": "give"}).status_code

    answers = together(20, support)
    assert all(status < 500 for status in answers), answers
    assert Support.objects.filter(proposal=proposal).count() == 1


def test_control_without_the_constraint_one_person_counts_many_times(
    real_database: str, together: Together
) -> None:
    with without_constraint(Support, "one_person_one_support"):
        supporter, proposal = factories.user(), proposal_open_now()
        together(10, partial(give, proposal.pk, supporter))
        assert Support.objects.count() > 1
        Support.objects.all().delete()
