"""Questions answered on one page, and statements voted on one by one, as people do it."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from accounts.models import User
from accounts.policy import Role
from consultations import jobs as engine
from consultations.models import Consultation, Phase, Question
from consultations.services.surveys import opinion_groups
from consultations.tasks import handler_for
from tests import factories
from tests.consultations.surveys import material
from tests.e2e.pages.base import Page

pytestmark = pytest.mark.e2e
LogIn = Callable[[Tab, User], User]
Shot = Callable[[Tab, str], Path]


def person(*roles: Role, name: str = "桜台のみどり") -> User:
    return factories.user(*roles, display_name=name, joined_at=timezone.now())


def running(kind: Consultation.Kind, **fields: object) -> Consultation:
    now = timezone.now()
    return factories.consultation(
        kind=kind, opens=now - factories.DAY, closes=now + 9 * factories.DAY, published_at=now, **fields
    )


def survey() -> Consultation:
    made = running(
        Consultation.Kind.QUESTION,
        title="身近な公園についてのアンケート",
        question="あなたの近くの公園を、これからどのような場所にしたいですか。",
    )
    material.question(
        made,
        Question.Kind.SINGLE,
        *("ほぼ毎日", "週に1、2回", "月に1、2回", "ほとんど行かない"),
        wording="近くの公園にどのくらい行きますか。",
        is_required=True,
    )
    material.question(
        made,
        Question.Kind.MULTIPLE,
        *("散歩や運動", "子どもと遊ぶ", "休憩", "地域の行事", "通り道"),
        wording="何をしに行きますか。",
        explanation="あてはまるものをすべて選んでください。",
    )
    material.question(
        made,
        Question.Kind.SCALE,
        wording="いまの公園にどのくらい満足していますか。",
        low_label="とても不満",
        high_label="とても満足",
    )
    material.question(
        made,
        Question.Kind.ORDER,
        *("夜の照明を増やす", "木陰とベンチを増やす", "遊具を新しくする"),
        wording="先に進めてほしいことから順に並べてください。",
    )
    material.question(
        made,
        Question.Kind.TEXT,
        wording="ほかに望むことを自由に書いてください。",
        longest=400,
    )
    return made


def fill_in(tab: Tab) -> None:
    tab.get_by_role("radio", name="週に1、2回").check()
    tab.get_by_role("checkbox", name="散歩や運動").check()
    tab.get_by_role("checkbox", name="休憩").check()
    tab.get_by_role("radio", name="4", exact=True).check()
    for label, place in (("夜の照明を増やす", "2"), ("木陰とベンチを増やす", "1"), ("遊具を新しくする", "3")):
        tab.get_by_label(label).select_option(place)
    tab.get_by_role("textbox").fill(
        "夏でも歩けるように木陰がほしいです。ベンチは背もたれのあるものが助かります。"
    )


def test_a_resident_answers_checks_sends_and_changes_the_answers(
    both: Tab, as_person: LogIn, shot: Shot
) -> None:
    made = survey()
    as_person(both, person())
    page = Page(both)
    page.open("/consultations/")
    shot(both, "survey-list")
    page.open(made.get_absolute_url())
    shot(both, "survey-detail")
    page.press("質問に答える", inside=page.main)
    shot(both, "survey-answer")
    page.press("確認へ進む", status=422)
    assert page.error_summary.is_visible()
    shot(both, "survey-error")
    fill_in(both)
    page.press("確認へ進む")
    assert page.heading == "回答の確認"
    shot(both, "survey-check")
    page.press("回答を送信する")
    assert page.heading == "回答を受け付けました"
    shot(both, "survey-sent")
    page.press("回答を変更する", inside=page.main)
    expect(both.get_by_label("木陰とベンチを増やす")).to_have_value("1")
    both.get_by_role("radio", name="2", exact=True).check()
    page.press("確認へ進む")
    page.press("回答を送信する")
    assert "2回送信しました" in page.main.inner_text()


def test_answers_are_given_without_javascript(without_javascript: Tab, as_person: LogIn) -> None:
    made = survey()
    as_person(without_javascript, person())
    page = Page(without_javascript, scripts=False)
    page.open(f"{made.get_absolute_url()}answer/")
    fill_in(without_javascript)
    page.press("確認へ進む")
    page.press("回答を送信する")
    assert page.heading == "回答を受け付けました"


def test_a_planner_sets_questions_up_and_reads_the_results(both: Tab, as_person: LogIn, shot: Shot) -> None:
    now = timezone.now()
    made = survey()
    phase = made.phases.get(kind=Phase.Kind.COLLECT)
    Phase.objects.filter(pk=phase.pk).update(starts_at=now + timedelta(days=2))
    as_person(both, person(Role.PLANNER, name="企画係 山本"))
    page = Page(both)
    page.open(f"/staff/consultations/{made.slug}/")
    page.press("質問を設定する")
    shot(both, "survey-questions")
    page.press("質問を追加する")
    page.press("質問を保存", status=422)
    shot(both, "survey-question-error")
    both.get_by_role("textbox", name="質問").first.fill("お住まいの地区はどこですか。")
    both.get_by_role("radio", name="1つ選ぶ").check()
    both.get_by_label("選択肢（選ぶ・並べる質問のとき）").fill("港町\n山手\n桜台")
    page.press("質問を保存")
    with both.expect_navigation():
        both.get_by_role("button", name="上へ").last.click()
    page.check()
    page.press("住民に見える画面を確かめる")
    shot(both, "survey-preview")
    Phase.objects.filter(pk=phase.pk).update(starts_at=phase.starts_at)
    answer_for_many(made)
    page.open(f"{made.get_absolute_url()}results/")
    shot(both, "survey-results")


def answer_for_many(of: Consultation) -> None:
    asked = list(of.questions.prefetch_related("options"))
    for number in range(12):
        answers: dict[str, object] = {}
        for question in asked:
            keys = [str(option.pk) for option in question.options.all()]
            turned = keys[number % len(keys) :] + keys[: number % len(keys)] if keys else []
            answers[question.field_name] = {
                Question.Kind.TEXT: f"{number + 1}人目の望み：木陰とベンチを増やしてください。",
                Question.Kind.SINGLE: turned[0] if turned else "",
                Question.Kind.MULTIPLE: turned[:2],
                Question.Kind.SCALE: str(number % 5 + 1),
                Question.Kind.ORDER: ",".join(turned),
            }[Question.Kind(question.kind)]
        material.hand_in(of, person(name=f"住民{number + 1}"), answers, now=timezone.now())


def one_by_one() -> Consultation:
    made = running(
        Consultation.Kind.ONE_BY_ONE,
        title="公園のきまりを考える",
        question="公園のきまりについて、あなたはどう思いますか。",
        results_during=True,
    )
    material.seeds(made)
    return made


def test_votes_are_given_one_by_one_with_the_keyboard_alone(both: Tab, as_person: LogIn, shot: Shot) -> None:
    made = one_by_one()
    page = Page(both)
    page.open(f"{made.get_absolute_url()}statements/next/")
    shot(both, "statement-visitor")
    as_person(both, person())
    page.open(made.get_absolute_url())
    page.press("一つずつ答える", inside=page.main)
    shot(both, "statement-first")
    for number in range(1, 9):
        both.locator("#statement").focus()
        while both.evaluate("document.activeElement.value") != ("1" if number % 2 else "-1"):
            both.keyboard.press("Tab")
        with both.expect_navigation():
            both.keyboard.press("Enter")
        if number in (1, 8):
            page.check()
        assert f"8個中{number}個" in page.main.inner_text()
        if number == 3:
            shot(both, "statement-third")
    shot(both, "statement-last")
    page.press("この投票を変更する")
    shot(both, "statement-change")
    page.press("パス")
    page.press("自分の意見文を加える")
    page.press("投票にかける", status=422)
    both.get_by_role("textbox").fill("水飲み場を増やしてほしい。")
    shot(both, "statement-new")
    page.press("投票にかける")
    assert page.heading == "ご意見を受け付けました"
    page.open(f"{made.get_absolute_url()}statements/")
    shot(both, "statement-list")


def test_the_groups_are_shown_with_map_and_tables(both: Tab, as_person: LogIn, shot: Shot) -> None:
    made = one_by_one()
    page = Page(both)
    page.open(f"{made.get_absolute_url()}results/")
    shot(both, "votes-too-few")
    material.two_camps(list(made.statements.all()), each=14)
    as_person(both, person(Role.PLANNER, name="企画係 山本"))
    page.open(f"/staff/consultations/{made.slug}/statements/")
    both.get_by_label("最初に出す意見文").fill("日よけのある休憩所がほしい。\n公園の名前を市民で決めたい。")
    page.press("意見文を追加する")
    shot(both, "statement-seeds")
    job = opinion_groups.start(
        consultation=made, requested_by=None, idempotency_key="browser", now=timezone.now()
    )
    engine.run(job.pk, handler_for)
    page.open(f"{made.get_absolute_url()}results/")
    assert "グループA" in page.main.inner_text()
    shot(both, "votes-results")


def test_the_pages_read_well_in_english(english: Tab, as_person: LogIn, shot: Shot) -> None:
    made = survey()
    as_person(english, person(name="Midori"))
    page = Page(english)
    page.open(f"{made.get_absolute_url()}answer/")
    assert page.heading == "Answer the questions"
    shot(english, "survey-answer-english")
    page.open(f"{one_by_one().get_absolute_url()}statements/next/")
    shot(english, "statement-english")
