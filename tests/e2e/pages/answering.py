"""The board of answers, one answer, and the published result."""

import re
from html import unescape
from urllib.parse import urljoin

from playwright.sync_api import Download, Locator, expect

from tests.e2e.pages.base import Page

ORIGINAL = re.compile(r'href="([^"?]*/opinions/[^"?]+/revisions/\d+/)"')
NEXT = re.compile(r'rel="next" href="([^"]+)"')


class Board(Page):
    @property
    def sizes(self) -> list[int]:
        """How many opinions each row counts."""
        return [
            _number(words) for words in self.main.locator(".answer-table td:nth-child(2)").all_inner_texts()
        ]

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


class Publishing(Board):
    def wait_until_published(self) -> None:
        """The page of the job says so when it has ended."""
        expect(self.main.get_by_role("link", name="結果を見る")).to_be_visible(timeout=600_000)


class Result(Page):
    @property
    def rows(self) -> Locator:
        return self.main.locator(".result-row")

    @property
    def originals(self) -> Locator:
        return self.main.locator(".opinion-list > li")

    @property
    def handed_in(self) -> int:
        row = self.main.locator(".facts > div").filter(has=self.tab.get_by_text("意見数", exact=True))
        return _number(row.locator("dd").inner_text())

    @property
    def withheld(self) -> int:
        """By whatever reason."""
        return sum(_number(words) for words in self.main.locator("h3 + .facts dd").all_inner_texts())

    def read_all(self) -> list[tuple[int, str]]:
        """How many opinions each row counts, and where it leads, from page to page."""
        found: list[tuple[int, str]] = []
        while True:
            counts = self.rows.locator(".meta .strong").all_inner_texts()
            links = self.rows.get_by_role("heading").get_by_role("link").all()
            addresses = [str(link.get_attribute("href")) for link in links]
            found += zip(map(_number, counts), addresses, strict=True)
            following = self.main.locator(".pager a[rel=next]")
            if not following.count():
                return found
            self.open(urljoin(self.tab.url, str(following.get_attribute("href"))))

    def originals_of(self, address: str) -> list[str]:
        """Where each original of a row stands, page after page, without looking at the pages."""
        found: list[str] = []
        while address:
            page = self.tab.request.get(address)
            assert page.ok, f"{address} answered {page.status}"
            words = page.text()
            found += ORIGINAL.findall(words)
            following = NEXT.search(words)
            address = urljoin(page.url, unescape(following[1])) if following else ""
        return found

    def download(self, name: str) -> Download:
        with self.tab.expect_download() as waiting:
            self.main.get_by_role("link", name=name).click()
        return waiting.value


def _number(words: str) -> int:
    return int("".join(re.findall(r"\d", words)))
