"""Where words are checked before they are public, rewriting them is no way around the check."""

from datetime import timedelta

import pytest

from accounts.models import User
from accounts.policy import State
from consultations.models import Comment, Consultation, Opinion, Question
from consultations.services.order import premoderation
from consultations.services.participation import comments, opinions
from tests import factories
from tests.consultations.conftest import signed_in
from tests.consultations.surveys import material
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
HOUR = timedelta(hours=1)


@pytest.fixture
def consultation() -> Consultation:
    return factories.idea_collection(slug="riverside", held_hours=24)


def post(consultation: Consultation, author: User) -> Comment:
    thread = consultation.thread
    return comments.post(
        thread=thread, author=author, text="ベンチを増やす", form_key="key", parent=None, now=NOW
    )


def approve(opinion: Opinion, moderator: User, *, revision: int = 1) -> Opinion:
    return premoderation.approve(opinion=opinion, moderator=moderator, revision=revision, now=NOW)


def fresh(opinion: Opinion) -> Opinion:
    return Opinion.objects.with_words().get(pk=opinion.pk)


def test_what_is_rewritten_is_checked_again(
    consultation: Consultation, yui: User, kenji: User, moderator: User
) -> None:
    comment = post(consultation, yui)
    approve(comment.opinion, moderator)
    client = signed_in(yui)
    form = client.get(f"/opinions/{comment.opinion.receipt}/edit/").content.decode()
    assert "遅くとも24時間以内" in form
    sent = {"text": "まったく別の言葉", "base": 1}
    page = client.post(f"/opinions/{comment.opinion.receipt}/edit/", sent, follow=True).content.decode()
    assert "確認が終わるまで" in page
    opinion = fresh(comment.opinion)
    assert (opinion.state, opinion.held_until) == (State.HELD, NOW + 24 * HOUR)
    consultation.thread.refresh_from_db()
    assert consultation.thread.comments_count == 0
    assert "まったく別の言葉" not in signed_in(kenji).get("/consultations/riverside/").content.decode()
    approve(opinion, moderator, revision=2)
    consultation.thread.refresh_from_db()
    assert consultation.thread.comments_count == 1


def test_rewriting_what_waits_does_not_make_it_wait_longer(consultation: Consultation, yui: User) -> None:
    opinion = post(consultation, yui).opinion
    later = NOW + 2 * HOUR
    saved = opinions.revise(opinion=opinion, author=yui, base=1, text="直しました", now=later)
    assert saved.held_until == NOW + 24 * HOUR


def test_an_answer_in_words_waits_each_time_it_is_changed(yui: User, moderator: User) -> None:
    survey = material.survey(held_hours=12)
    asked = material.question(survey, Question.Kind.TEXT, longest=200)
    material.hand_in(survey, yui, {asked.field_name: "木陰を増やす"})
    opinion = fresh(Opinion.objects.get())
    assert opinion.state == State.HELD
    approve(opinion, moderator)
    material.hand_in(survey, yui, {asked.field_name: "まったく別の言葉"})
    assert fresh(opinion).state == State.HELD


def test_who_answers_is_told_before_sending_that_it_is_checked(yui: User) -> None:
    survey = material.survey(held_hours=12)
    asked = material.question(survey, Question.Kind.TEXT, longest=200)
    page = signed_in(yui).post("/consultations/parks/answer/", {asked.field_name: "木陰"}, follow=True)
    assert "遅くとも12時間後" in page.content.decode()
