"""Every figure of the desk leads to the opinions that it counts: cards, time line, groups of people."""

import csv
import io
import json
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from consultations.models import AnalysisRun, Area, Cluster, Consultation
from consultations.models.standing import BEGINNING
from consultations.services.planning import contrasting
from consultations.views.planning.reading import CARDS_A_PAGE
from tests import factories
from tests.consultations.planning import findings
from tests.consultations.planning.material import text
from tests.factories import DAY, NOW

pytestmark = pytest.mark.django_db

URL = "/staff/consultations/plan/analysis/"


@pytest.fixture
def run(consultation: Consultation) -> AnalysisRun:
    return findings.run(consultation)


@pytest.fixture
def bus(run: AnalysisRun) -> Cluster:
    """Two of its opinions are spoken for by its quotation, one of them a copy."""
    made = findings.cluster(run, label="バスの本数")
    first = findings.member(
        run, cluster=made, spoken_for_by=0, stance="request", opinion={"at": NOW - 9 * DAY}
    )
    findings.member(run, cluster=made, copy_of=first, spoken_for_by=0)
    findings.member(run, cluster=made, text="バス停に屋根を。", stance="agree", opinion={"channel": "fax"})
    findings.member(run, cluster=made, text="夜の便を。")
    findings.quotation(made, first)
    return made


@pytest.fixture
def park(run: AnalysisRun) -> Cluster:
    made = findings.cluster(run, label="公園の木陰")
    findings.member(run, cluster=made, text="公園に木陰を。", opinion={"channel": "fax"})
    return made


@pytest.fixture
def wards(run: AnalysisRun) -> list[Cluster]:
    """Many people of two wards and five of a third one wrote about buses and parks."""
    themes = [findings.cluster(run, label=label) for label in ("バス", "公園")]
    shares = {"港町": (12, 14), "山手": (11, 13), "島": (2, 3)}
    for position, (name, counts) in enumerate(shares.items()):
        area = Area.objects.create(name=name, position=position)
        for theme, count in zip(themes, counts, strict=True):
            for _number in range(count):
                findings.member(run, cluster=theme, opinion={"area": area})
    return themes


def test_a_card_says_for_how_many_its_quotations_speak(desk: Client, bus: Cluster, park: Cluster) -> None:
    card = _card(desk, "バスの本数")
    assert (card.coverage.spoken_for, card.coverage.unlike) == (2, 2)
    page = text(desk.get(URL))
    assert "This quotation speaks for 50.0% of the 4 opinions (1 of 3 distinct ones)." in page
    assert _listed(desk, card.spoken) == 2
    assert _listed(desk, card.unlike) == 2


@pytest.mark.parametrize("query", [{}, {"channel": "fax"}, {"copies": "no"}, {"stance": "request"}])
def test_every_figure_of_a_card_leads_to_as_many_opinions(
    desk: Client, bus: Cluster, park: Cluster, query: dict[str, str]
) -> None:
    for card in desk.get(URL, query).context["cards"]:
        assert _listed(desk, card.opinions) == card.row.shown["opinions"]
        assert sum(stance.opinions for stance in card.stances) == card.row.shown["opinions"]
        for stance in card.stances:
            assert bool(stance.address) == bool(stance.opinions)
            if stance.address:
                assert _listed(desk, stance.address) == stance.opinions
        if card.row.shown["distinct"]:
            assert _listed(desk, card.distinct) == card.row.shown["distinct"]
        if card.coverage and card.coverage.spoken_for:
            assert _listed(desk, card.spoken) == card.coverage.spoken_for


def test_where_a_quotation_is_selected_no_card_says_what_quotations_cover(desk: Client, bus: Cluster) -> None:
    cards = desk.get(URL, {"quotation": "none", "view": "themes"}).context["cards"]
    assert [card.coverage for card in cards] == [None]
    chips = desk.get(URL, {"quotation": "any"}).context["chips"]
    assert [chip.words for chip in chips] == ["like one of the quotations"]


def test_the_time_line_has_every_day_and_adds_up(desk: Client, bus: Cluster, park: Cluster) -> None:
    line = desk.get(URL, {"view": "timeline"}).context["timeline"]
    assert line.step == "day"
    assert sum(span.opinions for span in line.spans) == 5
    assert len(line.spans) == (line.last - line.spans[0].first).days + 1
    for span in line.spans:
        if span.opinions:
            assert _listed(desk, span.address) == span.opinions
        if span.distinct:
            assert _listed(desk, span.distinct_address) == span.distinct


def test_the_time_line_counts_by_weeks_that_stay_within_the_days_asked_for(
    desk: Client, bus: Cluster, park: Cluster
) -> None:
    since = (NOW - 9 * DAY).date()
    query = {"view": "timeline", "by": "week", "since": since.isoformat()}
    line = desk.get(URL, query).context["timeline"]
    assert line.spans[0].first == since
    assert [_listed(desk, span.address) for span in line.spans if span.opinions] == [
        span.opinions for span in line.spans if span.opinions
    ]


def test_years_of_opinions_are_counted_by_months(desk: Client, run: AnalysisRun, bus: Cluster) -> None:
    findings.member(run, opinion={"at": NOW - 1500 * DAY})
    line = desk.get(URL, {"view": "timeline", "by": "day"}).context["timeline"]
    assert line.step == "month"
    assert "day" not in line.offered


def test_the_figures_of_the_time_line_are_a_picture_and_a_file(desk: Client, bus: Cluster) -> None:
    drawn = text(desk.get(f"{URL}timeline.svg", {"channel": "fax"}))
    assert drawn.startswith("<svg")
    assert 'fill="#0066be"' in drawn
    assert "No opinion of this run" in text(desk.get(f"{URL}timeline.svg", {"channel": "meeting"}))
    rows = _csv(desk.get(f"{URL}timeline.csv").content)
    assert sum(int(row["Opinions"]) for row in rows) == 4


def test_people_are_counted_by_group_and_lead_to_their_opinions(desk: Client, wards: list[Cluster]) -> None:
    people = desk.get(URL, {"view": "people", "by": "area"}).context["people"]
    assert [question.key for question in people.questions] == ["area"]
    shown = {(row.label, cell.group): cell for row in people.rows for cell in row.cells}
    assert shown["バス", "港町"].people == 12
    assert shown["公園", "港町"].people == 14
    for cell in shown.values():
        if cell.people is not None:
            assert _listed(desk, cell.address) == cell.people
    for row in people.rows:
        assert _listed(desk, row.address) == row.sum


def test_figures_of_fewer_than_five_people_are_hidden_as_in_the_comparison(
    desk: Client, run: AnalysisRun, wards: list[Cluster]
) -> None:
    response = desk.get(URL, {"view": "people", "by": "area"})
    hidden = {
        (cell.group, row.label)
        for row in response.context["people"].rows
        for cell in row.cells
        if cell.people is None
    }
    contrasts = contrasting.found_in(run).hidden
    assert hidden == {(one.group, one.subject) for one in contrasts if one.attribute == "Area"}
    assert {("島", "バス"), ("島", "公園")} < hidden
    assert "fewer than five people" in text(response)
    rows = _csv(desk.get(f"{URL}people.csv", {"by": "area"}).content)
    assert {(row["Group"], row["Theme"]) for row in rows if row["Note"]} == hidden
    assert all(row["People"] == "" for row in rows if row["Note"])


def test_themes_of_which_every_figure_is_hidden_are_only_counted(
    desk: Client, run: AnalysisRun, wards: list[Cluster]
) -> None:
    findings.member(run, cluster=findings.cluster(run, label="学校"), opinion={"area": Area.objects.first()})
    people = desk.get(URL, {"view": "people", "by": "area"}).context["people"]
    assert "学校" not in [row.label for row in people.rows]
    assert people.left_out >= 1


def test_one_group_alone_is_not_compared(desk: Client, wards: list[Cluster]) -> None:
    area = Area.objects.get(name="港町")
    page = text(desk.get(URL, {"view": "people", "area": str(area.pk)}))
    assert "Nothing to compare" in page
    assert "港町" in page


def test_the_words_of_marks_come_a_few_at_a_time_and_none_of_those_withheld(
    desk: Client, run: AnalysisRun, park: Cluster
) -> None:
    said = park.memberships.get().revision.opinion.receipt
    hidden = findings.member(run, withheld=True, text="これは隠された意見です。").revision.opinion.receipt
    response = desk.get(f"{URL}words.json", {"of": [said, hidden, "x\x00", "Y-2026-0000-0000"]})
    assert json.loads(response.content) == {said: "公園に木陰を。"}
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("view", ["themes", "timeline", "people"])
def test_figures_take_the_same_queries_for_many_rows(
    desk: Client,
    run: AnalysisRun,
    wards: list[Cluster],
    django_assert_max_num_queries: DjangoAssertNumQueries,
    view: str,
) -> None:
    desk.get(URL, {"view": view})
    with django_assert_max_num_queries(99) as few:
        desk.get(URL, {"view": view})
    for number in range(12):
        made = findings.cluster(run, label=f"論点{number}")
        said = findings.member(run, cluster=made, opinion={"at": NOW - number * DAY})
        findings.quotation(made, said)
    with django_assert_max_num_queries(len(few)):
        desk.get(URL, {"view": view})


def test_from_an_original_a_planner_comes_back_to_the_selection(
    desk: Client, run: AnalysisRun, bus: Cluster
) -> None:
    page = text(desk.get(URL, {"channel": "web"}))
    assert "&amp;desk=channel%3Dweb#quotation" in page
    opinion = bus.memberships.order_by("pk")[0].revision.opinion
    original = f"/opinions/{opinion.receipt}/revisions/1/"
    back = text(desk.get(original, {"desk": "channel=web"}))
    assert f'href="{URL}?channel=web#opinion-{opinion.receipt}"' in back
    assert f'href="{URL}opinions/{opinion.receipt}/?channel=web"' in back
    straight = text(desk.get(original))
    assert "Back to the selection" not in straight
    assert f'href="{URL}opinions/{opinion.receipt}/?"' in straight


def test_nobody_else_is_led_to_the_desk(client: Client, run: AnalysisRun, bus: Cluster) -> None:
    opinion = bus.memberships.order_by("pk")[0].revision.opinion
    original = f"/opinions/{opinion.receipt}/revisions/1/"
    assert "/staff/" not in text(client.get(original, {"desk": "channel=web"}))
    client.force_login(factories.user())
    assert "/staff/consultations" not in text(client.get(original, {"desk": ""}))


def _card(desk: Client, label: str) -> Any:
    return next(card for card in desk.get(URL).context["cards"] if card.row.label == label)


def _listed(desk: Client, address: str) -> int:
    return int(desk.get(f"{URL}{address}").context["page"].paginator.count)


def _csv(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_many_themes_are_read_page_by_page_and_none_is_lost(desk: Client, consultation: Consultation) -> None:
    run = findings.run(consultation)
    for number in range(CARDS_A_PAGE + 3):
        findings.member(run, cluster=findings.cluster(run, label=f"論点{number}"))
    pages = [desk.get(URL, {"page": page}).context["cards"] for page in (1, 2)]
    assert [len(page.object_list) for page in pages] == [CARDS_A_PAGE, 3]
    assert len({card.row.label for page in pages for card in page.object_list}) == CARDS_A_PAGE + 3


def test_a_text_that_goes_on_says_so_where_only_its_beginning_stands(
    desk: Client, consultation: Consultation
) -> None:
    run = findings.run(consultation)
    for length in (BEGINNING, BEGINNING + 1):
        findings.member(run, text="あ" * length)
    listed = desk.get(URL, {"view": "opinions"}).context["page"].object_list
    assert sorted(row.place.beginning for row in listed) == ["あ" * BEGINNING, "あ" * BEGINNING + "…"]
