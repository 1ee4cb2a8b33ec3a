"""What a planner reads of a run that was laid down by hand."""

import csv
import io
import json
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import AuditEvent, User
from accounts.policy import Role
from consultations import indexing
from consultations.models import AnalysisRun, Cluster, Consultation, Opinion, ThemeMention
from tests import factories
from tests.consultations.planning import findings
from tests.consultations.planning.material import text
from tests.factories import NOW

pytestmark = pytest.mark.django_db

URL = "/staff/consultations/plan/analysis/"
VIEWS = ["themes", "tree", "treemap", "map", "opinions"]


@pytest.fixture
def run(consultation: Consultation) -> AnalysisRun:
    return findings.run(consultation)


@pytest.fixture
def bus(run: AnalysisRun) -> Cluster:
    """Four opinions about buses, one of them a copy; one quotation speaks for three of them."""
    made = findings.cluster(run, label="バスの本数", terms=["バス", "本数"], fragility=0.6)
    first = findings.member(run, cluster=made, spoken_for_by=0, score=0.9, stance="request")
    findings.member(run, cluster=made, copy_of=first, spoken_for_by=0, score=0.8)
    findings.member(run, cluster=made, text="夜のバスがほしいです。", spoken_for_by=0, score=0.7)
    findings.member(run, cluster=made, text="バス停に屋根を。", score=0.6)
    findings.quotation(made, first)
    return made


@pytest.fixture
def park(run: AnalysisRun) -> Cluster:
    made = findings.cluster(run, label="公園の木陰", is_distinct=True)
    findings.member(run, cluster=made, text="公園に木陰がほしいです。", opinion={"channel": "fax"})
    findings.member(run, text="どちらでもない。")
    findings.member(run, withheld=True, text="これは隠された意見です。")
    return made


def theme_of(cluster: Cluster) -> str:
    assert cluster.theme
    return str(cluster.theme.stable_id)


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_shows_the_same_selection(desk: Client, bus: Cluster, park: Cluster, view: str) -> None:
    response = desk.get(URL, {"view": view, "channel": "fax"})
    assert response.status_code == 200
    assert response.context["figures"]["total"] == 1
    assert [row.label for row in response.context["found"]] == ["公園の木陰"]
    assert [chip.words for chip in response.context["chips"]] == ["Fax"]
    assert "これは隠された意見です。" not in text(response)
    assert " style=" not in text(response)


@pytest.mark.parametrize("view", VIEWS)
def test_an_empty_selection_says_so(desk: Client, bus: Cluster, view: str) -> None:
    assert desk.get(URL, {"view": view, "channel": "meeting"}).status_code == 200


def test_a_filter_stays_when_the_view_changes_and_goes_when_its_chip_is_pressed(
    desk: Client, bus: Cluster
) -> None:
    response = desk.get(URL, {"view": "tree", "channel": ["fax", "web"], "copies": "no", "page": "2"})
    page = text(response)
    assert "?view=map&amp;channel=fax&amp;channel=web&amp;copies=no" in page
    without = {chip.words: chip.without for chip in response.context["chips"]}
    assert without["Fax"] == "?view=tree&channel=web&copies=no"
    assert without["Distinct opinions only"] == "?view=tree&channel=fax&channel=web"


def test_a_wrong_day_is_named_and_the_others_still_count(desk: Client, bus: Cluster, park: Cluster) -> None:
    response = desk.get(URL, {"since": "yesterday", "channel": "fax"})
    assert response.context["figures"]["total"] == 1
    assert "Enter a valid date." in text(response)


def test_words_are_marked_where_they_stand(desk: Client, bus: Cluster) -> None:
    indexing.rebuild()
    response = desk.get(URL, {"q": "屋根", "view": "opinions"})
    assert response.context["page"].paginator.count == 1
    assert "バス停に<mark>屋根</mark>を。" in text(response)


def test_a_theme_says_how_many_its_quotations_speak_for(desk: Client, bus: Cluster) -> None:
    response = desk.get(URL, {"theme": theme_of(bus)})
    coverage = response.context["coverage"]
    assert (coverage.spoken_for, coverage.unlike, coverage.unlike_distinct) == (3, 1, 1)
    page = text(response)
    assert "This quotation speaks for 75.0% of the 4 opinions (2 of 3 distinct ones)." in page
    assert "25.0% resemble none of them (1 opinion, 1 distinct)" in page
    assert "Fragile" in page
    unlike = desk.get(URL, {"theme": theme_of(bus), "quotation": "none"})
    assert unlike.context["page"].paginator.count == coverage.unlike
    alike = desk.get(URL, {"theme": theme_of(bus), "quotation": f"{bus.number}.0"})
    assert alike.context["page"].paginator.count == coverage.spoken_for


def test_what_people_moved_in_is_spoken_for_by_none(desk: Client, bus: Cluster, park: Cluster) -> None:
    moved = park.memberships.get()
    moved.spoken_for_by = 0
    moved.save()
    assert bus.theme
    person = factories.user(Role.PLANNER)
    bus.theme.assignments.create(opinion=moved.revision.opinion, assigned_by=person, assigned_at=NOW)
    coverage = desk.get(URL, {"theme": theme_of(bus)}).context["coverage"]
    assert (coverage.spoken_for, coverage.unlike) == (3, 2)


def test_the_stances_of_a_theme_add_up_and_each_leads_to_its_opinions(desk: Client, bus: Cluster) -> None:
    stances = desk.get(URL, {"theme": theme_of(bus)}).context["stances"]
    assert sum(stance.opinions for stance in stances) == 4
    for stance in stances:
        found = desk.get(URL, {"theme": theme_of(bus), "stance": stance.value})
        assert found.context["page"].paginator.count == stance.opinions


def test_an_opinion_of_another_theme_that_speaks_of_it_is_quoted(
    desk: Client, bus: Cluster, park: Cluster
) -> None:
    said = park.memberships.get()
    ThemeMention.objects.create(cluster=bus, revision=said.revision, start=0, end=2)
    page = text(desk.get(URL, {"theme": theme_of(bus)}))
    assert "1 opinion of another theme speaks of it too" in page
    opinion = text(desk.get(f"{URL}opinions/{said.revision.opinion.receipt}/"))
    assert '<mark class="mark-mention " id="mention">公園</mark>' in opinion
    assert "バスの本数" in opinion


def test_few_but_distinct_themes_are_listed_first(desk: Client, bus: Cluster, park: Cluster) -> None:
    response = desk.get(URL)
    assert [row.label for row in response.context["few"]] == ["公園の木陰"]
    assert desk.get(URL, {"distinct": "on", "view": "opinions"}).context["page"].paginator.count == 1


def test_the_tree_has_each_theme_once_and_its_families_lead_to_their_opinions(
    desk: Client, run: AnalysisRun, bus: Cluster, park: Cluster
) -> None:
    family = findings.family(run, [bus])
    branches = desk.get(URL, {"view": "tree"}).context["branches"]
    assert [(branch.label, [row.label for row in branch.rows]) for branch in branches] == [
        ("交通", ["バスの本数"]),
        ("", ["公園の木陰"]),
    ]
    found = desk.get(URL, {"family": str(family.number), "view": "opinions"})
    assert found.context["page"].paginator.count == branches[0].opinions


def test_an_opinion_shows_what_decided_its_stance_and_what_its_sender_added(
    desk: Client, run: AnalysisRun, bus: Cluster
) -> None:
    copied = bus.memberships.order_by("pk")[1]
    copied.stance, copied.stance_confidence, copied.stance_words = "request", 0.8, [[9, 13]]
    copied.added = [[0, 3]]
    copied.save()
    page = text(desk.get(f"{URL}opinions/{copied.revision.opinion.receipt}/"))
    assert '<mark class="mark-added ">バスの</mark>' in page
    assert "80.0% sure" in page
    assert f"/opinions/{copied.revision.opinion.receipt}/revisions/1/" in page


def test_the_neighbours_of_an_opinion_are_those_of_the_selection(desk: Client, bus: Cluster) -> None:
    receipts = [row.place.revision.opinion.receipt for row in _rows(desk, {"copies": "no"})]
    response = desk.get(f"{URL}opinions/{receipts[1]}/", {"copies": "no"})
    assert (response.context["previous"], response.context["next"]) == (receipts[0], receipts[2])
    assert f"{URL}?copies=no#opinion-{receipts[1]}" in text(response)


def test_the_words_of_a_hidden_opinion_are_shown_nowhere(desk: Client, bus: Cluster) -> None:
    said = bus.memberships.order_by("pk")[3]
    Opinion.objects.filter(pk=said.revision.opinion_id).update(hidden_at=NOW)
    assert "屋根" not in text(desk.get(f"{URL}opinions/{said.revision.opinion.receipt}/"))
    assert "屋根" not in text(desk.post(f"{URL}opinions.csv"))


def test_an_opinion_of_another_consultation_is_not_here(desk: Client, bus: Cluster) -> None:
    other = factories.submission(factories.consultation(slug="other")).opinion
    assert desk.get(f"{URL}opinions/{other.receipt}/").status_code == 404
    assert desk.get(f"{URL}opinions/%00/").status_code == 404


def test_the_table_of_themes_adds_up_to_the_selection(desk: Client, bus: Cluster, park: Cluster) -> None:
    for query, total in (({}, 7), ({"copies": "no"}, 5), ({"channel": "fax"}, 1)):
        rows = _csv(desk.get(f"{URL}themes.csv", query).content)
        assert sum(int(row["Opinions"]) for row in rows[:-1]) == int(rows[-1]["Opinions"]) == total


def test_the_file_of_opinions_holds_the_selection_and_is_recorded(
    desk: Client, planner: User, bus: Cluster, park: Cluster
) -> None:
    response = desk.post(f"{URL}opinions.csv?channel=fax")
    assert [row["Words"] for row in _csv(response.content)] == ["公園に木陰がほしいです。"]
    event = AuditEvent.objects.get(action="opinions.download")
    assert event.actor == planner
    assert event.details == {"run": 1, "opinions": 1, "selection": "channel=fax"}
    assert desk.get(f"{URL}opinions.csv").status_code == 405


def test_whoever_fetches_too_many_files_has_to_wait(desk: Client, bus: Cluster) -> None:
    answers = [desk.post(f"{URL}opinions.csv").status_code for _ in range(7)]
    assert answers == [200] * 6 + [429]


@pytest.mark.parametrize("picture", ["map.svg", "treemap.svg"])
def test_a_picture_needs_no_style_sheet(desk: Client, bus: Cluster, park: Cluster, picture: str) -> None:
    response = desk.get(f"{URL}{picture}", {"channel": "fax"})
    assert response["Content-Type"].startswith("image/svg+xml")
    drawn = text(response)
    assert drawn.startswith("<svg")
    assert 'fill="#ac3e00"' in drawn
    assert "公園の木陰" in drawn


def test_the_points_are_sent_again_only_when_something_changed(
    desk: Client, run: AnalysisRun, bus: Cluster
) -> None:
    response = desk.get(f"{URL}points.json", {"stance": "request"})
    points = json.loads(response.content)
    assert {len(points[name]) for name in ("x", "y", "theme", "chosen", "receipt")} == {3}
    assert sum(points["chosen"]) == 1
    address, known = f"{URL}points.json?stance=request", {"If-None-Match": response["ETag"]}
    assert desk.get(address, headers=known).status_code == 304
    findings.member(run)
    assert desk.get(address, headers=known).status_code == 200


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_takes_the_same_queries_for_many_rows(
    desk: Client,
    run: AnalysisRun,
    bus: Cluster,
    park: Cluster,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    view: str,
) -> None:
    indexing.rebuild()
    query = {"view": view, "q": "バス", "theme": theme_of(bus)}
    desk.get(URL, query)
    with django_assert_max_num_queries(99) as few:
        desk.get(URL, query)
    for number in range(12):
        findings.member(run, cluster=bus, text=f"バス停{number}番")
        findings.member(run, cluster=findings.cluster(run, label=f"バス{number}"))
    indexing.rebuild()
    with django_assert_max_num_queries(len(few)):
        desk.get(URL, query)


def _rows(desk: Client, query: dict[str, str]) -> list[Any]:
    return list(desk.get(URL, query | {"view": "opinions"}).context["page"].object_list)


def _csv(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
