"""Quoting, calling by name, replies of the city; writing first and logging in afterwards."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from accounts.models import User
from accounts.policy import Role
from consultations.models import Comment, Consultation
from tests import factories
from tests.e2e.pages.consultations import Discussion

pytestmark = pytest.mark.e2e

Shot = Callable[[Tab, str], Path]
LogIn = Callable[[Tab, User], User]
SAID = (
    "海沿いの道は、夏になると日陰がまったくありません。高齢の母は昼に歩けないと言います。"
    "木を植えて、座れる場所を百メートルおきにつくってほしいです。"
)


@pytest.fixture
def consultation() -> Consultation:
    now = timezone.now()
    return factories.idea_collection(
        opens=now - factories.DAY,
        closes=now + 9 * factories.DAY,
        published_at=now,
        title="海辺の道をどうするか",
    )


@pytest.fixture
def said(consultation: Consultation) -> Comment:
    author = factories.user(display_name="海辺のかな")
    return factories.comment(consultation, text=SAID, author=author, at=timezone.now())


def code_in(mails: list[str], email: str) -> str:
    letter = next(mail for mail in reversed(mails) if email in mail)
    found = re.search(r"^\d{4}-\d{4}$", letter, re.MULTILINE)
    assert found
    return found[0]


def test_a_resident_quotes_calls_by_name_and_is_answered_by_the_city(
    both: Tab, said: Comment, as_person: LogIn, shot: Shot
) -> None:
    page = Discussion(both)
    as_person(both, factories.user(display_name="坂の上の住民"))
    page.open(said.thread.get_absolute_url())
    page.press(f"引用する {said.opinion.receipt}")
    both.get_by_role("textbox", name="引用する言葉").fill("高齢の母は昼に歩けないと言います。")
    both.get_by_text("この話し合いに出ている名前").click()
    both.get_by_role("button", name="@海辺のかな").click()
    expect(both.get_by_role("textbox", name="コメント")).to_have_value("@海辺のかな ")
    both.get_by_role("textbox", name="コメント").fill(
        "@海辺のかな さん、うちの祖母も同じことを言っていました。"
    )
    shot(both, "comment-quoting")
    page.press("コメントを送る")
    as_person(both, factories.user(Role.PLANNER, display_name="担当 森"))
    page.open(said.thread.get_absolute_url())
    answer = Comment.objects.get(parent=said)
    page.press(f"返信する （「坂の上の住民」へ） {answer.opinion.receipt}")
    page.write("来年度に二百メートルの区間で木陰を増やす予定です。")
    both.get_by_role("checkbox", name="市として書く").check()
    shot(both, "comment-as-the-city")
    page.press("コメントを送る")
    page.open(said.thread.get_absolute_url())
    expect(page.main).to_contain_text("市の担当")
    shot(both, "discussion-quotation-and-city")
    page.press("市の返信（1件）")
    shot(both, "city-replies")
    page.open(said.thread.get_absolute_url())
    page.press(f"「海辺のかな」の言葉から引用 {answer.opinion.receipt}")
    expect(both.locator("mark#quotation")).to_have_text("高齢の母は昼に歩けないと言います。")


def test_a_wrong_quotation_is_said_in_words(both: Tab, said: Comment, as_person: LogIn, shot: Shot) -> None:
    page = Discussion(both)
    as_person(both, factories.user(display_name="坂の上の住民"))
    page.open(said.thread.get_absolute_url())
    page.press(f"引用する {said.opinion.receipt}")
    both.get_by_role("textbox", name="引用する言葉").fill("母は元気に歩きます。")
    page.write("そうですね。")
    page.press("コメントを送る", status=422)
    expect(page.error_summary).to_contain_text("元の文章にこの言葉が見つかりません")
    shot(both, "comment-quoting-error")


def test_a_visitor_writes_logs_in_by_a_code_and_finds_the_words_again(
    both: Tab, said: Comment, shot: Shot, mails: Callable[[], list[str]]
) -> None:
    person = factories.user(display_name="")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    page = Discussion(both).open(said.thread.get_absolute_url())
    assert isinstance(page, Discussion)
    page.write("書いてからログインします。", stance="賛成")
    shot(both, "discussion-visitor")
    page.press("コメントを送る", status=401)
    shot(both, "log-in-to-send")
    page.press("メールのコードでログイン")
    both.get_by_label("メールアドレス").fill(person.email)
    shot(both, "code-ask")
    page.press("コードを送る")
    both.get_by_label(re.compile("^メールに書かれたコード")).fill("1234")
    page.press("ログイン", inside=page.main)
    shot(both, "code-wrong")
    both.get_by_label(re.compile("^メールに書かれたコード")).fill(code_in(mails(), person.email))
    page.press("ログイン", inside=page.main)
    expect(both.get_by_role("textbox", name="コメント")).to_have_value("書いてからログインします。")
    expect(both.get_by_role("radio", name="賛成", exact=True)).to_be_checked()
    both.get_by_role("textbox", name="表示名").fill("坂の上の住民")
    shot(both, "comment-after-log-in")
    page.press("コメントを送る")
    assert page.receipt
    assert Comment.objects.get(opinion__author=person).opinion.words.stance == "agree"


def test_everything_works_without_javascript(
    without_javascript: Tab, said: Comment, as_person: LogIn
) -> None:
    page = Discussion(without_javascript, scripts=False)
    as_person(without_javascript, factories.user(display_name="坂の上の住民"))
    page.open(said.thread.get_absolute_url())
    page.press(f"引用する {said.opinion.receipt}")
    without_javascript.get_by_role("textbox", name="引用する言葉").fill("夏になると日陰がまったくありません")
    page.write("@海辺のかな さんに賛成です。")
    page.press("コメントを送る")
    assert Comment.objects.get(parent=said).quotation.words == "夏になると日陰がまったくありません"
    assert Comment.objects.get(parent=said).mentions.count() == 1


def test_the_new_things_read_well_in_english(
    english: Tab, said: Comment, as_person: LogIn, shot: Shot
) -> None:
    page = Discussion(english)
    as_person(english, factories.user(Role.PLANNER, display_name="Mori"))
    path = f"/threads/{said.thread_id}/comments/new/?parent={said.pk}&quote={said.opinion.current_id}"
    page.open(path)
    shot(english, "comment-quoting-en")
    page.open(f"/threads/{said.thread_id}/city/")
    expect(page.main).to_contain_text("No reply of the city yet")
