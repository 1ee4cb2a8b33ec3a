"""A report, a decision with a reason, an appeal to another moderator, and the public log."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page as Tab

from accounts.models import User
from accounts.policy import Role
from consultations.models import Appeal, Opinion
from consultations.services.order import moderation
from consultations.services.order.moderation import Reason
from tests import factories
from tests.e2e.pages.base import Page

pytestmark = pytest.mark.e2e
LogIn = Callable[[Tab, User], User]
Shot = Callable[[Tab, str], Path]

WORDS = "ご近所の〇〇さんの庭のことです。毎年落ち葉がひどくて、誰も注意しません。"


def person(*roles: Role, name: str) -> User:
    return factories.user(*roles, display_name=name, joined_at=timezone.now())


@pytest.fixture
def opinion() -> Opinion:
    now = timezone.now()
    consultation = factories.consultation(
        opens=now - factories.DAY, closes=now + 9 * factories.DAY, published_at=now, title="落ち葉の回収"
    )
    return factories.comment(consultation, text=WORDS, author=person(name="桜台の住人"), at=now).opinion


def test_a_reported_opinion_is_hidden_with_a_reason(
    both: Tab, opinion: Opinion, as_person: LogIn, shot: Shot
) -> None:
    page = Page(both)
    as_person(both, person(name="通りがかり"))
    page.open(opinion.consultation.get_absolute_url())
    page.press(f"通報する {opinion.receipt}")
    shot(both, "report")
    both.get_by_role("radio", name="個人情報が含まれている").check()
    page.press("通報する")
    assert page.heading == "通報を受け付けました"
    as_person(both, person(Role.MODERATOR, name="担当 森"))
    page.open("/staff/reports/")
    shot(both, "reports-queue")
    page.press(opinion.receipt)
    shot(both, "moderate-reported")
    both.get_by_role("radio", name="個人情報が含まれている").check()
    both.get_by_role("textbox", name="書いた方への説明").fill("特定の方の庭のことが分かる書き方です。")
    page.press("非表示にする")
    page.open("/moderation-log/")
    assert "個人情報が含まれている" in page.main.inner_text()
    shot(both, "moderation-log")


def test_the_author_sees_the_reason_and_appeals_to_another_moderator(
    both: Tab, opinion: Opinion, as_person: LogIn, shot: Shot
) -> None:
    moderation.hide(
        opinion=opinion,
        moderator=person(Role.MODERATOR, name="担当 森"),
        reason=Reason.PERSONAL_DATA,
        explanation="特定の方の庭のことが分かる書き方です。",
        now=timezone.now(),
    )
    assert opinion.author
    page = Page(both)
    as_person(both, opinion.author)
    page.open("/my/opinions/")
    shot(both, "my-hidden-opinion")
    page.press(f"別の担当者に異議を申し立てる・申立ての状況を見る {opinion.receipt}")
    both.get_by_role("textbox", name="判断が誤っていると思う理由").fill(
        "〇〇は伏せ字で、どなたでもありません。"
    )
    shot(both, "appeal")
    page.press("異議を申し立てる")
    as_person(both, person(Role.MODERATOR, name="担当 佐伯"))
    page.open(f"/staff/appeals/{Appeal.objects.get(decision__opinion=opinion).pk}/")
    both.get_by_role("radio", name="再び表示する").check()
    both.get_by_role("textbox", name="書いた方への回答").fill("伏せ字を確認しました。表示に戻します。")
    shot(both, "appeal-decide")
    page.press("判断を記録する")
    as_person(both, opinion.author)
    page.open(opinion.consultation.get_absolute_url())
    assert WORDS in page.main.inner_text()


def test_everybody_reads_why_a_discussion_was_ended(
    both: Tab, opinion: Opinion, as_person: LogIn, shot: Shot
) -> None:
    page = Page(both)
    as_person(both, person(Role.MODERATOR, name="担当 森"))
    page.open(opinion.consultation.get_absolute_url())
    page.press("話し合いを終了する")
    both.get_by_role("textbox", name="話し合いを読む方への説明").fill("同じやり取りが続いています。")
    page.press("話し合いを終了する", inside=page.main, status=422)
    shot(both, "lock-error")
    both.get_by_role("radio", name="同じ内容のくり返しになっている").check()
    page.press("話し合いを終了する", inside=page.main)
    as_person(both, person(name="通りがかり"))
    page.open(opinion.consultation.get_absolute_url())
    assert "同じやり取りが続いています。" in page.main.inner_text()
    shot(both, "discussion-ended")
