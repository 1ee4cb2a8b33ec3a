"""Staff who read what is public find the way to the desk; nobody else sees it, nor pays for it."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.policy import Role
from consultations.models import AnalysisRun, Comment, Consultation, Opinion, Proposal
from tests import factories
from tests.consultations.answering import material
from tests.consultations.conftest import signed_in
from tests.consultations.planning.material import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

DESK = "/staff/consultations/ideas/analysis/opinions/"


@pytest.fixture
def consultation() -> Consultation:
    return factories.idea_collection(slug="ideas")


@pytest.fixture
def proposal(consultation: Consultation) -> Proposal:
    return factories.proposal(consultation)


@pytest.fixture
def comment(proposal: Proposal) -> Comment:
    return factories.comment(proposal)


@pytest.fixture
def run(consultation: Consultation, proposal: Proposal, comment: Comment) -> AnalysisRun:
    return material.run_of(consultation, {"広場": [proposal.opinion, comment.opinion]})


def desk_of(opinion: Opinion) -> str:
    return f'href="{DESK}{opinion.receipt}/'


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("role", [Role.PLANNER, Role.MODERATOR])
def test_who_may_read_the_analysis_is_led_from_a_proposal_and_each_comment_to_the_desk(
    run: AnalysisRun, proposal: Proposal, comment: Comment, role: Role
) -> None:
    staff = signed_in(factories.user(role))
    page = text(staff.get(proposal.get_absolute_url()))
    assert page.count(desk_of(proposal.opinion)) == 1
    assert page.count(desk_of(comment.opinion)) == 1
    assert staff.get(f"{DESK}{proposal.opinion.receipt}/").status_code == 200
    assert desk_of(comment.opinion) in text(staff.get(f"/comments/{comment.pk}/replies/"))


@pytest.mark.parametrize("role", [None, Role.FAQ_EDITOR])
def test_residents_and_other_staff_never_see_it(
    run: AnalysisRun, proposal: Proposal, comment: Comment, yui: User, role: Role | None
) -> None:
    readers = [signed_in(None), signed_in(yui), signed_in(comment.opinion.author)]
    if role:
        readers = [signed_in(factories.user(role))]
    for reader in readers:
        for address in (proposal.get_absolute_url(), f"/comments/{comment.pk}/replies/"):
            page = reader.get(address, {"desk": "channel=web"})
            assert page.status_code == 200
            assert "/staff/consultations/ideas/analysis/" not in text(page)


def test_what_no_run_has_read_has_no_place_at_the_desk(
    run: AnalysisRun, proposal: Proposal, planner: User
) -> None:
    later = factories.comment(proposal)
    assert desk_of(later.opinion) not in text(signed_in(planner).get(proposal.get_absolute_url()))


def test_residents_pay_no_query_for_it_and_staff_a_fixed_number(
    consultation: Consultation, proposal: Proposal, comment: Comment, yui: User, planner: User
) -> None:
    address = proposal.get_absolute_url()
    resident, staff = signed_in(yui), signed_in(planner)
    without = queries(resident, address)
    material.run_of(consultation, {"広場": [proposal.opinion, comment.opinion]})
    assert queries(resident, address) == without
    few = queries(staff, address)
    more = [factories.comment(proposal).opinion for _number in range(6)]
    material.run_of(consultation, {"木陰": [proposal.opinion, comment.opinion, *more]})
    assert queries(staff, address) == few
    assert all(desk_of(opinion) in text(staff.get(address)) for opinion in more)


def test_the_selection_comes_along_to_the_public_page_and_back(
    run: AnalysisRun, proposal: Proposal, comment: Comment, planner: User
) -> None:
    staff = signed_in(planner)
    for opinion in (proposal.opinion, comment.opinion):
        page = text(staff.get(f"{DESK}{opinion.receipt}/?channel=web&theme=x"))
        there = f"/opinions/{opinion.receipt}/?desk=channel%3Dweb%26theme%3Dx"
        assert f'href="{there}"' in page
        public = text(staff.get(there, follow=True))
        assert f"{desk_of(opinion)}?channel=web&amp;theme=x" in public


def test_a_redirect_without_a_selection_stays_as_it_was(comment: Comment) -> None:
    answer = signed_in(None).get(f"/opinions/{comment.opinion.receipt}/")
    assert answer.headers["Location"] == comment.get_absolute_url()
