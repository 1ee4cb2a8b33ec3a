"""Groups of people in a small consultation: what cannot be shown is said once, and what can be said is."""

from typing import Any

import pytest
from django.test import Client

from consultations.models import AnalysisRun, Cluster, Consultation
from consultations.views.planning.peoples_table import PeoplesTable
from tests.consultations.planning import findings
from tests.consultations.planning.material import text

pytestmark = pytest.mark.django_db

URL = "/staff/consultations/plan/analysis/"
SPARSE = "figures by theme can be shown"
NOTHING = "no figure by theme can be shown"


@pytest.fixture
def run(consultation: Consultation) -> AnalysisRun:
    """Eight, six, five and two people of four ages, some about each theme, and two about none."""
    made = findings.run(consultation)
    themes = [findings.cluster(made, label=f"論点{number}") for number in range(8)]
    for age, people in (("30代", 8), ("60代", 6), ("40代", 5), ("10代", 2)):
        for number in range(people):
            wrote(made, age, themes[number])
    wrote(made, "30代", None)
    wrote(made, "60代", None)
    return made


def wrote(run: AnalysisRun, age: str, cluster: Cluster | None, times: int = 1) -> None:
    for _number in range(times):
        findings.member(run, cluster=cluster, opinion={"attributes": {"年代": age}})


def asked(desk: Client) -> tuple[PeoplesTable, str]:
    answer: Any = desk.get(URL, {"view": "people", "by": "about:年代"})
    return answer.context["people"], text(answer)


def test_instead_of_a_field_of_hidden_cells_one_sentence_and_the_sums_of_the_groups(
    desk: Client, run: AnalysisRun
) -> None:
    people, page = asked(desk)
    assert people.is_sparse
    assert NOTHING in page
    assert 'aria-hidden="true">–' not in page
    assert [(total.name, total.people) for total in people.totals] == [("30代", 9), ("60代", 7)]
    assert "People by: 年代" in page
    assert "10代" not in [total.name for total in people.totals]


def test_what_is_withheld_counts_in_no_group(desk: Client, run: AnalysisRun) -> None:
    for _number in range(7):
        findings.member(run, withheld=True, opinion={"attributes": {"年代": "10代"}})
    people, _page = asked(desk)
    assert people.chosen.people["10代"] == 2


def test_a_single_group_of_few_cannot_be_worked_out_from_the_others(desk: Client, run: AnalysisRun) -> None:
    people, page = asked(desk)
    assert people.chosen.people == {"30代": 9, "60代": 7, "40代": 5, "10代": 2}
    assert dict(people.columns) == {"30代": 9, "60代": 7, "40代": None, "10代": None}
    assert "or their number could be worked out: 10代, 40代" in page


def test_the_sum_of_a_group_leads_to_its_opinions_and_no_other_filter_is_lost(
    desk: Client, run: AnalysisRun
) -> None:
    people, _page = asked(desk)
    for total in people.totals:
        assert desk.get(URL + total.address).context["page"].paginator.count == total.people
    narrowed = desk.get(URL, {"view": "people", "by": "about:年代", "channel": "web"}).context["people"]
    assert all("channel=web" in total.address for total in narrowed.totals)


def test_what_stands_in_no_theme_is_no_theme_left_out(desk: Client, run: AnalysisRun) -> None:
    people, page = asked(desk)
    assert people.left_out == 8
    assert "9 themes" not in page


def test_a_figure_that_can_be_shown_is_offered_beneath_the_sums(desk: Client, run: AnalysisRun) -> None:
    theme = run.clusters.first()
    wrote(run, "30代", theme, times=9)
    wrote(run, "60代", theme, times=9)
    people, page = asked(desk)
    assert people.is_sparse
    assert 0 < people.shown < people.figures / 4
    assert SPARSE in page
    assert f"only {people.shown} of {people.figures}" in page
    beneath = page[page.index("What can be shown by theme") :]
    assert "Themes by: 年代" in beneath
    assert "7 themes are left out" in beneath


def test_with_enough_people_the_table_stands_by_itself(desk: Client, consultation: Consultation) -> None:
    made = findings.run(consultation)
    themes = [findings.cluster(made, label=label) for label in ("学校", "港")]
    for theme in themes:
        for age in ("30代", "60代"):
            wrote(made, age, theme, times=12)
    people, page = asked(desk)
    assert not people.is_sparse
    assert "Themes by: 年代" in page
    assert "People by: 年代" not in page
