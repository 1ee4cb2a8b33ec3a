"""The console of those who answer visitors."""

from typing import ClassVar

from playwright.sync_api import Locator

from tests.e2e.pages.base import Page


class ConsolePage(Page):
    path: ClassVar[str] = "/staff/chat/"

    @property
    def waiting(self) -> Locator:
        return self.tab.locator("[data-live=waiting]")

    @property
    def lines(self) -> Locator:
        return self.tab.locator("[data-live=lines]")

    @property
    def standing(self) -> Locator:
        return self.tab.locator("[data-live=state]")

    @property
    def renewal(self) -> Locator:
        """Where it says that the page is not being renewed."""
        return self.tab.locator("[data-console-state]")

    def reply(self, text: str) -> None:
        self.tab.get_by_label("相談者への返事").fill(text)
        self.tab.get_by_role("button", name="相談者に送る").click()
