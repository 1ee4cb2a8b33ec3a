"""What a planner decides, as she sees it."""

from collections.abc import Sequence

from playwright.sync_api import Locator

from consultations.models import Theme
from tests.consultations.decisions.material import Desk
from tests.e2e.pages.base import Page


class Deciding(Page):
    def open_theme(self, desk: Desk, theme: Theme) -> None:
        self.open(f"/staff/consultations/{desk.consultation.slug}/analysis/?theme={theme.stable_id}")

    def follow(self, link: Locator) -> None:
        with self.tab.expect_navigation():
            link.click()
        self.check()

    def rename(self, label: str, *, status: int = 200) -> None:
        self.tab.get_by_label("論点の名前").fill(label)
        self.press("論点の名前を保存", status=status)

    def merge(self, into: str) -> None:
        self.tab.get_by_role("button", name="ほかの論点にまとめる").click()
        dialog = self.tab.get_by_role("dialog")
        dialog.get_by_role("combobox").select_option(label=into)
        self.press("まとめる", inside=dialog)

    def move_one(self, receipt: str, *, to: str) -> None:
        self.press(f"移す {receipt}")
        self.tab.get_by_label("論点", exact=False).first.select_option(label=to)
        self.press("移す", inside=self.main)

    def choose(self, receipts: Sequence[str]) -> None:
        for receipt in receipts:
            self.tab.get_by_role("checkbox", name=f"{receipt}を選ぶ").check()

    def decide(self, act: str) -> None:
        self.tab.get_by_label("操作", exact=True).select_option(label=act)
        self.press("確認へ進む")


class Decisions(Page):
    @property
    def words(self) -> list[str]:
        return self.main.locator(".decisions > li h2").all_inner_texts()

    def undo(self, row: int) -> None:
        button = self.main.locator(".decisions > li").nth(row).get_by_role("button")
        with self.tab.expect_navigation():
            button.click()
        self.check()
