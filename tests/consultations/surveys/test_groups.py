"""Opinion groups are found by a job, shown from fifteen voters on, and published without names."""

import csv
import io
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.policy import Role
from consultations import jobs as engine
from consultations.models import Consultation, GroupPlace, GroupSearch, Job, Opinion, Statement, Vote
from consultations.models.statements import UNSEEN_PRIORITY
from consultations.services.surveys import opinion_groups, vote_results
from consultations.tasks import handler_for
from nlp.opinion_groups.priority import priorities
from nlp.opinion_groups.votes import Counts
from tests import factories
from tests.consultations.conftest import signed_in
from tests.consultations.surveys import material
from tests.factories import DAY, NOW

import numpy as np  # isort: skip

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
URL = "/consultations/park-rules/results/"
DESK = "/staff/consultations/park-rules/statements/"


@pytest.fixture
def consultation() -> Consultation:
    return material.one_by_one(results_during=True)


@pytest.fixture
def seeds(consultation: Consultation) -> list[Statement]:
    return material.seeds(consultation)


def search(consultation: Consultation, key: str = "1") -> Job:
    job = opinion_groups.start(consultation=consultation, requested_by=None, idempotency_key=key, now=NOW)
    engine.run(job.pk, handler_for)
    job.refresh_from_db()
    return job


def test_a_statement_nobody_has_seen_weighs_what_the_formula_says() -> None:
    nothing = np.zeros(1)
    assert priorities(Counts(nothing, nothing, nothing), nothing)[0] == pytest.approx(UNSEEN_PRIORITY)


def test_two_camps_are_found_with_what_unites_and_divides_them(
    consultation: Consultation, seeds: list[Statement]
) -> None:
    people = material.two_camps(seeds)
    job = search(consultation)
    assert (job.state, job.percent) == (Job.State.DONE, 100)
    assert job.result["groups"] == 2
    groups = dict(GroupPlace.objects.values_list("person", "group"))
    assert {groups[person.pk] for person in people[:10]} != {groups[person.pk] for person in people[10:]}
    found = vote_results.groups(search=opinion_groups.latest(consultation=consultation))
    assert found
    assert [group.size for group in found.groups] == [10, 10]
    assert all(group.representative for group in found.groups)
    assert [one.statement for one in found.agree] == [seeds[0]]
    assert len(set(Statement.objects.values_list("priority", flat=True))) > 1


def test_the_same_votes_give_the_same_groups(consultation: Consultation, seeds: list[Statement]) -> None:
    material.two_camps(seeds)
    results = []
    for key in ("1", "2", "3"):
        search(consultation, key)
        latest = GroupSearch.objects.get()
        results.append((latest.input_hash, latest.found, list(latest.places.values_list("person", "x", "y"))))
    assert results[1] == results[2]
    # The first search had no groups to go on from; that is an input, too.
    assert results[0][0] != results[1][0]
    assert results[0][1:] == results[1][1:]


def test_more_votes_leave_people_in_the_group_they_were_in(
    consultation: Consultation, seeds: list[Statement]
) -> None:
    people = material.two_camps(seeds)
    search(consultation)
    before = dict(GroupPlace.objects.values_list("person", "group"))
    for person in people[10:]:
        Vote.objects.filter(person=person, statement=seeds[-1]).update(value=0)
    joined = [factories.user() for _number in range(9)]
    for person in joined:
        for statement in seeds:
            value = Vote.objects.get(person=people[15], statement=statement).value
            material.vote(person, statement, value)
    search(consultation, "2")
    after = dict(GroupPlace.objects.values_list("person", "group"))
    assert {person: after[person] for person in before} == before
    assert {after[person.pk] for person in joined} == {before[people[15].pk]}
    assert GroupSearch.objects.get().found["best_number"] == {"groups": 2, "wins": 4}


def test_below_fifteen_voters_the_page_says_so_and_gives_no_votes_away(
    client: Client, consultation: Consultation, seeds: list[Statement]
) -> None:
    material.two_camps(seeds, each=7)
    search(consultation)
    page = client.get(URL).content.decode()
    assert "15人以上" in page
    assert "グループA" not in page
    assert client.get(f"{URL}participants-votes.csv").status_code == 404
    assert client.get(f"{URL}comments.csv").status_code == 200


def test_fifteen_people_with_one_vote_each_are_too_few(
    client: Client, consultation: Consultation, seeds: list[Statement]
) -> None:
    for number in range(20):
        material.vote(factories.user(), seeds[number % 2], 1)
    search(consultation)
    assert GroupSearch.objects.get().taking_part == 0
    assert "15人以上" in client.get(URL).content.decode()
    assert client.get(f"{URL}participants-votes.csv").status_code == 404


def test_of_fewer_than_five_voters_it_is_not_told_how_they_voted(
    client: Client, consultation: Consultation, seeds: list[Statement]
) -> None:
    for _number in range(4):
        material.vote(factories.user(), seeds[0], 1)
    page = client.get(URL).content.decode()
    assert "5未満" in page
    assert "5人以上が投票すると表示します" in page
    assert 'id="votes-caption"' not in page
    assert rows_of(client, "comments.csv")[1][4:6] == ["", ""]
    material.vote(factories.user(), seeds[0], -1)
    assert 'id="votes-caption"' in client.get(URL).content.decode()
    assert rows_of(client, "comments.csv")[1][4:6] == ["4", "1"]


def test_the_page_has_groups_map_and_table(
    client: Client, consultation: Consultation, seeds: list[Statement]
) -> None:
    material.two_camps(seeds)
    search(consultation)
    page = client.get(URL).content.decode()
    assert "グループA" in page
    assert "グループB" in page
    assert page.count('class="map-colour-') == 2
    assert f"{URL}participants-votes.csv" in page
    assert seeds[7].text in page


def test_a_statement_hidden_after_the_search_is_not_shown(
    client: Client, consultation: Consultation, seeds: list[Statement]
) -> None:
    material.two_camps(seeds)
    search(consultation)
    Statement.objects.filter(pk=seeds[1].pk).update(removed_at=NOW)
    page = client.get(URL).content.decode()
    assert seeds[1].text not in page
    assert seeds[2].text in page
    header = rows_of(client, "participants-votes.csv")[0]
    assert "1" not in header[7:]
    assert seeds[1].text not in str(rows_of(client, "comments.csv"))


def test_the_files_have_the_format_of_polis_and_no_names(
    client: Client, consultation: Consultation, seeds: list[Statement]
) -> None:
    people = material.two_camps(seeds)
    search(consultation)
    votes = rows_of(client, "participants-votes.csv")
    assert votes[0][:7] == [
        "participant",
        "xid",
        "group-id",
        "n-comments",
        "n-votes",
        "n-agree",
        "n-disagree",
    ]
    assert votes[0][7:] == [str(number) for number in range(8)]
    assert [row[0] for row in votes[1:]] == [str(number) for number in range(20)]
    assert {row[2] for row in votes[1:]} == {"0", "1"}
    assert all(row[7] == "1" for row in votes[1:])
    statements = rows_of(client, "comments.csv")
    assert statements[1][2:] == ["0", "", "20", "0", "1", seeds[0].text]
    whole = client.get(f"{URL}participants-votes.csv").content.decode()
    assert not [person for person in people if person.email in whole or str(person.pk) in whole.split(",")]


def rows_of(client: Client, name: str) -> list[list[str]]:
    answer = client.get(f"{URL}{name}")
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_a_round_searches_only_where_something_was_voted_since(
    consultation: Consultation, seeds: list[Statement]
) -> None:
    material.two_camps(seeds)
    assert opinion_groups.refresh(now=NOW) == 1
    assert opinion_groups.refresh(now=NOW) == 1
    assert Job.objects.count() == 1
    engine.run(Job.objects.get().pk, handler_for)
    assert opinion_groups.refresh(now=NOW) == 0
    Vote.objects.filter(pk=Vote.objects.first().pk).update(changed_at=NOW + DAY / 24)  # type: ignore[union-attr]
    assert opinion_groups.refresh(now=NOW + DAY / 12) == 1
    assert list(Job.objects.values_list("state", flat=True)) == [Job.State.QUEUED]


def test_without_votes_the_search_says_why_there_is_nothing(consultation: Consultation) -> None:
    job = search(consultation)
    assert job.state == Job.State.FAILED
    assert "Nobody has voted" in job.error


def test_a_planner_starts_a_search_once_and_follows_it(
    consultation: Consultation, seeds: list[Statement], planner: User
) -> None:
    material.two_camps(seeds, each=2)
    desk = signed_in(planner)
    first = desk.post(f"{DESK}groups/", {"form_key": "one"})
    assert desk.post(f"{DESK}groups/", {"form_key": "two"}).headers["Location"] == first.headers["Location"]
    assert "意見グループの探索" in desk.get(first.headers["Location"]).content.decode()
    assert Job.objects.get().requested_by == planner


@pytest.mark.parametrize(("role", "status"), [(None, 401), (Role.RESIDENT, 403), (Role.MODERATOR, 403)])
def test_only_planners_start_a_search(consultation: Consultation, role: Role | None, status: int) -> None:
    person = factories.user(role) if role else None
    assert signed_in(person).post(f"{DESK}groups/").status_code == status


def test_results_wait_for_the_close_unless_the_planner_says_otherwise(
    client: Client, consultation: Consultation, seeds: list[Statement]
) -> None:
    Consultation.objects.update(results_during=False)
    material.two_camps(seeds)
    search(consultation)
    assert "まだ公開されていません" in client.get(URL).content.decode()
    assert client.get(f"{URL}participants-votes.csv").status_code == 404
    assert client.get(f"{URL}comments.csv").status_code == 404


def test_the_results_cost_the_same_however_many_voted(
    client: Client, consultation: Consultation, seeds: list[Statement], django_assert_max_num_queries: Any
) -> None:
    material.two_camps(seeds, each=20)
    search(consultation)
    with django_assert_max_num_queries(12):
        client.get(URL)
    assert Opinion.objects.count() == 0
