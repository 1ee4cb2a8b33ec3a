import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from consultations.models import Consultation, Job
from consultations.services import jobs
from tests import factories
from tests.consultations.planning.material import ALL, analysed, fill, text
from tests.factories import NOW

pytestmark = pytest.mark.django_db

URL = "/staff/consultations/plan/analysis/"


def test_the_desk_lists_consultations_with_their_numbers(desk: Client, filled: Consultation) -> None:
    page = text(desk.get("/staff/consultations/"))
    assert filled.title in page
    assert f'<td class="number">{len(ALL)}</td>' in page
    detail = text(desk.get("/staff/consultations/plan/"))
    assert "The opinions have not been analysed yet." in detail


def test_before_the_first_run_the_page_says_what_will_happen(desk: Client, filled: Consultation) -> None:
    page = text(desk.get(URL))
    assert "Not analysed yet" in page
    assert "Start the analysis" in page


def test_a_double_click_starts_one_analysis(desk: Client, filled: Consultation) -> None:
    for _ in range(2):
        assert desk.post(f"{URL}start/", {"form_key": "k"}).status_code == 302
    assert Job.objects.count() == 1
    assert "Waiting for a worker" in text(desk.get(URL))


def test_a_second_analysis_waits_until_the_first_has_ended(desk: Client, filled: Consultation) -> None:
    desk.post(f"{URL}start/", {"form_key": "a"})
    desk.post(f"{URL}start/", {"form_key": "b"})
    assert Job.objects.count() == 1
    assert "running already" in text(desk.get(URL))


def test_the_run_is_read_with_totals_that_add_up(desk: Client, filled: Consultation) -> None:
    run = analysed(filled)
    response = desk.get(URL)
    totals = response.context["totals"]
    states = totals["in_theme"] + totals["copy"] + totals["no_theme"] + totals["withheld"]
    assert states == totals["total"] == len(ALL)
    rows = response.context["rows"]
    in_themes = sum(row.size["opinions"] for row in rows)
    assert in_themes + response.context["alone"] + totals["withheld"] == len(ALL)
    for row in rows:
        assert row.label in text(response)
    assert f"/runs/{run.number}/" in text(response)


def test_what_arrived_since_is_said_apart(desk: Client, filled: Consultation) -> None:
    analysed(filled)
    factories.submission(filled, text="あとから届いた意見です。")
    response = desk.get(URL)
    assert response.context["totals"]["total"] == len(ALL)
    assert "1 opinion arrived since this run" in text(response)


@pytest.mark.parametrize("state", ["in_theme", "copy", "no_theme", "withheld"])
def test_each_state_lists_its_opinions(desk: Client, filled: Consultation, state: str) -> None:
    factories.submission(filled, text=ALL[0])
    factories.submission(filled, text="これは隠された意見です。", hidden_at=NOW)
    factories.submission(filled, text="!!!")
    analysed(filled)
    response = desk.get(URL, {"state": state})
    assert response.context["page"].paginator.count == response.context["totals"][state]
    assert "これは隠された意見です。" not in text(response)


def test_a_theme_lists_its_opinions_and_quotations_with_links(desk: Client, filled: Consultation) -> None:
    run = analysed(filled)
    theme = run.clusters.earliest("number").theme
    assert theme
    response = desk.get(URL, {"theme": str(theme.stable_id)})
    size = next(row.size for row in response.context["rows"] if row.theme == theme)
    assert response.context["page"].paginator.count == size["opinions"]
    quotation = response.context["chosen"].quotations[0]
    place = f"/opinions/{quotation.receipt}/revisions/1/"
    link = f"{place}?start={quotation.start}&amp;end={quotation.end}&amp;desk="
    assert link in text(response)
    original = text(desk.get(place, {"start": quotation.start, "end": quotation.end}))
    assert f'<mark id="quotation">{quotation.quoted}</mark>' in original


def test_the_map_draws_every_distinct_opinion_once(desk: Client, filled: Consultation) -> None:
    factories.submission(filled, text=ALL[0])
    analysed(filled)
    response = desk.get(URL, {"view": "map"})
    marks = sum(layer.path.count("M") for layer in response.context["layers"])
    totals = response.context["totals"]
    assert marks == totals["in_theme"] + totals["no_theme"] == len(ALL)
    assert "style=" not in text(response)


def test_a_filter_leaves_the_other_marks_faint(desk: Client, filled: Consultation) -> None:
    run = analysed(filled)
    theme = run.clusters.earliest("number").theme
    assert theme
    response = desk.get(URL, {"view": "map", "theme": str(theme.stable_id)})
    strong = [layer for layer in response.context["layers"] if not layer.faint]
    assert [layer.label for layer in strong] == [response.context["chosen"].label]


def test_an_earlier_run_can_still_be_read(desk: Client, filled: Consultation) -> None:
    analysed(filled)
    factories.submission(filled, text="あとから届いた意見です。")
    analysed(filled, key="two")
    assert desk.get(URL).context["totals"]["total"] == len(ALL) + 1
    assert desk.get(URL, {"run": "1"}).context["totals"]["total"] == len(ALL)
    assert desk.get(URL, {"run": "9"}).status_code == 404
    assert desk.get(URL, {"run": "x"}).status_code == 404


def test_nonsense_in_the_address_shows_the_whole_run(desk: Client, filled: Consultation) -> None:
    analysed(filled)
    for query in ({"theme": "x"}, {"state": "x"}, {"view": "x"}, {"page": "x"}, {"page": "-1"}):
        assert desk.get(URL, query).status_code == 200


@pytest.mark.parametrize("view", ["themes", "map", "opinions"])
def test_the_analysis_takes_the_same_queries_for_many_opinions(
    desk: Client, consultation: Consultation, django_assert_num_queries: DjangoAssertNumQueries, view: str
) -> None:
    fill(consultation, ALL[:8])
    analysed(consultation)
    desk.get(URL)
    with django_assert_num_queries(QUERIES[view]):
        desk.get(URL, {"view": view})
    fill(consultation, [*ALL, *(f"{number}番目の{words}" for number, words in enumerate(ALL))])
    analysed(consultation, key="two")
    with django_assert_num_queries(QUERIES[view]):
        desk.get(URL, {"view": view})


QUERIES = {"themes": 16, "map": 16, "opinions": 17}


def test_the_lists_take_the_same_queries_for_many_rows(
    desk: Client, filled: Consultation, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(15):
        factories.consultation()
        jobs.start(kind=Job.Kind.IMPORT, requested_by=None, idempotency_key=str(number), now=NOW)
    for url in ("/staff/consultations/", "/staff/jobs/"):
        with django_assert_max_num_queries(9):
            desk.get(url)
