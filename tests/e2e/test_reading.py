"""A planner reads: from cards to a theme, an opinion, its original and back, the selection always kept."""

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from accounts.models import User
from accounts.policy import Role
from consultations import indexing
from consultations.models import AnalysisRun, Cluster, Consultation, ThemeMention
from tests import factories
from tests.consultations.planning import findings
from tests.consultations.planning.material import BUS, PARK, SCHOOL
from tests.e2e.pages.reading import Reading

pytestmark = pytest.mark.e2e
LogIn = Callable[[Tab, User], User]
Shot = Callable[[Tab, str], Path]

LABELS = ["朝のバスの本数を増やす", "公園の木陰と遊具の点検", "学校の給食と体育館の冷房"]


@pytest.fixture
def consultation() -> Consultation:
    now = timezone.now()
    return factories.consultation(
        slug=f"read-{uuid4().hex[:8]}",
        title="汐見市地域公共交通計画（素案）への意見募集",
        opens=now - 40 * factories.DAY,
        closes=now - 5 * factories.DAY,
        published_at=now,
    )


@pytest.fixture
def run(consultation: Consultation) -> AnalysisRun:
    made = findings.run(consultation)
    clusters = [
        findings.cluster(made, label=label, terms=["バス", "通勤", "本数"], fragility=0.2 * number)
        for number, label in enumerate(LABELS, start=1)
    ]
    for cluster, texts in zip(clusters, (BUS, PARK, SCHOOL), strict=True):
        _fill(made, cluster, texts)
    findings.family(made, clusters[:2])
    small = findings.cluster(made, label="手話で話せる窓口", is_distinct=True)
    said = findings.member(
        made, cluster=small, text="窓口に手話のできる人を置いてください。公園にも案内を。", x=0.9, y=0.9
    )
    ThemeMention.objects.create(cluster=clusters[1], revision=said.revision, start=19, end=26)
    findings.member(made, text="どれでもない意見です。", x=-0.9, y=0.9)
    indexing.rebuild()
    return made


def _fill(made: AnalysisRun, cluster: Cluster, texts: list[str]) -> None:
    members = [
        findings.member(
            made,
            cluster=cluster,
            text=text,
            spoken_for_by=number % 3 or None,
            stance="request",
            stance_confidence=0.8,
            stance_words=[[len(text) - 5, len(text) - 1]],
            x=cluster.number / 4 - 0.5,
            y=number / 8 - 0.4,
            score=1 - number / 10,
            opinion={
                "channel": "fax" if number % 2 else "web",
                "attributes": {"地区": "東" if number % 2 else "港"},
            },
        )
        for number, text in enumerate(texts)
    ]
    copied = members[1]
    text = f"{copied.revision.text}港より。"
    findings.member(
        made, cluster=cluster, text=text, copy_of=copied, copy_kind="near", spoken_for_by=1,
        added=[[len(text) - 4, len(text)]],
    )  # fmt: skip
    for position in (1, 2):
        findings.quotation(cluster, members[position], position=position, end=18)


@pytest.fixture
def planner(both: Tab, as_person: LogIn) -> User:
    return as_person(both, factories.user(Role.PLANNER, display_name="企画 花子", joined_at=timezone.now()))


def test_by_keyboard_from_the_cards_to_an_original_and_back_with_the_filter_kept(
    both: Tab, planner: User, consultation: Consultation, run: AnalysisRun, shot: Shot
) -> None:
    desk = Reading(both)
    desk.open(f"/staff/consultations/{consultation.slug}/analysis/")
    shot(both, "reading-cards")
    both.locator(".selection summary").press("Enter")
    shot(both, "reading-filters")
    both.get_by_label("意見の中の言葉").fill("バス")
    both.get_by_label("異なる意見のみ").or_(both.get_by_label("写し", exact=True)).first.select_option("no")
    desk.enter(both.get_by_role("button", name="この条件で表示する"))
    assert len(desk.chips) == 2
    desk.enter(both.locator(".theme-list h3 a").first)
    assert desk.heading == LABELS[0]
    assert len(desk.chips) == 3
    shot(both, "reading-theme")
    desk.enter(both.locator("tbody th a").first)
    assert both.locator("mark.mark-stance").count() == 2
    shot(both, "reading-opinion")
    words = both.locator(".words").inner_text()
    desk.enter(both.get_by_role("link", name="次へ"))
    assert both.locator(".words").inner_text() != words
    desk.enter(both.get_by_role("link", name="分析で読んだ原文"))
    shot(both, "reading-original")
    desk.enter(both.get_by_role("link", name="絞り込みに戻る"))
    assert desk.heading == LABELS[0]
    assert len(desk.chips) == 3
    with both.expect_navigation():
        both.locator(".chip-remove").first.click()
    assert len(desk.chips) == 2


def test_every_view_shows_the_selection_with_its_table(
    both: Tab, planner: User, consultation: Consultation, run: AnalysisRun, shot: Shot
) -> None:
    desk = Reading(both)
    for view in ("tree", "treemap", "map", "timeline", "people", "opinions"):
        desk.open(f"/staff/consultations/{consultation.slug}/analysis/?view={view}&about=地区: 東")
        assert len(desk.chips) == 1
        shot(both, f"reading-{view}")
    desk.open(f"/staff/consultations/{consultation.slug}/analysis/?since=x&channel=meeting")
    shot(both, "reading-empty")


def test_a_picture_is_saved_as_png(
    both: Tab, planner: User, consultation: Consultation, run: AnalysisRun
) -> None:
    Reading(both).open(f"/staff/consultations/{consultation.slug}/analysis/?view=treemap")
    with both.expect_download() as saved:
        both.get_by_role("button", name="図をPNGで保存").click()
    assert saved.value.suggested_filename == "treemap.png"
    assert saved.value.path().read_bytes().startswith(b"\x89PNG")


def test_three_thousand_marks_are_walked_by_keyboard_on_the_canvas(
    both: Tab, planner: User, consultation: Consultation, run: AnalysisRun, shot: Shot
) -> None:
    findings.scatter(run, list(run.clusters.filter(theme__isnull=False)), 3_000)
    desk = Reading(both)
    desk.open(f"/staff/consultations/{consultation.slug}/analysis/?view=map")
    desk.canvas.focus()
    expect(desk.said).to_have_text("点は選ばれていません。")
    both.keyboard.press("ArrowRight")
    expect(desk.said).to_contain_text("この意見を開く")
    expect(desk.said.locator(".theme-map-words")).not_to_be_empty()
    first = desk.said.inner_text()
    both.keyboard.press("ArrowRight")
    assert desk.said.inner_text() != first
    shot(both, "reading-canvas")
    desk.check()
    both.keyboard.press("+")
    both.keyboard.press("+")
    both.keyboard.press("Shift+ArrowLeft")
    both.get_by_label("表示する論点").select_option(label=LABELS[1])
    shot(both, "reading-canvas-near")
    with both.expect_navigation():
        desk.canvas.press("Enter")
    desk.check()
    desk.press("絞り込みに戻る")
    assert both.url.count("view=map") == 1


def test_a_frame_of_ten_thousand_marks_takes_one_filling_a_layer(
    desktop: Tab, as_person: LogIn, consultation: Consultation, run: AnalysisRun
) -> None:
    """How long that takes depends on the machine: it is printed, not asserted."""
    as_person(desktop, factories.user(Role.PLANNER, joined_at=timezone.now()))
    themes = list(run.clusters.filter(theme__isnull=False))
    findings.scatter(run, themes, 10_000)
    desk = Reading(desktop)
    desk.open(f"/staff/consultations/{consultation.slug}/analysis/?view=map")
    desk.canvas.wait_for()
    fillings, took = desktop.evaluate(
        """() => {
            const map = document.querySelector('[data-theme-map]').themeMap;
            const pen = CanvasRenderingContext2D.prototype;
            const fill = pen.fill;
            let fillings = 0;
            pen.fill = function (...path) { fillings += 1; return fill.apply(this, path); };
            const started = performance.now();
            map.paint();
            return [fillings, performance.now() - started];
        }"""
    )
    print(f"{took:.1f} ms a frame")
    assert 1 <= fillings <= 2 * (len(themes) + 1)


def test_pointing_at_a_mark_of_a_small_map_tells_its_theme_and_its_words(
    desktop: Tab, as_person: LogIn, consultation: Consultation, run: AnalysisRun
) -> None:
    as_person(desktop, factories.user(Role.PLANNER, joined_at=timezone.now()))
    desk = Reading(desktop)
    desk.open(f"/staff/consultations/{consultation.slug}/analysis/?view=map")
    desk.canvas.wait_for()
    expect(desktop.locator("[data-map-picture]")).to_have_count(0)
    box = desk.canvas.bounding_box()
    assert box
    desk.canvas.hover(position={"x": 0.932 * box["width"], "y": 0.932 * box["height"]})
    expect(desk.said).to_contain_text("手話で話せる窓口")
    expect(desk.said).to_contain_text("窓口に手話のできる人を置いてください。")


def test_without_scripts_the_server_draws_the_map(
    without_javascript: Tab, as_person: LogIn, consultation: Consultation, run: AnalysisRun
) -> None:
    as_person(without_javascript, factories.user(Role.PLANNER, joined_at=timezone.now()))
    findings.scatter(run, list(run.clusters.filter(theme__isnull=False)), 2_100)
    desk = Reading(without_javascript, scripts=False)
    desk.open(f"/staff/consultations/{consultation.slug}/analysis/?view=map")
    expect(without_javascript.get_by_role("img", name="意見マップ")).to_be_visible()
