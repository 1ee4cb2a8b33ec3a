"""Takes the pictures of the README from the running demo (`make run`, then `make screenshots`)."""

import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).parent
PASSWORD = "yoriai-demo-2026"  # noqa: S105 - the demo prints it
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WIDTHS = {360: 740, 1280: 860}
PLAN = "/consultations/smart-city-plan/"
LIBRARY = "/consultations/library-renewal/themes/"


def opened(path: str) -> Callable[[Page], None]:
    return lambda page: _open(page, path)


def _open(page: Page, path: str) -> None:
    page.goto(path)


def asked(page: Page) -> None:
    _open(page, "/chat/")
    page.get_by_label("ご質問").fill("引っ越してきたのですが何をすればいいですか")
    page.get_by_role("button", name="送信する").click()
    page.locator("form, button").filter(has_text="転入").first.wait_for()
    page.wait_for_timeout(500)


def guided(page: Page) -> None:
    _open(page, "/guides/")
    page.get_by_role("link", name="引っ越してきたとき").click()
    page.locator("form[action$='/start/'] button").first.click()
    page.locator("[data-part=step]").first.wait_for()
    page.wait_for_timeout(500)


def evidence(page: Page) -> None:
    _open(page, LIBRARY)
    page.locator("blockquote").first.wait_for()
    page.goto(page.locator("a[href*='start=']").first.get_attribute("href") or LIBRARY)


PICTURES: list[tuple[str, str | None, Callable[[Page], None]]] = [
    ("home", None, opened("/")),
    ("consultation", None, opened(PLAN)),
    ("section", "resident", opened(f"{PLAN}sections/4.4/")),
    ("chat", None, asked),
    ("guide", None, guided),
    ("threshold", "editor", opened("/staff/faq/threshold/")),
    ("release", "editor", opened("/staff/faq/publications/1/")),
    ("themes", None, opened(LIBRARY)),
    ("evidence", None, evidence),
    ("analysis", "planner", opened("/staff/consultations/library-renewal/analysis/")),
    ("map", None, opened("/consultations/waterfront-ideas/proposals/map/")),
    ("statement", "resident", opened("/consultations/park-rules/statements/next/")),
    ("survey", None, opened("/consultations/park-survey/results/")),
    ("setup", "planner", opened("/staff/consultations/new/")),
    ("search", None, opened("/search/?q=図書館")),
    ("numbers", None, opened("/numbers/")),
    ("import", "planner", opened("/staff/consultations/smart-city-plan/import/")),
]


def main(address: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for name, person, show in PICTURES:
            for width, height in WIDTHS.items():
                _take(browser, address, name, person, show, width, height)
        browser.close()


def _take(
    browser: Browser,
    address: str,
    name: str,
    person: str | None,
    show: Callable[[Page], None],
    width: int,
    height: int,
) -> None:
    context = browser.new_context(base_url=address, locale="ja", viewport={"width": width, "height": height})
    page = context.new_page()
    if person:
        page.goto("/accounts/login/")
        page.locator("input[name=login]").fill(f"{person}@shiomi.example")
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("main button[type=submit]").first.click()
        page.wait_for_load_state()
    show(page)
    page.screenshot(path=HERE / f"{name}-{width}.png")
    context.close()


if __name__ == "__main__":
    main(sys.argv[1])
