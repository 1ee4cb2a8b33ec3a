"""What a visitor takes along on paper, and what they leave behind: nothing, when they say so."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from accounts.models import User
from accounts.policy import Role
from chatbot.models import Conversation, Exchange
from chatbot.services import demo
from tests import factories
from tests.e2e.pages.chat import ChatPage, DeskPage

pytestmark = pytest.mark.e2e
Shot = Callable[[Tab, str], Path]


@pytest.fixture(autouse=True)
def _published(site: str) -> None:
    demo.load(now=timezone.now())


def held() -> int:
    last = Exchange.objects.latest("pk")
    return last.conversation_id


def test_the_whole_conversation_can_be_read_on_paper(both: Tab, shot: Shot) -> None:
    page = ChatPage(both)
    page.open()
    turn = page.room.ask("粗大ごみの出し方")
    expect(turn.locator("[data-html]")).to_be_visible()
    offered = page.room.ask("引っ越してきたのですが何をすればいいですか")
    expect(offered.locator("[data-part]").first).to_be_visible()
    expect(both.get_by_role("button", name="この会話を印刷する")).to_be_visible()
    both.emulate_media(media="print")
    expect(both.locator(".chat-paper")).to_contain_text("汐見市のチャットとの会話")
    expect(turn.locator("[data-question]")).to_be_visible()
    expect(turn.locator("[data-html]")).to_be_visible()
    address = turn.locator("[data-url]").evaluate("link => getComputedStyle(link, '::after').content")
    assert "https://" in address
    for control in (".chat-form", ".chat-judge", ".chat-end", ".site-header"):
        expect(both.locator(control).first).to_be_hidden()
    shot(both, "chat-paper")


def test_a_visitor_erases_the_conversation_and_other_tabs_forget_it_too(both: Tab, shot: Shot) -> None:
    page = ChatPage(both)
    page.open()
    expect(page.room.ask("粗大ごみの出し方").locator("[data-html]")).to_be_visible()
    conversation = held()
    other = both.context.new_page()
    other.goto("/chat/")
    expect(ChatPage(other).room.turns).to_have_count(1)
    both.bring_to_front()
    both.get_by_text("この会話を消去する").click()
    shot(both, "chat-erase")
    page.check()
    both.get_by_role("button", name="消去する", exact=True).click()
    expect(both.locator("[data-ended]")).to_be_focused()
    expect(page.room.turns).to_have_count(0)
    shot(both, "chat-erased")
    expect(ChatPage(other).room.turns).to_have_count(0)
    assert not Conversation.objects.filter(pk=conversation).exists()
    expect(page.room.ask("粗大ごみの出し方").locator("[data-html]")).to_be_visible()
    assert held() != conversation


def test_without_javascript_it_is_erased_by_two_clicks(without_javascript: Tab) -> None:
    page = ChatPage(without_javascript, scripts=False)
    page.open()
    page.room.input.fill("粗大ごみの出し方")
    page.press("送信する")
    conversation = held()
    without_javascript.get_by_text("この会話を消去する").click()
    page.press("消去する")
    expect(page.main).to_contain_text("会話を消去しました")
    assert not Conversation.objects.filter(pk=conversation).exists()


def test_what_is_kept_is_said_and_can_be_erased_there(both: Tab, shot: Shot) -> None:
    page = ChatPage(both)
    page.open("/chat/kept/")
    page.open()
    expect(page.room.ask("粗大ごみの出し方").locator("[data-html]")).to_be_visible()
    both.reload()
    page.press("チャットの記録について")
    shot(both, "chat-kept")


def test_an_editor_sets_the_days(both: Tab, shot: Shot, as_person: Callable[[Tab, User], User]) -> None:
    as_person(both, factories.user(Role.FAQ_EDITOR))
    page = DeskPage(both)
    page.open("/staff/faq/settings/")
    shot(both, "chat-settings")
    both.get_by_label("会話を保存する日数").fill("0")
    page.press("設定を保存する", status=422)
    expect(page.error_summary).to_be_visible()
    both.get_by_label("会話を保存する日数").fill("60")
    page.press("設定を保存する")
    expect(page.main).to_contain_text("チャットの設定を保存しました")
    both.get_by_label("会話を保存する日数").fill("90")
    page.press("設定を保存する")
