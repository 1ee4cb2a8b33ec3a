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


SELECT = """(text, [words, time]) => {
    const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    let seen = 0;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        for (let at = node.data.indexOf(words); at >= 0; at = node.data.indexOf(words, at + 1)) {
            if (++seen !== time) continue;
            range.setStart(node, at);
            range.setEnd(node, at + words.length);
        }
    }
    getSelection().removeAllRanges();
    getSelection().addRange(range);
}"""


class Overlooked(Page):
    """An opinion at the desk, where words are selected to be covered."""

    @property
    def text(self) -> Locator:
        return self.main.locator("[data-coverable]")

    @property
    def words(self) -> Locator:
        return self.tab.get_by_label("隠す言葉")

    @property
    def said(self) -> Locator:
        return self.main.locator("form[data-cover] output")

    def take(self) -> None:
        self.tab.get_by_role("button", name="選んだ言葉を隠す").click()

    def select(self, words: str, *, time: int = 1) -> None:
        """As a mouse or a finger would."""
        self.text.evaluate(SELECT, [words, time])

    def select_lines(self) -> None:
        self.text.evaluate("text => getSelection().selectAllChildren(text)")

    def select_by_keyboard(self, *, after: int, length: int) -> None:
        """From the beginning on `after` characters, then as many as wanted."""
        self.text.evaluate("() => getSelection().removeAllRanges()")
        self.text.focus()
        for _step in range(after + 1):
            self.tab.keyboard.press("ArrowRight")
        for _step in range(length - 1):
            self.tab.keyboard.press("Shift+ArrowRight")
