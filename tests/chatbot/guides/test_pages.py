"""Who may open what, and what the pages of guides show and do."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import AuditEvent
from accounts.policy import Role
from chatbot.models import Conversation, Exchange, Guide
from chatbot.services import conversations, exchanges
from tests import factories
from tests.chatbot import faq
from tests.chatbot.guides import material
from tests.factories import NOW

pytestmark = pytest.mark.django_db
EDIT = "/staff/guides/moved/"
STAFF_PAGES = [
    "/staff/guides/",
    "/staff/guides/new/",
    EDIT,
    *(f"{EDIT}{page}/" for page in ("about", "history", "preview", "steps/new", "items/new")),
]
STAFF_WRITES = [f"{EDIT}{page}/" for page in ("archive", "arrange", "publish")]


@pytest.fixture
def guide() -> Guide:
    return material.published(faq.write()["moving-in"])


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(factories.user(Role.FAQ_EDITOR))
    return client


@pytest.fixture
def talk() -> Conversation:
    return conversations.begin(locale="ja", now=NOW)


def walked(talk: Conversation, *options: int) -> Exchange:
    at = exchanges.start(conversation=talk, client_id="s", guide=material.KEY, now=NOW)
    for option in options:
        at = exchanges.press(conversation=talk, number=at.number, option=option, now=NOW)
    return at


def read(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def sent(guide: Guide, **fields: Any) -> dict[str, Any]:
    guide.refresh_from_db()
    return {"read_version": guide.version} | fields


@pytest.mark.parametrize("path", STAFF_PAGES)
def test_a_visitor_is_asked_to_log_in(client: Client, guide: Guide, path: str) -> None:
    assert client.get(path).status_code == 302


@pytest.mark.parametrize("role", [None, Role.MODERATOR, Role.PLANNER])
@pytest.mark.parametrize("path", STAFF_PAGES + STAFF_WRITES)
def test_people_with_other_tasks_do_not_write_guides(
    client: Client, guide: Guide, path: str, role: Role | None
) -> None:
    client.force_login(factories.user(*([role] if role else [])))
    answer = client.post(path) if path in STAFF_WRITES else client.get(path)
    assert answer.status_code == 403
    assert not AuditEvent.objects.exclude(actor=None).exists()


@pytest.mark.parametrize("path", STAFF_PAGES)
def test_editors_open_every_page(editor: Client, guide: Guide, path: str) -> None:
    assert editor.get(path).status_code == 200


@pytest.mark.parametrize("path", STAFF_WRITES)
def test_what_changes_something_is_never_a_get(editor: Client, guide: Guide, path: str) -> None:
    assert editor.get(path).status_code == 405


@pytest.mark.parametrize("path", ["/guides/", "/guides/moved/"])
def test_everybody_reads_what_is_published(client: Client, guide: Guide, path: str) -> None:
    assert material.TITLE in read(client, path)


def test_the_whole_guide_shows_every_branch(client: Client, guide: Guide) -> None:
    page = read(client, "/guides/moved/")
    for words in (material.FROM, material.DOG, "転入届を出す", "犬の登録を移す", 'href="#q2"'):
        assert words in page


def test_drafts_and_archived_guides_are_not_read(client: Client, guide: Guide) -> None:
    material.write(key="draft")
    assert client.get("/guides/draft/").status_code == 404
    Guide.objects.update(archived_at=NOW)
    assert client.get("/guides/moved/").status_code == 404


def test_the_checklist_has_an_address_that_only_the_conversation_tells(
    client: Client, guide: Guide, talk: Conversation
) -> None:
    end = walked(talk, 1, 1)
    client.post("/chat/messages", data="{}", content_type="application/json")
    session = client.session
    session["chat"] = talk.token
    session.save()
    room = read(client, "/chat/")
    address = room.split('/checklist/"')[0].rsplit('"', 1)[1] + "/checklist/"
    page = read(Client(), address)
    assert "転入届を出す" in page
    assert 'type="checkbox"' in page
    assert str(talk.token) not in address
    forged = address.replace(f"/{end.pk}.", f"/{end.pk - 1}.")
    assert Client().get(forged).status_code == 404
    talk.delete()
    assert Client().get(address).status_code == 404


def test_an_answer_offers_its_guide_and_a_double_click_begins_it_once(client: Client, guide: Guide) -> None:
    faq.publish()
    client.post("/chat/", {"text": "転入届はどうすればよいですか", "client_id": "q"})
    room = read(client, "/chat/")
    assert 'value="start-1-moved"' in room
    for _ in range(2):
        answer = client.post("/chat/start/", {"guide": "moved", "client_id": "start-1-moved"})
        assert answer.headers["Location"].endswith("#exchange-2")
    assert Exchange.objects.count() == 2


def test_a_stale_form_keeps_what_was_written_and_changes_nothing(editor: Client, guide: Guide) -> None:
    step = material.step(guide, material.DOG)
    late = sent(guide, question="猫はいますか。", help="")
    editor.post(f"{EDIT}steps/{step.pk}/", sent(guide, question="犬はいますか。", help=""))
    answer = editor.post(f"{EDIT}steps/{step.pk}/", late)
    assert answer.status_code == 422
    assert "猫はいますか。" in answer.content.decode()
    step.refresh_from_db()
    assert step.question == "犬はいますか。"


def test_a_double_click_on_a_form_adds_one_answer(editor: Client, guide: Guide) -> None:
    step = material.step(guide, material.DOG)
    words = sent(guide, label="わからない", ways="不明\n知らない", leads="end")
    for _ in range(2):
        assert editor.post(f"{EDIT}steps/{step.pk}/choices/new/", words).status_code == 302
    assert list(step.choices.filter(label="わからない").values_list("ways", "ends")) == [
        (["不明", "知らない"], True)
    ]


def test_a_new_question_is_written_right_after_the_answer_that_leads_to_it(
    editor: Client, guide: Guide
) -> None:
    choice = material.choice(guide, "はい")
    answer = editor.post(f"{EDIT}choices/{choice.pk}/", sent(guide, label="はい", ways="", leads="new"))
    address = answer.headers["Location"]
    assert address.endswith(f"/steps/new/?after={choice.pk}")
    editor.post(address, sent(guide, question="何頭いますか。", help=""))
    choice.refresh_from_db()
    assert choice.next == material.step(guide, "何頭いますか。")


def test_parts_of_another_guide_are_out_of_reach(editor: Client, guide: Guide) -> None:
    other = material.write(key="other")
    step = material.step(other, material.DOG)
    assert editor.get(f"{EDIT}steps/{step.pk}/").status_code == 404
    editor.post(f"{EDIT}arrange/", sent(guide, part=f"step-{step.pk}", act="remove"))
    assert other.steps.count() == 2


def test_parts_are_moved_and_removed_by_their_buttons(editor: Client, guide: Guide) -> None:
    no, item = material.choice(guide, "いいえ"), material.item(guide, "ごみの日を確かめる")
    editor.post(f"{EDIT}arrange/", sent(guide, part=f"choice-{no.pk}", act="up"))
    assert material.step(guide, material.DOG).choices.first() == no
    for _ in range(2):
        gone = sent(guide, part=f"item-{item.pk}", act="remove")
        assert editor.post(f"{EDIT}arrange/", gone).status_code == 302
    assert not guide.items.filter(pk=item.pk).exists()


def test_the_preview_walks_the_draft_and_keeps_nothing(editor: Client, guide: Guide) -> None:
    chosen = material.choice(guide, "ほかの市から")
    page = read(editor, f"{EDIT}preview/?path={chosen.pk}")
    assert material.DOG in page
    assert material.FROM in read(editor, f"{EDIT}preview/?path=1-2-x-99999")
    assert Exchange.objects.count() == 0


def test_faults_stand_on_the_page_and_keep_it_from_being_published(editor: Client, guide: Guide) -> None:
    editor.post(f"{EDIT}steps/new/", sent(guide, question="迷子の質問", help=""))
    assert "どの答えからもこの質問に進めません" in read(editor, EDIT)
    editor.post(f"{EDIT}publish/", sent(guide))
    assert guide.editions.count() == 1


def test_lists_need_a_fixed_number_of_queries(
    editor: Client, guide: Guide, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(8):
        material.write(key=f"more-{number}")
    with django_assert_max_num_queries(8):
        editor.get("/staff/guides/")
    with django_assert_max_num_queries(14):
        editor.get(EDIT)
    with django_assert_max_num_queries(6):
        editor.get("/guides/moved/")
