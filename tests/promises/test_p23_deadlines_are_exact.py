from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from consultations.models import Comment, Proposal, SheetRevision, Support, Thread, Vote
from consultations.services import consultations
from consultations.services.consultations import NotOpen
from consultations.services.participation import comments
from consultations.services.proposals import publishing, supports
from consultations.services.surveys import answering, collecting, statements
from tests import factories
from tests.consultations.surveys import material

pytestmark = pytest.mark.django_db

CLOSES = datetime(2026, 11, 30, 17, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
OPENS = CLOSES - timedelta(days=30)
SECOND = timedelta(seconds=1)
MOMENTS = [
    (OPENS - SECOND, False),
    (OPENS, True),
    (CLOSES - SECOND, True),
    (CLOSES, False),
    (CLOSES + SECOND, False),
]


@pytest.fixture
def thread() -> Thread:
    made = factories.idea_collection(opens=OPENS, closes=CLOSES)
    return Thread.objects.with_target().get(consultation=made)


def comment(thread: Thread, now: datetime) -> None:
    comments.post(thread=thread, author=factories.user(), text="はい。", form_key=str(now), now=now)


@pytest.mark.parametrize(("now", "accepted"), MOMENTS)
def test_a_comment_is_taken_to_the_second(thread: Thread, now: datetime, *, accepted: bool) -> None:
    if accepted:
        comment(thread, now)
    else:
        with pytest.raises(NotOpen):
            comment(thread, now)
    assert Comment.objects.count() == accepted


@pytest.mark.parametrize(("now", "accepted"), MOMENTS)
def test_a_support_is_taken_to_the_second(thread: Thread, now: datetime, *, accepted: bool) -> None:
    proposal = factories.proposal(thread.subject())
    if accepted:
        supports.give(proposal=proposal, supporter=factories.user(), now=now)
    else:
        with pytest.raises(NotOpen):
            supports.give(proposal=proposal, supporter=factories.user(), now=now)
    assert Support.objects.count() == accepted


@pytest.mark.parametrize(("now", "accepted"), MOMENTS)
def test_a_draft_is_published_to_the_second(thread: Thread, now: datetime, *, accepted: bool) -> None:
    """Begun in time and finished late is late: there is no grace, and the page says so."""
    author = factories.user()
    draft = factories.proposal(thread.subject(), author=author, published=False)
    if accepted:
        publishing.publish(proposal=draft, author=author, now=now)
    else:
        with pytest.raises(NotOpen):
            publishing.publish(proposal=draft, author=author, now=now)
    assert Proposal.objects.filter(opinion__published_at__isnull=False).exists() is accepted


@pytest.mark.parametrize(("now", "accepted"), MOMENTS)
def test_answers_are_handed_in_to_the_second(now: datetime, *, accepted: bool) -> None:
    """A draft that was kept in time and is handed in late is late."""
    survey = material.survey(opens=OPENS, closes=CLOSES)
    person = factories.user()
    answers = {material.question(survey, material.Kind.SCALE).field_name: 4}
    sheet = answering.keep(consultation=survey, person=person, answers=answers, now=OPENS)
    seen = answering.fingerprint(answers)
    if accepted:
        answering.hand_in(sheet=sheet, person=person, seen=seen, now=now)
    else:
        with pytest.raises(NotOpen):
            answering.hand_in(sheet=sheet, person=person, seen=seen, now=now)
    assert SheetRevision.objects.exists() is accepted


@pytest.mark.parametrize(("now", "accepted"), MOMENTS)
def test_a_vote_is_cast_to_the_second(now: datetime, *, accepted: bool) -> None:
    statement = material.seeds(material.one_by_one(opens=OPENS, closes=CLOSES))[0]
    vote = partial(
        statements.vote, statement=statement, person=factories.user(), value=Vote.Value.AGREE, now=now
    )
    if accepted:
        vote()
    else:
        with pytest.raises(NotOpen):
            vote()
    assert Vote.objects.exists() is accepted


def test_control_without_the_check_a_late_vote_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    statement = material.seeds(material.one_by_one(opens=OPENS, closes=CLOSES))[0]
    monkeypatch.setattr(collecting, "require_running", lambda **_: None)
    late = CLOSES + SECOND
    statements.vote(statement=statement, person=factories.user(), value=Vote.Value.AGREE, now=late)
    assert Vote.objects.exists()


def test_control_without_the_check_a_late_comment_gets_in(
    thread: Thread, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consultations, "require_open", lambda **_: None)
    comment(thread, CLOSES + SECOND)
    assert Comment.objects.count() == 1
