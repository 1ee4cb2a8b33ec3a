"""The chat's button on a page of another host, with a policy that allows the one script and the one frame."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import Frame, FrameLocator, expect
from playwright.sync_api import Page as Tab

from chatbot.models import Conversation, Exchange
from chatbot.services import demo
from tests.e2e.conftest import PHONE
from tests.e2e.pages.chat import Room

pytestmark = pytest.mark.e2e
OPENER = "チャットで質問する"
CLOSER = "チャットを閉じる"
Shot = Callable[[Tab, str], Path]
NewPage = Callable[..., Tab]

HTML = """<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>水道課</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/page.css"></head>
<body><main><h1>水道の使用開始</h1><p><a href="#next" id="before">お申し込み</a></p>{filler}
<p><a href="#end" id="after">最後のリンク</a></p></main>
<script src="{site}/static/js/yoriai-widget.js" async></script></body></html>"""
# A page that would spoil any widget that is not kept apart.
CSS = "html { font-size: 62.5% } button, iframe, dialog, div { display: none !important; font-size: 4px }"


class _Handler(BaseHTTPRequestHandler):
    site: ClassVar[str] = ""
    lang: ClassVar[str] = "ja"

    def do_GET(self) -> None:
        is_page = self.path == "/"
        filler = "<p>料金のご案内です。</p>" * 40
        body = HTML.format(site=self.site, lang=self.lang, filler=filler) if is_page else CSS
        self.send_response(200)
        self.send_header("Content-Type", f"text/{'html' if is_page else 'css'}; charset=utf-8")
        self.send_header(
            "Content-Security-Policy",
            f"default-src 'none'; script-src {self.site}; frame-src {self.site}; style-src 'self';"
            " base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'",
        )
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Silent."""


class CityPage:
    """A page of the city on another host, which includes the one line."""

    def __init__(self, tab: Tab, address: str) -> None:
        self.tab = tab
        self.address = address
        self.problems: list[str] = []
        self.hosts: set[str | None] = set()
        tab.on("pageerror", lambda error: self.problems.append(str(error)))
        tab.on("console", lambda said: self.problems.append(said.text) if said.type == "error" else None)
        tab.on("request", lambda request: self.hosts.add(urlsplit(request.url).hostname))
        tab.on("websocket", lambda line: self.hosts.add(urlsplit(line.url).hostname))

    def open(self) -> None:
        self.tab.goto(self.address)
        expect(self.tab.get_by_role("button", name=OPENER)).to_be_visible()

    def open_panel(self) -> Room:
        self.tab.get_by_role("button", name=OPENER).click()
        return Room(self.frame)

    @property
    def frame(self) -> FrameLocator:
        return self.tab.frame_locator("iframe")

    @property
    def focused(self) -> str:
        return str(
            self.tab.evaluate(
                """() => { let at = document.activeElement;
                while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
                return at.id || at.textContent || at.tagName; }"""
            )
        )


@pytest.fixture(autouse=True)
def _published(site: str) -> None:
    demo.load(now=timezone.now())


@pytest.fixture
def foreign(site: str) -> Iterator[str]:
    handler = type("Handler", (_Handler,), {"site": site})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_on_a_strict_page_of_another_host_somebody_asks_and_gets_an_answer(
    both: Tab, foreign: str, shot: Shot
) -> None:
    page = CityPage(both, foreign)
    page.open()
    shot(both, "widget-closed")
    room = page.open_panel()
    room.is_connected()
    turn = room.ask("粗大ごみの出し方")
    expect(turn.locator("[data-html]")).to_be_visible()
    shot(both, "widget-open")
    assert page.hosts == {"localhost", "127.0.0.1"}
    assert page.problems == []


def test_escape_closes_it_from_the_bar_and_from_the_frame_and_the_focus_goes_back(
    both: Tab, foreign: str
) -> None:
    page = CityPage(both, foreign)
    page.open()
    opener = both.get_by_role("button", name=OPENER)
    for from_frame in (False, True):
        opener.focus()
        both.keyboard.press("Enter")
        assert page.focused == CLOSER
        room = Room(page.frame)
        if from_frame:
            room.is_connected()
            room.input.click()
        both.keyboard.press("Escape")
        expect(opener).to_be_focused()
        expect(both.get_by_role("dialog")).to_be_hidden()
    assert page.problems == []


def test_over_a_phones_whole_screen_the_keyboard_stays_in_the_panel(phone: Tab, foreign: str) -> None:
    page = CityPage(phone, foreign)
    page.open()
    page.open_panel().is_connected()
    seen = set()
    for _ in range(25):
        phone.keyboard.press("Tab")
        seen.add(page.focused)
    assert "IFRAME" in seen
    assert not {"before", "after"} & seen


def test_beside_the_page_both_can_be_used(desktop: Tab, foreign: str) -> None:
    page = CityPage(desktop, foreign)
    page.open()
    page.open_panel().is_connected()
    desktop.locator("#before").click()
    assert page.focused == "before"
    expect(desktop.get_by_role("dialog")).to_be_visible()


def test_turned_or_enlarged_it_changes_its_shape_and_keeps_the_conversation(
    desktop: Tab, foreign: str
) -> None:
    page = CityPage(desktop, foreign)
    page.open()
    room = page.open_panel()
    room.is_connected()
    room.ask("粗大ごみの出し方")
    desktop.set_viewport_size({"width": 320, "height": 256})  # 1280 × 1024 enlarged four times
    expect(room.turns).to_have_count(1)
    expect(desktop.get_by_role("dialog")).to_be_visible()
    assert desktop.evaluate("document.documentElement.scrollWidth") <= 320
    assert _frame(desktop).evaluate("document.documentElement.scrollWidth") <= 320
    desktop.get_by_role("button", name=CLOSER).click()
    expect(desktop.get_by_role("button", name=OPENER)).to_be_focused()


def test_on_another_page_of_the_city_the_conversation_is_still_there(desktop: Tab, foreign: str) -> None:
    page = CityPage(desktop, foreign.replace("localhost", "127.0.0.1"))
    page.open()
    room = page.open_panel()
    expect(room.ask("粗大ごみの出し方").locator("[data-said] [data-part]").first).to_be_visible()
    desktop.reload()
    expect(page.open_panel().turns).to_have_count(1)


def test_a_conversation_is_erased_without_any_cookie(desktop: Tab, foreign: str, shot: Shot) -> None:
    """This browser gives a frame of another site neither cookies nor storage: all goes over the line."""
    page = CityPage(desktop, foreign)
    page.open()
    room = page.open_panel()
    room.is_connected()
    words = "粗大ごみの出し方を知りたいです"
    expect(room.ask(words).locator("[data-said] [data-part]").first).to_be_visible()
    held = Exchange.objects.filter(question=words).latest("pk").conversation_id
    page.frame.get_by_text("この会話を消去する").click()
    shot(desktop, "widget-erase")
    page.frame.get_by_role("button", name="消去する", exact=True).click()
    expect(page.frame.get_by_text("会話を消去しました")).to_be_visible()
    expect(room.turns).to_have_count(0)
    assert not Conversation.objects.filter(pk=held).exists()
    desktop.reload()
    room = page.open_panel()
    room.is_connected()
    expect(room.turns).to_have_count(0)


def test_an_answer_under_way_shows_and_does_not_move_for_those_who_asked(
    new_page: NewPage, foreign: str
) -> None:
    tab = new_page(viewport=PHONE, reduced_motion="reduce")
    page = CityPage(tab, foreign)
    tab.route_web_socket("**/ws/chat/", _without_answers)
    page.open()
    room = page.open_panel()
    room.is_connected()
    room.input.fill("ごみの日は")
    page.frame.get_by_role("button", name="送信する").click()
    looks = _frame(tab).evaluate(
        """() => { const style = getComputedStyle(document.querySelector('.chat-said'), '::before');
        return [style.content, style.animationName]; }"""
    )
    assert "●" in looks[0]
    assert looks[1] == "none"


def test_what_is_said_is_told_once_and_ones_own_words_are_not(desktop: Tab, foreign: str) -> None:
    page = CityPage(desktop, foreign)
    page.open()
    room = page.open_panel()
    room.is_connected()
    room.ask("粗大ごみの出し方")
    log = page.frame.get_by_role("log")
    assert log.get_attribute("aria-live") == "polite"
    assert page.frame.locator(".chat-question").last.get_attribute("aria-live") == "off"
    assert page.frame.locator("[aria-live=assertive], [role=alert]").count() == 0


def test_no_page_but_the_allowed_ones_may_frame_it_when_the_city_says_so(site: str, desktop: Tab) -> None:
    answer = desktop.request.get(f"{site}/chat/embed/")
    assert "frame-ancestors *" in answer.headers["content-security-policy"]
    assert "x-frame-options" not in answer.headers
    page = desktop.request.get(f"{site}/chat/")
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]


def _frame(tab: Tab) -> Frame:
    return next(frame for frame in tab.frames if frame.url.endswith("/chat/embed/"))


def _without_answers(line: object) -> None:
    server = line.connect_to_server()  # type: ignore[attr-defined]
    server.on_message(lambda message: line.send(message) if '"welcome"' in str(message) else None)  # type: ignore[attr-defined]
