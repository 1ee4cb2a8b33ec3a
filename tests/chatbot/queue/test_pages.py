"""Who may open and do what at the queue, and what the pages say."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import AuditEvent
from accounts.policy import Role
from chatbot.models import ChatSettings, FaqEntry, OutsideQuestion, Publication, QuestionGroup
from chatbot.services import answering
from tests.chatbot.faq import ANSWERED
from tests.chatbot.queue.asked import DRONE, GRAVE, PASSPORT, grouped
from tests.factories import NOW, user

pytestmark = pytest.mark.django_db
PAGES = [
    "/staff/faq/unanswered/",
    "/staff/faq/unanswered/treated/",
    "/staff/faq/unanswered/1/",
    "/staff/faq/unanswered/1/entry/",
    "/staff/faq/outside/",
    "/staff/faq/threshold/",
    "/staff/faq/figures/",
    "/staff/faq/figures.csv",
]
WRITES = [
    "/staff/faq/unanswered/1/phrasing/",
    "/staff/faq/unanswered/1/outside/",
    "/staff/faq/unanswered/1/ignore/",
    "/staff/faq/unanswered/1/undo/",
    "/staff/faq/outside/1/remove/",
    "/staff/faq/publications/back/",
]


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(user(Role.FAQ_EDITOR))
    return client


@pytest.mark.parametrize("path", PAGES + WRITES)
def test_a_visitor_is_sent_to_log_in(client: Client, path: str) -> None:
    answer = client.post(path) if path in WRITES else client.get(path)
    assert answer.status_code == (401 if path in WRITES else 302)


@pytest.mark.parametrize("role", [None, Role.MODERATOR, Role.PLANNER])
@pytest.mark.parametrize("path", PAGES + WRITES)
def test_people_with_other_tasks_do_not_enter(client: Client, path: str, role: Role | None) -> None:
    client.force_login(user(*([role] if role else [])))
    answer = client.post(path) if path in WRITES else client.get(path)
    assert answer.status_code == 403


@pytest.mark.parametrize("role", [Role.FAQ_EDITOR, Role.ADMINISTRATOR])
def test_editors_and_administrators_open_every_page(client: Client, role: Role) -> None:
    (group,) = grouped(GRAVE)
    client.force_login(user(role))
    for path in PAGES:
        assert client.get(path.replace("/1/", f"/{group.pk}/")).status_code == 200, path


@pytest.mark.parametrize("path", WRITES)
def test_nothing_is_changed_by_a_get(editor: Client, path: str) -> None:
    assert editor.get(path).status_code == 405


@pytest.mark.parametrize(
    ("act", "data", "made"),
    [
        ("outside", {}, "outside"),
        ("ignore", {}, "ignored"),
        ("entry", {"question": "墓", "answer": "市民課へ。", "field": "墓", "phrasing": GRAVE}, "entry"),
    ],
)
def test_pressed_twice_it_is_done_once(editor: Client, act: str, data: dict[str, Any], made: str) -> None:
    (group,) = grouped(GRAVE)
    for _ in range(2):
        assert editor.post(f"/staff/faq/unanswered/{group.pk}/{act}/", data).status_code == 302
    assert QuestionGroup.objects.get().triage == made
    assert OutsideQuestion.objects.count() == (made == "outside")
    assert FaqEntry.objects.count() == (made == "entry")
    assert AuditEvent.objects.filter(action=f"faq.queue.{made}").count() == 1


def test_a_phrasing_without_an_entry_is_asked_for_in_words(editor: Client) -> None:
    (group,) = grouped(GRAVE)
    answer = editor.post(f"/staff/faq/unanswered/{group.pk}/phrasing/", {"text": GRAVE})
    assert answer.status_code == 422
    assert "回答を選んでください" in answer.content.decode()
    assert QuestionGroup.objects.get().triage == ""


def test_an_act_is_offered_to_be_taken_back_on_the_next_page(editor: Client) -> None:
    (group,) = grouped(GRAVE)
    editor.post(f"/staff/faq/unanswered/{group.pk}/ignore/")
    assert f"/unanswered/{group.pk}/undo/" in editor.get("/staff/faq/unanswered/").content.decode()
    editor.post(f"/staff/faq/unanswered/{group.pk}/undo/")
    assert GRAVE in editor.get("/staff/faq/unanswered/").content.decode()


def test_the_list_costs_the_same_for_one_group_and_for_many(
    editor: Client, published: Publication, django_assert_max_num_queries: object
) -> None:
    grouped(GRAVE)
    editor.get("/staff/faq/unanswered/")
    grouped(*DRONE, *PASSPORT, *(f"{thing}を売りたい" for thing in ("車", "本", "時計", "絵", "着物")))
    assert QuestionGroup.objects.count() >= 5
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        editor.get("/staff/faq/unanswered/")


def test_what_a_visitor_wrote_is_text_and_no_markup(editor: Client) -> None:
    grouped("<script>alert(1)</script>は何ですか")
    assert "<script>alert" not in editor.get("/staff/faq/unanswered/").content.decode()


def test_the_chosen_care_holds_at_once_and_is_recorded(editor: Client, published: Publication) -> None:
    answering.find(ANSWERED, now=NOW)
    editor.post("/staff/faq/threshold/", {"wrong": "3"})
    assert ChatSettings.now().wrong_per_hundred == 3
    assert AuditEvent.objects.filter(action="chat.threshold").count() == 1
    editor.post("/staff/faq/threshold/", {"wrong": "3"})
    editor.post("/staff/faq/threshold/", {"wrong": "0"})
    assert AuditEvent.objects.filter(action="chat.threshold").count() == 1
