"""A question the city has no answer for: handed to a person in hours, left for later out of hours."""

from collections.abc import Callable, Iterator
from datetime import time
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from accounts.models import RoleGrant, User
from accounts.policy import Role
from chatbot.models import CannedAnswer, Desk, Handover, LeftQuestion, Opening
from chatbot.services import demo
from chatbot.services.people import handovers, messages
from tests import factories
from tests.chatbot.people import office
from tests.e2e.conftest import PHONE, NewPage
from tests.e2e.pages.base import Page
from tests.e2e.pages.chat import ChatPage
from tests.e2e.pages.people import ConsolePage
from tests.e2e.pages.talk import stand_once_and_in_order

pytestmark = pytest.mark.e2e
Shot = Callable[[Tab, str], Path]
LogIn = Callable[[Tab, User], User]
NOT_KNOWN = "アジャイル開発の本を買いたい"
FIVE_SECONDS = 5000


@pytest.fixture(autouse=True)
def _published(site: str) -> None:
    demo.load(now=timezone.now())


@pytest.fixture
def _in_hours(site: str) -> Iterator[None]:
    Handover.objects.all().delete()  # of other tests: whoever comes is the first
    Opening.objects.bulk_create(
        Opening(weekday=day, opens=time(0, 0), closes=time(23, 59, 59)) for day in range(7)
    )
    yield
    Opening.objects.all().delete()


@pytest.fixture
def aoi(site: str) -> User:
    Desk.objects.get_or_create(name="公園緑地課")
    CannedAnswer.objects.get_or_create(
        title="お調べします", defaults={"text": "お調べしますので、少しお待ちください。"}
    )
    return factories.user(Role.FAQ_EDITOR, display_name="青井")


@pytest.fixture(params=["phone", "desktop"])
def visitor(request: pytest.FixtureRequest, new_page: NewPage) -> Tab:
    return new_page(viewport=PHONE, has_touch=True) if request.param == "phone" else new_page()


@pytest.mark.usefixtures("_in_hours")
def test_in_hours_a_person_takes_it_and_both_sides_write(
    visitor: Tab, new_page: NewPage, aoi: User, as_person: LogIn, shot: Shot
) -> None:
    size = visitor.viewport_size
    assert size
    staff = new_page(viewport=size)
    as_person(staff, aoi)
    page, console = ChatPage(visitor), ConsolePage(staff)
    page.open()
    page.room.is_connected()
    turn = page.room.ask(NOT_KNOWN)
    expect(turn).to_contain_text("わかりません")
    shot(visitor, "people-unknown")
    turn.get_by_role("button", name="職員に聞く").click()
    panel = visitor.locator("[data-people]")
    expect(panel).to_contain_text("順番をお待ちです（1番目）")
    page.check()
    shot(visitor, "people-waiting")

    both_sides_write(page, console, shot)
    the_line_is_cut(page, console)
    they_part(page, console, shot)
    assert Handover.objects.get(taken_by=aoi).outcome == "answered"
    again = page.room.ask(NOT_KNOWN)
    expect(again).to_contain_text("わかりません")


def both_sides_write(page: ChatPage, console: ConsolePage, shot: Shot) -> None:
    visitor, staff = page.tab, console.tab
    panel = visitor.locator("[data-people]")
    console.open()
    expect(console.waiting).to_contain_text("相談者はページを開いています")
    shot(staff, "console-queue")
    with staff.expect_navigation():
        console.waiting.get_by_role("button", name="対応する").click()
    console.check()
    expect(panel).to_contain_text("職員がお答えしています")
    staff.get_by_label("相談者への返事").press_sequentially("図書館で", delay=30)
    expect(panel.locator("[data-typing]")).to_contain_text("入力しています")
    console.reply("図書館でお探しの本を予約できます。")
    expect(page.room.turns.last).to_contain_text("図書館でお探しの本を予約できます。")
    page.room.ask("買うのはどうですか")
    expect(console.lines).to_contain_text("買うのはどうですか")
    page.check()
    console.check()
    shot(visitor, "people-talk")
    shot(staff, "console-talk")


def the_line_is_cut(page: ChatPage, console: ConsolePage) -> None:
    visitor = page.tab
    visitor.context.set_offline(True)
    console.reply("購入は、お近くの書店へお願いします。")
    expect(console.lines).to_contain_text("購入は")
    visitor.wait_for_timeout(1500)
    page.room.ask("わかりました")
    visitor.context.set_offline(False)
    expect(page.room.turns.last.locator("[data-fate]")).to_have_text("送信しました")
    expect(console.lines).to_contain_text("わかりました")
    said = ["図書館でお探し", "買うのは", "購入は", "わかりました"]
    stand_once_and_in_order(page.room.turns, said)
    visitor.reload()
    stand_once_and_in_order(page.room.turns, said)
    page.check()


def they_part(page: ChatPage, console: ConsolePage, shot: Shot) -> None:
    staff = console.tab
    staff.get_by_role("radio", name="回答した").check()
    with staff.expect_navigation():
        staff.get_by_role("button", name="相談を終了する").click()
    console.check()
    end = page.room.turns.last
    expect(end).to_contain_text("職員との相談は終わりました")
    end.get_by_role("button", name="はい", exact=True).click()
    expect(end).to_contain_text("お役に立ててよかったです")
    shot(page.tab, "people-ended")


@pytest.mark.usefixtures("worker")
def test_out_of_hours_the_question_is_left_and_the_answer_comes_by_mail_and_on_return(
    visitor: Tab,
    new_page: NewPage,
    aoi: User,
    as_person: LogIn,
    shot: Shot,
    mails: Callable[[], list[str]],
) -> None:
    page = ChatPage(visitor)
    page.open()
    page.room.is_connected()
    turn = page.room.ask(NOT_KNOWN)
    turn.get_by_role("button", name="職員に聞く").click()
    panel = visitor.locator("[data-people]")
    expect(panel).to_contain_text("ただいま職員の受付時間外です")
    expect(panel.get_by_label("職員にたずねたいこと")).to_have_value(NOT_KNOWN)
    page.check()
    shot(visitor, "people-leave")
    panel.get_by_label("メールアドレス").fill("yui@example.org")
    visitor.context.set_offline(True)
    panel.get_by_role("button", name="この質問を残す").click()
    visitor.wait_for_timeout(800)
    visitor.context.set_offline(False)
    left = page.room.turns.last
    expect(left).to_contain_text("ご質問をお預かりしました")
    reference = left.locator("[data-reference]").inner_text()
    shot(visitor, "people-left")
    visitor.reload()
    expect(page.room.turns.last).to_contain_text(reference)
    question = LeftQuestion.objects.get(reference=reference)

    staff = new_page()
    as_person(staff, aoi)
    it_is_answered(ConsolePage(staff), question, shot)
    visitor.reload()
    expect(page.room.turns.last).to_contain_text("図書館の窓口でご案内します。")
    page.check()
    shot(visitor, "people-answered")
    assert mails_about(reference, visitor, mails) == 1


def it_is_answered(console: ConsolePage, question: LeftQuestion, shot: Shot) -> None:
    console.open("/staff/chat/left/")
    shot(console.tab, "console-left")
    console.open(f"/staff/chat/left/{question.pk}/")
    shot(console.tab, "console-left-one")
    console.tab.get_by_label("この質問への回答").fill("図書館の窓口でご案内します。")
    console.press("回答を送る")


def mails_about(reference: str, tab: Tab, mails: Callable[[], list[str]]) -> int:
    """How many, once the worker has sent the first."""
    for _ in range(360):
        if any(reference in mail for mail in mails()):
            break
        tab.wait_for_timeout(250)
    return sum(reference in mail for mail in mails())


@pytest.mark.usefixtures("_in_hours")
def test_a_second_tab_and_a_page_without_javascript_show_the_same(
    desktop: Tab, new_page: NewPage, aoi: User, as_person: LogIn
) -> None:
    page = ChatPage(desktop)
    page.open()
    page.room.is_connected()
    page.room.ask(NOT_KNOWN)
    second = ChatPage(desktop.context.new_page())
    second.open()
    second.room.is_connected()
    desktop.locator("[data-people]").get_by_role("button", name="職員に聞く").click()
    expect(second.tab.locator("[data-people]")).to_contain_text("順番をお待ちです")
    second.room.ask("二つめの窓から書きました")
    expect(page.room.turns.last).to_contain_text("二つめの窓から書きました")
    assert page.room.turns.all_inner_texts() == second.room.turns.all_inner_texts()
    desktop.locator("[data-people]").get_by_role("button", name="待つのをやめて").click()
    expect(second.room.turns.last).to_contain_text("職員への相談を終えました")


def log_out(aoi: User, tab: Tab) -> None:
    other = Page(tab.context.new_page())
    other.open("/staff/")
    other.press("ログアウト", inside=other.tab.locator("header"))


def change_password(aoi: User, tab: Tab) -> None:
    aoi.set_password("another-password-for-tests")
    aoi.save()


def disable(aoi: User, tab: Tab) -> None:
    User.objects.filter(pk=aoi.pk).update(is_active=False)


def take_the_role(aoi: User, tab: Tab) -> None:
    RoleGrant.objects.filter(user=aoi).delete()


@pytest.mark.usefixtures("_in_hours")
@pytest.mark.parametrize("end", [log_out, change_password, disable, take_the_role])
def test_an_open_console_is_closed_to_whoever_may_no_longer_answer_within_five_seconds(
    desktop: Tab, aoi: User, as_person: LogIn, end: Callable[[User, Tab], None], shot: Shot
) -> None:
    handover = office.waiting(now=timezone.now())
    handovers.take(handover=handover, actor=aoi, now=timezone.now())
    as_person(desktop, aoi)
    console = ConsolePage(desktop)
    console.open(f"/staff/chat/talks/{handover.pk}/")
    talk = handover.conversation
    messages.say(conversation=talk, client_id="a", text="いまは読めます", now=timezone.now())
    expect(console.lines).to_contain_text("いまは読めます")
    end(aoi, desktop)
    messages.say(conversation=talk, client_id="b", text="もう読めません", now=timezone.now())
    expect(console.renewal).to_contain_text("権限がなくなりました", timeout=FIVE_SECONDS)
    console.reply("まだ書けますか")
    expect(desktop.locator("[data-unsent]")).to_contain_text("送信できませんでした")
    expect(desktop.get_by_label("相談者への返事")).to_have_value("まだ書けますか")
    shot(desktop, "console-closed")
    assert "もう読めません" not in desktop.content()
    assert not handover.messages.filter(author="staff").exists()


def test_without_javascript_the_question_is_left_on_a_page_of_its_own(
    without_javascript: Tab, shot: Shot
) -> None:
    page = ChatPage(without_javascript, scripts=False)
    page.open()
    page.room.input.fill(NOT_KNOWN)
    page.press("送信する")
    with without_javascript.expect_navigation():
        page.room.turns.last.get_by_role("button", name="職員に聞く").click()
    page.check()
    without_javascript.get_by_label("メールアドレス").fill("だめ")
    page.press("この質問を残す", status=422)
    expect(page.error_summary).to_be_visible()
    shot(without_javascript, "leave-page")
    without_javascript.get_by_label("メールアドレス").fill("")
    page.press("この質問を残す")
    assert page.heading == "ご質問をお預かりしました"
    shot(without_javascript, "left-page")


def test_the_office_hours_are_set_on_screen(both: Tab, aoi: User, as_person: LogIn, shot: Shot) -> None:
    as_person(both, aoi)
    console = ConsolePage(both)
    console.open("/staff/chat/office/")
    shot(both, "console-office")
    console.open("/staff/chat/")
    shot(both, "console-empty")
