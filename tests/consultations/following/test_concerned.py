"""Whom each kind of news concerns, and how often each of them gets mail about it."""

import pytest

from accounts.models import User
from consultations.models import (
    Consultation,
    Cosigner,
    Follow,
    Frequency,
    News,
    Notification,
    Opinion,
    Thread,
)
from consultations.models.following import ABOUT_YOU
from consultations.services.following import audiences, follows, news, notifications, tellings
from consultations.services.following.follows import Wishes
from consultations.services.participation import comments
from consultations.services.proposals import cosigning, publishing, supports
from tests import factories
from tests.consultations.conftest import signed_in
from tests.consultations.following.material import follow, told, write
from tests.factories import DAY, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
Kind = News.Kind
TOMORROW = (NOW + DAY).isoformat()


def published_by(author: User, consultation: Consultation) -> Thread:
    draft = factories.proposal(consultation, author=author, published=False)
    publishing.publish(proposal=draft, author=author, now=NOW)
    return Thread.objects.get(proposal=draft)


@pytest.mark.parametrize("kind", sorted(set(Kind) - {Kind.NOTICE}))
def test_every_kind_of_news_told_by_name_reaches_that_person_in_words(
    consultation: Consultation, yui: User, kind: str
) -> None:
    opinion = factories.comment(consultation, author=yui).opinion
    news.record(kind=Kind(kind), opinion=opinion, recipient=yui, now=NOW)
    notifications.fan_out(now=NOW)
    assert told(yui) == [kind]
    page = signed_in(yui).get("/my/notifications/").content.decode()
    assert str(Kind(kind).label) in page


@pytest.mark.parametrize("kind", sorted(ABOUT_YOU))
def test_what_is_for_one_person_is_never_told_to_followers(
    consultation: Consultation, yui: User, kind: str
) -> None:
    follow(yui, consultation.thread)
    piece = news.record(kind=Kind(kind), opinion=factories.comment(consultation).opinion, now=NOW)
    assert audiences.of(piece) == {}


def test_the_author_of_a_proposal_follows_its_discussion_and_can_stop(
    consultation: Consultation, yui: User
) -> None:
    thread = published_by(yui, consultation)
    assert Follow.objects.filter(user=yui, thread=thread).exists()
    follows.unfollow(target=thread, person=yui)
    write(thread, factories.user())
    notifications.fan_out(now=NOW)
    assert told(yui) == []


def test_what_is_written_under_ones_own_proposal_comes_as_often_as_ones_own(
    consultation: Consultation, yui: User, kenji: User
) -> None:
    for person in (yui, kenji):
        wishes = Wishes(Frequency.WEEKLY, Frequency.AT_ONCE, receipts=False, language="ja")
        follows.settle(person=person, wishes=wishes, each={})
    thread = published_by(yui, consultation)
    follow(kenji, thread)
    piece = write(thread, factories.user())
    assert audiences.of(piece) == {yui.pk: Frequency.AT_ONCE, kenji.pk: Frequency.WEEKLY}
    Follow.objects.filter(user=yui).update(frequency=Frequency.NONE)
    assert audiences.of(piece)[yui.pk] == Frequency.NONE


def test_who_began_a_branch_hears_of_replies_further_down(
    consultation: Consultation, yui: User, kenji: User
) -> None:
    root = comments.post(thread=consultation.thread, author=yui, text="どうですか", form_key="a", now=NOW)
    reply = comments.post(
        thread=consultation.thread, author=kenji, text="よいです", form_key="b", parent=root, now=NOW
    )
    write(consultation.thread, factories.user(), "同感です", parent=reply)
    notifications.fan_out(now=NOW)
    assert told(yui) == [Kind.REPLY, Kind.COMMENT]
    assert told(kenji) == [Kind.REPLY]


@pytest.mark.parametrize("kind", [Kind.OFFICIAL_ANSWER, Kind.MILESTONE])
def test_the_city_s_word_on_a_proposal_reaches_its_author_its_backers_and_its_followers(
    consultation: Consultation, yui: User, kenji: User, planner: User, kind: News.Kind
) -> None:
    proposal = factories.proposal(consultation, author=yui)
    backer = factories.user()
    factories.support(backer, proposal)
    signer, asked = factories.user(), factories.user()
    Cosigner.objects.create(proposal=proposal, user=signer, asked_at=NOW, signed_at=NOW)
    Cosigner.objects.create(proposal=proposal, user=asked, asked_at=NOW)
    follow(kenji, proposal.thread)
    follow(planner, proposal.thread)
    piece = news.record(kind=kind, opinion=proposal.opinion, actor=planner, now=NOW)
    assert set(audiences.of(piece)) == {yui.pk, kenji.pk, backer.pk, signer.pk}


def test_a_reply_that_waits_for_a_moderator_is_told_when_it_is_released(
    consultation: Consultation, yui: User, kenji: User
) -> None:
    root = comments.post(thread=consultation.thread, author=yui, text="どうですか", form_key="a", now=NOW)
    write(consultation.thread, kenji, "よいです", parent=root)
    reply = Opinion.objects.filter(author=kenji)
    reply.update(held_until=NOW + DAY)
    notifications.fan_out(now=NOW)
    assert told(yui) == []
    reply.update(held_until=None)
    notifications.fan_out(now=NOW + DAY)
    assert told(yui) == [Kind.REPLY]


def test_nobody_who_may_not_log_in_any_more_is_told(consultation: Consultation, yui: User) -> None:
    follow(yui, consultation.thread)
    User.objects.filter(pk=yui.pk).update(is_active=False)
    write(consultation.thread, factories.user())
    notifications.fan_out(now=NOW)
    assert told(yui) == []


def test_the_result_leads_who_wrote_to_what_became_of_it_and_others_to_the_themes(
    consultation: Consultation, yui: User, kenji: User
) -> None:
    factories.comment(consultation, author=yui)
    follow(kenji, consultation.thread)
    news.record(kind=Kind.RESULT, consultation=consultation, now=NOW)
    notifications.fan_out(now=NOW)
    of_yui, of_kenji = (
        tellings.of(person.notifications.tellable().with_news())[0] for person in (yui, kenji)
    )
    assert of_yui.path == "/my/opinions/?consultation=waterfront"
    assert of_kenji.path == "/consultations/waterfront/themes/"
    assert signed_in(yui).get(of_yui.path).status_code == 200


def test_my_opinions_can_be_narrowed_to_one_consultation(consultation: Consultation, yui: User) -> None:
    factories.comment(consultation, author=yui, text="海辺のことです")
    factories.comment(factories.consultation(slug="other"), author=yui, text="ほかのことです")
    client = signed_in(yui)
    page = client.get("/my/opinions/?consultation=waterfront").content.decode()
    assert ("海辺のことです" in page, "ほかのことです" in page) == (True, False)
    assert "あなたの意見の扱い" in page
    every = client.get("/my/opinions/?consultation=unknown").content.decode()
    assert ("海辺のことです" in every, "ほかのことです" in every) == (True, True)


def test_the_author_hears_of_the_first_and_the_tenth_support_and_of_each_once(
    consultation: Consultation, yui: User
) -> None:
    proposal = factories.proposal(consultation, author=yui)
    for _number in range(11):
        supports.give(proposal=proposal, supporter=factories.user(), now=NOW)
    last = factories.user()
    for act in (supports.give, supports.take_back, supports.give):
        act(proposal=proposal, supporter=last, now=NOW)
    said = [one["supports"] for one in News.objects.order_by("pk").values_list("details", flat=True)]
    assert said == [1, 10]
    notifications.fan_out(now=NOW)
    page = signed_in(yui).get("/my/notifications/").content.decode()
    assert "あなたの提案への支持が10人になりました" in page


@pytest.mark.parametrize(
    ("kind", "details", "words"),
    [
        (Kind.OFFICIAL_ANSWER, {"status": "accepted"}, "市の回答：実施します"),
        (Kind.MILESTONE, {"title": "測量が終わりました"}, "提案の進み具合：測量が終わりました"),
        (Kind.CLOSING_SOON, {"days": 1, "closes": "2026-11-21T08:00:00+00:00"}, "締切まであと1日です"),
        (
            Kind.CLOSING_SOON,
            {"days": 1, "closes": "2026-11-21T08:00:00+00:00"},
            "締切：2026年11月21日（土）17:00",
        ),
        (Kind.EXTENDED, {"to": "2026-12-01T08:00:00+00:00"}, "締切：2026年12月1日（火）17:00"),
    ],
)
def test_the_news_says_what_it_is_about(
    consultation: Consultation, yui: User, kind: News.Kind, details: dict[str, object], words: str
) -> None:
    opinion = factories.proposal(consultation).opinion
    news.record(kind=kind, opinion=opinion, recipient=yui, details=details, now=NOW)
    notifications.fan_out(now=NOW)
    assert words in signed_in(yui).get("/my/notifications/").content.decode()


def test_who_is_asked_to_sign_is_led_to_the_page_for_it(consultation: Consultation, yui: User) -> None:
    draft = factories.proposal(consultation, published=False)
    assert draft.opinion.author
    cosigning.ask(proposal=draft, author=draft.opinion.author, address=yui.email, now=NOW)
    notifications.fan_out(now=NOW)
    (telling,) = tellings.of(Notification.objects.tellable().filter(user=yui).with_news())
    assert telling.path.startswith("/cosign/")
    assert signed_in(yui).get(telling.path).status_code == 200
