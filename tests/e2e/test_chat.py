"""Somebody who has just moved asks what to do, and the line is not always good."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page as Tab
from playwright.sync_api import WebSocketRoute, expect

from accounts.models import User
from accounts.policy import Role
from chatbot.models import Exchange, FaqEntry, Publication
from chatbot.services import demo
from consultations.models import Job
from tests import factories
from tests.e2e.pages.chat import ChatPage, DeskPage, FaqPage, WidgetPage

pytestmark = pytest.mark.e2e
MOVED = "引っ越してきたのですが何をすればいいですか"
READING = "転入届"
NOT_KNOWN = "アジャイル開発の本を買いたい"
Shot = Callable[[Tab, str], Path]
NewPage = Callable[..., Tab]


@pytest.fixture(autouse=True)
def _published(site: str) -> None:
    demo.load(now=timezone.now())


@pytest.fixture
def editor() -> User:
    return factories.user(Role.FAQ_EDITOR)


def last() -> Exchange:
    found = Exchange.objects.order_by("-pk").first()
    assert found
    return found


def test_a_newcomer_picks_a_reading_and_says_that_it_helped(both: Tab, shot: Shot) -> None:
    page = ChatPage(both)
    page.open()
    room = page.room
    room.is_connected()
    shot(both, "chat-empty")
    turn = room.ask(MOVED)
    expect(turn.locator("[data-fate]")).to_have_text("送信しました")
    expect(turn.get_by_role("button", name="この中にはない")).to_be_visible()
    page.check()
    shot(both, "chat-readings")
    room.choose(turn, READING)
    expect(turn.locator("[data-html]")).to_contain_text("14日以内")
    expect(turn.get_by_role("link", name="公式ページ")).to_be_visible()
    expect(turn.locator("[data-source]")).to_contain_text("2026年")
    turn.get_by_role("button", name="はい", exact=True).click()
    expect(turn).to_contain_text("お役に立ててよかったです")
    page.check()
    shot(both, "chat-answered")
    expect(turn).to_contain_text(MOVED)
    assert (last().helped, last().question) == (True, MOVED)


def test_what_is_asked_while_the_line_is_down_arrives_when_it_is_back(both: Tab, shot: Shot) -> None:
    page = ChatPage(both)
    page.open()
    room = page.room
    first = room.ask("粗大ごみの出し方")
    expect(first.locator("[data-html]")).to_be_visible()
    both.context.set_offline(True)
    expect(room.state).to_contain_text("オフラインです")
    second = room.ask(MOVED)
    expect(second.locator("[data-fate]")).to_have_text("接続を待っています")
    shot(both, "chat-offline")
    both.context.set_offline(False)
    expect(second.get_by_role("button", name="この中にはない")).to_be_visible()
    expect(second.locator("[data-fate]")).to_have_text("送信しました")
    room.is_connected()
    expect(room.turns).to_have_count(2)
    assert last().number == 2


def test_a_socket_cut_between_question_and_answer_loses_nothing(desktop: Tab) -> None:
    lines: list[WebSocketRoute] = []

    def cut_the_first_answer(line: WebSocketRoute) -> None:
        lines.append(line)
        server = line.connect_to_server()
        is_first = len(lines) == 1

        def on_answer(message: str | bytes) -> None:
            if is_first and json.loads(message)["type"] == "candidates":
                line.close()
            else:
                line.send(message)

        server.on_message(on_answer)

    desktop.route_web_socket("**/ws/chat/", cut_the_first_answer)
    page = ChatPage(desktop)
    page.open()
    turn = page.room.ask(MOVED)
    expect(turn.get_by_role("button", name="この中にはない")).to_be_visible()
    assert len(lines) >= 2
    expect(page.room.turns).to_have_count(1)
    assert last().number == 1


def test_where_sockets_are_blocked_the_same_conversation_goes_over_plain_requests(desktop: Tab) -> None:
    desktop.route_web_socket("**/ws/chat/", lambda line: line.close())
    page = ChatPage(desktop)
    page.open()
    turn = page.room.ask(MOVED)
    page.room.choose(turn, READING)
    expect(turn.locator("[data-html]")).to_contain_text("14日以内")
    turn.get_by_role("button", name="いいえ", exact=True).click()
    expect(turn).to_contain_text("お知らせいただきありがとうございます")
    desktop.wait_for_function("() => !JSON.parse(localStorage['yoriai-chat']).pending.length")
    assert last().helped is False


def test_after_a_reload_the_conversation_stands_there_again(desktop: Tab) -> None:
    page = ChatPage(desktop)
    page.open()
    turn = page.room.ask(MOVED)
    page.room.choose(turn, READING)
    expect(turn.locator("[data-html]")).to_be_visible()
    desktop.reload()
    expect(page.room.turns).to_have_count(1)
    expect(page.room.turns.first.locator("[data-html]")).to_contain_text("14日以内")
    expect(page.room.turns.first).to_contain_text(MOVED)
    desktop.get_by_role("button", name="新しい会話を始める").click()
    expect(page.room.turns).to_have_count(0)


def test_what_the_city_does_not_know_is_said_with_where_to_turn(both: Tab, shot: Shot) -> None:
    page = ChatPage(both)
    page.open()
    turn = page.room.ask(NOT_KNOWN)
    expect(turn).to_contain_text("わかりません")
    expect(turn).to_contain_text("お問い合わせ先")
    page.check()
    shot(both, "chat-unknown")


def test_too_long_a_question_is_not_sent_and_stays_in_the_field(desktop: Tab) -> None:
    page = ChatPage(desktop)
    page.open()
    page.room.input.fill("あ" * 1400)
    desktop.get_by_role("button", name="送信する").click()
    expect(page.room.turns).to_have_count(0)
    assert len(page.room.input.input_value()) == 1400


def test_the_chat_works_without_javascript(without_javascript: Tab, shot: Shot) -> None:
    page = ChatPage(without_javascript, scripts=False)
    page.open()
    page.room.input.fill(MOVED)
    page.press("送信する")
    turn = page.room.turns.last
    with without_javascript.expect_navigation():
        page.room.choose(turn, READING)
    assert "14日以内" in page.room.turns.last.inner_text()
    page.press("はい")
    assert "お役に立ててよかったです" in page.room.turns.last.inner_text()
    shot(without_javascript, "chat-without-javascript")


def test_in_english_the_chat_speaks_english_around_the_offices_words(english: Tab, shot: Shot) -> None:
    page = ChatPage(english)
    page.open()
    assert page.heading == "Ask about a procedure"
    expect(page.room.state).to_have_text("Connected")
    english.get_by_label("Your question", exact=True).fill(NOT_KNOWN)
    english.get_by_role("button", name="Send").click()
    expect(page.room.turns.first).to_contain_text("I don't know the answer")
    shot(english, "chat-english")


def test_the_widget_opens_the_chat_in_a_panel(both: Tab, shot: Shot) -> None:
    page = WidgetPage(both)
    page.open()
    room = page.open_panel()
    room.is_connected()
    turn = room.ask(MOVED)
    expect(turn.get_by_role("button", name="この中にはない")).to_be_visible()
    shot(both, "chat-widget")
    both.get_by_role("button", name="チャットを閉じる").click()
    expect(both.get_by_role("button", name="チャットで質問する")).to_be_focused()


def test_the_questions_can_be_read_without_asking(both: Tab, shot: Shot) -> None:
    page = FaqPage(both)
    page.open()
    shot(both, "faq")
    both.get_by_label("キーワード").fill("粗大ごみ")
    page.press("表示する")
    both.locator("main li a").first.click()
    page.check()
    shot(both, "faq-entry")


@pytest.mark.usefixtures("worker")
def test_an_editor_adds_a_phrasing_and_publishes(
    both: Tab, shot: Shot, editor: User, as_person: Callable[[Tab, User], User]
) -> None:
    as_person(both, editor)
    page = DeskPage(both)
    page.open()
    shot(both, "faq-desk")
    page.open("/staff/faq/new/")
    page.press("質問を保存する", status=422)
    expect(page.error_summary).to_be_visible()
    page.open("/staff/faq/entries/moving-in/")
    both.get_by_label("この質問の別の言い回し").fill(f"引っ越しで来たよ {editor.pk}")
    page.press("言い回しを加える")
    shot(both, "faq-edit")
    for path in ("/staff/faq/import/", "/staff/faq/unanswered/"):
        page.open(path)
    page.open("/staff/faq/publications/")
    before = Publication.objects.count()
    with both.expect_navigation():
        page.main.get_by_role("button", name="公開の準備をする", exact=True).click()
    job = Job.objects.get(kind=Job.Kind.FAQ_PUBLICATION, requested_by=editor)
    for _ in range(720):
        both.wait_for_timeout(250)
        job.refresh_from_db()
        if not job.is_active:
            break
    assert (job.state, job.error) == (Job.State.DONE, "")
    assert Publication.objects.count() == before + 1
    page.open("/staff/faq/publications/")
    shot(both, "faq-publications")
    page.open(f"/staff/faq/publications/{Publication.objects.active().get().number}/")
    shot(both, "faq-publication")


@pytest.mark.usefixtures("worker")
def test_an_editor_imports_a_file_and_sees_which_rows_are_wrong(
    both: Tab, shot: Shot, editor: User, as_person: Callable[[Tab, User], User], tmp_path: Path
) -> None:
    key = f"imported-{editor.pk}"
    file = tmp_path / "よくある質問.csv"
    file.write_bytes(f"番号,質問,回答\n{key},質問です,回答です\nだめ,質問,回答\n".encode("cp932"))
    as_person(both, editor)
    page = DeskPage(both)
    page.open("/staff/faq/import/")
    shot(both, "faq-import")
    both.get_by_label("ファイル", exact=False).last.set_input_files(file)
    page.press("ファイルを確認する")
    expect(page.main).to_contain_text("取り込める行は1行、取り込めない行は1行です。")
    shot(both, "faq-import-preview")
    with both.expect_navigation():
        both.get_by_role("button", name="1行を取り込む").click()
    for _ in range(80):
        both.wait_for_timeout(250)
        if FaqEntry.objects.filter(key=key).exists():
            break
    assert FaqEntry.objects.get(key=key).field == "その他"
