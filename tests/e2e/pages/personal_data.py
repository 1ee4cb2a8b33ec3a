"""Personal data in opinions, as a planner decides about it."""

from playwright.sync_api import Locator

from tests.e2e.pages.base import Page


class PersonalData(Page):
    def finding(self, words: str) -> Locator:
        marked = self.tab.locator("mark", has_text=words)
        return self.main.locator(".personal-datum", has=marked)

    def hide(self, words: str) -> None:
        self.press(f"隠す {words}", inside=self.main)

    def leave(self, words: str, *, why: str, status: int = 200) -> None:
        if why:
            self.finding(words).first.get_by_role("combobox").select_option(label=why)
        self.press(f"そのまま {words}", inside=self.main, status=status)
