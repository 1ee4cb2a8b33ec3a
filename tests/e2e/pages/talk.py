"""A visitor and a person of the city, each on their own page, and what was said between them."""

from playwright.sync_api import Locator, expect

from tests.e2e.pages.chat import ChatPage
from tests.e2e.pages.people import ConsolePage

AT_ONCE = 10_000
"""Milliseconds after which what one side wrote stands on the other at the latest, also without Redis."""


class Talk:
    """Both sides, and all that was said so far."""

    def __init__(self, page: ChatPage, console: ConsolePage) -> None:
        self.page = page
        self.console = console
        self.said: list[str] = []

    def visitor_says(self, text: str) -> None:
        self.said.append(text)
        self.page.room.ask(text)

    def staff_says(self, text: str) -> None:
        self.said.append(text)
        self.console.reply(text)
        expect(self.console.lines).to_contain_text(text, timeout=AT_ONCE)

    def both_write(self, when: str) -> None:
        """Each waits until the other has it: so there is one order."""
        self.visitor_says(f"{when}相談者から一言です")
        expect(self.console.lines).to_contain_text(self.said[-1], timeout=AT_ONCE)
        self.staff_says(f"{when}職員から一言です")
        expect(self.page.room.turns.last).to_contain_text(self.said[-1], timeout=AT_ONCE)


def stand_once_and_in_order(where: Locator, words: list[str]) -> None:
    expect(where.last).to_contain_text(words[-1])
    text = "\n".join(where.all_inner_texts())
    assert [text.count(one) for one in words] == [1] * len(words), text
    places = [text.index(one) for one in words]
    assert places == sorted(places), text
