"""The desk of those who answer: who may come in, what they see, and that it costs the same for many."""

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEvent, RoleGrant, User
from accounts.policy import FOR_GOOD, Role
from chatbot.models import CannedAnswer, Desk, Handover, LeftQuestion, Message, Opening
from chatbot.services.people import handovers, leaving, messages
from tests import factories
from tests.chatbot.people import office

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _hours(db: None) -> None:
    office.always_open()


@pytest.fixture
def aoi(db: None) -> User:
    return factories.user(Role.FAQ_EDITOR, display_name="青井")


@pytest.fixture
def handover(db: None) -> Handover:
    return office.waiting(now=timezone.now())


def signed_in(person: User | None) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def pages(handover: Handover) -> list[str]:
    question = LeftQuestion.objects.create(
        reference="Q-2026-AAAA-BBBB",
        conversation=handover.conversation,
        text="質問",
        created_at=timezone.now(),
    )
    return [
        "/staff/chat/",
        "/staff/chat/?list=ended",
        "/staff/chat/left/",
        "/staff/chat/office/",
        f"/staff/chat/left/{question.pk}/",
        f"/staff/chat/talks/{handover.pk}/",
    ]


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (None, 302),
        (Role.RESIDENT, 403),
        (Role.PLANNER, 403),
        (Role.FAQ_EDITOR, 200),
        (Role.MODERATOR, 200),
        (Role.ADMINISTRATOR, 200),
    ],
)
def test_editors_and_moderators_come_in(handover: Handover, role: Role | None, status: int) -> None:
    client = signed_in(factories.user(*[role] if role != Role.RESIDENT else []) if role else None)
    assert {client.get(path).status_code for path in pages(handover)} == {status}


@pytest.mark.parametrize(
    "act", ["take/", "talks/{pk}/reply/", "talks/{pk}/close/", "talks/{pk}/pass/", "talks/{pk}/typing/"]
)
def test_a_resident_does_nothing_here(handover: Handover, act: str) -> None:
    client = signed_in(factories.user())
    path = "/staff/chat/" + act.format(pk=handover.pk)
    assert client.post(path, {"handover": handover.pk, "text": "はい"}).status_code == 403
    assert Message.objects.count() == 1


def test_it_is_taken_answered_and_closed_without_javascript(handover: Handover, aoi: User) -> None:
    client, talk = signed_in(aoi), f"/staff/chat/talks/{handover.pk}/"
    assert client.post("/staff/chat/take/", {"handover": handover.pk}).headers["Location"] == talk
    reply = {"client_id": "one", "text": "お調べします。"}
    for _ in range(2):
        assert client.post(f"{talk}reply/", reply).status_code == 302
    assert "お調べします。" in client.get(talk).content.decode()
    assert client.post(f"{talk}close/", {"outcome": "answered"}).status_code == 302
    late = client.post(f"{talk}reply/", {"client_id": "two", "text": "もう一つ"})
    assert late.status_code == 422
    assert handover.messages.filter(author="staff").count() == 1
    acts = AuditEvent.objects.values_list("action", flat=True)
    assert list(acts) == ["chat.take", "chat.reply", "chat.close"]


def test_who_comes_second_is_told_so(handover: Handover, aoi: User) -> None:
    handovers.take(handover=handover, actor=aoi, now=timezone.now())
    other = signed_in(factories.user(Role.MODERATOR))
    answer = other.post("/staff/chat/take/", {"handover": handover.pk}, follow=True)
    assert "ほかの職員が先に対応したか" in answer.content.decode()


@pytest.mark.parametrize("end", ["logout", "role", "suspension", "disabled"])
def test_whoever_may_no_longer_answer_is_out_with_the_next_request(
    handover: Handover, aoi: User, end: str
) -> None:
    client, talk = signed_in(aoi), f"/staff/chat/talks/{handover.pk}/"
    handovers.take(handover=handover, actor=aoi, now=timezone.now())
    assert client.get(talk).status_code == 200
    if end == "logout":
        client.logout()
    elif end == "role":
        RoleGrant.objects.all().delete()
    else:
        User.objects.update(**{"suspended_until": FOR_GOOD} if end == "suspension" else {"is_active": False})
    assert client.get(talk).status_code in {302, 403}
    assert client.post(f"{talk}reply/", {"client_id": "a", "text": "まだいます"}).status_code in {401, 403}
    assert not handover.messages.filter(author="staff").exists()


def test_two_tabs_of_one_person_write_in_one_talk_and_know_when_the_other_has_ended_it(
    handover: Handover, aoi: User
) -> None:
    one, talk = signed_in(aoi), f"/staff/chat/talks/{handover.pk}/"
    other = Client()
    other.cookies.update(one.cookies)
    for tab in (one, other):  # both press the button of the queue
        assert tab.post("/staff/chat/take/", {"handover": handover.pk}).headers["Location"] == talk
    ids = [str(tab.get(talk).context["form"].initial["client_id"]) for tab in (one, other)]
    for tab, own, words in zip((one, other), ids, ("左の窓から", "右の窓から"), strict=True):
        tab.post(f"{talk}reply/", {"client_id": own, "text": words})
    for tab in (one, other):
        page = tab.get(talk).content.decode()
        assert page.index("左の窓から") < page.index("右の窓から")
    one.post(f"{talk}close/", {"outcome": "answered"})
    late = other.post(f"{talk}reply/", {"client_id": "late", "text": "まだ書いています"})
    assert late.status_code == 422
    assert "まだ書いています" in late.content.decode()
    assert other.post(f"{talk}close/", {"outcome": "gone"}).status_code == 302
    handover.refresh_from_db()
    assert handover.outcome == "answered"
    assert list(handover.messages.values_list("event", flat=True)) == ["asked", "taken", "", "", "ended"]


def test_a_colleague_puts_the_talk_of_somebody_absent_back_into_the_queue(
    handover: Handover, aoi: User
) -> None:
    handovers.take(handover=handover, actor=aoi, now=timezone.now())
    desk = Desk.objects.create(name="税務課")
    other = signed_in(factories.user(Role.MODERATOR))
    other.post(f"/staff/chat/talks/{handover.pk}/pass/", {"desk": desk.pk, "note": "青井さんは外出中"})
    page = other.get("/staff/chat/").content.decode()
    assert "青井さんは外出中" in page
    assert "税務課" in page


def test_a_left_question_is_answered_on_its_page_and_its_address_is_shown_to_nobody(
    handover: Handover, aoi: User
) -> None:
    question, _ = leaving.leave(
        conversation=handover.conversation,
        client_id="a",
        text="ドローンは？",
        address="secret@example.org",
        now=timezone.now(),
    )
    client, path = signed_in(aoi), f"/staff/chat/left/{question.pk}/"
    shown = client.get(path).content.decode() + client.get("/staff/chat/left/").content.decode()
    assert "ドローンは？" in shown
    assert "secret@" not in shown
    assert client.post(path, {"text": ""}).status_code == 422
    assert client.post(path, {"text": "禁止です。"}).status_code == 302
    assert "禁止です。" in client.get(path).content.decode()
    assert client.post(path, {"text": "二つめ"}).status_code == 422


def test_hours_closures_departments_and_words_are_set_on_screen(aoi: User) -> None:
    client, path = signed_in(aoi), "/staff/chat/office/"
    Opening.objects.all().delete()
    sent: list[tuple[str, dict[str, Any], int]] = [
        ("opening", {"weekday": 0, "opens": "08:30", "closes": "17:15"}, 302),
        ("opening", {"weekday": 0, "opens": "08:30", "closes": "12:00"}, 422),
        ("opening", {"weekday": 1, "opens": "17:00", "closes": "08:30"}, 422),
        ("closure", {"day": "2099-12-29", "reason": "年末"}, 302),
        ("desk", {"name": "税務課"}, 302),
        ("desk", {"name": "税務課"}, 422),
        ("canned", {"title": "お礼", "text": "お問い合わせありがとうございます。"}, 302),
        ("wait", {"wait_minutes": 8, "address_days": 3}, 302),
        ("nothing", {}, 404),
    ]
    for kind, data, status in sent:
        assert client.post(f"{path}{kind}/add/", data).status_code == status, kind
    page = client.get(path).content.decode()
    for words in ("月曜日", "年末", "税務課", "お礼", 'value="8"'):
        assert words in page
    client.post(f"{path}canned/remove/", {"pk": CannedAnswer.objects.get().pk})
    assert not CannedAnswer.objects.exists()


def test_the_queue_and_a_long_talk_cost_the_same(
    handover: Handover, aoi: User, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(aoi)
    talk = f"/staff/chat/talks/{handover.pk}/"
    handovers.take(handover=handover, actor=aoi, now=timezone.now())
    for _ in range(12):
        one = office.waiting(now=timezone.now())
        messages.say(conversation=one.conversation, client_id="a", text="はい", now=timezone.now())
    for number in range(40):
        messages.say(
            conversation=handover.conversation, client_id=f"a{number}", text="はい", now=timezone.now()
        )
    with django_assert_max_num_queries(14):
        client.get("/staff/chat/")
    with django_assert_max_num_queries(14):
        client.get(talk)


def test_without_javascript_a_visitor_asks_leaves_and_reads_the_answer(client: Client, aoi: User) -> None:
    assert client.post("/chat/people/call/").headers["Location"] == "/chat/#people"
    assert "順番をお待ちです（1番目）" in client.get("/chat/").content.decode()
    client.post("/chat/people/end/")
    Opening.objects.all().delete()
    assert client.post("/chat/people/call/").headers["Location"] == "/chat/leave/"
    assert client.post("/chat/leave/", {"text": "", "address": "x"}).status_code == 422
    sent = {"text": "ドローンは？", "address": "", "client_id": "once"}
    for _ in range(2):
        assert client.post("/chat/leave/", sent).headers["Location"] == "/chat/left/"
    question = LeftQuestion.objects.get()
    assert question.reference in client.get("/chat/left/").content.decode()
    leaving.answer(question=question, actor=aoi, text="公園では禁止です。", now=timezone.now())
    assert "公園では禁止です。" in client.get("/chat/").content.decode()


def test_a_stranger_sees_no_confirmation(client: Client) -> None:
    assert client.get("/chat/left/").headers["Location"] == "/chat/"


def test_too_many_wishes_at_once_are_told_to_wait(client: Client) -> None:
    with time_machine.travel(timezone.now(), tick=False):
        client.post("/chat/people/call/")
        for _ in range(4):
            client.post("/chat/people/end/")
            client.post("/chat/people/call/")
    assert Handover.objects.count() == 3
