"""The planner's desk, as a planner sees it."""

from contextlib import suppress
from pathlib import Path
from typing import ClassVar

from playwright.sync_api import Error, Locator, expect

from tests.e2e.pages.base import Page


class Work(Page):
    """A page on which something runs: it may load itself anew at any moment, so it is checked at the end."""

    def start(self, name: str) -> None:
        with self.tab.expect_navigation():
            self.tab.get_by_role("button", name=name, exact=True).click()


class Desk(Page):
    path: ClassVar[str] = "/staff/consultations/"


class Import(Work):
    def choose(self, file: Path) -> None:
        self.tab.get_by_role("button", name="ファイル").set_input_files(file)

    def choose_column(self, purpose: str, column: str) -> None:
        self.tab.get_by_label(purpose, exact=False).first.select_option(column)

    def figure(self, name: str) -> str:
        return _figure(self.main, name)

    def wait_for_the_result(self) -> None:
        expect(self.tab.locator("h1")).to_have_text("取り込みの結果", timeout=180_000)
        self.tab.wait_for_load_state()
        self.check()


class Analysis(Work):
    def wait_for_the_themes(self) -> list[str]:
        """Watch the progress move by itself; return the words it showed."""
        seen: list[str] = []
        words = self.tab.locator(".progress-words")
        themes = self.tab.locator(".theme-list").or_(self.tab.get_by_text("論点は見つかりませんでした"))
        for _ in range(1800):
            # The page loads itself anew when the work has ended, in the middle of any question.
            with suppress(Error):
                if themes.count():
                    break
                seen += [text for text in words.all_inner_texts() if text not in seen]
            self.tab.wait_for_timeout(100)
        expect(themes.first).to_be_visible()
        self.tab.wait_for_load_state()
        self.check()
        return seen

    def wait_for_run(self, number: int) -> None:
        """After "Analyse again": the themes of the run before are shown until the new one is there."""
        expect(self.tab.get_by_role("heading", name=f"第{number}回の分析")).to_be_visible(timeout=180_000)
        self.tab.wait_for_load_state()
        self.check()

    @property
    def themes(self) -> Locator:
        return self.tab.locator(".theme-list > li")

    def figure(self, name: str) -> int:
        return int(_figure(self.tab.locator("aside"), name).replace(",", ""))


def _figure(where: Locator, name: str) -> str:
    row = where.locator(".figures > div").filter(has_text=name).first
    return row.locator("dd").inner_text()
