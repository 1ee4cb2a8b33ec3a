import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from consultations.models import PlannerDecision, Theme, ThemeAssignment
from consultations.services.planning.decisions import opinions, themes
from tests import factories
from tests.consultations.decisions.conftest import signed_in
from tests.consultations.decisions.material import Desk, laid_down
from tests.consultations.planning import findings
from tests.consultations.planning.material import text
from tests.factories import NOW

pytestmark = pytest.mark.django_db

BASE = "/staff/consultations/plan/"
ANALYSIS = f"{BASE}analysis/"
LIST = f"{BASE}decisions/"
DECIDE = f"{BASE}opinions/decide/"
Queries = Callable[[int], Any]


@pytest.fixture
def office(desk: Desk, planner: User) -> Client:
    return signed_in(planner)


def at(theme: Theme, act: str) -> str:
    return f"{BASE}themes/{theme.stable_id}/{act}/"


def test_who_may_decide(desk: Desk, planner: User, moderator: User) -> None:
    resident = signed_in(factories.user())
    rename = at(desk.themes[0], "rename")
    for client, page, act in (
        (resident, 403, 403),
        (signed_in(None), 302, 401),
        (signed_in(moderator), 200, 403),
    ):
        assert client.get(LIST).status_code == page
        for address in (rename, at(desk.themes[0], "pin"), DECIDE, f"{LIST}1/undo/"):
            assert client.post(address, {"label": "x"}).status_code == act
    assert signed_in(planner).post(rename, {"label": "地域の足"}).status_code == 302
    assert "rename/" not in text(signed_in(moderator).get(ANALYSIS, {"theme": str(desk.themes[0].stable_id)}))


def test_a_theme_is_pinned_set_aside_and_brought_back_on_its_page(office: Client, desk: Desk) -> None:
    theme = desk.themes[2]
    page = {"theme": str(theme.stable_id)}
    office.post(at(theme, "pin"))
    assert "Unpin" in text(office.get(ANALYSIS, page))
    office.post(at(theme, "pin"), {"off": "1"})
    office.post(at(theme, "set-aside"), {"reason": "計画の外のこと"})
    assert "計画の外のこと" in text(office.get(ANALYSIS, page))
    office.post(at(theme, "bring-back"))
    theme.refresh_from_db()
    assert (theme.pinned_at, theme.set_aside_at) == (None, None)
    assert PlannerDecision.objects.count() == 4


def test_what_is_wrong_is_said_beside_what_was_written(office: Client, desk: Desk) -> None:
    long = "長" * 61
    answer = office.post(at(desk.themes[0], "rename"), {"label": long})
    assert answer.status_code == 422
    assert long in text(answer)
    assert office.post(at(desk.themes[0], "set-aside"), {"reason": " "}).status_code == 422
    assert office.post(at(desk.themes[0], "merge"), {"theme": "nonsense"}).status_code == 422
    assert not PlannerDecision.objects.exists()


def test_another_planners_change_refuses_and_keeps_the_form(
    office: Client, desk: Desk, planner: User, colleague: User
) -> None:
    theme = desk.themes[0]
    themes.rename(theme=theme, label="地域の足", decided_by=colleague, now=NOW)
    sent = {"label": "わたしの名前", "seen": "0"}
    refused = office.post(at(theme, "rename"), sent)
    assert refused.status_code == 409
    assert "計画 次郎" in text(refused)
    assert "わたしの名前" in text(refused)
    assert 'name="seen" value="1"' in text(refused)
    assert office.post(at(theme, "rename"), sent | {"seen": "1"}).status_code == 302
    theme.refresh_from_db()
    assert theme.label == "わたしの名前"


def test_several_opinions_are_decided_about_after_a_look_at_how_many(office: Client, desk: Desk) -> None:
    chosen = [opinion.receipt for opinion in desk.opinions[:7]]
    check = office.post(DECIDE, {"act": "move", "opinion": chosen})
    assert "This is about 7 opinions" in text(check)
    assert "and 2 more" in text(check)
    assert not PlannerDecision.objects.exists()
    sent = {"act": "move", "opinion": chosen, "confirmed": "1", "back": f"{ANALYSIS}?view=opinions"}
    assert office.post(DECIDE, sent).status_code == 422
    done = office.post(DECIDE, sent | {"theme": str(desk.themes[2].stable_id)})
    assert done.headers["Location"] == f"{ANALYSIS}?view=opinions"
    assert ThemeAssignment.objects.filter(theme=desk.themes[2]).count() == 7


def test_all_that_a_filter_finds_is_decided_about_at_once(office: Client, desk: Desk) -> None:
    sent = {"scope": "all", "selection": f"theme={desk.themes[1].stable_id}&view=opinions", "act": "split"}
    check = office.post(DECIDE, sent)
    assert check.context["number"] == 4
    digest = dict(check.context["sent"])["digest"]
    sent |= {"confirmed": "1", "digest": digest, "label": "明かりのこと"}
    opinions.move(opinions=[desk.opinions[0]], theme=desk.themes[1], decided_by=factories.user(), now=NOW)
    again = office.post(DECIDE, sent)
    assert again.status_code == 409
    assert again.context["number"] == 7
    assert "明かりのこと" in text(again)
    office.post(DECIDE, sent | {"digest": dict(again.context["sent"])["digest"]})
    assert Theme.objects.get(staff_label="明かりのこと").assignments.count() == 7


@pytest.mark.parametrize(
    ("sent", "stands"),
    [
        ({"act": "stance", "stance": "request"}, ("in_theme", "request")),
        ({"act": "stance", "stance": "none"}, ("in_theme", "")),
        ({"act": "distinct"}, ("in_theme", "")),
    ],
)
def test_one_opinion_is_read_otherwise(
    office: Client, desk: Desk, sent: dict[str, str], stands: tuple[str, str]
) -> None:
    opinion = desk.opinions[0]
    office.post(DECIDE, sent | {"opinion": opinion.receipt, "confirmed": "1"})
    standing, _theme, stance = desk.place(opinion)
    assert (standing, stance) == stands


def test_a_copy_needs_an_original_of_this_consultation(office: Client, desk: Desk) -> None:
    stranger = factories.submission(factories.consultation()).opinion
    sent = {"act": "copy", "opinion": desk.opinions[4].receipt, "confirmed": "1"}
    for of in ("", "nonsense", stranger.receipt, "\0"):
        assert office.post(DECIDE, sent | {"of": of}).status_code == 422
    assert office.post(DECIDE, sent | {"of": desk.opinions[0].receipt.lower()}).status_code == 302
    assert desk.place(desk.opinions[4]) == ("copy", desk.themes[0].pk, "")


def test_nothing_chosen_is_said(office: Client, desk: Desk) -> None:
    for sent in ({}, {"opinion": "Y-0000-0000-0000"}, {"scope": "all", "selection": "run=77"}):
        assert office.post(DECIDE, sent).status_code == 302
    assert not PlannerDecision.objects.exists()


def test_the_list_tells_what_people_decided_and_what_the_machine_suggests(
    office: Client, desk: Desk, planner: User
) -> None:
    one, two, _three = desk.themes
    opinions.move(opinions=desk.opinions[:5], theme=two, decided_by=planner, now=NOW)
    themes.rename(theme=one, label="地域の足", decided_by=planner, now=NOW)
    page = office.get(LIST)
    renamed, moved = page.context["rows"]
    assert moved.more == 2
    first = moved.changes[0]
    assert (first.decided, first.machine) == (two.label, "地域の足")
    assert first.before == "As found: 地域の足"
    assert (renamed.changes[0].decided, renamed.changes[0].machine) == ("地域の足", "バスの本数")


def test_the_list_is_narrowed_to_a_person_and_a_kind(
    office: Client, desk: Desk, planner: User, colleague: User
) -> None:
    themes.rename(theme=desk.themes[0], label="甲", decided_by=planner, now=NOW)
    themes.pin(theme=desk.themes[0], decided_by=colleague, now=NOW)
    asked: list[tuple[dict[str, Any], list[int]]] = [
        ({}, [2, 1]),
        ({"kind": "pin"}, [2]),
        ({"person": planner.pk}, [1]),
        ({"person": planner.pk, "kind": "pin"}, []),
        ({"person": "\0", "kind": "no such kind"}, [2, 1]),
    ]
    for query, numbers in asked:
        rows = office.get(LIST, query).context["rows"]
        assert [row.decision.number for row in rows] == numbers


def test_undoing_from_the_list_and_undoing_the_undoing(office: Client, desk: Desk, colleague: User) -> None:
    theme = desk.themes[0]
    themes.rename(theme=theme, label="甲", decided_by=colleague, now=NOW)
    office.post(f"{LIST}1/undo/")
    theme.refresh_from_db()
    assert theme.label == theme.found_label
    assert "Undone by no. 2" in text(office.get(LIST))
    office.post(f"{LIST}1/undo/")
    assert PlannerDecision.objects.count() == 2
    office.post(f"{LIST}2/undo/")
    theme.refresh_from_db()
    assert theme.label == "甲"
    assert office.post(f"{LIST}99/undo/").status_code == 404


def test_an_undo_that_is_refused_names_who_changed_what(
    office: Client, desk: Desk, planner: User, colleague: User
) -> None:
    themes.rename(theme=desk.themes[0], label="甲", decided_by=planner, now=NOW)
    desk.themes[0].refresh_from_db()
    themes.rename(theme=desk.themes[0], label="乙", decided_by=colleague, now=NOW)
    refused = office.post(f"{LIST}1/undo/")
    assert refused.status_code == 409
    assert "計画 次郎" in text(refused)
    assert "“甲” is now called “乙”" in text(refused)


def test_a_second_planner_hears_of_a_change_with_one_query(
    office: Client, desk: Desk, planner: User, colleague: User, django_assert_num_queries: Queries
) -> None:
    since = f"{LIST}since/0/"
    ask = {"HX-Request": "true"}
    assert office.get(since, headers=ask).status_code == 204
    themes.rename(theme=desk.themes[0], label="甲", decided_by=planner, now=NOW)
    assert office.get(since, headers=ask).status_code == 204
    themes.rename(theme=desk.themes[1], label="乙", decided_by=colleague, now=NOW)
    baseline = 3  # the session, the person and the roles
    with django_assert_num_queries(baseline + 1):
        news = office.get(since, headers=ask)
    assert "計画 次郎" in text(news)
    assert "since/2/" in text(news)
    assert office.get(since, headers=ask | {"If-None-Match": news.headers["ETag"]}).status_code == 304
    assert office.get(f"{LIST}since/2/", headers=ask).status_code == 204
    assert office.get(f"{LIST}since/99999999999999999999/", headers=ask).status_code == 204
    assert office.get(since).headers["Location"] == LIST


def test_the_file_has_a_line_for_everything_that_was_decided_about(
    office: Client, desk: Desk, planner: User
) -> None:
    opinions.move(opinions=desk.opinions[:5], theme=desk.themes[1], decided_by=planner, now=NOW)
    themes.rename(theme=desk.themes[0], label="=1+1", decided_by=planner, now=NOW)
    answer = office.get(f"{BASE}decisions.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 6
    assert rows[0]["decided"] == "'=1+1"
    assert {row["machine"] for row in rows[1:]} == {"'=1+1", "公園の照明"}


def test_the_list_asks_as_many_queries_for_many_as_for_few(office: Client, desk: Desk, planner: User) -> None:
    opinions.move(opinions=desk.opinions[:2], theme=None, decided_by=planner, now=NOW)
    opinions.mark_copies(opinions=[desk.opinions[4]], of=desk.opinions[5], decided_by=planner, now=NOW)
    counted = _queries(office, LIST)
    run = desk.run
    for number in range(20):
        place = findings.member(run, cluster=run.clusters.earliest("pk"), text=f"追加{number}")
        said = place.revision.opinion
        opinions.move(opinions=[said], theme=None, decided_by=planner, now=NOW)
        opinions.mark_distinct(opinions=[said], decided_by=planner, now=NOW)
    assert _queries(office, LIST) == counted


def test_a_consultation_without_decisions_says_what_will_be_here(office: Client) -> None:
    assert "No decisions" in text(office.get(LIST))
    laid_down(slug="other")
    assert office.get("/staff/consultations/nowhere/decisions/").status_code == 404


def _queries(office: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        office.get(address)
    return len(captured)
