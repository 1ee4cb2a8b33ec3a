"""Checks before publication, what the program noticed, suspensions, and signing up with a proof."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from accounts.models import User
from accounts.policy import Role
from consultations.models import Consultation, Opinion, Suspension
from consultations.services.order import flags, suspensions
from consultations.services.order.suspensions import Reason
from tests import factories
from tests.e2e.pages.base import Page

pytestmark = pytest.mark.e2e
LogIn = Callable[[Tab, User], User]
Shot = Callable[[Tab, str], Path]

WORDS = "夏祭りの夜だけでも、駅前の駐輪場を遅くまで開けてください。"
PHONE = "駐輪場の件、くわしくは090-1234-5678まで電話してください。"


def person(*roles: Role, name: str) -> User:
    return factories.user(*roles, display_name=name, joined_at=timezone.now())


@pytest.fixture
def consultation() -> Consultation:
    now = timezone.now()
    return factories.consultation(
        opens=now - factories.DAY,
        closes=now + 9 * factories.DAY,
        published_at=now,
        title="駅前の使い方",
        held_hours=24,
    )


def test_a_comment_waits_is_read_and_is_published(
    both: Tab, consultation: Consultation, as_person: LogIn, shot: Shot
) -> None:
    page = Page(both)
    as_person(both, person(name="桜台の住人"))
    page.open(consultation.get_absolute_url())
    expect(page.main).to_contain_text("遅くとも24時間後に")
    both.get_by_role("textbox", name="コメント").fill(WORDS)
    page.press("コメントを送る")
    expect(page.main).to_contain_text("確認待ち")
    shot(both, "held-receipt")
    page.open("/my/opinions/")
    shot(both, "held-my-opinions")
    opinion = Opinion.objects.get(consultation=consultation)
    as_person(both, person(Role.MODERATOR, name="担当 森"))
    page.open("/staff/held/")
    shot(both, "held-queue")
    page.press(opinion.receipt)
    shot(both, "held-check")
    page.press("公開しない", status=422)
    expect(page.error_summary).to_be_visible()
    page.press("公開する")
    page.open(consultation.get_absolute_url())
    expect(page.main).to_contain_text(WORDS)


def test_the_author_is_warned_of_a_phone_number_and_moderators_see_it_marked(
    both: Tab, consultation: Consultation, as_person: LogIn, shot: Shot
) -> None:
    Consultation.objects.filter(pk=consultation.pk).update(held_hours=None)
    page = Page(both)
    as_person(both, person(name="桜台の住人"))
    page.open(consultation.get_absolute_url())
    both.get_by_role("textbox", name="コメント").fill(PHONE)
    page.press("コメントを送る")
    expect(page.main).to_contain_text("「090-1234-5678」は電話番号のように見えます。")
    shot(both, "personal-data-warning")
    page.press("このまま投稿する")
    flags.look(now=timezone.now())
    as_person(both, person(Role.MODERATOR, name="担当 森"))
    opinion = Opinion.objects.get(consultation=consultation)
    page.open("/staff/reports/")
    expect(page.main.locator("mark", has_text="090-1234-5678").first).to_be_visible()
    shot(both, "flags-queue")
    page.open(f"/staff/moderation/{opinion.receipt}/")
    shot(both, "flags-moderate")
    page.press("問題なし（知らせを閉じる）")
    expect(page.main).not_to_contain_text(opinion.receipt)


def test_a_moderator_suspends_the_person_objects_another_lifts(
    both: Tab, consultation: Consultation, as_person: LogIn, shot: Shot
) -> None:
    page, author = Page(both), person(name="声の大きい人")
    opinion = factories.comment(consultation, text="名指しの悪口です。", author=author).opinion
    as_person(both, person(Role.MODERATOR, name="担当 森"))
    page.open(f"/staff/moderation/{opinion.receipt}/")
    page.press("書いた方の利用を停止する")
    both.get_by_role("group", name="理由").get_by_role("radio").nth(1).check()
    both.get_by_role("textbox", name="本人への説明").fill("特定の方の名前を挙げた悪口をくり返しています。")
    shot(both, "suspend")
    page.press("停止する")
    shot(both, "suspensions")
    as_person(both, author)
    page.open(consultation.get_absolute_url())
    expect(page.main).to_contain_text("現在、投稿できません。")
    page.open(f"/threads/{consultation.thread.pk}/comments/new/", status=403)
    shot(both, "suspended")
    page.press("理由と異議の申し立て方を読む")
    both.get_by_role("textbox").fill("店の名前であって、人の名前ではありません。")
    shot(both, "my-suspension")
    page.press("異議を送る")
    as_person(both, person(Role.MODERATOR, name="担当 佐伯"))
    page.open(f"/staff/suspensions/{Suspension.objects.get(person=author).pk}/")
    both.get_by_role("radio", name="停止を解除する").check()
    both.get_by_role("textbox", name="本人への回答").fill("お店の名前と確認しました。失礼しました。")
    shot(both, "suspension-judge")
    page.press("判断を記録する")
    as_person(both, author)
    page.open("/my/suspension/")
    expect(page.main).to_contain_text("お店の名前と確認しました。")


def test_moderators_keep_the_list_of_words(both: Tab, as_person: LogIn, shot: Shot) -> None:
    page = Page(both)
    as_person(both, person(Role.MODERATOR, name="担当 森"))
    page.open("/staff/abuse-list/")
    shot(both, "abuse-list-empty")
    both.get_by_role("textbox", name=re.compile("語句")).fill("クズども\nゴミ人間\n" + "とても長い言葉" * 8)
    page.press("一覧に加える")
    shot(both, "abuse-list")
    for word in ("クズども", "ゴミ人間", "とても長い言葉" * 8):
        page.press(f"削除する {word}")
    expect(page.main).to_contain_text("まだ語句がありません")


def test_a_planner_sets_how_long_opinions_wait(
    both: Tab, consultation: Consultation, as_person: LogIn, shot: Shot
) -> None:
    page = Page(both)
    as_person(both, person(Role.PLANNER, name="企画 林"))
    page.open(f"/staff/consultations/{consultation.slug}/held/")
    both.get_by_role("spinbutton").fill("12")
    shot(both, "held-rule")
    page.press("ルールを保存")
    consultation.refresh_from_db()
    assert consultation.held_hours == 12


def test_who_signs_up_needs_no_patience_with_javascript(both: Tab, request: pytest.FixtureRequest) -> None:
    page = _sign_up(both, f"kaze-{request.node.callspec.id}@example.org")
    page.press("新規登録", inside=page.main)
    assert page.heading != "新規登録"


def test_who_signs_up_without_javascript_waits_a_little(without_javascript: Tab, shot: Shot) -> None:
    page = _sign_up(without_javascript, "nami@example.org", scripts=False)
    page.press("新規登録", inside=page.main)
    expect(page.main).to_contain_text("秒待ってから")
    shot(without_javascript, "signup-wait")
    without_javascript.get_by_label(re.compile("^パスワード")).first.fill(factories.PASSWORD)
    without_javascript.get_by_label(re.compile("^パスワード")).last.fill(factories.PASSWORD)
    without_javascript.wait_for_timeout(3_000)
    page.press("新規登録", inside=page.main)
    assert page.heading != "新規登録"


def _sign_up(tab: Tab, email: str, *, scripts: bool = True) -> Page:
    page = Page(tab, scripts=scripts)
    page.open("/accounts/signup/")
    tab.get_by_label("メールアドレス").first.fill(email)
    tab.get_by_label(re.compile("^パスワード")).first.fill(factories.PASSWORD)
    tab.get_by_label(re.compile("^パスワード")).last.fill(factories.PASSWORD)
    return page


def test_a_suspended_person_is_told_the_end(english: Tab, as_person: LogIn, shot: Shot) -> None:
    author, now = person(name="Resident"), timezone.now()
    suspensions.impose(
        person=author,
        moderator=person(Role.MODERATOR, name="Mori"),
        reason=Reason.ABUSE,
        note="Personal attacks.",
        until=now + factories.DAY,
        now=now,
    )
    as_person(english, author)
    Page(english).open("/my/suspension/")
    shot(english, "my-suspension-english")
