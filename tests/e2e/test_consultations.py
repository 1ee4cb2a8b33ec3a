"""A resident reads, writes, corrects and follows an opinion; and what they see when it cannot be taken."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Page as Tab

from accounts.models import User
from accounts.policy import Role
from consultations.models import Consultation, Phase, Proposal
from consultations.services.order import moderation
from consultations.services.order.moderation import Reason
from tests import factories
from tests.e2e.pages.base import Page
from tests.e2e.pages.consultations import Consultations, Discussion, ProposalForm

pytestmark = pytest.mark.e2e
LogIn = Callable[[Tab, User], User]
Shot = Callable[[Tab, str], Path]

COMMENT = (
    "港のカメラを48台も付けるのは多すぎると思います。転落がこわいなら、先にはしごと浮き輪を増やしてください。"
    "映像を誰が、いつまで、何のために見るのかも書いてほしいです。"
)


@pytest.fixture
def consultation() -> Consultation:
    return _consultation(Consultation.Kind.PUBLIC_COMMENT, "汐見市スマートシティ推進計画（素案）")


@pytest.fixture
def ideas() -> Consultation:
    return _consultation(Consultation.Kind.IDEA_COLLECTION, "海辺の使い方アイデア募集")


def _consultation(kind: str, title: str, *, days: int = 9) -> Consultation:
    now = timezone.now()
    made = factories.consultation(
        slug=f"walk-{uuid4().hex[:8]}",
        title=title,
        kind=kind,
        question="これからの5年間で市が進めるデジタル化の案について、心配な点、直してほしい点を教えてください。",
        opens=now - timedelta(days=20),
        closes=now + timedelta(days=days, hours=1),
        published_at=now,
    )
    factories.document(made, sections=6, title="汐見市スマートシティ推進計画（素案）")
    return made


def test_a_resident_comments_on_a_section_corrects_it_and_reads_the_history(
    both: Tab, consultation: Consultation, as_person: LogIn, shot: Shot
) -> None:
    as_person(both, factories.user(display_name="港の釣り人", joined_at=timezone.now()))
    listing = Consultations(both)
    listing.open()
    shot(both, "consultations-list")
    page = Discussion(both)
    page.open(consultation.get_absolute_url())
    assert consultation.question in page.main.inner_text()
    shot(both, "consultation-detail")
    page.press("項目2の題")
    shot(both, "section-empty")
    page.write(COMMENT, stance="反対")
    page.press("コメントを送る")
    assert page.heading == "ご意見を受け付けました"
    receipt = page.receipt
    assert receipt.startswith("Y-")
    shot(both, "receipt")
    page.press("掲載場所を見る")
    assert COMMENT in page.main.inner_text()
    page.correct(receipt)
    page.write(COMMENT.replace("48台", "24台より多く"), stance="中立")
    page.press("書き直した内容を保存")
    assert page.heading == "編集の履歴"
    assert "［追加：" in page.main.inner_text()
    assert "［削除：" in page.main.inner_text()
    shot(both, "history")
    page.open("/my/opinions/")
    assert receipt in page.main.inner_text()
    shot(both, "my-opinions")


def test_words_are_given_back_with_an_error_and_after_the_close(
    both: Tab, consultation: Consultation, as_person: LogIn, shot: Shot
) -> None:
    as_person(both, factories.user(joined_at=timezone.now()))
    page = Discussion(both)
    page.open(f"/consultations/{consultation.slug}/sections/1.1/")
    page.write("多すぎる。" * 201, stance="反対")
    page.press("コメントを送る", status=422)
    assert page.error_summary.is_visible()
    assert page.tab.get_by_role("textbox", name="コメント").input_value() == "多すぎる。" * 201
    shot(both, "comment-error")
    page.write(COMMENT)
    Phase.objects.filter(consultation=consultation, kind=Phase.Kind.COLLECT).update(
        ends_at=timezone.now() - timedelta(seconds=1)
    )
    page.press("コメントを送る", status=409)
    assert page.heading == "受付は終わりました"
    assert page.tab.get_by_role("textbox", name="書いた文章").input_value() == COMMENT
    shot(both, "comment-after-close")


def test_a_lively_discussion_with_replies_and_a_hidden_comment(
    both: Tab, consultation: Consultation, shot: Shot
) -> None:
    assert consultation.document
    section = consultation.document.sections.get(number="1.3")
    now = timezone.now()
    root = factories.comment(section, text=COMMENT, stance="oppose", at=now)
    reply = factories.comment(
        section, parent=root, text="うちの前には冷蔵庫まで捨てられました。", stance="agree", at=now
    )
    deeper = factories.comment(section, parent=reply, text="それは大変でしたね。", at=now)
    factories.comment(section, parent=deeper, text="市の回収に電話したら翌日に来てくれました。", at=now)
    hidden = factories.comment(section, text="電話は0000-00-0000です。", at=now)
    moderation.hide(
        opinion=hidden.opinion,
        moderator=factories.user(Role.MODERATOR, joined_at=now),
        reason=Reason.PERSONAL_DATA,
        explanation="電話番号を消して、書き直してください。",
        now=now,
    )
    page = Page(both)
    page.open(f"/comments/{root.pk}/")
    assert "個人情報が含まれている" in page.main.inner_text()
    assert "0000-00-0000" not in page.tab.content()
    shot(both, "discussion")


def test_a_resident_drafts_checks_and_publishes_a_proposal_that_another_supports(
    both: Tab, ideas: Consultation, as_person: LogIn, shot: Shot
) -> None:
    as_person(both, factories.user(display_name="ゆい", joined_at=timezone.now()))
    page = ProposalForm(both)
    page.open(f"/consultations/{ideas.slug}/proposals/")
    shot(both, "proposals-empty")
    page.press("提案を書く")
    page.press("次へ進む", status=422)
    shot(both, "proposal-error")
    page.fill(
        title="海沿いの道に木陰とベンチを",
        text="夏は照り返しで歩けません。\n木を植え、休めるベンチを置いてください。",
    )
    page.press("下書きを保存")
    page.press("次へ進む")
    page.press("確認へ進む")
    shot(both, "proposal-check")
    page.press("提案を公開する")
    assert page.heading == "ご意見を受け付けました"
    proposal = Proposal.objects.get(opinion__consultation=ideas)
    as_person(both, factories.user(display_name="けんじ", joined_at=timezone.now()))
    page.open(proposal.get_absolute_url())
    page.press("この提案を支持する")
    assert "1人が支持しています" in page.main.inner_text()
    shot(both, "proposal")


def test_everything_works_without_javascript(
    without_javascript: Tab, consultation: Consultation, as_person: LogIn
) -> None:
    as_person(without_javascript, factories.user(joined_at=timezone.now()))
    page = Discussion(without_javascript, scripts=False)
    page.open(f"/consultations/{consultation.slug}/sections/1.1/")
    page.write(COMMENT, stance="中立")
    page.press("コメントを送る")
    assert page.receipt


def test_the_pages_in_english(english: Tab, consultation: Consultation, shot: Shot) -> None:
    factories.comment(consultation, text="More benches, please.", stance="agree", at=timezone.now())
    page = Page(english)
    page.open(consultation.get_absolute_url())
    assert "What happens next" in page.main.inner_text()
    shot(english, "consultation-detail-english")


def test_a_moderator_hides_a_comment(
    both: Tab, consultation: Consultation, as_person: LogIn, shot: Shot
) -> None:
    opinion = factories.comment(consultation, text="電話は0000-00-0000です。", at=timezone.now()).opinion
    as_person(both, factories.user(Role.MODERATOR, joined_at=timezone.now()))
    page = Page(both)
    page.open(f"/staff/moderation/?consultation={consultation.slug}")
    shot(both, "moderation-list")
    page.press(opinion.receipt)
    page.press("非表示にする", status=422)
    shot(both, "moderation-error")
    both.get_by_role("radio", name="個人情報が含まれている").check()
    both.get_by_role("textbox", name="書いた方への説明").fill("電話番号を消して、書き直してください。")
    page.press("非表示にする")
    assert "表示に戻す" in page.main.inner_text()
    shot(both, "moderation")
