"""The questions and statements that people answer are prepared on the way, like the plan."""

import pytest
from django.test import Client

from accounts.models import User
from consultations.models import Consultation
from consultations.services.setup import blueprints, guiding
from tests.factories import DAY, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.mark.parametrize(
    ("kind", "step", "page"),
    [("question", "questions", "questions"), ("one_by_one", "statements", "statements")],
)
def test_what_people_answer_is_a_step_of_the_guide(
    desk: Client, planner: User, kind: str, step: str, page: str
) -> None:
    made = guiding.start(kind=kind, planner=planner, now=NOW)
    desks = f"/staff/consultations/{made.slug}"
    assert step in [one.step for one in guiding.missing(consultation=made, now=NOW)]
    assert desk.get(f"{desks}/setup/{step}/").headers["location"] == f"{desks}/{page}/"
    assert f"{desks}/setup/check/" in desk.get(f"{desks}/{page}/").content.decode()
    assert desk.get(f"{desks}/setup/plan/").status_code == 404


def test_questions_can_be_set_up_when_the_planned_opening_has_passed(desk: Client, planner: User) -> None:
    content = blueprints.shipped_for("question")[0].content
    made = blueprints.start_from(kind="question", content=content, planner=planner, now=NOW - 60 * DAY)
    assert "質問を追加する" in desk.get(f"/staff/consultations/{made.slug}/questions/").content.decode()


def test_statements_do_not_keep_a_consultation_from_being_thrown_away(planner: User) -> None:
    content = blueprints.shipped_for("one_by_one")[0].content
    made = blueprints.start_from(kind="one_by_one", content=content, planner=planner, now=NOW)
    guiding.discard(consultation=made, planner=planner, now=NOW)
    assert not Consultation.objects.exists()
