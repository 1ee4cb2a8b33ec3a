"""Answers and votes leave with the opinions: for staff each of them, for everybody what was asked."""

import json

import pytest

from accounts.models import User
from consultations.models import Consultation, Opinion
from consultations.services.surveys import statements
from tests import factories
from tests.consultations.surveys import material
from tests.consultations.transfer.test_exports import made, table, unpacked
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def survey(yui: User) -> Consultation:
    survey = material.survey()
    asked = material.one_of_each(survey)
    single, scale = asked[material.Kind.SINGLE], asked[material.Kind.SCALE]
    weekly = single.options.get(label="週に数回")
    words = asked[material.Kind.TEXT].field_name
    answers = {single.field_name: str(weekly.pk), scale.field_name: "4", words: "木陰を\n増やす"}
    material.hand_in(survey, yui, answers)
    return survey


@pytest.fixture
def voted(yui: User) -> Consultation:
    voted = material.one_by_one()
    first, second = material.seeds(voted, ["=照明がほしい。", "犬を放したい。"])
    said = statements.propose(consultation=voted, person=yui, text="池に橋を", form_key="k" * 24, now=NOW)
    hidden = statements.propose(consultation=voted, person=yui, text="隠れた文", form_key="h" * 24, now=NOW)
    Opinion.objects.filter(statement=hidden).update(hidden_at=NOW)
    other = factories.user()
    for person, statement, value in ((yui, first, 1), (other, first, -1), (other, second, 0)):
        material.vote(person, statement, value)
    assert said.number == 2
    return voted


def test_staff_get_every_answer_with_its_question(survey: Consultation, planner: User, yui: User) -> None:
    content = made(survey, planner, kind="private")
    sheet = survey.answer_sheets.get().receipt
    written = Opinion.objects.get(consultation=survey).receipt
    assert [tuple(row.values()) for row in table(content, "answers.csv")] == [
        (sheet, "2", "2", "", ""),
        (sheet, "4", "", "4", ""),
        (sheet, "1", "", "", written),
    ]
    questions = table(content, "questions.csv")
    assert [(row["question"], row["option"], row["label"]) for row in questions][:3] == [
        ("1", "", ""),
        ("2", "1", "毎日"),
        ("2", "2", "週に数回"),
    ]
    described = {(row["table"], row["column"]) for row in table(content, "data_dictionary.csv")}
    assert {("answers", "sheet"), ("questions", "wording")} <= described
    assert ("question_kind", "scale") in {(row["column"], row["code"]) for row in table(content, "codes.csv")}


def test_an_answer_in_words_names_its_question(survey: Consultation, planner: User) -> None:
    row = table(made(survey, planner), "opinions.csv")[0]
    found = (row["kind"], row["root_title"], row["text"])
    assert found == (
        "answer",
        "公園に望むことは何ですか。",
        "木陰を⏎増やす",
    )


@pytest.mark.parametrize("format", ["csv", "xlsx", "json"])
def test_the_public_file_holds_the_questions_and_no_single_answer(
    survey: Consultation,
    planner: User,
    format: str,  # noqa: A002
) -> None:
    words = "".join(unpacked(made(survey, planner, format)))
    assert "週に数回" in words
    assert survey.answer_sheets.get().receipt not in words


def test_staff_get_every_vote_and_it_names_nobody(voted: Consultation, planner: User, yui: User) -> None:
    content = made(voted, planner, kind="private")
    rows = table(content, "votes.csv")
    assert sorted((row["statement"], row["vote"]) for row in rows) == [
        ("0", "agree"),
        ("0", "disagree"),
        ("1", "pass"),
        ("2", "agree"),
        ("3", "agree"),
    ]
    assert len({row["voter"] for row in rows}) == 2
    assert str(yui.public_id) not in str(rows)


def test_the_public_file_holds_the_statements_that_stand(voted: Consultation, planner: User) -> None:
    content = made(voted, planner)
    found = [(row["statement"], row["text"], row["is_withdrawn"]) for row in table(content, "statements.csv")]
    assert found == [
        ("0", "'=照明がほしい。", "false"),
        ("1", "犬を放したい。", "false"),
        ("2", "池に橋を", "false"),
        ("3", "", "true"),
    ]
    assert "votes.csv" not in "".join(unpacked(content))
    said = json.loads(made(voted, planner, "json"))
    texts = [row["text"] for row in said["statements"]]
    assert texts == [
        "=照明がほしい。",
        "犬を放したい。",
        "池に橋を",
        None,
    ]
    assert "votes" not in said


def test_a_statement_that_waits_for_a_moderator_is_not_in_the_public_file(
    voted: Consultation, planner: User
) -> None:
    Opinion.objects.filter(consultation=voted, hidden_at=None).update(held_until=NOW + factories.DAY)
    assert len(table(made(voted, planner), "statements.csv")) == 3
