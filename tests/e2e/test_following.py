"""Follow, read the news, choose the mail, end it; notices that fit; the poster; pages on paper."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page as Tab

from accounts.models import User
from accounts.policy import Role
from consultations.models import Area, Consultation, Frequency, News, PolicyField
from consultations.services.following import digests, follows, mailing, news, notices, notifications
from consultations.services.following.follows import Wishes
from consultations.services.participation import comments
from tests import factories
from tests.e2e.pages.base import Page
from tests.factories import DAY

pytestmark = pytest.mark.e2e
LogIn = Callable[[Tab, User], User]
Shot = Callable[[Tab, str], Path]


def person(*roles: Role, name: str) -> User:
    return factories.user(*roles, display_name=name, joined_at=timezone.now())


@pytest.fixture
def consultation() -> Consultation:
    now = timezone.now()
    made = factories.idea_collection(
        opens=now - DAY,
        closes=now + 9 * DAY,
        published_at=now - DAY,
        title="海辺の遊歩道の使い方",
        question="海辺の遊歩道を、これから誰のために、どう使っていきたいですか。",
    )
    factories.document(made, sections=2)
    made.areas.add(Area.objects.get_or_create(name="港区域")[0])
    made.policy_fields.add(PolicyField.objects.get_or_create(name="防災・安全")[0])
    return made


def somebody_writes(consultation: Consultation, text: str, author: User) -> None:
    comments.post(
        thread=consultation.thread,
        author=author,
        text=text,
        form_key=f"{text}{author.pk}",
        now=timezone.now(),
    )
    notifications.fan_out(now=timezone.now())


def test_a_resident_follows_reads_the_news_and_chooses_the_mail(
    both: Tab, consultation: Consultation, as_person: LogIn, shot: Shot
) -> None:
    page = Page(both)
    reader = as_person(both, person(name="ゆい"))
    page.open("/my/notifications/")
    shot(both, "news-empty")
    page.open(consultation.get_absolute_url())
    page.press("フォローする")
    assert "フォローしました。" in page.main.inner_text()
    both.get_by_text("ほかの人に知らせる").click()
    shot(both, "followed")
    somebody_writes(consultation, "夜の照明は、生き物のために控えめにしてほしいです。", person(name="海野"))
    news.record(
        kind=News.Kind.CLOSING_SOON, consultation=consultation, details={"days": 3}, now=timezone.now()
    )
    notifications.fan_out(now=timezone.now())
    page.open("/consultations/")
    both.get_by_role("link", name=re.compile("お知らせ.*未読2件")).click()
    page.check()
    shot(both, "news")
    page.press("すべて既読にする")
    assert notifications.unread(person=reader) == 0
    page.press("フォローしているものとメールの回数")
    shot(both, "following")
    both.get_by_label("メールの回数: 海辺の遊歩道の使い方").select_option(label="週1回（月曜日の朝7時）")
    page.press("設定を保存")
    assert reader.follows.get().frequency == Frequency.WEEKLY


def test_following_works_without_scripts(
    without_javascript: Tab, consultation: Consultation, as_person: LogIn
) -> None:
    page = Page(without_javascript, scripts=False)
    reader = as_person(without_javascript, person(name="ゆい"))
    page.open(consultation.get_absolute_url())
    page.press("フォローする")
    page.press("フォローをやめる")
    assert not follows.follows(target=consultation.thread, person=reader)


def test_the_link_in_a_mail_ends_all_mail_for_somebody_who_is_not_logged_in(
    both: Tab, consultation: Consultation, shot: Shot
) -> None:
    reader = person(name="ゆい")
    now = timezone.now()
    follows.follow(target=consultation.thread, person=reader, language="ja", now=now - DAY)
    wishes = Wishes(Frequency.AT_ONCE, Frequency.AT_ONCE, receipts=False, language="ja")
    follows.settle(person=reader, wishes=wishes, each={})
    mail.outbox = []
    somebody_writes(consultation, "ベンチを増やしてください。", person(name="海野"))
    digests.gather(now=now)
    mailing.deliver(now=timezone.now())
    letter = next(letter for letter in mail.outbox if letter.to == [reader.email])
    path = str(letter.extra_headers["List-Unsubscribe"]).strip("<>").removeprefix("http://127.0.0.1:8000")
    page = Page(both).open(path)
    shot(both, "mail-end")
    page.press("はい、すべて止めます")
    assert page.heading == "メールの送信を止めました"
    assert follows.choice_of(person=reader).frequency == Frequency.NONE


def test_a_planner_sends_a_notice_to_those_who_agreed(both: Tab, as_person: LogIn, shot: Shot) -> None:
    area = Area.objects.get_or_create(name="港区域")[0]
    PolicyField.objects.get_or_create(name="防災・安全")
    for number in range(7):
        notices.agree(
            person=person(name=f"住民{number}"), area=area, age_band="", interests=[], now=timezone.now()
        )
    page = Page(both)
    reader = as_person(both, person(name="ゆい"))
    page.open("/my/notices/")
    both.get_by_label("お住まいの地区").select_option(label="港区域")
    page.press("同意して保存", status=422)
    shot(both, "audience-error")
    both.get_by_label(re.compile("届くお知らせを選ぶために")).check()
    page.press("同意して保存")
    shot(both, "audience")
    as_person(both, person(Role.PLANNER, name="企画係"))
    page.open("/staff/notices/new/")
    both.get_by_label("題名").fill("港区域の避難訓練")
    both.get_by_label("本文").fill("12月6日（日）の9時から、海辺の広場で行います。")
    both.get_by_label("港区域").check()
    page.press("届く人数を確かめる")
    shot(both, "notice-reach")
    page.press("お知らせを送る")
    shot(both, "notice-list")
    assert "配信中です" in page.main.inner_text()
    notifications.fan_out(now=timezone.now())
    as_person(both, reader)
    page.open("/my/notifications/")
    both.get_by_role("button", name=re.compile("港区域の避難訓練")).click()
    page.check()
    assert page.heading == "港区域の避難訓練"
    shot(both, "notice")


def test_the_poster_and_the_pages_on_paper(both: Tab, consultation: Consultation, shot: Shot) -> None:
    page = Page(both)
    page.open(consultation.get_absolute_url())
    page.press("二次元コード付きの掲示用ポスター")
    shot(both, "poster")
    assert both.locator(".poster-qr").evaluate("image => image.naturalWidth") > 0
    both.emulate_media(media="print")
    shot(both, "poster-on-paper")
    assert both.locator(".site-header").is_hidden()
    proposal = factories.proposal(consultation)
    factories.comment(consultation, text="日陰がほしいです。")
    for name, address in (
        ("consultation", consultation.get_absolute_url()),
        ("section", f"{consultation.get_absolute_url()}sections/1.1/"),
        ("proposal", proposal.get_absolute_url()),
    ):
        both.goto(address)
        shot(both, f"{name}-on-paper")
        assert both.locator(".site-header").is_hidden()
        assert both.locator("h1").is_visible()
        for control in ("返信する", "引用する", "通報する", "コメントを書く"):
            assert not any(one.is_visible() for one in both.get_by_text(control).all()), control


def test_what_became_of_ones_own_opinion(
    both: Tab, consultation: Consultation, as_person: LogIn, shot: Shot
) -> None:
    page = Page(both)
    author = as_person(both, person(name="ゆい"))
    factories.comment(consultation, author=author, at=timezone.now())
    news.record(kind=News.Kind.RESULT, consultation=consultation, now=timezone.now())
    notifications.fan_out(now=timezone.now())
    page.open("/my/notifications/")
    both.get_by_role("button", name=re.compile("あなたの意見がどう扱われたか")).click()
    page.check()
    assert "あなたの意見の扱い" in page.main.inner_text()
    shot(both, "treated")


def test_the_same_pages_in_english(english: Tab, as_person: LogIn, shot: Shot) -> None:
    page = Page(english)
    as_person(english, person(name="Yui"))
    for name, address in (
        ("following", "/my/following/"),
        ("audience", "/my/notices/"),
        ("news", "/my/notifications/"),
    ):
        page.open(address)
        shot(english, f"{name}-english")
