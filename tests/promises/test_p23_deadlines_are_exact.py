from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from consultations.models import Comment, Proposal, Support, Thread
from consultations.services import comments, consultations, proposals, supports
from consultations.services.consultations import NotOpen
from tests import factories

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
        proposals.publish(proposal=draft, author=author, now=now)
    else:
        with pytest.raises(NotOpen):
            proposals.publish(proposal=draft, author=author, now=now)
    assert Proposal.objects.filter(opinion__published_at__isnull=False).exists() is accepted


def test_control_without_the_check_a_late_comment_gets_in(
    thread: Thread, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consultations, "require_open", lambda **_: None)
    comment(thread, CLOSES + SECOND)
    assert Comment.objects.count() == 1
