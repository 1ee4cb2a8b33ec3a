"""The board of answers, one answer, and the published result."""

import re

from playwright.sync_api import Download, Locator, expect

from tests.e2e.pages.base import Page


class Board(Page):
    def line(self, theme: str) -> Locator:
        return self.main.locator("tr", has=self.tab.get_by_role("rowheader", name=theme))

    def begin(self, theme: str) -> None:
        self.press(f"市の考え方を書く {theme}")


class Answer(Page):
    def write(self, text: str, category: str) -> None:
        self.tab.locator("#id_text").fill(text)
        self.tab.locator("#id_category").select_option(label=category)
        self.press("下書きを保存")

    def note(self, department: str, text: str) -> None:
        self.tab.locator("#comment_department").fill(department)
        self.tab.locator("#comment_text").fill(text)
        self.press("意見を記録")

    @property
    def state(self) -> str:
        return self.tab.locator("h1 + p .chip").inner_text()


class PersonalData(Page):
    def hide_all(self) -> None:
        """Whatever the program found, page by page."""
        one_or_all = re.compile("^(このページの|隠す)")
        while self.main.get_by_role("button", name=one_or_all).count():
            with self.tab.expect_navigation():
                self.main.get_by_role("button", name=one_or_all).first.click()
        self.check()


class Publishing(Page):
    def wait_until_published(self) -> None:
        """The page of the job says so when it has ended."""
        expect(self.main.get_by_role("link", name="結果を見る")).to_be_visible(timeout=60_000)


class Result(Page):
    @property
    def rows(self) -> Locator:
        return self.main.locator(".result-row")

    @property
    def originals(self) -> Locator:
        return self.main.locator(".opinion-list > li")

    def download(self, name: str) -> Download:
        with self.tab.expect_download() as waiting:
            self.main.get_by_role("link", name=name).click()
        return waiting.value
