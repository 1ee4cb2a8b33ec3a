"""The chat: its own page, and the panel that a page of the city opens."""

import re
from typing import ClassVar

from playwright.sync_api import FrameLocator, Locator, expect
from playwright.sync_api import Page as Tab

from tests.e2e.pages.base import Page


class Room:
    """The parts of the conversation, in the page itself or in a frame."""

    def __init__(self, within: Tab | FrameLocator) -> None:
        self.within = within
        self.state = within.locator("[data-state]")
        self.turns = within.locator(".chat-turn")
        self.input = within.get_by_label("ご質問")

    def ask(self, text: str) -> Locator:
        """Send a question; returns its turn."""
        before = self.turns.count()
        self.input.fill(text)
        self.within.get_by_role("button", name="送信する").click()
        expect(self.turns).to_have_count(before + 1)
        return self.turns.nth(before)

    def choose(self, turn: Locator, words: str) -> None:
        turn.get_by_role("button", name=re.compile(words)).click()

    def is_connected(self) -> None:
        expect(self.state).to_have_text("つながっています")


class ChatPage(Page):
    path: ClassVar[str] = "/chat/"

    @property
    def room(self) -> Room:
        return Room(self.tab)


class WidgetPage(Page):
    path: ClassVar[str] = "/chat/widget/"

    def open_panel(self) -> Room:
        self.tab.get_by_role("button", name="チャットで質問する").click()
        return Room(self.tab.frame_locator("iframe"))


class FaqPage(Page):
    path: ClassVar[str] = "/faq/"


class DeskPage(Page):
    path: ClassVar[str] = "/staff/faq/"
