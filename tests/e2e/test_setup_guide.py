"""A planner prepares a consultation step by step, shows it to others, publishes it, and changes the plan."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page as Tab

from accounts.models import User
from accounts.policy import Role
from consultations.models import Area, Comment, Consultation, PolicyField, Section
from consultations.services.setup import attributes, plan_drafts
from consultations.services.setup.attributes import Asked
from tests import factories
from tests.e2e.pages.base import Page

pytestmark = pytest.mark.e2e
LogIn = Callable[[Tab, User], User]
Shot = Callable[[Tab, str], Path]

PLAN = """# 浜辺のみどり計画（素案）

## 1.1 背景

海沿いの道には木陰がほとんどなく、夏の昼間は歩く人が減っています。市民アンケートでは6割の方が「暑くて歩けない」と答えました。

## 1.2 木を植える

今後5年間で、海沿いの道に50本の木を植えます。

- 植える場所は、バス停とベンチのそばを先にします。
- 塩に強い木を選びます。

## 1.3 見守り

植えたあとの水やりは、市が業者に頼みます。
"""
FINAL = (
    PLAN.replace("素案", "最終案")
    .replace("50本の木", "100本の木")
    .replace("市が業者に頼みます。", "市と、申し出のあった住民の皆さんとで分担します。")
)


@pytest.fixture
def planner() -> User:
    return factories.user(Role.PLANNER, display_name="企画 山田", joined_at=timezone.now())


@pytest.fixture
def sorting() -> None:
    for place, name in enumerate(("浜", "山手", "中央")):
        Area.objects.get_or_create(name=name, defaults={"position": place})
    PolicyField.objects.get_or_create(name="みどりと公園")


def choose_kind_and_source(page: Page, shot: Shot) -> None:
    page.open("/staff/consultations/new/")
    page.press("次へ進む", status=422)
    page.tab.get_by_role("radio").first.check()
    shot(page.tab, "setup-kind")
    page.press("次へ進む")
    page.tab.get_by_role("radio", name="計画（素案）へのパブリックコメント").check()
    shot(page.tab, "setup-source")
    page.press("始める")


def say_what_it_is_about(page: Page, shot: Shot) -> None:
    field = page.tab.get_by_label
    field("題名").fill("浜辺のみどり計画（素案）")
    field("たずねること（一文で）").fill("浜辺のみどり計画の素案について、ご意見を聞かせてください。")
    shot(page.tab, "setup-question")
    page.press("保存して次へ")
    field("どんな意見募集か").fill(
        "海沿いの道に木陰をつくる計画の素案です。項目ごとにご意見をお寄せください。"
    )
    field("背景").fill("市民アンケートで6割の方が「暑くて歩けない」と答えました。")
    page.press("保存して次へ")
    page.press("保存して前へ")
    assert page.heading == "背景"
    page.press("保存して次へ")
    field("何を、だれが決めるか").fill("植える場所と本数を決めます。公園緑地課が案をまとめ、市長が決めます。")
    page.press("保存して次へ")
    shot(page.tab, "setup-afterwards")
    page.press("保存して次へ")


def say_when_and_who(page: Page, shot: Shot) -> None:
    first_end = page.tab.get_by_label("終わる日時（日本時間）").first
    first_end.fill("2020-01-01T09:00")
    page.press("保存して次へ", status=422)
    shot(page.tab, "setup-phases-error")
    ends = timezone.localtime(timezone.now() + timedelta(days=30))
    first_end.fill(f"{ends:%Y-%m-%d}T17:00")
    page.press("段階を加える")
    page.press("保存して次へ", status=200)
    page.tab.get_by_label("担当課").fill("公園緑地課")
    page.tab.get_by_role("checkbox", name="浜").check()
    shot(page.tab, "setup-sorting")
    page.press("保存して次へ")
    shot(page.tab, "setup-attributes")
    page.press("保存して次へ")


def bring_in_the_plan(page: Page, shot: Shot) -> None:
    pasted = page.tab.get_by_label("または本文を貼り付ける")
    pasted.fill("見出しのない文")
    page.press("読み込んで項目を見る", status=422)
    shot(page.tab, "setup-plan-error")
    pasted.fill(PLAN)
    page.press("読み込んで項目を見る")
    shot(page.tab, "setup-plan-check")
    page.press("この項目で保存")
    shot(page.tab, "setup-check")


@pytest.mark.usefixtures("sorting")
def test_a_consultation_is_prepared_previewed_and_published(
    both: Tab, planner: User, as_person: LogIn, new_page: Callable[..., Tab], shot: Shot
) -> None:
    page = Page(both)
    as_person(both, planner)
    choose_kind_and_source(page, shot)
    say_what_it_is_about(page, shot)
    say_when_and_who(page, shot)
    bring_in_the_plan(page, shot)
    page.press("公開前に見てもらう")
    page.press("リンクを作る")
    shot(both, "setup-previews")
    link = both.locator(".address a").first.get_attribute("href")
    assert link
    other = Page(new_page(viewport=both.viewport_size))
    other.open(link)
    assert "公開前の確認用ページです" in other.main.inner_text()
    shot(other.tab, "setup-preview")
    other.press("木を植える")
    assert "公開前の確認用ページです" in other.main.inner_text()
    page.press("確認の画面に戻る")
    page.press("意見募集を公開")
    other.open(link)
    assert other.heading == "浜辺のみどり計画（素案）"
    assert "公開前の確認用ページです" not in other.main.inner_text()
    shot(other.tab, "setup-published")


@pytest.fixture
def discussed(planner: User) -> Comment:
    now = timezone.now()
    made = factories.consultation(
        title="浜辺のみどり計画（素案）",
        opens=now - 20 * factories.DAY,
        closes=now - factories.DAY,
        published_at=now - 20 * factories.DAY,
    )
    take(made, PLAN, planner)
    section = Section.objects.get(document__consultation=made, number="1.2")
    author = factories.user(display_name="浜の住人", joined_at=now)
    return factories.comment(
        section,
        text="50本では海沿いの道の半分にもなりません。せめて倍にしてください。",
        author=author,
        at=now - factories.DAY,
    )


def take(consultation: Consultation, text: str, planner: User) -> None:
    now = timezone.now()
    draft = plan_drafts.keep_text(consultation=consultation, text=text, label="", planner=planner, now=now)
    plan_drafts.accept(draft=draft, planner=planner, now=now)


def test_the_final_version_shows_what_changed_and_which_opinion_led_to_it(
    both: Tab, planner: User, discussed: Comment, as_person: LogIn, shot: Shot
) -> None:
    consultation = discussed.opinion.consultation
    page = Page(both)
    as_person(both, planner)
    page.open(f"/staff/consultations/{consultation.slug}/plan/")
    both.get_by_label("または本文を貼り付ける").fill(FINAL)
    page.press("読み込んで項目を見る")
    page.press("この項目で保存")
    shot(both, "changes-desk")
    page.press("もとになった意見を示す 1.2")
    page.press(f"この意見を選ぶ {discussed.opinion.receipt}")
    both.get_by_label("どのように修正につながったか").fill("ご指摘の区間を加え、本数を100本に増やしました。")
    shot(both, "changes-cause")
    page.press("記録する")
    page.press("新しい版を公開")
    assert page.heading == "計画のどこが変わったか"
    assert "100" in page.main.inner_text()
    shot(both, "changes")
    author = discussed.opinion.author
    assert author
    as_person(both, author)
    page.open("/my/opinions/")
    assert "項目1.2の修正につながりました。" in page.main.inner_text()
    shot(both, "led-to-a-change")


def test_people_are_asked_about_themselves_after_sending(
    both: Tab, planner: User, as_person: LogIn, shot: Shot
) -> None:
    now = timezone.now()
    made = factories.consultation(opens=now - factories.DAY, closes=now + factories.DAY, published_at=now)
    asked = [
        Asked(
            "年代",
            ("20代以下", "30代から50代", "60代以上", "答えない"),
            "どの年代の声が届いているかを確かめるためです。",
        )
    ]
    attributes.ask(consultation=made, asked=asked, planner=planner, now=now)
    yui = factories.user(display_name="ゆい", joined_at=now)
    opinion = factories.comment(made, author=yui, at=now).opinion
    page = Page(both)
    as_person(both, yui)
    page.open(f"/opinions/{opinion.receipt}/receipt/")
    both.get_by_label("年代").select_option("60代以上")
    shot(both, "about-you")
    page.press("答えを保存")
    opinion.refresh_from_db()
    assert opinion.attributes == {"年代": "60代以上"}


@pytest.mark.usefixtures("sorting")
def test_areas_and_fields_are_kept_in_order(both: Tab, planner: User, as_person: LogIn, shot: Shot) -> None:
    page = Page(both)
    as_person(both, planner)
    page.open("/staff/sorting/areas/")
    page.press("加える", status=422, inside=page.main)
    shot(both, "taxonomy-error")
    page.open("/staff/sorting/areas/")
    page.press("中央")
    page.open("/staff/sorting/policy-fields/")
    shot(both, "taxonomy")
    page.open("/staff/consultations/templates/")
    shot(both, "setup-templates")
    page.open("/consultations/")
    shot(both, "list-narrowing")


def test_a_published_page_is_corrected_with_a_note(
    without_javascript: Tab, planner: User, as_person: LogIn
) -> None:
    now = timezone.now()
    made = factories.consultation(opens=now - factories.DAY, closes=now + factories.DAY, published_at=now)
    page = Page(without_javascript, scripts=False)
    as_person(without_javascript, planner)
    page.open(f"/staff/consultations/{made.slug}/correct/")
    for label, words in (("背景", "経緯です。"), ("何を、だれが決めるか", "市長が決めます。")):
        without_javascript.get_by_label(label).fill(words)
    without_javascript.get_by_label("市の考え方を公表する期限").fill(f"{now + 60 * factories.DAY:%Y-%m-%d}")
    without_javascript.get_by_label("何を、なぜ変えたか").fill("背景を書き足しました。")
    page.press("ページを直す")
    page.open(made.get_absolute_url())
    assert "背景を書き足しました。" in page.main.inner_text()


def test_a_questionnaire_is_set_up_from_a_template_in_english(
    english: Tab, planner: User, as_person: LogIn, shot: Shot
) -> None:
    page = Page(english)
    as_person(english, planner)
    page.open("/staff/")
    page.press("Begin a consultation")
    english.get_by_role("radio", name="Questions").check()
    page.press("Go on")
    english.get_by_role("radio").nth(1).check()
    page.press("Begin", inside=page.main)
    made = Consultation.objects.latest("pk")
    for column in ("title", "question", "summary", "background", "deciding"):
        setattr(made, column, getattr(made, column).replace("〇", "図書館"))
    made.department = "図書館課"
    made.save()
    page.open(f"/staff/consultations/{made.slug}/setup/questions/")
    shot(english, "setup-questionnaire")
    page.press("Go on with the set-up")
    shot(english, "setup-questionnaire-check")
    page.press("Publish the consultation")
    page.open(made.get_absolute_url())
    assert page.heading == made.title
