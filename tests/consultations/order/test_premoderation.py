"""In some consultations new words wait for a moderator, and never longer than was promised."""

from datetime import timedelta

import pytest
import time_machine

from accounts.models import AuditEvent, User
from accounts.policy import Role, State
from consultations.analysis import material
from consultations.models import Comment, Consultation, Job, ModerationDecision, News, Opinion, Proposal
from consultations.services import rounds
from consultations.services.following import notifications
from consultations.services.order import appeals, moderation, premoderation
from consultations.services.order.premoderation import DecidedAlready, Reason, RewrittenMeanwhile
from consultations.services.participation import comments, opinions
from consultations.services.proposals import publishing
from tests import factories
from tests.consultations.conftest import signed_in
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
WORDS = "河川敷のベンチを増やしてください"
HOUR = timedelta(hours=1)


@pytest.fixture
def consultation() -> Consultation:
    return factories.idea_collection(slug="riverside", held_hours=24)


def post(
    consultation: Consultation, author: User, *, text: str = WORDS, parent: Comment | None = None
) -> Comment:
    return comments.post(
        thread=consultation.thread,
        author=author,
        text=text,
        form_key=f"key-{Comment.objects.count()}",
        parent=parent,
        now=NOW,
    )


def propose(consultation: Consultation, author: User) -> Proposal:
    draft = publishing.draft(
        consultation=consultation, author=author, title="ベンチの提案", text=WORDS, form_key="key", now=NOW
    )
    return publishing.publish(proposal=draft, author=author, now=NOW)


def fresh(opinion: Opinion) -> Opinion:
    return Opinion.objects.with_words().get(pk=opinion.pk)


def approve(opinion: Opinion, moderator: User) -> Opinion:
    return premoderation.approve(opinion=opinion, moderator=moderator, revision=1, now=NOW)


def refuse(opinion: Opinion, moderator: User) -> ModerationDecision:
    return premoderation.refuse(
        opinion=opinion,
        moderator=moderator,
        revision=1,
        reason=Reason.ABUSE,
        explanation="言い過ぎです。",
        now=NOW,
    )


def test_without_the_rule_words_are_public_at_once(yui: User) -> None:
    assert post(factories.consultation(), yui).opinion.is_public


def test_a_comment_waits_as_long_as_the_rule_says(consultation: Consultation, yui: User) -> None:
    opinion = post(consultation, yui).opinion
    assert (opinion.state, opinion.held_until) == (State.HELD, NOW + 24 * HOUR)
    assert propose(consultation, yui).opinion.state == State.HELD


def test_staff_do_not_wait_for_each_other(consultation: Consultation, planner: User) -> None:
    assert post(consultation, planner).opinion.is_public


PLACES = (
    "/consultations/riverside/",
    "/consultations/riverside/proposals/",
    "/consultations/riverside/proposals.atom",
    "/consultations/riverside/comments.atom",
    "/search/?q=ベンチ",
    "/consultations/riverside/proposals/similar/?title=河川敷のベンチを増やして",
    "/consultations/riverside/numbers/",
    "/my/opinions/",
)


@pytest.mark.parametrize("place", PLACES)
def test_nobody_else_sees_what_waits(consultation: Consultation, yui: User, kenji: User, place: str) -> None:
    post(consultation, yui)
    propose(consultation, yui)
    for reader in (None, kenji):
        answer = signed_in(reader).get(place)
        assert answer.status_code == (200 if reader or place != "/my/opinions/" else 302)
        assert WORDS not in answer.content.decode()
        assert "ベンチの提案" not in answer.content.decode()


def test_no_address_gives_away_what_waits(consultation: Consultation, yui: User, kenji: User) -> None:
    comment, proposal = post(consultation, yui), propose(consultation, yui)
    for path in (
        f"/comments/{comment.pk}/",
        f"/comments/{comment.pk}/replies/",
        f"/threads/{consultation.thread.pk}/comments/new/?parent={comment.pk}",
        f"/opinions/{comment.opinion.receipt}/",
        f"/opinions/{comment.opinion.receipt}/history/",
        f"/opinions/{comment.opinion.receipt}/report/",
        f"/opinions/{comment.opinion.receipt}/receipt/",
        f"/consultations/riverside/proposals/{proposal.pk}/",
    ):
        assert signed_in(kenji).get(path).status_code == 404, path


def test_counts_know_nothing_of_what_waits(consultation: Consultation, yui: User, moderator: User) -> None:
    root = post(consultation, moderator)
    reply = post(consultation, yui, parent=root)
    consultation.thread.refresh_from_db()
    root.refresh_from_db()
    assert (consultation.thread.comments_count, root.replies_count, reply.place) == (1, 0, 0)


def test_the_analysis_does_not_read_what_waits(consultation: Consultation, yui: User) -> None:
    opinion = post(consultation, yui).opinion
    choice = material.choose(Job(consultation=consultation))
    assert opinion.current_id in choice.withheld
    assert choice.readable == []


def test_the_author_is_told_that_it_waits_and_until_when(consultation: Consultation, yui: User) -> None:
    opinion, client = post(consultation, yui).opinion, signed_in(yui)
    for path in (f"/opinions/{opinion.receipt}/receipt/", "/my/opinions/"):
        page = client.get(path).content.decode()
        assert "確認待ち" in page
        assert "2026年11月21日（土）17:00" in page
    assert client.get(f"/opinions/{opinion.receipt}/", follow=True).status_code == 200
    own = propose(consultation, yui)
    assert "公開前の確認を待っています" in client.get(own.get_absolute_url()).content.decode()


def test_who_writes_reads_the_rule_before(consultation: Consultation, yui: User) -> None:
    page = signed_in(yui).get("/consultations/riverside/").content.decode()
    assert "遅くとも24時間後に" in page


def test_an_approved_reply_takes_its_place_and_is_counted(
    consultation: Consultation, yui: User, kenji: User, moderator: User
) -> None:
    root = approve(post(consultation, kenji).opinion, moderator).comment
    waiting = post(consultation, yui, parent=root)
    faster = approve(post(consultation, yui, text="先に公開", parent=root).opinion, moderator).comment
    approve(waiting.opinion, moderator)
    for row in (root, waiting, faster, consultation.thread):
        row.refresh_from_db()
    assert (faster.place, waiting.place, root.replies_count) == (1, 2, 2)
    assert consultation.thread.comments_count == 3
    assert WORDS in signed_in(None).get("/consultations/riverside/").content.decode()


def test_news_of_what_waits_is_told_when_it_is_released(
    consultation: Consultation, yui: User, kenji: User, moderator: User
) -> None:
    root = approve(post(consultation, kenji).opinion, moderator).comment
    waiting = post(consultation, yui, parent=root).opinion
    notifications.fan_out(now=NOW)
    told = kenji.notifications.filter(news__opinion=waiting)
    assert not told.exists()
    approve(waiting, moderator)
    notifications.fan_out(now=NOW)
    assert [one.news.kind for one in told] == [News.Kind.REPLY]
    assert yui.notifications.filter(news__kind=News.Kind.RELEASED).exists()


def test_it_becomes_public_by_itself_exactly_when_the_time_is_over(
    consultation: Consultation, yui: User, clock: time_machine.Traveller
) -> None:
    opinion = post(consultation, yui).opinion
    end = NOW + 24 * HOUR
    assert premoderation.release_due(now=end - timedelta(microseconds=1)) == 0
    assert fresh(opinion).state == State.HELD
    clock.move_to(end)
    assert "consultations.services.order.premoderation.release_due" in rounds.go(now=end)
    assert fresh(opinion).is_public
    assert premoderation.release_due(now=end) == 0
    assert [news.kind for news in yui.news_for.all()] == [News.Kind.RELEASED]
    event = AuditEvent.objects.get(action="opinion.release")
    assert (event.actor, event.details["by"]) == (None, "time")


def test_what_was_refused_or_withdrawn_is_never_released(
    consultation: Consultation, yui: User, moderator: User
) -> None:
    refuse(post(consultation, yui).opinion, moderator)
    opinions.withdraw(opinion=post(consultation, yui).opinion, author=yui, now=NOW)
    assert premoderation.release_due(now=NOW + 48 * HOUR) == 0
    assert not Opinion.objects.counted().exists()


def test_a_refusal_has_a_reason_and_leaves_no_trace_in_public(
    consultation: Consultation, yui: User, kenji: User, moderator: User
) -> None:
    opinion = post(consultation, yui).opinion
    refuse(opinion, moderator)
    assert [news.kind for news in yui.news_for.all()] == [News.Kind.REFUSED]
    assert "言い過ぎです。" in signed_in(yui).get("/my/opinions/").content.decode()
    page = signed_in(kenji).get("/consultations/riverside/").content.decode()
    assert WORDS not in page
    assert "非表示" not in page
    assert signed_in(kenji).get(f"/opinions/{opinion.receipt}/").status_code == 404
    assert "公開しない" in signed_in(None).get("/moderation-log/").content.decode()


def test_an_appeal_can_bring_back_what_was_refused(
    consultation: Consultation, yui: User, moderator: User
) -> None:
    opinion = post(consultation, yui).opinion
    refuse(opinion, moderator)
    appeal = appeals.file(opinion=fresh(opinion), author=yui, words="引用です", now=NOW)
    other = factories.user(Role.MODERATOR)
    appeals.decide(
        appeal=appeal, moderator=other, outcome=appeal.Outcome.OVERTURNED, answer="確かに。", now=NOW
    )
    assert fresh(opinion).is_public
    consultation.thread.refresh_from_db()
    assert consultation.thread.comments_count == 1


def test_the_moderator_publishes_only_what_was_read(
    consultation: Consultation, yui: User, moderator: User
) -> None:
    opinion = post(consultation, yui).opinion
    opinions.revise(opinion=opinion, author=yui, base=1, text="書き直しました", now=NOW)
    with pytest.raises(RewrittenMeanwhile):
        approve(opinion, moderator)
    answer = signed_in(moderator).post(f"/staff/held/{opinion.receipt}/", {"revision": "1"}, follow=True)
    assert "書き直しました" in answer.content.decode()
    assert fresh(opinion).state == State.HELD


def test_a_second_decision_comes_too_late(consultation: Consultation, yui: User, moderator: User) -> None:
    opinion = post(consultation, yui).opinion
    approve(opinion, moderator)
    with pytest.raises(DecidedAlready):
        refuse(opinion, moderator)
    assert signed_in(moderator).get(f"/staff/held/{opinion.receipt}/").status_code == 404


def test_what_was_published_can_still_be_hidden_and_restored(
    consultation: Consultation, yui: User, moderator: User
) -> None:
    opinion = approve(post(consultation, yui).opinion, moderator)
    for act, reason in ((moderation.hide, Reason.ABUSE), (moderation.restore, Reason.MISTAKE)):
        act(opinion=opinion, moderator=moderator, reason=reason, explanation="x", now=NOW)
    consultation.thread.refresh_from_db()
    assert consultation.thread.comments_count == 1
