"""The city answers proposals, says how far they have come, and everybody finds them by status and place."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import AuditEvent, User
from consultations.models import (
    Area,
    Consultation,
    Milestone,
    News,
    OfficialAnswer,
    OfficialStatus,
    Opinion,
    Place,
    PolicyField,
    Proposal,
)
from consultations.services.participation import opinions
from consultations.services.proposals import answers
from consultations.services.proposals.answers import NothingDecided
from consultations.services.setup import rules as setup
from consultations.services.setup.rules import Rules
from tests import factories
from tests.consultations.conftest import signed_in
from tests.consultations.test_queries import assert_steady
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DESK = "/staff/consultations/waterfront/proposals/"
LIST = "/consultations/waterfront/proposals/"
SAID = {"status": "accepted", "text": "来年度に植えます。", "department": "みなと振興課"}


@pytest.fixture
def consultation() -> Consultation:
    return factories.idea_collection(slug="waterfront")


@pytest.fixture
def proposal(consultation: Consultation, yui: User) -> Proposal:
    return factories.proposal(consultation, author=yui)


def test_an_answer_is_public_with_its_status_and_told(proposal: Proposal, planner: User) -> None:
    client = signed_in(planner)
    for _twice in range(2):
        assert client.post(f"{DESK}{proposal.pk}/", SAID).status_code == 302
    assert OfficialAnswer.objects.count() == 1
    page = Client().get(proposal.get_absolute_url()).content.decode()
    assert "来年度に植えます。" in page
    assert "実施します" in page
    assert "実施します" in Client().get(LIST).content.decode()
    assert News.objects.filter(kind=News.Kind.OFFICIAL_ANSWER).count() == 1
    assert AuditEvent.objects.filter(action="proposal.answer").count() == 1


def test_a_later_answer_stands_and_the_earlier_one_stays_readable(proposal: Proposal, planner: User) -> None:
    client = signed_in(planner)
    client.post(f"{DESK}{proposal.pk}/", SAID | {"status": "examining", "text": "調べています。"})
    client.post(f"{DESK}{proposal.pk}/", SAID)
    page = Client().get(proposal.get_absolute_url()).content.decode()
    assert page.index("来年度に植えます。") < page.index("調べています。")
    assert Proposal.objects.get(pk=proposal.pk).status == "accepted"


def test_only_planners_answer_and_never_without_reasons(
    proposal: Proposal, planner: User, moderator: User, yui: User
) -> None:
    for person in (moderator, yui):
        assert signed_in(person).post(f"{DESK}{proposal.pk}/", SAID).status_code == 403
    answer = signed_in(planner).post(f"{DESK}{proposal.pk}/", SAID | {"text": ""})
    assert answer.status_code == 422
    assert not OfficialAnswer.objects.exists()


def test_steps_follow_a_decision_and_are_told_when_reached(proposal: Proposal, planner: User) -> None:
    step = {"title": "苗木を植える", "due_on": "2027-04-01", "text": ""}
    with pytest.raises(NothingDecided):
        answers.add_milestone(
            proposal=proposal, title="早すぎる", text="", due_on=date(2027, 4, 1), planner=planner, now=NOW
        )
    client = signed_in(planner)
    client.post(f"{DESK}{proposal.pk}/", SAID)
    for _twice in range(2):
        client.post(f"{DESK}{proposal.pk}/milestones/", step)
    assert "苗木を植える" in Client().get(proposal.get_absolute_url()).content.decode()
    reached = Milestone.objects.get()
    for wish in ("reach", "reach", "drop"):
        client.post(f"{DESK}{proposal.pk}/milestones/{reached.pk}/", {"wish": wish})
    reached.refresh_from_db()
    assert reached.reached_on == date(2026, 11, 20)
    assert News.objects.filter(kind=News.Kind.MILESTONE).count() == 1
    assert client.post(f"{DESK}{proposal.pk}/milestones/", step | {"due_on": "いつか"}).status_code == 422


def test_a_step_without_a_decision_is_refused_in_words(proposal: Proposal, planner: User) -> None:
    step = {"title": "苗木を植える", "due_on": "2027-04-01", "text": "秋に"}
    answer = signed_in(planner).post(f"{DESK}{proposal.pk}/milestones/", step)
    assert answer.status_code == 409
    assert "いまは実施すると決まっていません" in answer.content.decode()
    assert "苗木を植える" in answer.content.decode()
    assert not Milestone.objects.exists()


def test_days_are_written_out_with_their_weekday(proposal: Proposal, planner: User) -> None:
    client = signed_in(planner)
    client.post(f"{DESK}{proposal.pk}/", SAID)
    client.post(f"{DESK}{proposal.pk}/milestones/", {"title": "植える", "due_on": "2027-04-01", "text": ""})
    for page in (Client().get(proposal.get_absolute_url()), client.get(f"{DESK}{proposal.pk}/")):
        assert "2027年4月1日（木）" in page.content.decode()


def test_proposals_are_put_in_order_by_supports_and_by_comments(consultation: Consultation) -> None:
    quiet, talked = (factories.proposal(consultation, title=title) for title in ("静かな案", "にぎやかな案"))
    factories.comment(talked.thread)
    factories.support(factories.user(), quiet)
    for sort, first, second in (
        ("discussed", "にぎやかな案", "静かな案"),
        ("supported", "静かな案", "にぎやかな案"),
    ):
        page = Client().get(f"{LIST}?sort={sort}").content.decode()
        assert page.index(first) < page.index(second), sort


def test_the_map_is_narrowed_like_the_list_it_is_reached_from(consultation: Consultation) -> None:
    assert f"{LIST}map/?status=none" in Client().get(f"{LIST}?status=none&sort=newest").content.decode()


def test_lists_are_narrowed_by_status_area_and_field(consultation: Consultation, planner: User) -> None:
    harbour, roads = Area.objects.create(name="港地区"), PolicyField.objects.create(name="道路")
    consultation.areas.add(harbour)
    consultation.policy_fields.add(roads)
    here = factories.proposal(consultation, title="港の案", area=harbour, policy_field=roads)
    factories.proposal(consultation, title="よその案")
    answers.answer(
        proposal=here,
        status=OfficialStatus.DECLINED,
        text="できません。",
        department="課",
        planner=planner,
        now=NOW,
    )
    for query in ("status=declined", f"area={harbour.pk}", f"field={roads.pk}"):
        page = Client().get(f"{LIST}?{query}").content.decode()
        assert "港の案" in page, query
        assert "よその案" not in page, query
    assert "よその案" in Client().get(f"{LIST}?status=none").content.decode()
    assert "よその案" in Client().get(f"{LIST}?status=nonsense&area=x").content.decode()


def test_the_map_has_its_list_and_shows_only_what_is_public(consultation: Consultation) -> None:
    shown = factories.proposal(consultation, title="港公園に木陰")
    hidden = factories.proposal(consultation, title="かくれた案", hidden_at=NOW)
    for proposal in (shown, hidden):
        Place.objects.create(
            opinion=proposal.opinion, name="港公園", latitude="34.02800", longitude="139.03200"
        )
    page = Client().get(f"{LIST}map/").content.decode()
    assert "港公園に木陰" in page
    assert "34.028" in page
    assert "かくれた案" not in page
    assert Client().get("/map/base.geojson")["Content-Type"] == "application/geo+json"


def test_the_lists_take_the_same_number_of_queries_whatever_their_length(
    consultation: Consultation, planner: User
) -> None:
    def grow() -> None:
        made = factories.proposal(consultation)
        factories.place(made, name="港", latitude="34.02800", longitude="139.03200")

    assert_steady(Client(), f"{LIST}map/", grow, 10)
    assert_steady(signed_in(planner), DESK, grow, 12)


def test_words_are_edited_until_the_exact_end_of_the_time_for_it(
    consultation: Consultation, proposal: Proposal, yui: User, planner: User
) -> None:
    setup.set_rules(
        consultation=consultation,
        rules=Rules(supports_limit=None, edit_minutes=30),
        planner=planner,
        now=NOW,
    )
    opinion = Opinion.objects.with_words().get(pk=proposal.opinion_id)
    end = NOW + timedelta(minutes=30)
    just_before = end - timedelta(seconds=1)
    opinions.revise(opinion=opinion, author=yui, base=1, title="題", text="まだ直せる", now=just_before)
    with pytest.raises(opinions.EditingIsOver):
        opinions.revise(opinion=opinion, author=yui, base=2, title="題", text="もう遅い", now=end)


def test_who_comes_too_late_to_edit_gets_the_words_back(
    consultation: Consultation, yui: User, planner: User
) -> None:
    Consultation.objects.filter(pk=consultation.pk).update(edit_minutes=5)
    late = factories.proposal(consultation, author=yui, at=NOW - timedelta(minutes=6))
    answer = signed_in(yui).post(
        f"/opinions/{late.opinion.receipt}/edit/", {"title": "題", "text": "直した言葉", "base": 1}
    )
    assert answer.status_code == 409
    assert "直した言葉" in answer.content.decode()


def test_editing_is_offered_only_while_it_is_possible(
    consultation: Consultation, proposal: Proposal, yui: User, clock: Any
) -> None:
    Consultation.objects.filter(pk=consultation.pk).update(edit_minutes=30)
    edit = f"/opinions/{proposal.opinion.receipt}/edit/"
    client = signed_in(yui)
    receipt = client.get(f"/opinions/{proposal.opinion.receipt}/receipt/").content.decode()
    assert "2026年11月20日（金）17:30まで" in receipt
    for moment, offered in (
        (NOW + timedelta(minutes=29), True),
        (NOW + timedelta(minutes=30), False),
        (NOW + 30 * factories.DAY, False),
    ):
        clock.move_to(moment)
        for page in ("/my/opinions/", proposal.get_absolute_url()):
            assert (edit in client.get(page).content.decode()) is offered, (moment, page)


def test_editing_is_not_offered_after_the_close(
    consultation: Consultation, proposal: Proposal, yui: User, clock: Any
) -> None:
    edit = f"/opinions/{proposal.opinion.receipt}/edit/"
    assert edit in signed_in(yui).get("/my/opinions/").content.decode()
    clock.move_to(NOW + 30 * factories.DAY)
    assert edit not in signed_in(yui).get("/my/opinions/").content.decode()
    assert edit not in signed_in(yui).get(proposal.get_absolute_url()).content.decode()


def test_the_reason_for_a_withdrawal_stands_in_place_of_the_words(proposal: Proposal, yui: User) -> None:
    signed_in(yui).post(f"/opinions/{proposal.opinion.receipt}/withdraw/", {"reason": "別の案にまとめたため"})
    assert "別の案にまとめたため" in Client().get(proposal.get_absolute_url()).content.decode()
