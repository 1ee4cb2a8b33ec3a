"""A planner merges, renames, moves and undoes; a second one sees it."""

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from accounts.models import User
from accounts.policy import Role
from consultations.services.planning.decisions import at_length, themes
from tests import factories
from tests.consultations.decisions.material import Desk, laid_down
from tests.e2e.pages.deciding import Deciding, Decisions

pytestmark = pytest.mark.e2e
LogIn = Callable[[Tab, User], User]
Shot = Callable[[Tab, str], Path]


@pytest.fixture
def desk() -> Desk:
    return laid_down(each=8, slug=f"decide-{uuid4().hex[:8]}")


def person(name: str) -> User:
    return factories.user(Role.PLANNER, display_name=name, joined_at=timezone.now())


def test_a_planner_decides_and_takes_it_back(both: Tab, desk: Desk, as_person: LogIn, shot: Shot) -> None:
    as_person(both, person("企画 花子"))
    page = Deciding(both)
    page.open_theme(desk, desk.themes[0])
    shot(both, "decide-theme")
    page.rename("地域の足")
    assert page.heading == "地域の足"
    page.merge("公園の照明")
    assert page.heading == "公園の照明"
    expect(page.main.get_by_role("button", name="「地域の足」を元に戻す")).to_be_visible()

    page.open_theme(desk, desk.themes[2])
    page.move_one(desk.opinions[16].receipt, to="公園の照明")
    page.choose([desk.opinions[17].receipt, desk.opinions[18].receipt])
    shot(both, "decide-opinions")
    page.decide("新しい論点として分ける")
    shot(both, "decide-check")
    both.get_by_label("新しい論点の名前").fill("給食の時間")
    page.press("2件について決定する")
    expect(page.main.get_by_text("決定しました。", exact=False)).to_be_visible()

    decisions = Decisions(both)
    decisions.open(f"/staff/consultations/{desk.consultation.slug}/decisions/")
    shot(both, "decisions")
    assert decisions.words[0].startswith("意見2件")
    assert len(decisions.words) == 4
    decisions.undo(0)
    assert decisions.words[0].startswith("取り消し")
    shot(both, "decisions-undone")
    assert both.get_by_text("第4号", exact=False).first.is_visible()


def test_a_second_planners_change_appears_and_is_not_overwritten(
    both: Tab, desk: Desk, as_person: LogIn, shot: Shot
) -> None:
    as_person(both, person("企画 花子"))
    page = Deciding(both)
    page.open_theme(desk, desk.themes[0])
    themes.rename(theme=desk.themes[0], label="別の名前", decided_by=person("計画 次郎"), now=timezone.now())
    news = page.main.get_by_text("計画 次郎さんが変えました", exact=False)
    expect(news).to_be_visible(timeout=10_000)
    page.check()
    shot(both, "decided-since")
    page.rename("わたしの名前", status=409)
    assert page.heading == "ほかの人が先に変えました"
    expect(page.main.get_by_text("わたしの名前")).to_be_visible()
    shot(both, "decide-conflict")
    page.press("それでも自分の決定を実行する")
    assert page.heading == "わたしの名前"


def test_deciding_without_javascript(
    without_javascript: Tab, desk: Desk, as_person: LogIn, shot: Shot
) -> None:
    as_person(without_javascript, person("企画 花子"))
    page = Deciding(without_javascript, scripts=False)
    page.open_theme(desk, desk.themes[1])
    page.rename("夜道の明かり")
    assert page.heading == "夜道の明かり"
    page.choose([desk.opinions[8].receipt])
    page.decide("写しではないとする")
    page.press("1件について決定する")
    page.press("人の決定の一覧")
    assert page.heading == "人の決定の一覧"


def test_the_list_by_keyboard(both: Tab, desk: Desk, as_person: LogIn) -> None:
    as_person(both, person("企画 花子"))
    page = Deciding(both)
    page.open_theme(desk, desk.themes[1])
    both.get_by_role("region", name="その論点らしい意見から順に").focus()
    for key in ("j", "j", "x"):
        both.keyboard.press(key)
    expect(both.get_by_role("checkbox", name=f"{desk.opinions[9].receipt}を選ぶ")).to_be_checked()
    both.keyboard.press("?")
    expect(both.get_by_text("次の意見・前の意見")).to_be_visible()
    both.keyboard.press("j")
    expect(both.get_by_role("link", name=desk.opinions[9].receipt, exact=True)).not_to_be_focused()
    both.get_by_role("link", name=desk.opinions[9].receipt, exact=True).focus()
    with both.expect_navigation():
        both.keyboard.press("m")
    assert page.heading == "この意見はどの論点のものですか"


def test_many_opinions_are_moved_by_a_job_that_is_watched(
    both: Tab, as_person: LogIn, worker: None, shot: Shot
) -> None:
    desk = laid_down(each=at_length.MANY // 3 + 1, slug=f"many-{uuid4().hex[:8]}")
    as_person(both, person("企画 花子"))
    page = Deciding(both)
    page.open(f"/staff/consultations/{desk.consultation.slug}/analysis/?view=opinions")
    both.get_by_label("この絞り込みで見つかった", exact=False).check()
    page.decide("論点に移す")
    expect(page.main).to_contain_text("次のページで進み具合が分かります")
    shot(both, "decide-many-check")
    both.get_by_label("論点", exact=False).first.select_option(label="公園の照明")
    with both.expect_navigation():
        both.get_by_role("button", name=f"{len(desk.opinions)}件について決定する").click()
    shot(both, "decide-many-waiting")
    said = f"{len(desk.opinions)}件の意見について決定しました。"
    expect(page.main).to_contain_text(said, timeout=60_000)
    both.wait_for_load_state()
    page.check()
    shot(both, "decide-many-done")
    expect(page.main.get_by_role("link", name="人の決定の一覧")).to_be_visible()
    page.press("一覧に戻る")
    assert both.url.endswith("?view=opinions")
    decisions = Decisions(both)
    decisions.open(f"/staff/consultations/{desk.consultation.slug}/decisions/")
    decisions.undo(0)
    assert decisions.words[0].startswith("取り消し")
