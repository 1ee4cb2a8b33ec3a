"""A planner settles the questions before the opening, and nobody after it."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts.models import AuditEvent, User
from accounts.policy import Role
from consultations.models import Consultation, Question
from consultations.services.surveys import answering
from consultations.services.surveys import questions as surveys
from consultations.services.surveys.collecting import StartedAlready
from consultations.services.surveys.questions import Asked, EnoughQuestions
from tests import factories
from tests.consultations.conftest import signed_in
from tests.consultations.surveys import material
from tests.consultations.surveys.material import Kind
from tests.factories import DAY, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
URL = "/staff/consultations/parks/questions/"
OPENS = NOW + 5 * DAY


@pytest.fixture
def consultation() -> Consultation:
    return material.survey(opens=OPENS, closes=OPENS + 10 * DAY)


@pytest.fixture
def client(planner: User) -> Client:
    return signed_in(planner)


def written(**fields: Any) -> dict[str, Any]:
    defaults = {
        "wording": "公園に何をしに行きますか。",
        "kind": "multiple",
        "options": "散歩\n\n 運動 \n散歩",
    }
    return defaults | {"longest": "1000", "steps": "5"} | fields


def test_a_question_is_added_changed_and_removed_with_a_record(
    consultation: Consultation, client: Client
) -> None:
    assert client.post(f"{URL}new/", written()).headers["Location"] == URL
    question = Question.objects.get()
    assert [option.label for option in question.options.all()] == ["散歩", "運動"]
    changed = written(kind="scale", low_label="不満", high_label="満足", steps="7", is_required="on")
    assert client.post(f"{URL}{question.pk}/", changed).status_code == 302
    question.refresh_from_db()
    assert (question.kind, question.steps, question.is_required) == ("scale", 7, True)
    assert not question.options.exists()
    assert "1（不満）〜7（満足）" in client.get(URL).content.decode()
    assert client.post(f"{URL}{question.pk}/remove/").status_code == 302
    assert not Question.objects.exists()
    assert [event.action for event in AuditEvent.objects.all()] == [
        "question.add",
        "question.change",
        "question.remove",
    ]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"wording": ""}, "質問を入力してください"),
        ({"kind": "guess"}, "答え方を選んで"),
        ({"options": "散歩"}, "2〜12個"),
        ({"options": "\n".join(str(number) for number in range(13))}, "2〜12個"),
        ({"options": f"散歩\n{'あ' * 101}"}, "100文字を超え"),
        ({"kind": "scale"}, "両端の意味"),
        ({"kind": "scale", "steps": "11"}, "3から10"),
        ({"kind": "text", "longest": "5"}, "20から4,000"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused_in_words(
    consultation: Consultation, client: Client, wrong: dict[str, str], said: str
) -> None:
    answer = client.post(f"{URL}new/", written(**wrong))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Question.objects.exists()


def test_questions_change_places(consultation: Consultation, client: Client) -> None:
    first, second, third = (material.question(consultation, Kind.TEXT, wording=name) for name in "一二三")
    client.post(f"{URL}{third.pk}/move/", {"wish": "up"})
    client.post(f"{URL}{first.pk}/move/", {"wish": "up"})
    client.post(f"{URL}{second.pk}/move/", {"wish": "down"})
    assert [question.wording for question in consultation.questions.all()] == ["一", "三", "二"]


def test_after_the_opening_nothing_changes_any_more(
    consultation: Consultation, client: Client, planner: User, clock: time_machine.Traveller
) -> None:
    question = material.question(consultation, Kind.SINGLE, "はい", "いいえ")
    asked = Asked(kind=Kind.TEXT, wording="もうひとつ")
    clock.move_to(OPENS - timedelta(seconds=1))
    surveys.add(consultation=consultation, asked=asked, planner=planner, now=OPENS - timedelta(seconds=1))
    clock.move_to(OPENS)
    for call in (
        lambda: surveys.add(consultation=consultation, asked=asked, planner=planner, now=OPENS),
        lambda: surveys.change(question=question, asked=asked, planner=planner, now=OPENS),
        lambda: surveys.remove(question=question, planner=planner, now=OPENS),
        lambda: surveys.move(question=question, up=True, planner=planner, now=OPENS),
    ):
        with pytest.raises(StartedAlready):
            call()
    assert "受付が始まったため" in client.get(URL).content.decode()
    assert client.post(f"{URL}new/", written()).status_code == 422
    assert client.post(f"{URL}{question.pk}/", written()).status_code == 422
    assert client.post(f"{URL}{question.pk}/remove/").status_code == 302
    assert consultation.questions.count() == 2


def test_ten_questions_are_enough(consultation: Consultation, client: Client, planner: User) -> None:
    for _number in range(10):
        material.question(consultation, Kind.TEXT)
    with pytest.raises(EnoughQuestions):
        surveys.add(
            consultation=consultation, asked=Asked(kind=Kind.TEXT, wording="x"), planner=planner, now=NOW
        )
    assert "10問" in client.post(f"{URL}new/", written()).content.decode()
    assert "質問を追加する" not in client.get(URL).content.decode()


def test_the_preview_shows_the_fields_and_sends_nothing(consultation: Consultation, client: Client) -> None:
    asked = material.one_of_each(consultation)
    page = client.get(f"{URL}preview/").content.decode()
    assert all(question.wording in page for question in asked.values())
    assert "<form" not in page.split("<main", 1)[1].split("</main>", 1)[0]


def test_the_list_costs_the_same_however_many_questions_there_are(
    consultation: Consultation, client: Client, django_assert_max_num_queries: Any
) -> None:
    material.one_of_each(consultation)
    material.one_of_each(consultation)
    with django_assert_max_num_queries(10):
        assert client.get(URL).status_code == 200


@pytest.mark.parametrize("path", ["", "new/", "preview/"])
@pytest.mark.parametrize(
    ("role", "status"), [(None, 302), (Role.RESIDENT, 403), (Role.MODERATOR, 403), (Role.PLANNER, 200)]
)
def test_only_planners_set_questions(
    consultation: Consultation, path: str, role: Role | None, status: int
) -> None:
    person = factories.user(role) if role else None
    assert signed_in(person).get(f"{URL}{path}").status_code == status


def test_the_service_asks_who_is_asking(consultation: Consultation, yui: User) -> None:
    asked = Asked(kind=Kind.TEXT, wording="x")
    with pytest.raises(PermissionDenied):
        surveys.add(consultation=consultation, asked=asked, planner=yui, now=NOW)
    with pytest.raises(PermissionDenied):
        surveys.show_results_early(consultation=consultation, early=True, planner=yui, now=NOW)


def test_a_question_sent_twice_is_asked_once(consultation: Consultation, client: Client) -> None:
    for _press in range(2):
        assert client.post(f"{URL}new/", written()).status_code == 302
    assert Question.objects.count() == 1
    client.post(f"{URL}new/", written(options="散歩\n休憩"))
    assert Question.objects.count() == 2


def test_until_the_publication_dates_that_have_passed_do_not_settle_the_questions(
    client: Client, planner: User
) -> None:
    made = material.survey(opens=NOW - DAY, closes=NOW + DAY, published_at=None)
    assert "受付が始まったため" not in client.get(URL).content.decode()
    assert client.post(f"{URL}new/", written()).status_code == 302
    question = made.questions.get()
    answering.keep(consultation=made, person=planner, answers={question.field_name: []}, now=NOW)
    assert client.post(f"{URL}{question.pk}/remove/").status_code == 302
    assert made.questions.get() == question
