"""Opinions as nobody expects them stand in some state, and in every view and file the states add up to n."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from docx import Document
from openpyxl import load_workbook
from pytest_django import Settings

from accounts.models import User
from accounts.policy import Role
from consultations.exports.result_table import pdf
from consultations.models import AnalysisRun, Membership, Opinion
from tests import factories
from tests.consultations.answering import material as answers
from tests.consultations.planning.material import analysed, fill
from tests.factories import NOW
from tests.promises.opinions_that_break_things import SETS

pytestmark = pytest.mark.django_db

SOME = {name: texts for name, texts in SETS.items() if texts}
BAD = pytest.mark.parametrize("texts", SOME.values(), ids=SOME.keys())
FILES = ["xlsx", "docx", "csv", "originals", *(["pdf"] if pdf.can_write() else [])]


@pytest.fixture
def planner() -> User:
    return factories.user(Role.PLANNER)


@pytest.fixture
def desk(planner: User) -> Client:
    client = Client()
    client.force_login(planner)
    return client


def run_of(texts: list[str]) -> AnalysisRun:
    """Where there are several, the last one was hidden before anybody read it."""
    consultation = factories.closed_consultation(slug="plan")
    fill(consultation, texts)
    if len(texts) > 1:
        Opinion.objects.filter(pk=consultation.opinions.latest("pk").pk).update(hidden_at=NOW)
    return analysed(consultation)


def sums(desk: Client, run: AnalysisRun) -> dict[str, int]:
    """What each view and file of the desk says when its parts are added."""
    seen = {view: desk.get(f"/staff/consultations/plan/analysis/?view={view}").context for view in
            ("themes", "tree", "treemap", "map", "opinions")}  # fmt: skip
    alone, withheld = listed(desk, "theme=none"), listed(desk, "state=withheld")
    folded = listed(desk, "state=copy") + withheld
    points = desk.get("/staff/consultations/plan/analysis/points.json").json()
    found = {
        "cards": sum(row.shown["opinions"] for row in seen["themes"]["found"]) + alone + withheld,
        "their lists": sum(
            listed(desk, f"theme={row.theme.stable_id}") for row in seen["themes"]["found"]
        ) + alone + withheld,
        "tree": sum(branch.opinions for branch in seen["tree"]["branches"]) + alone + withheld,
        "treemap": sum(cell.row.shown["opinions"] for cell in seen["treemap"]["cells"]) + alone + withheld,
        "map": sum(layer.path.count("M") for layer in seen["map"]["layers"]) + folded,
        "points": len(points["receipt"]) + folded,
        "list": listed(desk, ""),
        "states": sum(listed(desk, f"state={state}") for state in Membership.State.values),
        "themes.csv": sum(int(line[2]) for line in lines(desk.get(address("themes.csv")))[1:-1]),
        "opinions.csv": len({line[0] for line in lines(desk.post(address("opinions.csv")))[1:]}),
        "runs": desk.get("/staff/consultations/plan/runs/").context["page"][0].opinions,
        "run": states(desk.get("/staff/consultations/plan/runs/1/").context["totals"]),
    }  # fmt: skip
    found |= {view: states(context["totals"]) for view, context in seen.items() if view not in found}
    for step, cut in enumerate(run.cuts):
        shown = desk.get(f"/staff/consultations/plan/runs/1/themes/?step={step}").context["cut"]
        assert shown == cut
        found[f"slider {step}"] = sum(shown["sizes"]) + shown["outside"] + folded
    return found


def address(name: str) -> str:
    return f"/staff/consultations/plan/analysis/{name}"


def states(totals: dict[str, int]) -> int:
    return sum(totals[state] for state in Membership.State.values)


def listed(desk: Client, query: str) -> int:
    """Walked through to the last page; nobody is met twice."""
    receipts: list[str] = []
    number, pages = 1, 1
    while number <= pages:
        page = desk.get(address(f"?view=opinions&page={number}&{query}")).context["page"]
        receipts += [row.place.revision.opinion.receipt for row in page]
        number, pages = number + 1, page.paginator.num_pages
    assert len(receipts) == len(set(receipts))
    return len(receipts)


def lines(response: Any) -> list[list[str]]:
    content = b"".join(response) if response.streaming else response.content
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


@BAD
def test_every_view_of_the_desk_adds_up(desk: Client, texts: list[str]) -> None:
    found = sums(desk, run_of(texts))
    assert found == dict.fromkeys(found, len(texts))


def test_control_a_lost_opinion_shows_in_every_view(desk: Client) -> None:
    run = run_of(SOME["mixed with good ones"])
    lost = run.memberships.filter(state=Membership.State.IN_THEME, revision__copies=None).first()
    assert lost is not None
    lost.delete()
    n = len(SOME["mixed with good ones"])
    found = {view: number for view, number in sums(desk, run).items() if "slider" not in view}
    assert found == dict.fromkeys(found, n - 1)


@pytest.fixture
def kept(tmp_path: Path, settings: Settings) -> None:
    storage = {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path, "base_url": None}}
    settings.STORAGES = {**settings.STORAGES, "default": storage}


def pages(client: Client, url: str) -> list[Any]:
    first = client.get(url).context["page"]
    return [client.get(f"{url}?page={number}").context["page"] for number in first.paginator.page_range]


def published_sums(client: Client) -> dict[str, int]:
    """What the page of the result says when it is added, and each of its files."""
    url = "/consultations/plan/result/"
    context = client.get(url).context
    withheld = context["withheld_sum"]
    walked = [len(page) for line in context["page"] for page in pages(client, f"{url}{line.row.number}/")]
    files = {kind: client.get(f"{url}files/{kind}/") for kind in FILES}
    assert all(answer.status_code == 200 for answer in files.values()), files
    book = load_workbook(io.BytesIO(b"".join(files["xlsx"])))
    counts = [
        row[3] for row in book.worksheets[1].iter_rows(min_row=2, values_only=True) if row[3] is not None
    ]
    table = Document(io.BytesIO(b"".join(files["docx"]))).tables[-1]
    if "pdf" in files:
        assert b"".join(files["pdf"]).startswith(b"%PDF")
    return {
        "page": context["in_rows"] + withheld,
        "rows": sum(line.row.opinions for line in context["page"]) + withheld,
        "originals of the rows": sum(walked) + withheld,
        "csv": sum(int(line[3]) for line in lines(files["csv"])[1:-1]),
        "originals.csv": len(lines(files["originals"])) - 1,
        "xlsx": sum(int(str(count)) for count in counts[:-1]),
        "docx": sum(int(row.cells[3].text) for row in table.rows[1:-1]),
    }


@BAD
def test_a_published_result_adds_up_on_its_page_and_in_its_files(
    client: Client, planner: User, texts: list[str], kept: None
) -> None:
    run = run_of(texts)
    answers.approve_all(run.consultation, run, planner, factories.user(Role.PLANNER))
    answers.published(run.consultation, planner)
    found = published_sums(client)
    assert found == dict.fromkeys(found, len(texts))
