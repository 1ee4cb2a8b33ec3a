"""Log-out, another password, a disabled account, a lost role: what is open is refused before it hears a word.

What is open of a member of staff are pages that read themselves again: the console each two seconds, the page
of a job each second. They ask who is there with every request. The chat's own line belongs to no account.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.models import RoleGrant, User
from accounts.policy import FOR_GOOD, Action, Role
from accounts.routes import ROUTES
from chatbot.consumers import ChatConsumer
from chatbot.models import Handover, LeftQuestion
from chatbot.services.people import handovers, leaving, messages
from consultations.models import Job
from project.asgi import application
from tests import factories
from tests.chatbot.people import office

ROOT = Path(__file__).resolve().parents[2]
NEW = "another-password-for-tests"
SAID = "これは誰が読んでいますか"
SECONDS = 5
HERE = [(b"origin", b"http://testserver"), (b"host", b"testserver")]


@pytest.fixture
def aoi(db: None) -> User:
    office.always_open()
    return factories.user(Role.FAQ_EDITOR)


@pytest.fixture
def handover(aoi: User) -> Handover:
    handover = office.waiting(now=timezone.now())
    handovers.take(handover=handover, actor=aoi, now=timezone.now())
    return handover


def logged_in(person: User, password: str = factories.PASSWORD) -> Client:
    """By the page, with a session as people have it."""
    client = Client()
    EmailAddress.objects.get_or_create(user=person, email=person.email, primary=True, verified=True)
    client.post("/accounts/login/", {"login": person.email, "password": password})
    assert client.get("/staff/").status_code == 200
    return client


def second_tab(client: Client) -> Client:
    tab = Client()
    tab.cookies.update(client.cookies)
    return tab


def logs_out(aoi: User, client: Client) -> None:
    assert second_tab(client).post("/accounts/logout/").status_code == 302


def changes_the_password_elsewhere(aoi: User, client: Client) -> None:
    elsewhere = logged_in(aoi)
    sent = {"oldpassword": factories.PASSWORD, "password1": NEW, "password2": NEW}
    assert elsewhere.post("/accounts/password/change/", sent).status_code == 302
    assert elsewhere.get("/staff/chat/").status_code == 200, "who changed it stays"


def is_disabled(aoi: User, client: Client) -> None:
    User.objects.filter(pk=aoi.pk).update(is_active=False)


def loses_the_role(aoi: User, client: Client) -> None:
    RoleGrant.objects.filter(user=aoi).delete()


def is_suspended(aoi: User, client: Client) -> None:
    User.objects.filter(pk=aoi.pk).update(suspended_until=FOR_GOOD)


ENDS = [logs_out, changes_the_password_elsewhere, is_disabled, loses_the_role, is_suspended]
End = Callable[[User, Client], None]


def what_reads_itself_again(handover: Handover, aoi: User) -> list[str]:
    now = timezone.now()
    job = Job.objects.create(
        kind=Job.Kind.FAQ_PUBLICATION,
        requested_by=aoi,
        idempotency_key="k",
        created_at=now,
        enqueued_at=now,
    )
    return [
        "/staff/chat/",
        f"/staff/chat/talks/{handover.pk}/",
        f"/staff/jobs/{job.pk}/progress/",
    ]


def again(client: Client, path: str) -> Any:
    """As the scripts of the pages ask."""
    return client.get(path, headers={"HX-Request": "true"})


def writes(handover: Handover) -> list[tuple[str, dict[str, Any]]]:
    """One for each row of the policy by which the console writes."""
    talk = f"/staff/chat/talks/{handover.pk}/"
    free = office.waiting(now=timezone.now())
    question, _told = leaving.leave(
        conversation=office.conversation(), client_id="a", text="質問", address="", now=timezone.now()
    )
    return [
        ("/staff/chat/take/", {"handover": free.pk}),
        (f"{talk}reply/", {"client_id": "late", "text": "まだいます"}),
        (f"{talk}typing/", {}),
        (f"{talk}pass/", {"note": "あとで"}),
        (f"{talk}close/", {"outcome": "answered"}),
        (f"/staff/chat/left/{question.pk}/", {"text": "はい"}),
        ("/staff/chat/office/desk/add/", {"name": "税務課"}),
        ("/staff/chat/office/opening/remove/", {"pk": 1}),
    ]


@pytest.mark.parametrize("end", ENDS)
def test_what_is_open_hears_nothing_more(aoi: User, handover: Handover, end: End) -> None:
    client, colleague = logged_in(aoi), logged_in(factories.user(Role.FAQ_EDITOR))
    paths = what_reads_itself_again(handover, aoi)
    assert [again(client, path).status_code for path in paths] == [200, 200, 200]
    end(aoi, client)
    messages.say(conversation=handover.conversation, client_id="v", text=SAID, now=timezone.now())
    for path in paths:
        if end is is_suspended and "/jobs/" in path:
            continue  # a suspended person reads as before; only the talks of others are closed to them
        answer = again(client, path)
        assert answer.status_code in {302, 403}, path
        assert SAID not in answer.content.decode()
    assert SAID in again(colleague, paths[1]).content.decode()


@pytest.mark.parametrize("end", ENDS)
def test_and_writes_nothing_more(aoi: User, handover: Handover, end: End) -> None:
    client, acts = logged_in(aoi), writes(handover)

    end(aoi, client)
    before = list(Handover.objects.order_by("pk").values_list())
    for path, sent in acts:
        assert client.post(path, sent).status_code in {401, 403}, path
    assert list(Handover.objects.order_by("pk").values_list()) == before
    assert not handover.messages.filter(author="staff").exists()
    assert not LeftQuestion.objects.exclude(answer="").exists()


def test_control_before_the_end_each_of_these_is_taken(aoi: User, handover: Handover) -> None:
    client = logged_in(aoi)
    for path, sent in writes(handover):
        assert client.post(path, sent).status_code in {200, 204, 302}, path
    assert handover.messages.filter(author="staff").count() == 1


def test_every_way_by_which_the_console_writes_was_tried(aoi: User, handover: Handover) -> None:
    names = {name for name, action in ROUTES.items() if action is Action.ANSWER_CHAT}
    reads = {
        "chatbot:people_queue",
        "chatbot:people_talk",
        "chatbot:people_left_list",
        "chatbot:people_office",
    }
    tried = {Client().post(path, sent).resolver_match.view_name for path, sent in writes(handover)}
    assert names - reads == tried


def test_what_reads_itself_again_does_so_within_the_promised_time() -> None:
    console = (ROOT / "project/static/js/staff-chat.js").read_text()
    every = re.search(r"const EVERY = (\d+);", console)
    assert every
    assert int(every[1]) <= 1000 * SECONDS / 2
    triggers = [
        trigger
        for path in ROOT.glob("*/templates/**/*.html")
        for trigger in re.findall(r'hx-trigger="[^"]*?(?:delay:|every )(\d+)s', path.read_text())
    ]
    assert triggers
    assert max(map(int, triggers)) <= SECONDS


@pytest.mark.django_db(transaction=True)
async def test_the_chats_own_line_belongs_to_no_account(monkeypatch: pytest.MonkeyPatch) -> None:
    """No end of a session can leave it open for somebody: it shows what a conversation's token shows."""
    lines: list[ChatConsumer] = []
    connect = ChatConsumer.connect

    async def note(self: ChatConsumer) -> None:
        lines.append(self)
        await connect(self)

    monkeypatch.setattr(ChatConsumer, "connect", note)
    cookie = (b"cookie", f"{settings.SESSION_COOKIE_NAME}=of-somebody".encode())
    socket = WebsocketCommunicator(application, "/ws/chat/", headers=[*HERE, cookie])
    assert (await socket.connect())[0]
    await socket.disconnect()
    assert not {"user", "session"} & set(lines[0].scope)
