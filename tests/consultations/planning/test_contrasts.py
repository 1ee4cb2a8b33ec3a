"""Differences between groups of people, on the planner's desk."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from consultations.models import (
    AnalysisRun,
    Cluster,
    Consultation,
    GroupPlace,
    GroupSearch,
    Membership,
    Statement,
    Vote,
)
from consultations.services.planning import crossing
from consultations.services.planning.contrasting import found_in
from nlp.opinion_groups.crossing import Cast, crossed
from tests import factories
from tests.consultations.planning import findings
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def say(run: AnalysisRun, cluster: Cluster, ward: str, times: int, stance: str = "request") -> None:
    for _ in range(times):
        findings.member(run, cluster=cluster, stance=stance, opinion={"attributes": {"地区": ward}})


@pytest.fixture
def run(consultation: Consultation) -> AnalysisRun:
    run = findings.run(consultation)
    bus, park = findings.cluster(run, label="バス"), findings.cluster(run, label="公園")
    for ward, buses, parks in (("東区", 30, 6), ("西区", 8, 28), ("南区", 8, 24)):
        say(run, bus, ward, buses)
        say(run, park, ward, parks, "oppose")
    return run


def test_a_ward_that_speaks_of_a_theme_more_often_is_told_with_its_figures(run: AnalysisRun) -> None:
    first = next(one for one in found_in(run).told if (one.group, one.subject) == ("東区", "バス"))
    assert (first.attribute, first.said, first.people) == ("地区", 30, 36)
    assert (first.said_elsewhere, first.people_elsewhere) == (16, 68)
    assert first.q is not None
    assert first.q < 0.001


def test_withheld_opinions_count_nowhere_and_small_groups_are_not_shown(run: AnalysisRun) -> None:
    bus = run.clusters.get(number=1)
    say(run, bus, "北区", 3)
    findings.member(run, withheld=True, opinion={"attributes": {"地区": "東区"}})
    found = found_in(run)
    assert "北区" not in {one.group for one in [*found.told, *found.others]}
    assert "北区" in {one.group for one in found.hidden}
    assert next(one for one in found.told if (one.group, one.subject) == ("東区", "バス")).people == 36


def test_the_same_number_of_queries_for_few_and_many_opinions(
    run: AnalysisRun, django_assert_num_queries: object
) -> None:
    assert callable(django_assert_num_queries)
    with django_assert_num_queries(2):
        found_in(run)
    say(run, run.clusters.get(number=1), "西区", 20)
    with django_assert_num_queries(2):
        found_in(run)


def test_the_page_says_it_in_words_and_the_file_has_every_comparison(desk: Client, run: AnalysisRun) -> None:
    page = desk.get(reverse("consultations:contrasts", args=[run.consultation.slug]))
    text = page.content.decode()
    assert "東区" in text
    assert "83" in text
    file = desk.get(reverse("consultations:contrasts_csv", args=[run.consultation.slug]))
    lines = file.content.decode("utf-8-sig").splitlines()
    found = found_in(run)
    assert len(lines) == 1 + len(found.told) + len(found.others) + len(found.hidden)


def vote(member: Membership, camps: dict[int, list[User]], says: dict[int, int]) -> None:
    said = member.revision.opinion
    number = said.consultation.statements.count()
    statement = Statement.objects.create(
        consultation=said.consultation, number=number, opinion=said, created_at=NOW
    )
    for camp, people in camps.items():
        for person in people:
            about = {"created_at": NOW, "changed_at": NOW}
            Vote.objects.create(statement=statement, person=person, value=says[camp], **about)


def test_what_unites_and_what_divides_the_groups_of_voters_is_told_by_theme(
    desk: Client, run: AnalysisRun
) -> None:
    camps = {camp: [factories.user() for _ in range(6)] for camp in (0, 1)}
    search = GroupSearch.objects.create(
        consultation=run.consultation, input_hash="", voters=12, votes=24, taking_part=12, created_at=NOW
    )
    for camp, people in camps.items():
        for person in people:
            GroupPlace.objects.create(search=search, person=person, group=camp, x=0, y=0)
    bus, park = run.clusters.order_by("number")
    vote(findings.member(run, cluster=bus), camps, {0: 1, 1: -1})
    vote(findings.member(run, cluster=park), camps, {0: 1, 1: 1})
    with CaptureQueriesContext(connection) as queries:
        found = crossing.found_in(run)
    assert len(queries) == 4
    assert [(one.subject, one.shares) for one in found] == [
        ("バス", {0: 7 / 8, 1: 1 / 8}),
        ("公園", {0: 7 / 8, 1: 7 / 8}),
    ]
    assert found[0].unity < found[1].unity
    page = desk.get(reverse("consultations:contrasts", args=[run.consultation.slug])).content.decode()
    assert "A 88 % / B 12 %" in page


def test_a_group_of_few_voters_is_left_out_of_a_theme() -> None:
    few, enough = Cast(4, 4, 4), Cast(5, 5, 0)
    assert crossed({"bus": {0: few, 1: enough}}) == []
    assert crossed({"bus": {0: few, 1: enough, 2: enough}})[0].shares == {1: 1 / 7, 2: 1 / 7}


def test_without_a_run_there_is_nothing_to_compare(desk: Client, consultation: Consultation) -> None:
    page = desk.get(reverse("consultations:contrasts", args=[consultation.slug]))
    assert page.status_code == 200
    assert not Membership.objects.exists()
