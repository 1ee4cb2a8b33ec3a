"""Somebody who has just moved is led through what there is to do; the line is cut in between."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, WebSocketRoute, expect
from playwright.sync_api import Page as Tab

from accounts.models import User
from accounts.policy import Role
from chatbot.models import Exchange, Guide
from chatbot.services import demo
from tests import factories
from tests.e2e.pages.base import Page
from tests.e2e.pages.chat import ChatPage, Room

pytestmark = pytest.mark.e2e
MOVED = "転入届はどうすればよいですか"
OFFER = "「引っ越してきたとき」をひとつずつ確かめる"
Shot = Callable[[Tab, str], Path]
AsPerson = Callable[[Tab, User], User]


@pytest.fixture(autouse=True)
def _published(site: str) -> None:
    demo.load(now=timezone.now())


def cut_the_first_step_after(tab: Tab, words: str) -> list[WebSocketRoute]:
    """The line breaks exactly once: with the answer to these words on its way."""
    lines: list[WebSocketRoute] = []
    cut: list[str] = []

    def pass_on(line: WebSocketRoute) -> None:
        lines.append(line)
        server = line.connect_to_server()

        def on_answer(message: str | bytes) -> None:
            frame = json.loads(message)
            if not cut and frame.get("question") == words:
                cut.append(words)
                line.close()
            else:
                line.send(message)

        server.on_message(on_answer)

    tab.route_web_socket("**/ws/chat/", pass_on)
    return lines


def answer_the_rest_with_something_else_in_between(tab: Tab, shot: Shot) -> None:
    room = ChatPage(tab).room
    expect(room.ask("国保です")).to_contain_text("お子さんはいますか")
    expect(room.ask("粗大ごみの出し方を教えてください")).to_contain_text("手続きガイドの途中です")
    shot(tab, "guide-waits")
    before = room.turns.count()
    room.turns.last.get_by_role("button", name="ガイドの続きに進む").click()
    expect(room.turns).to_have_count(before + 1)
    expect(room.turns.last).to_contain_text("お子さんはいますか")
    for answer in ("いない", "いいえ", "2"):
        expect(room.ask(answer).locator("[data-html]")).to_be_visible()
    room.choose(room.turns.last, "いいえ、まだ")


def take_the_reading(room: Room, turn: Locator, name: str) -> None:
    """Where the chat was not sure and offers readings; else it has answered."""
    reading = turn.get_by_role("button", name=re.compile(name))
    expect(reading.or_(turn.locator("[data-html]")).first).to_be_visible()
    if reading.count():
        room.choose(turn, name)


def nothing_is_lost_or_doubled(tab: Tab) -> None:
    tab.wait_for_timeout(500)
    last = Exchange.objects.filter(outcome=Exchange.Outcome.GUIDE).order_by("-pk").first()
    assert last
    assert last.helped is True
    numbers = list(last.conversation.exchanges.values_list("number", flat=True))
    assert numbers == list(range(1, ChatPage(tab).room.turns.count() + 1))


def test_a_newcomer_is_led_to_a_checklist_and_a_cut_line_loses_nothing(both: Tab, shot: Shot) -> None:
    lines = cut_the_first_step_after(both, "日本のほかの市区町村から")
    page = ChatPage(both)
    page.open()
    room = page.room
    first = room.ask(MOVED)
    take_the_reading(room, first, "転入届")
    expect(first.locator("[data-html]")).to_contain_text("14日以内")
    shot(both, "guide-offer")
    first.get_by_role("button", name=OFFER).dblclick()
    expect(room.turns).to_have_count(2)
    expect(first.get_by_role("button", name="いいえ", exact=True)).to_be_visible()
    room.choose(room.turns.nth(1), "日本のほかの市区町村から")
    expect(room.turns.nth(2)).to_contain_text("転出届を出しましたか")
    assert len(lines) == 2
    shot(both, "guide-question")
    both.context.set_offline(True)
    room.choose(room.turns.nth(2), "いいえ、まだ出していない")
    expect(room.state).to_contain_text("オフラインです")
    both.context.set_offline(False)
    expect(room.turns.nth(3)).to_contain_text("健康保険はどれですか")
    both.reload()
    expect(room.turns).to_have_count(4)
    answer_the_rest_with_something_else_in_between(both, shot)
    end = room.turns.last
    expect(end).to_contain_text("あなたのやることリスト")
    for words in ("前の市区町村に転出届を出す", "国民健康保険に入る届出をする", "水道の使い始めを申し込む"):
        expect(end).to_contain_text(words)
    page.check()
    shot(both, "guide-end")
    end.get_by_role("button", name="はい", exact=True).click()
    expect(end).to_contain_text("お役に立ててよかったです")
    nothing_is_lost_or_doubled(both)
    page.press("やることリストを印刷・保存用のページで開く")
    assert page.heading == "引っ越してきたとき　やることリスト"
    shot(both, "guide-checklist")
    both.emulate_media(media="print")
    shot(both, "guide-checklist-print")


def test_a_guide_is_walked_and_read_without_javascript(without_javascript: Tab, shot: Shot) -> None:
    page = ChatPage(without_javascript, scripts=False)
    page.open("/guides/")
    page.press("子どもが生まれたとき")
    shot(without_javascript, "guide-whole")
    page.press("チャットでひとつずつ答える")
    for _ in range(2):
        with without_javascript.expect_navigation():
            page.room.turns.last.get_by_role("button", name="いいえ", exact=True).click()
    expect(page.room.turns.last).to_contain_text("どの健康保険")
    with without_javascript.expect_navigation():
        page.room.choose(page.room.turns.last, "ひとつ前の質問に戻る")
    expect(page.room.turns.last).to_contain_text("公務員ですか")
    assert without_javascript.url.endswith(f"#exchange-{page.room.turns.count()}")


def test_the_whole_guide_and_the_list_fit_every_screen(both: Tab, shot: Shot) -> None:
    page = Page(both)
    page.open("/guides/")
    shot(both, "guides")
    page.press("家族が亡くなったとき")
    shot(both, "guide-whole")


def write_a_guide_with_one_question(page: Page, shot: Shot, key: str) -> None:
    both = page.tab
    page.open("/staff/guides/new/")
    page.press("下書きに保存する", status=422)
    expect(page.error_summary).to_be_visible()
    shot(both, "guide-new")
    both.get_by_label("題名", exact=False).first.fill("図書館を初めて使うとき")
    both.get_by_label("識別子").fill(key)
    page.press("下書きに保存する")
    assert page.main.get_by_text("質問がまだありません。").is_visible()
    page.press("質問を書く")
    both.get_by_label("質問", exact=False).first.fill("利用カードを持っていますか。")
    page.press("下書きに保存する")
    for label, leads in (("はい", "ここで終わり、やることリストを出す"), ("いいえ", "まだ決めていない")):
        page.main.get_by_role("link", name="答えを書き足す").first.click()
        both.get_by_label("答え", exact=False).first.fill(label)
        both.get_by_label("この答えの次").select_option(label=leads)
        page.press("下書きに保存する")


def put_right_what_is_wrong(page: Page) -> None:
    both = page.tab
    with both.expect_navigation():
        page.main.get_by_role("link", name="リストに載せることを加える (いいえ)").click()
    page.check()
    both.get_by_label("やること", exact=False).first.fill("利用カードを作る")
    both.get_by_label("持ち物", exact=False).first.fill("住所の分かる本人確認書類")
    both.get_by_label("くわしい回答").select_option("library-card")
    page.press("下書きに保存する")
    page.main.get_by_role("link", name="変える (いいえ)").click()
    both.get_by_label("この答えの次").select_option("end")
    page.press("下書きに保存する")


def test_an_editor_writes_a_guide_walks_it_and_publishes(both: Tab, shot: Shot, as_person: AsPerson) -> None:
    editor = as_person(both, factories.user(Role.FAQ_EDITOR))
    key = f"library-{editor.pk}"
    page = Page(both)
    write_a_guide_with_one_question(page, shot, key)
    expect(page.main).to_contain_text("この答えの次が決まっていません")
    shot(both, "guide-with-faults")
    put_right_what_is_wrong(page)
    page.press("下書きをためす")
    page.press("いいえ")
    expect(page.main).to_contain_text("利用カードを作る")
    shot(both, "guide-preview")
    page.open(f"/staff/guides/{key}/")
    page.press("下書きを公開する")
    expect(page.main).to_contain_text("第1版を公開しました")
    shot(both, "guide-edit")
    page.open(f"/staff/guides/{key}/history/")
    page.open("/staff/guides/moved-here/")
    shot(both, "guide-tree")
    page.open("/staff/guides/moved-here/about/")
    shot(both, "guide-about")
    page.open("/staff/guides/")
    shot(both, "guide-desk")
    assert Guide.objects.published().filter(key=key).exists()


def test_an_editor_is_told_what_goes_with_a_question_and_takes_it_back(
    both: Tab, shot: Shot, as_person: AsPerson
) -> None:
    as_person(both, factories.user(Role.FAQ_EDITOR))
    page = Page(both)
    page.open("/staff/guides/moved-here/")
    page.press("取り除く (犬を飼っていますか。)")
    expect(page.main).to_contain_text("新しい家の水道は、使い始めの申し込みをしましたか。")
    shot(both, "guide-remove")
    page.press("これらの質問もいっしょに取り除く")
    expect(page.main).not_to_contain_text("犬を飼っていますか。")
    shot(both, "guide-undo")
    page.press("最後の変更を元に戻す")
    expect(page.main).to_contain_text("犬を飼っていますか。")
    expect(page.main).to_contain_text("いま公開している版と同じ内容です。")


def test_a_guide_is_walked_in_english(english: Tab, shot: Shot) -> None:
    page = ChatPage(english)
    page.open("/guides/")
    page.press("I have moved here")
    shot(english, "guide-whole-english")
    page.press("Answer one by one in the chat")
    last = page.room.turns.last
    expect(last).to_contain_text("Where have you moved from?")
    with_answer = page.room.turns.count() + 1
    english.get_by_label("Your question", exact=True).fill("the second one")
    english.get_by_role("button", name="Send").click()
    expect(page.room.turns).to_have_count(with_answer)
    expect(page.room.turns.last).to_contain_text("Which health insurance do you have?")
    page.check()
    shot(english, "guide-english")
