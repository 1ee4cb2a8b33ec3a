"""A sheet of paper is typed by two people, agreed on, masked and public, with a slip for the person."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from accounts.models import User
from accounts.policy import Role
from consultations.models import Consultation, Sheet, SheetDraft
from tests import factories
from tests.e2e.pages.base import Page

pytestmark = pytest.mark.e2e
LogIn = Callable[[Tab, User], User]
Shot = Callable[[Tab, str], Path]

TEXT = (
    "氏名：山田 太郎　電話 090-1234-5678\n"
    "図書館の駅前分館を残してください。車いすで通えるのはそこだけです。\n"
    "隣の佐藤さんも同じ意見です。"
)


def clerk(name: str) -> User:
    return factories.user(Role.PLANNER, display_name=name, joined_at=timezone.now())


@pytest.fixture
def consultation() -> Consultation:
    now = timezone.now()
    made = factories.consultation(
        title="図書館の配置の見直し（素案）",
        opens=now - factories.DAY,
        closes=now + 9 * factories.DAY,
        published_at=now,
    )
    factories.document(made)
    return made


def test_two_people_type_a_sheet_and_agree(
    both: Tab, consultation: Consultation, as_person: LogIn, shot: Shot
) -> None:
    page = Page(both)
    as_person(both, clerk("入力 一郎"))
    page.open(f"/staff/consultations/{consultation.slug}/")
    page.press("紙・窓口・会議の意見を入力・確認")
    shot(both, "intake-empty")
    page.press("用紙を入力")
    expect(both.get_by_label("用紙の番号")).to_be_focused()
    page.press("保存して次の用紙へ", status=422)
    shot(both, "intake-error")
    both.get_by_label("受付方法").select_option("fax")
    both.get_by_label("用紙の番号").fill("F-012")
    both.get_by_label("対象").select_option(label="1.2 項目2の題")
    both.get_by_label("賛否").select_option("oppose")
    both.get_by_role("textbox", name="本文（言葉どおり）").fill(TEXT)
    shot(both, "intake-new")
    with both.expect_navigation():
        both.keyboard.press("Control+Enter")
    page.check()
    assert both.get_by_label("用紙の番号").input_value() == "F-013"
    assert both.get_by_label("受付方法").input_value() == "fax"
    shot(both, "intake-next")
    page.press("番号F-012の受付票を印刷")
    shot(both, "intake-slip")
    _type_again_with_a_mistake(page, as_person, shot, consultation)
    _agree_and_mask(page, shot, consultation)


def _type_again_with_a_mistake(page: Page, as_person: LogIn, shot: Shot, consultation: Consultation) -> None:
    tab = page.tab
    as_person(tab, clerk("入力 二葉"))
    page.open(f"/staff/consultations/{consultation.slug}/intake/")
    shot(tab, "intake-queue")
    page.press("次の用紙の2回目を入力")
    assert "図書館の駅前分館" not in page.main.inner_text()
    tab.get_by_label("対象").select_option(label="1.2 項目2の題")
    tab.get_by_label("賛否").select_option("oppose")
    tab.get_by_role("textbox", name="本文（言葉どおり）").fill(TEXT.replace("だけです", "だけだ"))
    shot(tab, "intake-second")
    page.press("保存して次の用紙へ")
    assert "1回目の入力と違います" in page.main.inner_text()


def _agree_and_mask(page: Page, shot: Shot, consultation: Consultation) -> None:
    tab = page.tab
    page.open(f"/staff/consultations/{consultation.slug}/intake/?state=differs")
    page.press("見比べて確定 F-012")
    assert page.main.locator("mark").all_inner_texts() == ["です", "だ"]
    shot(tab, "intake-compare")
    page.press("1回目を採用")
    tab.get_by_role("textbox", name="ほかに隠す言葉").fill("佐藤")
    page.press("公開される文を確かめる")
    shot(tab, "intake-masks")
    page.press("確認して公開")
    sheet = Sheet.objects.select_related("opinion").get(consultation=consultation)
    assert sheet.opinion
    page.open(sheet.get_absolute_url())
    shot(tab, "intake-sheet")
    page.press("原文を読む（記録されます）")
    assert "山田 太郎" in page.main.inner_text()
    shot(tab, "intake-original")
    page.open(f"/staff/consultations/{consultation.slug}/intake/?state=done")
    shot(tab, "intake-done")
    page.open(sheet.opinion.get_absolute_url())
    words = page.main.inner_text()
    assert "氏名：＜氏名＞" in words
    assert "山田" not in words
    assert "佐藤" not in words
    shot(tab, "intake-public")


def test_a_draft_keeps_itself_while_somebody_types(
    desktop: Tab, consultation: Consultation, as_person: LogIn
) -> None:
    as_person(desktop, clerk("入力 一郎"))
    page = Page(desktop).open(f"/staff/consultations/{consultation.slug}/intake/new/")
    desktop.get_by_role("textbox", name="本文（言葉どおり）").fill("途中まで")
    expect(desktop.get_by_text("下書きを保存しました。")).to_be_visible(timeout=10_000)
    page.open(f"/staff/consultations/{consultation.slug}/intake/new/")
    assert desktop.get_by_role("textbox", name="本文（言葉どおり）").input_value() == "途中まで"


def test_a_meeting_is_entered_and_a_draft_kept_without_javascript(
    without_javascript: Tab, consultation: Consultation, as_person: LogIn, shot: Shot
) -> None:
    tab = without_javascript
    as_person(tab, clerk("入力 一郎"))
    page = Page(tab, scripts=False)
    page.open(f"/staff/consultations/{consultation.slug}/intake/meeting/")
    tab.get_by_label("受付日").fill(f"{timezone.localdate():%Y-%m-%d}")
    tab.get_by_label("用紙の番号").fill("説明会1")
    tab.get_by_role("textbox", name="発言（言葉どおり）").fill(
        "駅前分館を残してほしい。\n開館時間を延ばしてほしい。"
    )
    page.press("下書きを保存")
    assert SheetDraft.objects.filter(consultation=consultation).exists()
    shot(tab, "intake-meeting")
    page.press("すべての発言を保存")
    assert "2件の発言を保存しました" in page.main.inner_text()
    shot(tab, "intake-after-meeting")
