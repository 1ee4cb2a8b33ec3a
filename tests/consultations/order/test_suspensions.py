"""A suspended person reads on, writes nothing, is told why, and is heard by another moderator."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from accounts import policy
from accounts.models import AuditEvent, User
from accounts.policy import Action, Role, Suspended
from consultations.models import Comment, Consultation, News, Opinion, Reaction, Support, Suspension
from consultations.services.order import suspensions
from consultations.services.order.suspensions import (
    EndsBeforeItBegins,
    ImposedByThemselves,
    NothingToJudge,
    NotThisPerson,
    Outcome,
    Reason,
    SuspendedAlready,
)
from consultations.services.participation import comments, opinions, reactions
from consultations.services.proposals import publishing, supports
from tests import factories
from tests.consultations.conftest import signed_in
from tests.factories import DAY, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
WORDS = "なくしたくない長い文章です。"


@pytest.fixture
def consultation() -> Consultation:
    return factories.idea_collection(slug="waterfront")


@pytest.fixture
def opinion(consultation: Consultation, yui: User) -> Opinion:
    return factories.comment(consultation, author=yui, text="こまった言葉").opinion


def suspend(person: User, moderator: User, *, days: int | None = 7) -> Suspension:
    made = suspensions.impose(
        person=person,
        moderator=moderator,
        reason=Reason.ABUSE,
        note="くり返し名指ししています。",
        until=NOW + days * DAY if days else None,
        now=NOW,
    )
    person.refresh_from_db()
    return made


def acts(consultation: Consultation, person: User) -> list[Callable[[], object]]:
    own = factories.comment(consultation, author=person)
    other = factories.comment(consultation)
    proposal = factories.proposal(consultation)
    draft = factories.proposal(consultation, author=person, published=False)
    thread = consultation.thread
    return [
        lambda: comments.post(thread=thread, author=person, text="x", form_key="k", now=NOW),
        lambda: opinions.revise(opinion=own.opinion, author=person, base=1, text="y", now=NOW),
        lambda: publishing.draft(
            consultation=consultation, author=person, title="t", text="x", form_key="k", now=NOW
        ),
        lambda: publishing.redraft(proposal=draft, author=person, title="t", text="x", now=NOW),
        lambda: publishing.publish(proposal=draft, author=person, now=NOW),
        lambda: supports.give(proposal=proposal, supporter=person, now=NOW),
        lambda: supports.take_back(proposal=proposal, supporter=person, now=NOW),
        lambda: reactions.give(comment=other, person=person, now=NOW),
    ]


def test_whatever_the_way_nothing_is_written(consultation: Consultation, yui: User, moderator: User) -> None:
    tried = acts(consultation, yui)
    suspend(yui, moderator)
    before = Opinion.objects.count()
    for act in tried:
        with pytest.raises(Suspended):
            act()
    assert Opinion.objects.count() == before
    assert not Support.objects.exists()
    assert not Reaction.objects.exists()


@pytest.mark.parametrize("action", sorted(policy.PARTICIPATION))
def test_the_gate_knows_every_way_of_taking_part(action: Action, yui: User) -> None:
    yui.suspended_until = NOW + DAY
    assert not policy.may(yui, action, own=True)
    yui.suspended_until = NOW
    assert policy.may(yui, action, own=True)


def test_the_refusal_says_why_to_whom_it_may_concern_and_gives_the_words_back(
    consultation: Consultation, yui: User, moderator: User
) -> None:
    suspend(yui, moderator)
    client = signed_in(yui)
    answer = client.post(
        f"/threads/{consultation.thread.pk}/comments/new/", {"text": WORDS, "form_key": "k" * 30}
    )
    page = answer.content.decode()
    assert answer.status_code == 403
    assert WORDS in page
    assert "2026年11月27日（金）17:00" in page
    assert "/my/suspension/" in page
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    "path", ["/threads/{thread}/comments/new/", "/consultations/waterfront/proposals/new/"]
)
def test_no_form_is_offered_that_could_not_be_sent(
    consultation: Consultation, yui: User, moderator: User, path: str
) -> None:
    suspend(yui, moderator)
    assert signed_in(yui).get(path.format(thread=consultation.thread.pk)).status_code == 403


def test_reading_withdrawing_and_the_own_pages_stay(
    consultation: Consultation, opinion: Opinion, yui: User, moderator: User
) -> None:
    suspend(yui, moderator)
    client = signed_in(yui)
    page = client.get("/consultations/waterfront/").content.decode()
    assert "こまった言葉" in page
    assert "現在、投稿できません。" in page
    assert "ログインしてコメント" not in page
    for path in ("/my/opinions/", "/consultations/waterfront/proposals/", "/search/?q=こまった"):
        assert client.get(path).status_code == 200
    assert client.get(f"/opinions/{opinion.receipt}/withdraw/").status_code == 200


def test_it_ends_by_itself(
    consultation: Consultation, yui: User, moderator: User, clock: time_machine.Traveller
) -> None:
    suspend(yui, moderator, days=1)
    clock.move_to(NOW + DAY - timedelta(seconds=1))
    with pytest.raises(Suspended):
        policy.require(yui, Action.SUPPORT)
    clock.move_to(NOW + DAY)
    policy.require(yui, Action.SUPPORT)
    assert "停止されていません" in signed_in(yui).get("/my/suspension/").content.decode()
    again = suspensions.impose(
        person=yui, moderator=moderator, reason=Reason.ABUSE, note="x", until=None, now=NOW + DAY
    )
    assert again.is_in_force_at(NOW + 9999 * DAY)


def test_a_moderator_suspends_the_author_of_an_opinion(opinion: Opinion, yui: User, moderator: User) -> None:
    client, path = signed_in(moderator), f"/staff/moderation/{opinion.receipt}/suspend/"
    assert path in client.get(f"/staff/moderation/{opinion.receipt}/").content.decode()
    assert client.post(path, {"reason": "abuse", "days": "7"}).status_code == 422
    said = {"reason": "abuse", "days": "7", "note": "くり返し名指ししています。"}
    assert client.post(path, said | {"days": "400"}).status_code == 422
    assert client.post(path, said).status_code == 302
    yui.refresh_from_db()
    assert yui.suspended_until == NOW + 7 * DAY
    assert "ゆい" in client.get("/staff/suspensions/").content.decode()
    assert "停止中です" in client.post(path, said, follow=True).content.decode()
    assert AuditEvent.objects.get().action == "suspension.impose"
    assert [news.kind for news in yui.news_for.all()] == [News.Kind.SUSPENDED]


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.PLANNER, Role.FAQ_EDITOR, Role.ADMINISTRATOR])
def test_staff_are_not_suspended(role: Role, moderator: User, consultation: Consultation) -> None:
    colleague = factories.user(role)
    with pytest.raises(NotThisPerson):
        suspend(colleague, moderator)
    written = factories.comment(consultation, author=colleague).opinion
    page = signed_in(moderator).get(f"/staff/moderation/{written.receipt}/").content.decode()
    assert "/suspend/" not in page


def test_nobody_suspends_themselves_twice_or_backwards(yui: User, moderator: User) -> None:
    with pytest.raises(NotThisPerson):
        suspend(moderator, moderator)
    with pytest.raises(EndsBeforeItBegins):
        suspend(yui, moderator, days=-1)
    suspend(yui, moderator)
    with pytest.raises(SuspendedAlready):
        suspend(yui, moderator)


def test_the_person_objects_once_and_another_moderator_lifts_it(yui: User, moderator: User) -> None:
    made = suspend(yui, moderator, days=None)
    client = signed_in(yui)
    page = client.get("/my/suspension/").content.decode()
    assert "くり返し名指ししています。" in page
    assert "解除されるまで" in page
    assert client.post("/my/suspension/", {"words": ""}).status_code == 422
    for words in ("引用しただけです。", "もう一度"):
        assert client.post("/my/suspension/", {"words": words}).status_code == 302
    desk = f"/staff/suspensions/{made.pk}/"
    other = signed_in(factories.user(Role.MODERATOR))
    assert "異議への回答待ち" in other.get("/staff/suspensions/").content.decode()
    page = other.get(desk).content.decode()
    assert "引用しただけです。" in page
    assert "もう一度" not in page
    said = {"outcome": "lifted", "answer": "ご指摘の通りです。"}
    assert signed_in(moderator).post(desk, said).status_code == 403
    assert other.post(desk, {"outcome": "lifted"}).status_code == 422
    assert other.post(desk, said).status_code == 302
    yui.refresh_from_db()
    assert not policy.is_suspended(yui)
    assert "ご指摘の通りです。" in client.get("/my/suspension/").content.decode()
    kinds = [news.kind for news in yui.news_for.order_by("pk")]
    assert kinds == [News.Kind.SUSPENDED, News.Kind.SUSPENSION_JUDGED]
    assert [event.action for event in AuditEvent.objects.all()] == ["suspension.impose", "suspension.lifted"]


def test_a_suspension_that_stands_goes_on(yui: User, moderator: User) -> None:
    made, other = suspend(yui, moderator), factories.user(Role.MODERATOR)
    with pytest.raises(ImposedByThemselves):
        suspensions.judge(suspension=made, moderator=moderator, outcome=Outcome.LIFTED, answer="x", now=NOW)
    suspensions.judge(suspension=made, moderator=other, outcome=Outcome.UPHELD, answer="x", now=NOW)
    yui.refresh_from_db()
    assert policy.is_suspended(yui)
    with pytest.raises(NothingToJudge):
        suspensions.judge(
            suspension=made, moderator=other, outcome=Outcome.LIFTED, answer="x", now=NOW + 8 * DAY
        )


def test_the_list_takes_a_fixed_number_of_queries(
    moderator: User, django_assert_max_num_queries: object
) -> None:
    for _ in range(12):
        suspend(factories.user(), moderator)
    client = signed_in(moderator)
    with django_assert_max_num_queries(13):  # type: ignore[operator]
        page = client.get("/staff/suspensions/").content.decode()
    assert page.count("くり返し名指し") == 12


def test_the_public_log_counts_suspensions_without_names(yui: User, moderator: User) -> None:
    suspend(yui, moderator)
    page = signed_in(None).get("/moderation-log/").content.decode()
    assert "利用停止" in page
    assert "ゆい" not in page


@pytest.mark.parametrize(
    "path", ["/staff/suspensions/", "/staff/suspensions/1/", "/staff/moderation/X/suspend/"]
)
@pytest.mark.parametrize(("role", "status"), [(None, 302), (Role.RESIDENT, 403), (Role.PLANNER, 403)])
def test_only_moderators_suspend(path: str, role: Role | None, status: int) -> None:
    person = factories.user(role) if role else None
    assert signed_in(person).get(path).status_code == status
