"""The editors' queue: open questions, the way to a release, what came of it."""

import re
from typing import ClassVar

from playwright.sync_api import Locator, expect

from tests.e2e.pages.base import Page

JOB_SECONDS = 90


class QueuePage(Page):
    path: ClassVar[str] = "/staff/faq/unanswered/"

    @property
    def cards(self) -> Locator:
        return self.tab.locator("[data-group]")

    def card(self, words: str) -> Locator:
        return self.cards.filter(has_text=words)

    def key(self, name: str) -> None:
        """An act by one key; the page comes anew."""
        with self.tab.expect_navigation():
            self.tab.keyboard.press(name)
        self.check()

    def job_is_done(self) -> None:
        expect(self.tab.get_by_role("heading", level=2).first).to_have_text(
            re.compile("完了|できました|終わ"), timeout=1000 * JOB_SECONDS
        )


class FiguresPage(Page):
    path: ClassVar[str] = "/staff/faq/figures/"


class ThresholdPage(Page):
    path: ClassVar[str] = "/staff/faq/threshold/"
