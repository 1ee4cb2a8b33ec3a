"""What the desk says when there is nothing to see, when work went wrong, and after something was undone."""

import pytest
from django.test import Client

from accounts.models import User
from accounts.policy import Role
from consultations.analysis.material import NOTHING
from consultations.models import AnalysisRun, Consultation, Job, Theme
from consultations.services.planning.decisions import opinions, undoing
from tests import factories
from tests.consultations.planning import findings
from tests.consultations.planning.material import text
from tests.factories import NOW

pytestmark = pytest.mark.django_db

BASE = "/staff/consultations/plan/"
URL = f"{BASE}analysis/"
VIEWS = ["themes", "tree", "treemap", "map", "timeline", "people", "opinions"]


@pytest.fixture
def run(consultation: Consultation) -> AnalysisRun:
    made = findings.run(consultation)
    findings.member(made, cluster=findings.cluster(made), text="バスを増やして。")
    return made


def _job(consultation: Consultation, state: str, error: str = "") -> Job:
    return Job.objects.create(
        kind=Job.Kind.ANALYSIS,
        consultation=consultation,
        state=state,
        error=error,
        idempotency_key=f"later-{state}",
        created_at=NOW,
    )


@pytest.mark.parametrize("view", VIEWS)
def test_a_selection_that_finds_nothing_leads_back_to_everything(
    desk: Client, run: AnalysisRun, view: str
) -> None:
    page = text(desk.get(URL, {"view": view, "channel": "meeting"}))
    assert "No opinion of this run fits the selection." in page
    assert f'href="{URL}?view={view}"' in page


@pytest.mark.parametrize("view", VIEWS)
def test_a_run_that_read_no_opinion_says_what_to_do_next(
    desk: Client, consultation: Consultation, view: str
) -> None:
    findings.run(consultation)
    page = text(desk.get(URL, {"view": view}))
    assert "This run found no opinion to read" in page
    assert f'href="{BASE}import/"' in page
    assert "Analyse again" in page


def test_where_all_opinions_are_withheld_each_view_answers(desk: Client, consultation: Consultation) -> None:
    findings.member(findings.run(consultation), withheld=True)
    for view in VIEWS:
        assert desk.get(URL, {"view": view}).status_code == 200


def test_a_failed_run_says_what_is_kept_and_goes_on(desk: Client, run: AnalysisRun) -> None:
    _job(run.consultation, Job.State.FAILED, "The disk is full.")
    page = text(desk.get(URL))
    assert "The disk is full." in page
    assert "Nothing is lost" in page
    assert "Go on from where it stopped" in page
    assert "バスを増やして。" in text(desk.get(URL, {"view": "opinions"}))


def test_an_analysis_without_opinions_leads_to_the_import_and_not_to_another_try(
    desk: Client, consultation: Consultation
) -> None:
    _job(consultation, Job.State.FAILED, NOTHING)
    page = text(desk.get(URL))
    assert f'href="{BASE}import/"' in page
    assert "Go on from where it stopped" not in page
    assert "Start the analysis" in page


def test_a_run_that_was_stopped_says_so_until_the_next_one(desk: Client, run: AnalysisRun) -> None:
    _job(run.consultation, Job.State.CANCELLED)
    page = text(desk.get(URL))
    assert "Stopped before it was finished" in page
    assert "Analyse again" in page
    _job(run.consultation, Job.State.DONE)
    assert "Stopped before it was finished" not in text(desk.get(URL))


def test_the_list_of_decisions_does_not_lead_to_itself(desk: Client, run: AnalysisRun, planner: User) -> None:
    link = f'href="{BASE}decisions/since/'
    assert link in text(desk.get(URL))
    assert link not in text(desk.get(f"{BASE}decisions/"))


def test_news_on_the_list_of_decisions_do_not_lead_to_it_either(desk: Client, run: AnalysisRun) -> None:
    other = factories.user(Role.PLANNER)
    said = run.memberships.get().revision.opinion
    opinions.split(opinions=[said], label="新しい論点", decided_by=other, now=NOW)
    asked = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{BASE}decisions/"}
    news = text(desk.get(f"{BASE}decisions/since/0/", headers=asked))
    assert "新しい論点" in news
    assert f'<a href="{BASE}decisions/since/' not in news
    elsewhere = asked | {"HX-Current-URL": f"http://testserver{URL}"}
    assert f'<a href="{BASE}decisions/since/' in text(
        desk.get(f"{BASE}decisions/since/0/", headers=elsewhere)
    )


def test_a_theme_whose_split_was_undone_is_offered_nowhere(
    desk: Client, run: AnalysisRun, planner: User
) -> None:
    said = run.memberships.get().revision.opinion
    decision = opinions.split(opinions=[said], label="一人だけの論点", decided_by=planner, now=NOW)
    assert decision
    holding = Theme.objects.holding().filter(consultation=run.consultation)
    assert "一人だけの論点" in [theme.label for theme in holding]
    undoing.undo(decision=decision, decided_by=planner, now=NOW)
    assert "一人だけの論点" not in [theme.label for theme in holding.all()]
    for view in VIEWS:
        rows = desk.get(URL, {"view": view}).context["rows"]
        assert [row.label for row in rows] == ["バスの本数"]
    assert "一人だけの論点" not in text(desk.get(f"{BASE}opinions/{said.receipt}/move/"))
    assert "一人だけの論点" not in text(desk.get(f"{BASE}answers/"))
