"""Runs of the analysis: what one changed, its seal, and fewer or more themes."""

from playwright.sync_api import expect

from tests.e2e.pages.planning import Work


class Runs(Work):
    def facts(self, name: str) -> str:
        row = self.main.locator(".facts > div").filter(has_text=name).first
        return row.locator("dd").inner_text()

    @property
    def seal(self) -> tuple[str, str]:
        """The fingerprints of what was read and of what was found."""
        return self.facts("入力"), self.facts("結果")

    def check_the_seal(self) -> None:
        self.start("もう一度計算して比べる")
        expect(self.main.get_by_text("確かめた結果は同じでした")).to_be_visible(timeout=180_000)
        self.tab.wait_for_load_state()
        self.check()


class Slider(Work):
    @property
    def number(self) -> str:
        return self.tab.locator("#cut-number").inner_text()

    def move(self, key: str) -> str:
        """One step by keyboard; the number of themes that is shown then."""
        before = self.number
        self.tab.get_by_role("slider").focus()
        self.tab.keyboard.press(key)
        expect(self.tab.locator("#cut-number")).not_to_have_text(before)
        self.check()
        return self.number
