"""Staff bring lists in, look at them, try questions, let them answer and go back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from accounts.models import AuditEvent
from accounts.policy import Role
from chatbot.models import LookupSet
from tests import factories
from tests.chatbot.lookups import lists

pytestmark = pytest.mark.django_db
PAGES = ["", "import/", "try/", "{pk}/", "{pk}/target.csv"]
WRITES = ["{pk}/activate/", "{pk}/withdraw/", "{pk}/match/"]


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(factories.user(Role.FAQ_EDITOR))
    return client


def address(path: str, held: LookupSet) -> str:
    return f"/staff/lists/{path.format(pk=held.pk)}"


def form(*names: str) -> dict[str, object]:
    files = [
        SimpleUploadedFile(name, content) for name, content in lists.files() if not names or name in names
    ]
    return {
        "kind": "garbage",
        "lists": files,
        "source": "資源循環課",
        "as_of": "2026-04-01",
        "until": "08:00",
        "is_ours": "on",
    }


@pytest.mark.parametrize("path", PAGES)
def test_an_editor_reads_every_page(path: str, editor: Client, garbage: LookupSet) -> None:
    assert editor.get(address(path, garbage)).status_code == 200


@pytest.mark.parametrize("role", [None, Role.MODERATOR, Role.PLANNER])
@pytest.mark.parametrize("path", PAGES + WRITES)
def test_people_with_other_tasks_do_not(
    path: str, role: Role | None, client: Client, garbage: LookupSet
) -> None:
    client.force_login(factories.user(*([role] if role else [])))
    send = client.post if path in WRITES else client.get
    assert send(address(path, garbage)).status_code == 403


@pytest.mark.parametrize("path", PAGES + WRITES)
def test_a_visitor_does_not(path: str, client: Client, garbage: LookupSet) -> None:
    send = client.post if path in WRITES else client.get
    assert send(address(path, garbage)).status_code in (302, 401)


def test_a_list_is_checked_then_answers_then_an_earlier_one_does_again(
    editor: Client, garbage: LookupSet
) -> None:
    answer = editor.post("/staff/lists/import/", form())
    newer = LookupSet.objects.get(number=2)
    assert answer.headers["Location"] == newer.get_absolute_url()
    assert not newer.is_active
    editor.post(address("{pk}/activate/", newer))
    assert list(LookupSet.objects.filter(is_active=True)) == [newer]
    editor.post(address("{pk}/activate/", garbage))
    assert list(LookupSet.objects.filter(is_active=True)) == [garbage]
    editor.post(address("{pk}/withdraw/", garbage))
    assert not LookupSet.objects.filter(is_active=True).exists()
    acts = set(AuditEvent.objects.exclude(actor=None).values_list("action", flat=True))
    assert acts >= {"lookup.upload", "lookup.activate", "lookup.withdraw"}


def test_a_list_is_refused_with_words_when_it_is_incomplete_or_not_the_citys_own(editor: Client) -> None:
    answer = editor.post("/staff/lists/import/", form("target.csv"))
    assert answer.status_code == 422
    assert "area_days.csv がありません" in answer.content.decode()
    assert editor.post("/staff/lists/import/", form() | {"is_ours": ""}).status_code == 422
    assert not LookupSet.objects.exists()


def test_kinds_without_days_of_their_own_are_matched_before_the_list_answers(editor: Client) -> None:
    held = lists.garbage(active=False)
    editor.post(address("{pk}/match/", held), {"kind0": "燃えないごみ", "kind1": "", "moves": "on"})
    held.refresh_from_db()
    assert held.content["collected_with"]["粗大ごみ"] == "燃えないごみ"
    assert held.content["moves"] is True


def test_a_question_is_tried_for_a_district_and_nothing_is_kept(editor: Client, garbage: LookupSet) -> None:
    page = editor.get("/staff/lists/try/", {"q": "燃えるごみの日", "district": "港町"}).content.decode()
    assert "港町の収集日" in page
    page = editor.get("/staff/lists/try/", {"q": "転入届"}).content.decode()
    assert "一覧では答えない質問です" in page


def test_a_broken_list_can_be_looked_at_but_not_let_answer(editor: Client, garbage: LookupSet) -> None:
    fatal = {
        "file": "area_days.csv",
        "row": 2,
        "column": "資源",
        "message": "x",
        "value": "y",
        "is_fatal": True,
    }
    LookupSet.objects.update(problems=[fatal], is_active=False)
    assert "直すまで使えません" in editor.get(address("{pk}/", garbage)).content.decode()
    editor.post(address("{pk}/activate/", garbage))
    assert not LookupSet.objects.filter(is_active=True).exists()


def test_the_list_of_lists_costs_the_same_for_two_and_for_twenty(
    editor: Client, garbage: LookupSet, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    editor.get("/staff/lists/")
    with CaptureQueriesContext(connection) as few:
        editor.get("/staff/lists/")
    for _ in range(5):
        lists.garbage(active=False)
        lists.facilities(active=False)
    with django_assert_num_queries(len(few)):
        editor.get("/staff/lists/")


def test_the_page_of_facilities_says_what_visitors_are_told(editor: Client, facilities: LookupSet) -> None:
    page = editor.get(address("{pk}/", facilities), {"q": "図書館"}).content.decode()
    assert "汐見市立港図書館" in page
    assert "港公民館" not in page
    assert editor.get(address("{pk}/facilities.csv", facilities)).status_code == 200
    assert editor.get(address("{pk}/target.csv", facilities)).status_code == 404
