"""What was answered is counted, and shown when the planner said."""

import csv
import io
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import AuditEvent, User
from consultations.disclosure import Hidden
from consultations.models import Consultation, Opinion, Question
from consultations.services.surveys import answering
from consultations.services.surveys import results as survey_results
from tests import factories
from tests.consultations.conftest import signed_in
from tests.consultations.surveys import material
from tests.consultations.surveys.material import Kind
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
URL = "/consultations/parks/results/"


@pytest.fixture
def consultation() -> Consultation:
    return material.survey()


@pytest.fixture
def asked(consultation: Consultation) -> dict[Kind, Question]:
    return material.one_of_each(consultation)


def answered(of: Consultation, asked: dict[Kind, Question], **said: Any) -> User:
    """`single`, `multiple`, `scale`, `order`: positions of the options; `text`: the words."""
    person = factories.user()
    keys = {kind: [str(option.pk) for option in one.options.all()] for kind, one in asked.items()}
    chosen = [keys[Kind.MULTIPLE][place - 1] for place in said.get("multiple", ())]
    order = ",".join(keys[Kind.ORDER][place - 1] for place in said.get("order", ()))
    answers = {
        asked[Kind.TEXT].field_name: said.get("text", ""),
        asked[Kind.SINGLE].field_name: keys[Kind.SINGLE][said.get("single", 1) - 1],
        asked[Kind.MULTIPLE].field_name: chosen,
        asked[Kind.SCALE].field_name: str(said.get("scale", "")),
        asked[Kind.ORDER].field_name: order,
    }
    material.hand_in(of, person, answers)
    return person


def found(of: Consultation) -> dict[str, survey_results.QuestionResult]:
    return {one.question.kind: one for one in survey_results.of_consultation(of).questions}


def many(times: int, of: Consultation, asked: dict[Kind, Question], **said: Any) -> None:
    for _number in range(times):
        answered(of, asked, **said)


def test_choices_points_and_words_are_counted_by_people(
    consultation: Consultation, asked: dict[Kind, Question]
) -> None:
    many(6, consultation, asked, single=1, multiple=(1, 2), scale=2)
    many(5, consultation, asked, single=3, multiple=(2,), scale=5)
    many(5, consultation, asked, single=3, scale=4, text="木陰")
    results = found(consultation)
    assert survey_results.of_consultation(consultation).people == 16
    assert [row.times for row in results["single"].rows] == [6, 0, 10]
    assert [row.times for row in results["multiple"].rows] == [6, 11, 0]
    assert results["multiple"].people == 11
    assert [row.times for row in results["scale"].rows] == [0, 6, 0, 5, 5]
    assert results["scale"].median == 4
    assert results["text"].people == 5


def test_what_one_to_four_people_chose_is_not_told(
    consultation: Consultation, asked: dict[Kind, Question]
) -> None:
    many(9, consultation, asked, single=1, multiple=(1, 2), scale=3, order=(1, 2, 3))
    many(6, consultation, asked, single=2, multiple=(1,), scale=3, order=(2, 1, 3))
    many(1, consultation, asked, single=3, multiple=(3,), scale=5, order=(3, 2, 1))
    results = found(consultation)
    assert [row.times for row in results["single"].rows] == [9, Hidden.KEPT_BACK, Hidden.FEW]
    assert [row.times for row in results["multiple"].rows] == [15, 9, Hidden.FEW]
    assert [row.times for row in results["scale"].rows] == [0, 0, Hidden.KEPT_BACK, 0, Hidden.FEW]
    assert {row.label: row.firsts for row in results["order"].ranked} == {
        "照明": 9,
        "木陰": Hidden.KEPT_BACK,
        "遊具": Hidden.FEW,
    }


def test_of_fewer_than_five_people_there_are_no_figures_at_all(
    client: Client, consultation: Consultation, asked: dict[Kind, Question]
) -> None:
    Consultation.objects.update(results_during=True)
    many(4, consultation, asked, multiple=(1,), scale=2, order=(1, 2, 3))
    page = client.get(URL).content.decode()
    assert "回答した人数：5未満" in page
    assert page.count("5人以上が答えると、集計を表示します。") == 4
    assert "chart-picture" not in page
    for kind in (Kind.SINGLE, Kind.MULTIPLE, Kind.SCALE, Kind.ORDER):
        assert len(rows_of(client, asked[kind])) == 1
    many(1, consultation, asked, multiple=(1,), scale=2, order=(1, 2, 3))
    page = client.get(URL).content.decode()
    assert "回答した人数：5<" in page
    assert page.count("chart-picture") == 4
    assert "中央値：2<" in page


def test_an_order_gives_mean_places_and_borda_points(
    consultation: Consultation, asked: dict[Kind, Question]
) -> None:
    many(5, consultation, asked, order=(2, 1, 3))
    many(5, consultation, asked, order=(2, 3, 1))
    answered(consultation, asked)
    ranked = {row.label: row for row in found(consultation)["order"].ranked}
    assert next(iter(ranked)) == "木陰"
    assert (ranked["木陰"].mean_rank, ranked["木陰"].points, ranked["木陰"].firsts) == (1.0, 20, 10)
    assert (ranked["照明"].mean_rank, ranked["照明"].points) == (2.5, 5)
    assert (ranked["遊具"].mean_rank, ranked["遊具"].points) == (2.5, 5)


def test_only_the_newest_answers_of_a_person_count(
    consultation: Consultation, asked: dict[Kind, Question]
) -> None:
    person = answered(consultation, asked, single=1)
    keys = [str(option.pk) for option in asked[Kind.SINGLE].options.all()]
    material.hand_in(consultation, person, {asked[Kind.SINGLE].field_name: keys[2]})
    answering.keep(
        consultation=consultation, person=person, answers={asked[Kind.SINGLE].field_name: keys[1]}, now=NOW
    )
    many(4, consultation, asked, single=3)
    assert [row.times for row in found(consultation)["single"].rows] == [0, 0, 5]


def test_results_are_public_after_the_close_to_the_second(
    client: Client, consultation: Consultation, asked: dict[Kind, Question], clock: time_machine.Traveller
) -> None:
    answered(consultation, asked, text="木陰がほしいです。")
    closes_at = consultation.closes_at()
    assert closes_at
    texts = f"{URL}{asked[Kind.TEXT].pk}/"
    file = f"{URL}{asked[Kind.SINGLE].pk}/figures.csv"
    before = client.get(URL)
    assert "まだ公開されていません" in before.content.decode()
    assert "木陰がほしいです。" not in before.content.decode()
    assert client.get(texts).status_code == client.get(file).status_code == 404
    clock.move_to(closes_at)
    assert "木陰がほしいです。" in client.get(URL).content.decode()
    assert client.get(texts).status_code == client.get(file).status_code == 200


def test_a_planner_shows_them_early_and_sees_them_at_any_time(
    client: Client, consultation: Consultation, asked: dict[Kind, Question], planner: User
) -> None:
    answered(consultation, asked, text="木陰がほしいです。")
    desk = signed_in(planner)
    assert "職員だけ" in desk.get(URL).content.decode()
    early = "/staff/consultations/parks/results/early/"
    assert early in desk.get("/staff/consultations/parks/").content.decode()
    assert desk.post(early, {"wish": "early"}).status_code == 302
    assert "木陰がほしいです。" in client.get(URL).content.decode()
    assert desk.post(early, {"wish": "late"}).status_code == 302
    assert "木陰がほしいです。" not in client.get(URL).content.decode()
    assert [event.details["early"] for event in AuditEvent.objects.all()] == [True, False]
    assert client.post(early, {"wish": "early"}).status_code in (302, 401)


def test_hidden_words_leave_the_results(
    client: Client, consultation: Consultation, asked: dict[Kind, Question]
) -> None:
    answered(consultation, asked, text="見せられない言葉")
    Consultation.objects.update(results_during=True)
    Opinion.objects.update(hidden_at=NOW)
    assert "見せられない言葉" not in client.get(URL).content.decode()
    assert "見せられない言葉" not in client.get(f"{URL}{asked[Kind.TEXT].pk}/").content.decode()
    assert found(consultation)["text"].people == 0


def test_each_chart_has_its_table_and_its_file(
    client: Client, consultation: Consultation, asked: dict[Kind, Question]
) -> None:
    Consultation.objects.update(results_during=True)
    many(6, consultation, asked, single=1, multiple=(2,), scale=5, order=(3, 2, 1))
    many(9, consultation, asked, single=2, multiple=(2,), scale=5, order=(3, 2, 1))
    answered(consultation, asked, single=3, text="=1+1\n二行目")
    page = client.get(URL).content.decode()
    assert page.count('class="chart-picture"') == 4
    assert "56.2%" in page  # 9 of 16
    assert "100.0%" in page  # 15 of the 15 who answered
    assert rows_of(client, asked[Kind.SINGLE]) == [
        ["answer", "count", "note"],
        ["毎日", "", "not_published"],
        ["週に数回", "9", ""],
        ["ほとんど行かない", "", "fewer_than_5"],
    ]
    assert rows_of(client, asked[Kind.ORDER])[1] == ["遊具", "1.000", "30", "15", ""]
    assert rows_of(client, asked[Kind.TEXT])[1][1] == "'=1+1⏎二行目"


def rows_of(client: Client, question: Question) -> list[list[str]]:
    answer = client.get(f"{URL}{question.pk}/figures.csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_results_cost_the_same_however_many_answered(
    client: Client,
    consultation: Consultation,
    asked: dict[Kind, Question],
    django_assert_max_num_queries: Any,
) -> None:
    Consultation.objects.update(results_during=True)
    for number in range(25):
        answered(consultation, asked, text=f"{number}番目の言葉", order=(1, 2, 3))
    with django_assert_max_num_queries(11):
        client.get(URL)
    with django_assert_max_num_queries(7):
        page = client.get(f"{URL}{asked[Kind.TEXT].pk}/").content.decode()
    assert page.count("番目の言葉") == 20


def test_where_nothing_is_asked_there_are_no_results(client: Client) -> None:
    factories.consultation(slug="plan")
    assert client.get("/consultations/plan/results/").status_code == 404


def test_lists_lead_to_the_questions_and_later_to_the_results(
    client: Client, consultation: Consultation, asked: dict[Kind, Question], clock: time_machine.Traveller
) -> None:
    for path in ("/", "/consultations/", consultation.get_absolute_url()):
        page = client.get(path).content.decode()
        assert "/consultations/parks/answer/" in page
        assert "質問に答える" in page
    closes_at = consultation.closes_at()
    assert closes_at
    clock.move_to(closes_at)
    for path in ("/consultations/?stage=closed", consultation.get_absolute_url()):
        assert URL in client.get(path).content.decode()
