"""The editors' desk: two people agree on an answer, dates are kept, and readers get their language."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from accounts.models import User
from accounts.policy import Role
from chatbot.models import ChatSettings, EntryPair, FaqEntry, FaqRevision, TestQuestion
from chatbot.services import demo, faq
from chatbot.services.faq import Words
from tests import factories
from tests.e2e.pages.base import Page
from tests.e2e.pages.chat import ChatPage

pytestmark = pytest.mark.e2e
Shot = Callable[[Tab, str], Path]
NewPage = Callable[..., Tab]
AsPerson = Callable[[Tab, User], User]
KEY = "e2e-desk"


@pytest.fixture(autouse=True)
def _published(site: str) -> None:
    demo.load(now=timezone.now())


@pytest.fixture
def aiko() -> User:
    return factories.user(Role.FAQ_EDITOR, display_name="愛子")


@pytest.fixture
def ken() -> User:
    return factories.user(Role.FAQ_EDITOR, display_name="健")


@pytest.fixture
def entry(aiko: User) -> Iterator[FaqEntry]:
    """Written by Aiko, last checked long ago, ending soon; put away again afterwards."""
    words = Words(
        question="図書館のカードをなくしました。どうすればよいですか。",
        answer="中央図書館の窓口で作り直せます。手数料は200円です。",
        department="中央図書館",
        checked_on=date(2024, 4, 1),
        valid_until=timezone.localdate() + timedelta(days=10),
    )
    made = FaqEntry.objects.filter(key=KEY).first()
    if made is None:
        made = faq.create_entry(
            actor=aiko, key=KEY, field="図書館・文化・スポーツ施設", words=words, now=timezone.now()
        )
    yield made
    faq.archive(actor=aiko, entry=made, now=timezone.now())
    faq.restore(actor=aiko, entry=made, now=timezone.now())


@pytest.fixture
def _needs_review() -> Iterator[None]:
    ChatSettings.objects.update_or_create(pk=1, defaults={"needs_review": True})
    yield
    ChatSettings.objects.filter(pk=1).update(needs_review=False)


def test_every_page_of_the_desk_can_be_used_by_everybody(
    both: Tab, as_person: AsPerson, aiko: User, entry: FaqEntry, shot: Shot
) -> None:
    as_person(both, aiko)
    others = list(FaqEntry.objects.filter(key__in=["moving-in", "moving-out"]).order_by("pk"))
    EntryPair.objects.get_or_create(
        kind="confused",
        first=others[0],
        second=others[1],
        defaults={
            "weight": 3,
            "phrasings": [
                {"text": "引っ越しの届け", "of": "moving-out", "becomes": "answered"},
                {"text": "市の外へ引っ越すときの手続きを知りたい", "of": "moving-out", "becomes": "offered"},
                {"text": "引っ越してきて届けを出したい", "of": "moving-in", "becomes": "below"},
            ],
        },
    )
    asked = TestQuestion.objects.earliest("pk")
    page = Page(both)
    for name, path in {
        "list": "/staff/faq/",
        "new": "/staff/faq/new/",
        "edit": f"/staff/faq/entries/{KEY}/",
        "edit-languages": "/staff/faq/entries/moving-in/",
        "version": f"/staff/faq/entries/{KEY}/versions/1/",
        "reviews": "/staff/faq/review/",
        "reminders": "/staff/faq/reminders/",
        "synonyms": "/staff/faq/synonyms/",
        "fields": "/staff/faq/fields/",
        "departments": "/staff/faq/departments/",
        "pairs": "/staff/faq/alike/",
        "export": "/staff/faq/export/",
        "import": "/staff/faq/import/",
        "tests": "/staff/faq/tests/",
        "test": f"/staff/faq/tests/{asked.pk}/",
    }.items():
        page.open(path)
        shot(both, f"desk-{name}")


def test_a_new_entry_is_laid_beside_those_there_are_while_it_is_written(
    both: Tab, as_person: AsPerson, aiko: User, shot: Shot
) -> None:
    as_person(both, aiko)
    page = Page(both)
    page.open("/staff/faq/new/")
    question = both.locator("input[name=question]")
    question.press_sequentially("粗大ごみの出し方を教えてください")
    expect(both.locator("[data-likely]").get_by_role("link")).not_to_have_count(0)
    expect(both.locator("[data-likely]")).to_contain_text("粗大ごみ")
    page.check()
    shot(both, "desk-new-likely")
    question.fill("あ")
    expect(both.locator("[data-likely]").get_by_role("link")).to_have_count(0)


@pytest.mark.usefixtures("_needs_review")
def test_what_one_person_changed_another_one_reads_and_approves(
    both: Tab, new_page: NewPage, as_person: AsPerson, aiko: User, ken: User, entry: FaqEntry, shot: Shot
) -> None:
    as_person(both, aiko)
    author = Page(both)
    author.open(f"/staff/faq/entries/{KEY}/")
    fee = f"手数料は{200 + FaqEntry.objects.get(key=KEY).revisions.count()}円です。"
    both.locator("textarea[name=answer]").fill(f"中央図書館の窓口で作り直せます。{fee}")
    author.press("変更を保存する")
    expect(author.main).to_contain_text("ほかの人の確認を待っています")
    author.press("変わったところを見る")
    expect(author.main).to_contain_text("自分で書いたものです")
    second_tab = new_page(viewport=both.viewport_size)
    as_person(second_tab, ken)
    second = Page(second_tab)
    second.open("/staff/faq/review/?page=99")  # the newest stand at the end
    second.press("図書館のカードをなくしました。どうすればよいですか。")
    expect(second.main.locator("ins").first).to_be_visible()
    shot(second_tab, "desk-second-person")
    second.press("書き添えて差し戻す", status=422)
    expect(second.error_summary).to_contain_text("直してほしいところ")
    shot(second_tab, "desk-second-person-error")
    second.press("承認する")
    expect(second.main).to_contain_text("承認しました")
    current = FaqEntry.objects.select_related("current__reviewed_by").get(key=KEY).current
    assert current
    assert (current.review, current.reviewed_by) == ("approved", ken)
    assert fee in current.answer


def test_one_click_says_that_an_answer_is_still_right(
    without_javascript: Tab, as_person: AsPerson, aiko: User, entry: FaqEntry
) -> None:
    as_person(without_javascript, aiko)
    page = Page(without_javascript, scripts=False)
    page.open("/staff/faq/reminders/?reason=ends")
    row = without_javascript.get_by_role("row").filter(has_text="カードをなくしました")
    with without_javascript.expect_navigation():
        row.get_by_role("button", name="内容に変わりなし").click()
    page.check()
    current = FaqEntry.objects.select_related("current").get(key=KEY).current
    assert current
    assert current.checked_on == timezone.localdate()


def test_plain_japanese_is_chosen_in_the_midst_of_a_conversation_and_kept(both: Tab, shot: Shot) -> None:
    page = ChatPage(both)
    page.open()
    page.room.is_connected()
    turn = page.room.ask("粗大ごみの申し込み方を教えてください")
    expect(turn.locator(".chat-answer").first).to_be_visible()
    if turn.locator("[data-html]").count() == 0:
        turn.get_by_role("button", name="粗大ごみ").first.click()
    expect(turn.locator("[data-html]")).to_contain_text("粗大ごみ処理券")
    page.press("やさしい日本語で読む")
    answer = both.locator("[data-html]").last
    expect(answer.locator("ruby").first).to_be_visible()
    expect(answer).to_have_attribute("lang", "ja")
    shot(both, "chat-plain-japanese")
    both.reload()
    expect(both.locator("[data-html] ruby").first).to_be_visible()
    page.press("ふつうの日本語で読む")
    expect(both.locator("[data-html]").last).to_contain_text("粗大ごみ処理券")


def test_a_question_in_english_is_offered_the_english_answer(both: Tab, shot: Shot) -> None:
    page = ChatPage(both)
    page.open()
    page.room.is_connected()
    turn = page.room.ask("How do I get rid of bulky garbage such as furniture?")
    expect(turn.locator(".chat-answer").first).to_be_visible()
    if turn.locator("[data-html]").count() == 0:
        turn.get_by_role("button", name="粗大ごみ").first.click()
    offer = turn.get_by_text("Read this answer in English")
    offer.click()
    expect(turn.locator("details[lang=en]")).to_contain_text("apply beforehand")
    page.check()
    shot(both, "chat-english-offered")


def test_the_english_page_answers_in_english_or_says_that_it_cannot(english: Tab, shot: Shot) -> None:
    page = Page(english)
    page.open("/faq/moving-in/")
    expect(english.locator("h1")).to_have_attribute("lang", "en")
    expect(page.main).to_contain_text("14 days")
    shot(english, "faq-english")
    FaqRevision.objects.filter(entry__key="tax-payment").update(question_en="", answer_en="")
    page.open("/faq/tax-payment/")
    expect(english.locator("h1")).to_have_attribute("lang", "ja")
    expect(page.main).to_contain_text("This answer is only in Japanese so far.")
