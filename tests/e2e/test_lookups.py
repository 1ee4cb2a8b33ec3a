"""A resident looks up garbage days and opening hours; staff bring a list in."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import FilePayload, expect
from playwright.sync_api import Page as Tab

from accounts.models import User
from accounts.policy import Role
from chatbot.models import LookupSet
from chatbot.services.lookups import demo, sets
from tests import factories
from tests.chatbot.lookups import lists
from tests.chatbot.lookups.test_districts import of_sixty
from tests.e2e.pages.base import Page
from tests.e2e.pages.chat import ChatPage

pytestmark = pytest.mark.e2e
Shot = Callable[[Tab, str], Path]


@pytest.fixture(autouse=True)
def _lists(site: str) -> None:
    demo.load(now=timezone.now())


def test_a_resident_says_the_district_once_and_sees_the_next_days(both: Tab, shot: Shot) -> None:
    page = ChatPage(both)
    page.open()
    room = page.room
    room.is_connected()
    turn = room.ask("ペットボトルはいつ")
    expect(turn.locator("[data-html]")).to_contain_text("缶・びん・ペットボトル")
    turn.get_by_role("button", name="中央地区").click()
    both.get_by_role("button", name="中央地区 栄町").click()
    told = both.locator("[data-part=step]").last
    expect(told).to_contain_text("中央地区 栄町")
    expect(told.get_by_role("listitem")).to_have_count(3)
    page.check()
    shot(both, "lookup-garbage")
    again = room.ask("もえるごみのひは？")
    expect(again.locator("[data-title]")).to_have_text("中央地区 栄町の収集日")
    expect(again.get_by_role("button", name="地区を変える")).to_be_visible()


def test_it_works_without_javascript(without_javascript: Tab, shot: Shot) -> None:
    tab = without_javascript
    tab.goto("/chat/")
    tab.get_by_label("ご質問").fill("傘の捨て方")
    tab.get_by_role("button", name="送信する").click()
    tab.get_by_role("button", name="港地区").click()
    tab.get_by_role("button", name="港地区 本港町").click()
    expect(tab.locator("[data-part=step]").last).to_contain_text("燃やさないごみ（港地区 本港町）")
    shot(tab, "lookup-plain")


@pytest.fixture
def _sixty_districts(_lists: None) -> Iterator[None]:
    earlier = LookupSet.objects.get(kind="garbage", is_active=True)
    of_sixty(now=timezone.now())
    yield
    sets.activate(held=earlier, actor=None, now=timezone.now())


@pytest.mark.usefixtures("_sixty_districts")
def test_one_of_sixty_districts_is_found_by_its_reading(both: Tab, shot: Shot) -> None:
    page = ChatPage(both)
    page.open()
    turn = page.room.ask("燃えるごみはいつ")
    turn.get_by_label("地区の名前や読みがなで探す").fill("さくら")
    page.check()
    shot(both, "lookup-districts")
    both.keyboard.press("Enter")
    both.get_by_role("button", name="桜が丘").click()
    expect(both.locator("[data-part=step]").last).to_contain_text("桜が丘")


@pytest.mark.usefixtures("_sixty_districts")
def test_a_district_is_found_without_javascript(without_javascript: Tab, shot: Shot) -> None:
    tab = without_javascript
    tab.goto("/chat/")
    tab.get_by_label("ご質問").fill("傘の捨て方")
    tab.get_by_role("button", name="送信する").click()
    tab.get_by_label("地区の名前や読みがなで探す").fill("まつだい")
    tab.get_by_role("button", name="探す").click()
    expect(tab.locator("[data-part=step]").last).to_contain_text("松台")
    shot(tab, "lookup-districts-plain")


def test_a_question_in_english_is_answered_in_english(both: Tab, shot: Shot) -> None:
    page = ChatPage(both)
    page.open()
    turn = page.room.ask("When is burnable garbage collected in Otemachi?")
    told = turn.locator("[data-part=step]")
    expect(told.locator("[data-html]")).to_have_attribute("lang", "en")
    expect(told).to_contain_text("大手町")
    expect(told).to_contain_text("The city's list is in Japanese only")
    page.check()
    shot(both, "lookup-english")
    page.room.ask("How do I throw away a sofa?")
    shot(both, "lookup-english-thing")


def test_opening_hours_are_told(both: Tab, shot: Shot) -> None:
    page = ChatPage(both)
    page.open()
    turn = page.room.ask("図書館は何時まで")
    expect(turn.get_by_role("button", name="汐見市立中央図書館")).to_be_visible()
    turn.get_by_role("button", name="汐見市立中央図書館").click()
    expect(both.locator("[data-part=step]").last).to_contain_text("0000-12-3601")
    page.check()
    shot(both, "lookup-facility")


def test_an_editor_brings_a_list_in_tries_it_and_goes_back(
    both: Tab, as_person: Callable[[Tab, User], User], shot: Shot
) -> None:
    as_person(both, factories.user(Role.FAQ_EDITOR))
    page = Page(both)
    page.open("/staff/lists/import/")
    page.check()
    both.locator("input[type=file]").set_input_files(
        [FilePayload(name=name, mimeType="text/csv", buffer=content) for name, content in lists.files()]
    )
    both.get_by_label("出典").fill("資源循環課")
    both.get_by_label("ほかの市町村のものではなく").check()
    both.get_by_role("button", name="内容を確かめる").click()
    expect(both.get_by_text("カレンダーに列のない分別")).to_be_visible()
    page.check()
    shot(both, "lookup-preview")
    both.get_by_role("button", name="この一覧で答える").click()
    expect(both.get_by_text("この一覧での回答を始めました。")).to_be_visible()
    page.open("/staff/lists/")
    page.check()
    shot(both, "lookup-lists")
    earlier = LookupSet.objects.filter(kind="garbage", counts__has_key="demo").get()
    page.open(earlier.get_absolute_url())
    both.get_by_role("button", name="この一覧に戻す").click()
    page.open("/staff/lists/try/?q=ソファの捨て方")
    expect(both.get_by_text("ソファ（1人用）")).to_be_visible()
    page.check()
    shot(both, "lookup-try")
