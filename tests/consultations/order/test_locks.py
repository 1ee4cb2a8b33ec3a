"""A moderator ends a discussion with a reason that everybody reads, and may open it again."""

import pytest
from django.test import Client

from accounts import rate_limits
from accounts.models import AuditEvent, User
from accounts.policy import Role
from consultations.models import Consultation, EndedDiscussion, News, Thread
from consultations.services.following import notifications
from consultations.services.order import locking
from consultations.services.order.locking import NothingToChange, Reason
from tests import factories
from tests.consultations.conftest import signed_in
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
NOTE = "同じやり取りが続いています。別の案は新しい提案としてお寄せください。"
SENT = {"reason": Reason.GOES_ROUND.value, "note": NOTE}


@pytest.fixture
def consultation() -> Consultation:
    return factories.idea_collection(slug="waterfront")


def ended(thread: Thread, moderator: User) -> EndedDiscussion:
    return locking.end(thread=thread, moderator=moderator, reason=Reason.GOES_ROUND, note=NOTE, now=NOW)


def address(thread: Thread) -> str:
    return f"/staff/threads/{thread.pk}/lock/"


def test_everybody_reads_why_a_discussion_was_ended(
    consultation: Consultation, moderator: User, client: Client
) -> None:
    thread = consultation.thread
    answer = signed_in(moderator).post(address(thread), SENT)
    assert answer.headers["Location"] == consultation.get_absolute_url()
    page = client.get(consultation.get_absolute_url()).content.decode()
    assert "同じ内容のくり返しになっている" in page
    assert NOTE in page
    assert str(moderator) not in page


def test_it_is_opened_again_and_both_are_in_the_trail(consultation: Consultation, moderator: User) -> None:
    client, thread = signed_in(moderator), consultation.thread
    for sent, locked in (
        (SENT, True),
        (SENT, True),
        ({"wish": "reopen"}, False),
        ({"wish": "reopen"}, False),
    ):
        assert client.post(address(thread), sent).status_code == 302
        thread.refresh_from_db()
        assert bool(thread.locked_at) == locked
    assert [event.action for event in AuditEvent.objects.all()] == ["discussion.end", "discussion.reopen"]
    ending = EndedDiscussion.objects.get()
    assert (ending.ended_by, ending.reopened_by) == (moderator, moderator)
    assert locking.standing(thread) is None
    ended(thread, moderator)
    assert thread.endings.count() == 2


def test_a_discussion_is_not_ended_without_a_reason(consultation: Consultation, moderator: User) -> None:
    answer = signed_in(moderator).post(address(consultation.thread), {"note": NOTE})
    assert answer.status_code == 422
    assert NOTE in answer.content.decode()
    assert not EndedDiscussion.objects.exists()


def test_what_is_ended_is_not_ended_again(consultation: Consultation, moderator: User) -> None:
    ended(consultation.thread, moderator)
    with pytest.raises(NothingToChange):
        ended(consultation.thread, moderator)


def test_who_proposed_is_told_that_the_discussion_was_ended(moderator: User, yui: User) -> None:
    proposal = factories.proposal(factories.idea_collection(), author=yui)
    ended(Thread.objects.get(proposal=proposal), moderator)
    assert [news.kind for news in yui.news_for.all()] == [News.Kind.DISCUSSION_ENDED]
    notifications.fan_out(now=NOW)
    page = signed_in(yui).get("/my/notifications/").content.decode()
    assert "あなたの提案についての話し合いが終了しました" in page


def test_moderators_find_the_way_from_the_discussion_and_from_each_opinion(
    moderator: User, yui: User
) -> None:
    proposal = factories.proposal(factories.idea_collection(), author=yui)
    thread = Thread.objects.get(proposal=proposal)
    for page in (proposal.get_absolute_url(), f"/staff/moderation/{proposal.opinion.receipt}/"):
        assert address(thread) in signed_in(moderator).get(page).content.decode()
    assert address(thread) not in signed_in(yui).get(proposal.get_absolute_url()).content.decode()


def test_the_public_log_counts_ended_discussions(
    client: Client, consultation: Consultation, moderator: User
) -> None:
    ended(consultation.thread, moderator)
    page = client.get("/moderation-log/").content.decode()
    assert "話し合いの終了" in page
    assert NOTE not in page


def test_too_many_at_once_keep_the_note(
    consultation: Consultation, moderator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limits, "STAFF_WRITES", rate_limits.Limit("none", times=0, seconds=60))
    answer = signed_in(moderator).post(address(consultation.thread), SENT)
    assert answer.status_code == 429
    assert NOTE in answer.content.decode()


@pytest.mark.parametrize(("role", "status"), [(None, 302), (Role.RESIDENT, 403), (Role.PLANNER, 403)])
def test_only_moderators_end_discussions(consultation: Consultation, role: Role | None, status: int) -> None:
    client = signed_in(factories.user(role) if role else None)
    assert client.get(address(consultation.thread)).status_code == status
    assert client.post(address(consultation.thread), SENT).status_code == (status if role else 401)
    assert not EndedDiscussion.objects.exists()
