"""Who is told of what, once, and nothing that is not public."""

import pytest

from accounts.models import User
from consultations.models import (
    AnalysisRun,
    Area,
    Consultation,
    Job,
    News,
    Notification,
    PolicyField,
    Thread,
)
from consultations.services.following import audiences, follows, news, notifications
from consultations.services.participation import comments
from consultations.services.planning import analysis
from consultations.services.proposals import publishing
from tests import factories
from tests.consultations.conftest import signed_in
from tests.consultations.following.material import CANARY, follow, told, write
from tests.consultations.test_queries import assert_steady
from tests.factories import DAY, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
Kind = News.Kind


def test_those_who_follow_are_told_and_who_acted_is_not(
    consultation: Consultation, yui: User, kenji: User
) -> None:
    follow(yui, consultation.thread)
    follow(kenji, consultation.thread)
    write(consultation.thread, kenji)
    notifications.fan_out(now=NOW)
    assert (told(yui), told(kenji)) == ([Kind.COMMENT], [])


def test_telling_twice_and_by_two_workers_tells_once(consultation: Consultation, yui: User) -> None:
    follow(yui, consultation.thread)
    piece = write(consultation.thread, factories.user())
    assert notifications.fan_out(now=NOW) == 1
    assert notifications.fan_out(now=NOW) == 0
    News.objects.filter(pk=piece.pk).update(told_at=None)  # as if the first worker had died before its end
    notifications.fan_out(now=NOW)
    assert told(yui) == [Kind.COMMENT]


def test_one_piece_of_news_that_cannot_be_told_does_not_stop_the_others(
    consultation: Consultation, yui: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow(yui, consultation.thread)
    bad = write(consultation.thread, factories.user(), "一つめ")
    write(consultation.thread, factories.user(), "二つめ")
    real = audiences.of

    def stumble(piece: News) -> dict[int, object]:
        if piece.pk == bad.pk:
            raise RuntimeError
        return dict(real(piece))

    monkeypatch.setattr(audiences, "of", stumble)
    assert notifications.fan_out(now=NOW) == 1
    bad.refresh_from_db()
    assert bad.told_at is None, "it is tried again in the next round"


def test_what_happened_before_somebody_followed_is_no_news(consultation: Consultation, yui: User) -> None:
    write(consultation.thread, factories.user())
    follows.follow(target=consultation.thread, person=yui, language="ja", now=NOW + DAY)
    notifications.fan_out(now=NOW)
    assert told(yui) == []


def test_a_follower_of_the_consultation_hears_of_proposals_but_not_of_each_comment_on_them(
    consultation: Consultation, yui: User
) -> None:
    follow(yui, consultation.thread)
    author = factories.user()
    proposal = factories.proposal(consultation, author=author, published=False)
    publishing.publish(proposal=proposal, author=author, now=NOW)
    write(Thread.objects.get(pk=proposal.thread.pk), factories.user())
    notifications.fan_out(now=NOW)
    assert told(yui) == [Kind.PROPOSAL]
    assert told(author) == [Kind.COMMENT], "the author of a proposal hears of its comments without following"


def test_a_reply_is_told_once_to_the_author_of_the_comment(
    consultation: Consultation, yui: User, kenji: User
) -> None:
    follow(yui, consultation.thread)
    root = comments.post(thread=consultation.thread, author=yui, text="どうですか", form_key="a", now=NOW)
    write(consultation.thread, kenji, "よいです", parent=root)
    notifications.fan_out(now=NOW)
    assert told(yui) == [Kind.REPLY]


def test_fields_and_areas_tell_of_consultations(consultation: Consultation, yui: User, kenji: User) -> None:
    field, area = PolicyField.objects.create(name="防災"), Area.objects.create(name="港区域")
    consultation.policy_fields.add(field)
    consultation.areas.add(area)
    follow(yui, field)
    follow(kenji, area)
    write(consultation.thread, factories.user())
    news.record(kind=Kind.EXTENDED, consultation=consultation, now=NOW)
    notifications.fan_out(now=NOW)
    assert (told(yui), told(kenji)) == ([Kind.EXTENDED], [Kind.EXTENDED])


def test_every_author_is_told_of_the_result(consultation: Consultation, yui: User, planner: User) -> None:
    factories.comment(consultation, author=yui)
    factories.comment(consultation, author=yui)
    job = Job.objects.create(kind=Job.Kind.ANALYSIS, idempotency_key="a", created_at=NOW)
    run = AnalysisRun.objects.create(
        consultation=consultation, job=job, number=1, input_hash="x", finished_at=NOW
    )
    analysis.publish(run=run, published_by=planner, now=NOW)
    analysis.publish(run=run, published_by=planner, now=NOW)
    notifications.fan_out(now=NOW)
    assert told(yui) == [Kind.RESULT]


@pytest.mark.parametrize("state", ["hidden_at", "withdrawn_at", "held_until"])
def test_nothing_of_an_opinion_that_is_not_public_is_told(
    consultation: Consultation, yui: User, state: str
) -> None:
    follow(yui, consultation.thread)
    piece = write(consultation.thread, factories.user(display_name="筆者"), CANARY)
    assert piece.opinion
    setattr(piece.opinion, state, NOW)
    piece.opinion.save()
    notifications.fan_out(now=NOW)
    assert told(yui) == []


@pytest.mark.parametrize("state", ["hidden_at", "withdrawn_at", "held_until"])
def test_what_was_told_disappears_with_the_opinion(consultation: Consultation, yui: User, state: str) -> None:
    follow(yui, consultation.thread)
    piece = write(consultation.thread, factories.user(), CANARY)
    notifications.fan_out(now=NOW)
    client = signed_in(yui)
    assert CANARY in client.get("/my/notifications/").content.decode()
    assert piece.opinion
    setattr(piece.opinion, state, NOW)
    piece.opinion.save()
    assert CANARY not in client.get("/my/notifications/").content.decode()
    assert notifications.unread(person=yui) == 0


def test_what_is_held_is_told_when_it_is_released(consultation: Consultation, yui: User) -> None:
    follow(yui, consultation.thread)
    piece = write(consultation.thread, factories.user())
    assert piece.opinion
    piece.opinion.held_until = NOW + DAY
    piece.opinion.save()
    notifications.fan_out(now=NOW)
    piece.opinion.held_until = None
    piece.opinion.save()
    notifications.fan_out(now=NOW)
    assert told(yui) == [Kind.COMMENT]


def test_the_author_of_a_hidden_opinion_is_told_without_its_words(
    consultation: Consultation, yui: User
) -> None:
    opinion = factories.comment(consultation, author=yui, text=CANARY, hidden_at=NOW).opinion
    news.record(kind=Kind.HIDDEN, opinion=opinion, recipient=yui, now=NOW)
    notifications.fan_out(now=NOW)
    page = signed_in(yui).get("/my/notifications/").content.decode()
    assert opinion.receipt in page
    assert CANARY not in page


def test_a_consultation_that_is_not_published_is_not_told(yui: User) -> None:
    hidden = factories.consultation(published_at=None)
    follow(yui, hidden.thread)
    news.record(kind=Kind.OPENED, consultation=hidden, now=NOW)
    notifications.fan_out(now=NOW)
    assert told(yui) == []


def test_news_are_opened_and_marked_as_read_by_their_owner_alone(
    consultation: Consultation, yui: User, kenji: User
) -> None:
    follow(yui, consultation.thread)
    write(consultation.thread, kenji)
    write(consultation.thread, kenji, "もう一つ")
    notifications.fan_out(now=NOW)
    one = Notification.objects.filter(user=yui).latest("pk")
    path = f"/my/notifications/{one.pk}/open/"
    assert signed_in(kenji).post(path).status_code == 404
    assert notifications.unread(person=yui) == 2
    assert "未読2件" in signed_in(yui).get("/").content.decode()
    answer = signed_in(yui).post(path)
    assert one.news.opinion
    assert answer.headers["Location"] == one.news.opinion.get_absolute_url()
    assert notifications.unread(person=yui) == 1
    signed_in(yui).post("/my/notifications/read/")
    assert notifications.unread(person=yui) == 0


def test_the_list_takes_the_same_number_of_queries_with_few_rows_as_with_many(
    consultation: Consultation, yui: User
) -> None:
    follow(yui, consultation.thread)
    numbers = iter(range(100))

    def grow() -> None:
        write(consultation.thread, factories.user(), f"意見{next(numbers)}")
        notifications.fan_out(now=NOW)

    assert_steady(signed_in(yui), "/my/notifications/", grow, 12)
