"""Differences between groups of people, as a planner sees them."""

from playwright.sync_api import Locator

from tests.e2e.pages.base import Page


class Contrasts(Page):
    @property
    def rows(self) -> Locator:
        return self.main.locator("tbody tr")
