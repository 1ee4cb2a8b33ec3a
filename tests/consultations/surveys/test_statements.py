"""Statements are shown one at a time, voted on once by each person, and added by residents."""

import random
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent, User
from accounts.policy import Role
from consultations.models import Consultation, Opinion, Statement, Vote
from consultations.services.consultations import NotOpen
from consultations.services.order import moderation
from consultations.services.order.moderation import Reason
from consultations.services.surveys import statements
from consultations.services.surveys.statements import OutOfSight, SaidAlready
from tests import factories
from tests.consultations.conftest import signed_in
from tests.consultations.surveys import material
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
URL = "/consultations/park-rules/statements/"
DESK = "/staff/consultations/park-rules/statements/"
AGREE, DISAGREE, PASS = Vote.Value.AGREE, Vote.Value.DISAGREE, Vote.Value.PASS
KEY = "a-form-key-of-enough-length"


@pytest.fixture
def consultation() -> Consultation:
    return material.one_by_one()


@pytest.fixture
def seeds(consultation: Consultation) -> list[Statement]:
    return material.seeds(consultation)


def vote_path(statement: Statement) -> str:
    return f"{URL}{statement.pk}/vote/"


def test_a_vote_leads_to_the_next_statement_and_can_be_changed(seeds: list[Statement], yui: User) -> None:
    client = signed_in(yui)
    answer = client.post(vote_path(seeds[0]), {"vote": "1"})
    assert answer.headers["Location"] == f"{URL}next/?after={seeds[0].pk}#statement"
    page = client.get(answer.headers["Location"]).content.decode()
    assert "8個中1個" in page
    assert seeds[0].text in page
    assert client.post(vote_path(seeds[0]), {"vote": "-1"}).status_code == 302
    assert Vote.objects.get().value == DISAGREE
    assert "あなたの答え：反対" in client.get(f"{URL}{seeds[0].pk}/").content.decode()


def test_one_person_has_one_vote_on_a_statement(seeds: list[Statement], yui: User) -> None:
    material.vote(yui, seeds[0], 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        material.vote(yui, seeds[0], -1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Vote.objects.update(value=2)


def test_what_was_voted_on_is_never_drawn_again_until_all_are_done(
    consultation: Consultation, seeds: list[Statement], yui: User
) -> None:
    drawn = set()
    while statement := statements.next_for(consultation=consultation, person=yui):
        assert statement.pk not in drawn
        drawn.add(statement.pk)
        statements.vote(statement=statement, person=yui, value=PASS, now=NOW)
    assert drawn == {seed.pk for seed in seeds}
    assert "すべての意見文に答えました" in signed_in(yui).get(f"{URL}next/").content.decode()


def test_statements_are_drawn_in_proportion_to_their_priority(
    consultation: Consultation, seeds: list[Statement], yui: User
) -> None:
    Statement.objects.update(priority=1)
    Statement.objects.filter(pk=seeds[3].pk).update(priority=13)
    chance = random.Random(7)  # noqa: S311 - a test wants the same draws each time
    drawn = Counter(
        statement.pk
        for _time in range(200)
        if (statement := statements.next_for(consultation=consultation, person=yui, chance=chance))
    )
    assert 110 < drawn[seeds[3].pk] < 150
    assert len(drawn) == len(seeds)


def test_visitors_read_and_are_asked_to_log_in(client: Client, seeds: list[Statement]) -> None:
    page = client.get(f"{URL}next/").content.decode()
    assert "ログインして投票する" in page
    assert 'name="vote"' not in page
    assert seeds[4].text in client.get(URL).content.decode()
    assert client.post(vote_path(seeds[0]), {"vote": "1"}).status_code == 401
    assert not Vote.objects.exists()


@pytest.mark.parametrize("sent", [{}, {"vote": "2"}, {"vote": "x"}, {"vote": ""}])
def test_what_is_no_vote_is_not_taken(seeds: list[Statement], yui: User, sent: dict[str, str]) -> None:
    answer = signed_in(yui).post(vote_path(seeds[0]), sent)
    assert answer.headers["Location"] == f"{URL}{seeds[0].pk}/"
    assert not Vote.objects.exists()


def test_the_close_is_exact(
    consultation: Consultation, seeds: list[Statement], yui: User, clock: time_machine.Traveller
) -> None:
    closes_at = consultation.closes_at()
    assert closes_at
    just_before = closes_at - timedelta(seconds=1)
    statements.vote(statement=seeds[0], person=yui, value=AGREE, now=just_before)
    with pytest.raises(NotOpen):
        statements.vote(statement=seeds[1], person=yui, value=AGREE, now=closes_at)
    clock.move_to(closes_at)
    client = signed_in(yui)
    assert client.post(vote_path(seeds[1]), {"vote": "1"}).status_code == 409
    assert client.get(f"{URL}next/").status_code == 409
    assert client.get(f"{URL}new/").status_code == 409
    late = client.post(f"{URL}new/", {"text": "遅れた意見文", "form_key": KEY})
    assert late.status_code == 409
    assert "遅れた意見文" in late.content.decode()
    assert "いまは投票を受け付けていません" in client.get(f"{URL}{seeds[0].pk}/").content.decode()
    assert Vote.objects.count() == 1


def test_a_resident_adds_a_statement_and_agrees_with_it(
    consultation: Consultation, seeds: list[Statement], yui: User
) -> None:
    client = signed_in(yui)
    answer = client.post(f"{URL}new/", {"text": "水飲み場を増やしてほしい。", "form_key": KEY})
    statement = Statement.objects.get(opinion__isnull=False)
    opinion = Opinion.objects.get()
    assert answer.headers["Location"] == f"/opinions/{opinion.receipt}/receipt/"
    assert (statement.number, opinion.kind, opinion.author) == (8, Opinion.Kind.STATEMENT, yui)
    assert Vote.objects.get().value == AGREE
    assert client.get(f"/opinions/{opinion.receipt}/").headers["Location"] == f"{URL}{statement.pk}/"
    client.post(f"{URL}new/", {"text": "水飲み場を増やしてほしい。", "form_key": KEY})
    assert Statement.objects.count() == 9


def test_the_same_words_are_not_put_twice(
    consultation: Consultation, seeds: list[Statement], yui: User
) -> None:
    answer = signed_in(yui).post(f"{URL}new/", {"text": f" {seeds[2].text} ", "form_key": KEY})
    assert answer.status_code == 409
    assert f"{URL}{seeds[2].pk}/" in answer.content.decode()
    with pytest.raises(SaidAlready):
        statements.propose(consultation=consultation, person=yui, text=seeds[2].text, form_key=KEY, now=NOW)


@pytest.mark.parametrize("text", ["", "あ" * 141])
def test_a_statement_of_no_length_or_too_much_is_refused(
    consultation: Consultation, yui: User, text: str
) -> None:
    answer = signed_in(yui).post(f"{URL}new/", {"text": text, "form_key": KEY})
    assert answer.status_code == 422
    assert not Statement.objects.exists()


def test_a_phone_number_is_pointed_out_first(consultation: Consultation, yui: User) -> None:
    client = signed_in(yui)
    sent = {"text": "苦情は090-1234-5678へ。", "form_key": KEY}
    assert "電話番号" in client.post(f"{URL}new/", sent).content.decode()
    assert not Statement.objects.exists()
    assert client.post(f"{URL}new/", sent | {"post_anyway": "1"}).status_code == 302


def test_a_statement_is_never_rewritten(consultation: Consultation, yui: User) -> None:
    made = statements.propose(consultation=consultation, person=yui, text="元の言葉", form_key=KEY, now=NOW)
    assert made.opinion
    path = f"/opinions/{made.opinion.receipt}/edit/"
    for answer in (signed_in(yui).get(path), signed_in(yui).post(path, {"text": "別の言葉", "base": 1})):
        assert answer.status_code == 409
        assert "書き直せません" in answer.content.decode()
    assert Opinion.objects.with_words().get().words.text == "元の言葉"


def test_a_hidden_statement_is_gone_from_everywhere(
    client: Client, consultation: Consultation, yui: User, kenji: User, moderator: User
) -> None:
    made = statements.propose(consultation=consultation, person=yui, text="ひどい言葉", form_key=KEY, now=NOW)
    assert made.opinion
    moderation.hide(opinion=made.opinion, moderator=moderator, reason=Reason.ABUSE, explanation="x", now=NOW)
    assert statements.next_for(consultation=consultation, person=kenji) is None
    with pytest.raises(OutOfSight):
        statements.vote(statement=made, person=kenji, value=AGREE, now=NOW)
    assert client.get(f"{URL}{made.pk}/").status_code == 404
    assert "ひどい言葉" not in client.get(URL).content.decode()
    assert "gone=1" in signed_in(kenji).post(vote_path(made), {"vote": "1"}).headers["Location"]


def test_a_planner_puts_statements_in_and_takes_them_back(
    consultation: Consultation, planner: User, yui: User
) -> None:
    desk = signed_in(planner)
    lines = "照明がほしい。\n\n 木陰がほしい。 \n照明がほしい。"
    assert desk.post(DESK, {"text": lines}).status_code == 302
    first, second = Statement.objects.all()
    assert (first.number, first.text, second.text) == (0, "照明がほしい。", "木陰がほしい。")
    desk.post(DESK, {"text": "照明がほしい。"})
    assert Statement.objects.count() == 2
    desk.post(f"{DESK}{first.pk}/remove/", {"wish": "remove"})
    assert list(Statement.objects.standing()) == [second]
    desk.post(f"{DESK}{first.pk}/remove/", {"wish": "restore"})
    assert Statement.objects.standing().count() == 2
    assert [event.action for event in AuditEvent.objects.all()] == [
        "statements.add",
        "statement.remove",
        "statement.restore",
    ]
    with pytest.raises(PermissionDenied):
        statements.add_seeds(consultation=consultation, lines=["x"], planner=yui, now=NOW)


def test_a_planner_sees_what_became_of_each_statement(
    consultation: Consultation, planner: User, moderator: User, yui: User
) -> None:
    (seed,) = material.seeds(consultation, ["照明がほしい。"])
    statements.remove_seed(statement=seed, planner=planner, now=NOW)
    made = statements.propose(consultation=consultation, person=yui, text="ひどい言葉", form_key=KEY, now=NOW)
    assert made.opinion
    place = f"/opinions/{made.opinion.receipt}/"
    page = signed_in(planner).get(DESK).content.decode()
    assert "取り下げ済み" in page
    assert place in page
    assert f"{made.opinion.receipt}/moderate" not in page
    moderation.hide(opinion=made.opinion, moderator=moderator, reason=Reason.ABUSE, explanation="x", now=NOW)
    assert "非表示" in signed_in(planner).get(DESK).content.decode()
    assert signed_in(planner).get(place, follow=True).status_code == 200
    both = factories.user(Role.PLANNER, Role.MODERATOR)
    assert reverse("consultations:moderate", args=[made.opinion.receipt]) in (
        signed_in(both).get(DESK).content.decode()
    )


@pytest.mark.parametrize("text", ["", "\n \n", "あ" * 141, "\n".join(str(n) for n in range(51))])
def test_lines_that_cannot_be_statements_are_refused(
    consultation: Consultation, planner: User, text: str
) -> None:
    assert signed_in(planner).post(DESK, {"text": text}).status_code == 422
    assert not Statement.objects.exists()


@pytest.mark.parametrize(
    ("role", "status"), [(None, 302), (Role.RESIDENT, 403), (Role.MODERATOR, 403), (Role.PLANNER, 200)]
)
def test_only_planners_set_statements(consultation: Consultation, role: Role | None, status: int) -> None:
    person = factories.user(role) if role else None
    assert signed_in(person).get(DESK).status_code == status


def test_lists_cost_the_same_however_many_statements_there_are(
    consultation: Consultation, yui: User, planner: User, django_assert_max_num_queries: Any
) -> None:
    material.seeds(consultation, [f"意見文の{number}番" for number in range(20)])
    for number in range(20):
        statements.propose(
            consultation=consultation,
            person=factories.user(),
            text=f"住民の{number}番",
            form_key=f"{KEY}{number}",
            now=NOW,
        )
    member, desk = signed_in(yui), signed_in(planner)
    with django_assert_max_num_queries(10):
        assert member.get(URL).content.decode().count("番") == 30
    with django_assert_max_num_queries(12):
        assert desk.get(DESK).status_code == 200
    with django_assert_max_num_queries(12):
        assert member.get(f"{URL}next/").status_code == 200


@pytest.mark.usefixtures("standing_clock")
def test_the_hundred_and_twenty_first_vote_of_a_minute_waits(seeds: list[Statement], yui: User) -> None:
    client = signed_in(yui)
    codes = [client.post(vote_path(seeds[0]), {"vote": "1"}).status_code for _time in range(121)]
    assert codes == [302] * 120 + [429]


def test_lists_lead_to_the_statements(
    client: Client, consultation: Consultation, seeds: list[Statement]
) -> None:
    for path in ("/", "/consultations/", consultation.get_absolute_url()):
        page = client.get(path).content.decode()
        assert f"{URL}next/" in page
    assert "8個の意見文" in client.get(consultation.get_absolute_url()).content.decode()
