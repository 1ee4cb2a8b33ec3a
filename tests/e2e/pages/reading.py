"""The desk on which a planner reads: cards, tree, areas, map and list over one selection."""

from playwright.sync_api import Locator

from tests.e2e.pages.base import Page


class Reading(Page):
    @property
    def chips(self) -> list[str]:
        return self.tab.locator(".chip-remove").all_inner_texts()

    @property
    def canvas(self) -> Locator:
        return self.tab.locator(".theme-map canvas")

    @property
    def said(self) -> Locator:
        return self.tab.locator(".theme-map-said")

    def enter(self, link: Locator) -> None:
        """Follow a link as somebody without a mouse does."""
        link.focus()
        with self.tab.expect_navigation():
            self.tab.keyboard.press("Enter")
        self.check()
