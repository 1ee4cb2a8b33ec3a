"""The residents' pages, as a person sees them."""

from typing import ClassVar

from tests.e2e.pages.base import Page


class Consultations(Page):
    path: ClassVar[str] = "/consultations/"

    def choose_stage(self, name: str) -> None:
        self.press(name, inside=self.tab.get_by_role("navigation", name="受付の状況"))


class Discussion(Page):
    """Any page with a comment form on it."""

    def write(self, text: str, *, stance: str = "") -> None:
        if stance:
            self.tab.get_by_role("radio", name=stance, exact=True).check()
        self.tab.get_by_role("textbox", name="コメント").fill(text)

    def correct(self, receipt: str) -> None:
        with self.tab.expect_navigation():
            self.main.locator(f'a[href="/opinions/{receipt}/edit/"]').click()
        self.check()

    @property
    def receipt(self) -> str:
        return self.tab.locator(".receipt-number").inner_text()


class ProposalForm(Page):
    def fill(self, *, title: str, text: str) -> None:
        self.tab.get_by_role("textbox", name="題名").fill(title)
        self.tab.get_by_role("textbox", name="提案の内容と理由").fill(text)

    def write(self, title: str, text: str) -> None:
        """Key by key, as a person does; the page answers while it goes on."""
        self.tab.get_by_role("textbox", name="題名").press_sequentially(title)
        self.tab.get_by_role("textbox", name="提案の内容と理由").press_sequentially(text)
