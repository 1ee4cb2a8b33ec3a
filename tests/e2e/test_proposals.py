"""A proposal with all that belongs to it: similar ones, draft, photo, place, co-signer, supports, answer."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from PIL import Image, ImageDraw
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from accounts.models import User
from accounts.policy import Role
from consultations import indexing
from consultations.models import Area, Consultation, OfficialStatus, Proposal
from consultations.services.proposals import answers
from tests import factories
from tests.e2e.pages.consultations import ProposalForm

pytestmark = pytest.mark.e2e
LogIn = Callable[[Tab, User], User]
Shot = Callable[[Tab, str], Path]


def photo() -> bytes:
    image = Image.new("RGB", (640, 400), "#8fb7d9")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 260, 640, 400), fill="#2f5f8f")
    draw.rectangle((60, 200, 580, 262), fill="#9a8f80")
    target = io.BytesIO()
    image.save(target, "JPEG")
    return target.getvalue()


def person(*roles: Role, name: str) -> User:
    return factories.user(*roles, display_name=name, joined_at=timezone.now())


@pytest.fixture
def ideas() -> Consultation:
    now = timezone.now()
    made = factories.idea_collection(
        title="港のこれから",
        opens=now - factories.DAY,
        closes=now + 9 * factories.DAY,
        published_at=now,
        supports_limit=2,
    )
    made.areas.add(Area.objects.get_or_create(name="港地区")[0])
    return made


def test_a_resident_proposes_with_photo_and_place_and_gathers_supports_within_the_limit(
    both: Tab, ideas: Consultation, as_person: LogIn, shot: Shot
) -> None:
    for title in ("岸壁に木陰とベンチを置いてほしい", "港の岸壁に灯りを"):
        made = factories.proposal(ideas, title=title, text="岸壁は夏に暑すぎます。", at=timezone.now())
        indexing.opinion(made.opinion)
    as_person(both, person(name="汐路"))
    page = ProposalForm(both)
    page.open(f"/consultations/{ideas.slug}/proposals/new/")
    page.write("岸壁に木陰がほしい", "夏は照り返しで歩けません。木を植えてください。")
    expect(both.get_by_role("link", name="岸壁に木陰とベンチを置いてほしい")).to_be_visible()
    expect(both.locator("[data-autosaved]")).to_contain_text("下書きとして保存しました", timeout=8000)
    shot(both, "proposal-writing")
    page.press("次へ進む")
    _attach(page)
    _point_at_the_map(both)
    shot(both, "proposal-extras")
    page.press("確認へ進む")
    shot(both, "proposal-check-with-photo")
    page.press("提案を公開する")
    proposal = Proposal.objects.get(opinion__consultation=ideas, opinion__current__title="岸壁に木陰がほしい")
    _support_until_the_limit(page, ideas, proposal, as_person)
    page.open(proposal.get_absolute_url())
    expect(both.locator(".map-pin")).to_be_visible()
    shot(both, "proposal-with-photo")


def _attach(page: ProposalForm) -> None:
    page.tab.get_by_label("写真またはPDF").set_input_files(
        {"name": "岸壁.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )
    page.tab.get_by_role("textbox", name="写っているもの").fill("真夏の岸壁。日をさえぎるものがない")
    page.press("ファイルを添える")
    expect(page.tab.get_by_role("img", name="真夏の岸壁")).to_be_visible()


def _point_at_the_map(tab: Tab) -> None:
    tab.get_by_role("textbox", name="場所の名前").fill("港公園の前の岸壁")
    ground = tab.locator(".leaflet-container")
    ground.scroll_into_view_if_needed()
    ground.click(position={"x": 120, "y": 150})
    expect(tab.get_by_label("緯度")).to_have_value(re.compile(r"^34\.\d{5}$"))


def _support_until_the_limit(
    page: ProposalForm, ideas: Consultation, proposal: Proposal, as_person: LogIn
) -> None:
    as_person(page.tab, person(name="けんじ"))
    own = list(Proposal.objects.filter(opinion__consultation=ideas).exclude(pk=proposal.pk)[:1])
    for one in [proposal, *own]:
        page.open(one.get_absolute_url())
        page.press("この提案を支持する")
    others = Proposal.objects.filter(opinion__consultation=ideas)
    third = others.exclude(pk__in=[proposal.pk, own[0].pk]).get()
    page.open(third.get_absolute_url())
    assert "あと0件支持できます" in page.main.inner_text()
    page.press("この提案を支持する", status=409)
    proposal.refresh_from_db()
    assert proposal.supports_count == 1


def test_two_windows_with_one_draft_lose_nothing(
    both: Tab, ideas: Consultation, as_person: LogIn, shot: Shot
) -> None:
    as_person(both, person(name="汐路"))
    first = ProposalForm(both)
    first.open(f"/consultations/{ideas.slug}/proposals/new/")
    first.write("岸壁に木陰がほしい", "夏は歩けません。")
    kept = both.locator("[data-autosaved]")
    expect(kept).to_contain_text("下書きとして保存しました", timeout=8000)
    both.reload()
    expect(both.get_by_role("textbox", name="題名")).to_have_value("岸壁に木陰がほしい")
    other = both.context.new_page()
    other.goto(both.url)
    other.get_by_role("textbox", name="提案の内容と理由").fill("ベンチも置いてください。")
    expect(other.locator("[data-autosaved]")).to_contain_text("下書きとして保存しました", timeout=8000)
    both.get_by_role("textbox", name="提案の内容と理由").fill("屋根もつけてください。")
    expect(kept).to_contain_text("別の画面で書き換えられました", timeout=8000)
    # The refusal of the line above is what is looked for here.
    first.problems.clear()
    first.press("下書きを保存", status=409)
    shot(both, "proposal-two-windows")
    assert "ベンチも置いてください。" in first.main.inner_text()
    first.press("下書きを保存")
    expect(both.get_by_role("textbox", name="提案の内容と理由")).to_have_value("屋根もつけてください。")


def test_without_a_line_the_words_stay_and_are_saved_when_it_is_back(
    desktop: Tab, ideas: Consultation, as_person: LogIn
) -> None:
    as_person(desktop, person(name="汐路"))
    page = ProposalForm(desktop)
    page.open(f"/consultations/{ideas.slug}/proposals/new/")
    desktop.context.set_offline(True)
    page.fill(title="岸壁に木陰がほしい", text="夏は歩けません。")
    kept = desktop.locator("[data-autosaved]")
    expect(kept).to_contain_text("いまは保存できませんでした", timeout=8000)
    desktop.context.set_offline(False)
    expect(kept).to_contain_text("下書きとして保存しました", timeout=30_000)


def test_a_place_is_chosen_by_the_keys_alone(desktop: Tab, ideas: Consultation, as_person: LogIn) -> None:
    author = as_person(desktop, person(name="汐路"))
    draft = factories.proposal(ideas, author=author, published=False)
    page = ProposalForm(desktop)
    page.open(f"/consultations/{ideas.slug}/proposals/{draft.pk}/extras/")
    desktop.locator(".leaflet-container").focus()
    desktop.keyboard.press("Enter")
    expect(desktop.get_by_label("緯度")).to_have_value(re.compile(r"^34\.\d{5}$"))
    expect(desktop.locator(".map-pin")).to_be_visible()
    desktop.get_by_label("緯度").press("Enter")
    page.check()
    assert page.tab.url.endswith("/extras/"), "the Enter key saves, and neither deletes nor goes on"
    assert "保存しました" in page.main.inner_text()


def test_a_proposal_is_made_without_javascript(
    without_javascript: Tab, ideas: Consultation, as_person: LogIn
) -> None:
    tab = without_javascript
    as_person(tab, person(name="汐路"))
    page = ProposalForm(tab, scripts=False)
    page.open(f"/consultations/{ideas.slug}/proposals/new/")
    page.fill(title="岸壁に木陰がほしい", text="夏は歩けません。")
    page.press("次へ進む")
    tab.get_by_label("写真またはPDF").set_input_files(
        {"name": "岸壁.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )
    tab.get_by_role("textbox", name="場所の名前").fill("港公園の前の岸壁")
    page.press("確認へ進む")
    assert tab.get_by_role("img", name="岸壁.jpg").count() == 1, "a file that was chosen goes along"
    page.press("提案を公開する")
    assert Proposal.objects.get(opinion__consultation=ideas).opinion.is_public


def test_the_city_answers_and_everybody_reads_how_far_it_has_come(
    both: Tab, ideas: Consultation, as_person: LogIn, shot: Shot
) -> None:
    proposal = factories.proposal(ideas, title="港に釣り桟橋を", at=timezone.now())
    planner = as_person(both, person(Role.PLANNER, name="担当 浜"))
    page = ProposalForm(both)
    page.open(f"/staff/consultations/{ideas.slug}/proposals/")
    shot(both, "answer-desk")
    page.press("港に釣り桟橋を")
    page.press("回答を公開する", status=422)
    both.get_by_role("radio", name="一部を実施します").check()
    both.get_by_role("textbox", name="市の回答と理由").fill(
        "長さを半分にして、来年度に着工します。全部の長さでは、船の出入りを妨げます。"
    )
    page.press("回答を公開する")
    both.get_by_role("textbox", name="歩み").fill("設計")
    both.get_by_label("予定日").fill("2027-06-30")
    page.press("歩みを加える")
    page.press("完了にする 設計")
    shot(both, "answer-form")
    answers.add_milestone(
        proposal=Proposal.objects.get(pk=proposal.pk),
        title="着工",
        text="",
        due_on=timezone.localdate(),
        planner=planner,
        now=timezone.now(),
    )
    page.open(proposal.get_absolute_url())
    assert str(OfficialStatus.PARTLY.label) in page.main.inner_text()
    shot(both, "proposal-answered")
    page.open(f"/consultations/{ideas.slug}/proposals/?status=partly")
    shot(both, "proposals-by-status")


def test_proposals_stand_on_a_map_beside_their_list(both: Tab, ideas: Consultation, shot: Shot) -> None:
    for number in range(3):
        made = factories.proposal(ideas, title=f"港の案{number}", at=timezone.now())
        factories.place(
            made, name="港公園", latitude=f"34.0{number + 3}000", longitude=f"139.0{number + 3}000"
        )
    page = ProposalForm(both)
    page.open(f"/consultations/{ideas.slug}/proposals/map/")
    expect(both.locator(".map-pin")).to_have_count(3)
    shot(both, "proposal-map")


def test_another_puts_their_name_to_a_proposal(
    both: Tab, ideas: Consultation, as_person: LogIn, shot: Shot
) -> None:
    author = person(name="汐路")
    proposal = factories.proposal(ideas, title="港に図書室を", author=author, at=timezone.now())
    page = ProposalForm(both)
    as_person(both, author)
    page.open(f"/consultations/{ideas.slug}/proposals/{proposal.pk}/cosigners/")
    shot(both, "cosigners")
    link = both.locator("code").inner_text()
    as_person(both, person(name="二人目"))
    page.open(link)
    page.press("名前を連ねる")
    shot(both, "cosign")
    page.open(proposal.get_absolute_url())
    assert "二人目" in page.main.inner_text()
