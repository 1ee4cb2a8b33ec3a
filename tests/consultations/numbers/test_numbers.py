"""The dashboards: what is counted, what is not, and that the pages say it."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from accounts.models import AuditEvent, User
from accounts.policy import Role
from consultations.disclosure import Hidden
from consultations.models import Area, Consultation, Opinion, Proposal, Target
from consultations.services.demo import numbers as demo_numbers
from consultations.services.numbers import figures, targets
from tests import factories
from tests.consultations.conftest import signed_in
from tests.consultations.surveys import material
from tests.consultations.test_queries import assert_steady
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
PATH = "/consultations/waterfront/numbers/"


@pytest.fixture
def consultation() -> Consultation:
    return factories.idea_collection(slug="waterfront")


@pytest.fixture
def harbour() -> Area:
    return Area.objects.create(name="港地区", position=1)


def rows_of(client: Client, path: str) -> list[dict[str, str]]:
    response = client.get(path)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_what_cannot_be_read_is_not_counted(consultation: Consultation) -> None:
    factories.comment(consultation)
    factories.comment(consultation, hidden_at=NOW)
    factories.comment(consultation, withdrawn_at=NOW)
    factories.comment(consultation, held_until=NOW + factories.DAY)
    factories.proposal(consultation, published=False)
    assert figures.of_consultation(consultation).totals.opinions == 1


def test_a_person_counts_once_and_papers_count_each(consultation: Consultation, yui: User) -> None:
    for _ in range(3):
        factories.comment(consultation, author=yui)
    for _ in range(5):
        factories.submission(consultation)
    totals = figures.of_consultation(consultation).totals
    assert (totals.people, totals.opinions, totals.comments, totals.submissions) == (6, 8, 3, 5)


def rated(survey: Consultation, people: list[User]) -> None:
    """Each gives a point on a scale and writes nothing."""
    asked = material.question(survey, material.Kind.SCALE)
    for person in people:
        material.hand_in(survey, person, {asked.field_name: 4})


def test_who_only_answers_votes_or_supports_took_part_too_and_counts_once(yui: User) -> None:
    survey = material.survey()
    people = [yui, *(factories.user() for _ in range(5))]
    rated(survey, people)
    factories.comment(survey, author=yui)
    totals = figures.of_consultation(survey).totals
    assert (totals.people, totals.sheets, totals.opinions, totals.answers) == (6, 6, 1, 0)
    one_by_one = material.one_by_one()
    statement = material.seeds(one_by_one)[0]
    for person in people:
        material.vote(person, statement, 1)
    proposal = factories.proposal(one_by_one, author=yui)
    factories.support(factories.user(), proposal)
    totals = figures.of_consultation(one_by_one).totals
    assert (totals.people, totals.votes, totals.supports) == (7, 6, 1)
    assert figures.overall().totals.people == 5, "seven people, rounded to five"


def test_the_answers_of_a_closed_account_are_still_somebodys() -> None:
    survey = material.survey()
    rated(survey, [factories.user() for _ in range(5)])
    survey.answer_sheets.update(person=None)
    assert figures.of_consultation(survey).totals.people == 5


def test_the_page_of_a_survey_says_how_many_answered_and_few_are_not_told(client: Client, yui: User) -> None:
    survey = material.survey()
    rated(survey, [yui])
    page = client.get(f"/consultations/{survey.slug}/numbers/", headers={"accept-language": "ja"})
    assert "質問に回答した人" in page.content.decode()
    assert "5未満" in page.content.decode()


def test_a_few_people_are_not_counted_out_loud(consultation: Consultation, client: Client) -> None:
    factories.comment(consultation)
    assert figures.of_consultation(consultation).totals.people is Hidden.FEW
    assert "5未満" in client.get(PATH, headers={"accept-language": "ja"}).content.decode()


def test_days_are_days_in_japan(consultation: Consultation) -> None:
    late = datetime(2026, 11, 19, 15, 30, tzinfo=UTC)  # half past midnight on the 20th in Japan
    factories.comment(consultation, at=late)
    factories.comment(consultation, at=late - timedelta(hours=1))
    days = figures.of_consultation(consultation).by_day
    assert [(day.isoformat(), count) for day, count in days] == [("2026-11-19", 1), ("2026-11-20", 1)]


def test_an_area_with_few_people_is_hidden_and_cannot_be_subtracted(
    consultation: Consultation, harbour: Area, client: Client
) -> None:
    hill = Area.objects.create(name="丘地区", position=2)
    for area, count in ((harbour, 3), (hill, 6), (None, 20)):
        for _ in range(count):
            factories.submission(consultation, area=area)
    rows = rows_of(client, f"{PATH}people.csv")
    assert [(row["count"], row["note"]) for row in rows] == [
        ("", "fewer_than_5"),
        ("", "not_published"),
        ("20", ""),
    ]
    opinions = rows_of(client, f"{PATH}areas.csv")
    assert [row["count"] for row in opinions] == ["", "", "20"], "their opinions would tell it as well"


def test_the_sum_over_consultations_does_not_tell_the_hidden_cell(harbour: Area, client: Client) -> None:
    for count in (3, 10):
        consultation = factories.consultation()
        for _ in range(count):
            factories.submission(consultation, area=harbour)
    assert [row["count"] for row in rows_of(client, "/numbers/people.csv")] == ["15"]


def test_supports_before_the_move_stand_beside_those_of_here(
    consultation: Consultation, yui: User, client: Client
) -> None:
    proposal = factories.proposal(consultation)
    factories.support(yui, proposal)
    Proposal.objects.filter(pk=proposal.pk).update(supports_elsewhere=1234)
    totals = figures.of_consultation(consultation).totals
    assert (totals.supports, totals.supports_elsewhere) == (1, 1234)
    assert "1,234" in client.get(PATH).content.decode()


def test_the_page_has_a_table_and_a_file_for_every_chart(consultation: Consultation, client: Client) -> None:
    factories.comment(consultation, stance=Opinion.Stance.AGREE)
    page = client.get(PATH).content.decode()
    for name in ("days", "kinds", "channels", "stances"):
        assert f"{PATH}{name}.csv" in page
        assert rows_of(client, f"{PATH}{name}.csv")
    assert client.get(f"{PATH}nonsense.csv").status_code == 404


@pytest.mark.parametrize("path", [PATH, "/numbers/", "/numbers/consultations.csv", "/numbers/days.csv"])
def test_everybody_reads_the_figures_also_of_nothing(
    consultation: Consultation, client: Client, yui: User, planner: User, path: str
) -> None:
    for person in (None, yui, planner):
        assert signed_in(person).get(path).status_code == 200


def test_a_consultation_that_is_not_published_has_no_public_figures(client: Client, planner: User) -> None:
    factories.consultation(slug="secret", title="未公表の件", published_at=None)
    assert client.get("/consultations/secret/numbers/").status_code == 404
    assert client.get("/consultations/secret/numbers/days.csv").status_code == 404
    assert signed_in(planner).get("/consultations/secret/numbers/").status_code == 200
    assert "未公表の件" not in client.get("/numbers/").content.decode()


@pytest.mark.parametrize("path", [PATH, "/numbers/"])
def test_the_pages_take_the_same_queries_for_few_and_many(
    consultation: Consultation, client: Client, path: str
) -> None:
    def grow() -> None:
        factories.comment(consultation)
        factories.proposal(factories.idea_collection())
        Area.objects.create(name=f"地区{Area.objects.count()}")
        factories.submission(consultation, area=Area.objects.last())
        year = 2026 + Target.objects.count()
        Target.objects.create(measure="opinions", year=year, goal=10, source="計画", set_at=NOW)

    assert_steady(client, path, grow, 16)


GOAL = {"measure": "opinions", "year": 2026, "goal": 5000, "start": 261, "source": "推進方針 12ページ"}


def test_a_planner_sets_a_target_and_everybody_sees_how_far_it_is(
    consultation: Consultation, planner: User, client: Client
) -> None:
    for _ in range(5):
        factories.comment(consultation)
    assert signed_in(planner).post("/staff/targets/", GOAL).status_code == 302
    page = client.get("/numbers/", headers={"accept-language": "ja"}).content.decode()
    assert "推進方針 12ページ" in page
    assert "5,000" in page
    assert AuditEvent.objects.get().action == "target.set"


def test_two_targets_of_one_year_are_refused_in_words(planner: User) -> None:
    browser = signed_in(planner)
    browser.post("/staff/targets/", GOAL)
    assert browser.post("/staff/targets/", GOAL).status_code == 422
    assert Target.objects.count() == 1


@pytest.mark.parametrize(
    "wrong", [{"goal": 100}, {"source": ""}, {"year": "来年"}, {"measure": "likes"}, {"goal": -1}]
)
def test_a_target_that_makes_no_sense_is_refused(planner: User, wrong: dict[str, object]) -> None:
    assert signed_in(planner).post("/staff/targets/", GOAL | wrong).status_code == 422
    assert not Target.objects.exists()


def test_removing_a_target_is_recorded(planner: User) -> None:
    browser = signed_in(planner)
    browser.post("/staff/targets/", GOAL)
    browser.post(f"/staff/targets/{Target.objects.get().pk}/remove/")
    assert not Target.objects.exists()
    assert AuditEvent.objects.latest("number").action == "target.remove"


def test_only_planners_set_targets(yui: User, moderator: User, client: Client) -> None:
    assert client.get("/staff/targets/").status_code == 302
    for person in (yui, moderator, factories.user(Role.FAQ_EDITOR)):
        assert signed_in(person).get("/staff/targets/").status_code == 403
        assert signed_in(person).post("/staff/targets/", GOAL).status_code == 403


def test_what_stood_when_the_year_ended_stays(consultation: Consultation) -> None:
    factories.comment(consultation, at=datetime(2026, 3, 31, 14, 59, tzinfo=UTC))
    factories.comment(
        consultation, at=datetime(2026, 3, 31, 15, 0, tzinfo=UTC)
    )  # the first of April in Japan
    for year in (2025, 2026):
        Target.objects.create(measure="opinions", year=year, goal=10, source="計画", set_at=NOW)
    assert [(one.reached, one.is_over) for one in targets.standings(now=NOW)] == [(1, True), (2, False)]


@pytest.mark.parametrize(("reached", "percent", "missing"), [(0, 0, 5), (3, 60, 2), (9, 100, 0)])
def test_more_than_the_goal_is_the_goal_reached(reached: int, percent: int, missing: int) -> None:
    standing = targets.Standing(Target(goal=5), reached, is_over=False)
    assert (standing.percent, standing.missing) == (percent, missing)


def test_the_targets_of_the_demo_are_loaded_once() -> None:
    for _ in range(2):
        demo_numbers.load(now=NOW)
    assert Target.objects.count() == 3
    assert all("架空" in target.source for target in Target.objects.all())
