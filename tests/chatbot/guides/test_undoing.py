"""What is removed is named before, and every change of a draft can be taken back."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import AuditEvent
from accounts.policy import Role
from chatbot.models import Guide
from chatbot.services.guides import content, drafting, editions, removing, undoing
from chatbot.services.guides.checks import Caution, Fault, cautions
from chatbot.services.guides.drafting import (
    About,
    Change,
    ChangedMeanwhile,
    ChoiceWords,
    ItemWords,
    StepWords,
)
from tests import factories
from tests.chatbot import faq
from tests.chatbot.guides import material

pytestmark = pytest.mark.django_db
EDIT = "/staff/guides/moved/"


@pytest.fixture
def guide() -> Guide:
    return material.published(faq.write()["moving-in"])


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(factories.user(Role.FAQ_EDITOR))
    return client


def held(guide: Guide) -> dict[str, Any]:
    return content.snapshot(Guide.objects.get(pk=guide.pk))


def undo(guide: Guide) -> None:
    undoing.undo(change=material.change(guide), guide=guide)


def test_a_question_removed_comes_back_with_everything_that_went_with_it(guide: Guide) -> None:
    before = held(guide)
    drafting.remove(change=material.change(guide), part=material.step(guide, material.FROM))
    without = held(guide)
    assert without != before
    undo(guide)
    assert held(guide) == before
    undo(guide)
    assert held(guide) == without


def test_every_kind_of_change_is_undone(guide: Guide) -> None:
    first, yes = material.step(guide, material.FROM), material.choice(guide, "はい")
    acts: list[Callable[[Change], object]] = [
        lambda change: drafting.describe(change=change, guide=guide, about=About("別の題")),
        lambda change: drafting.revise_step(change=change, step=first, words=StepWords("別の質問")),
        lambda change: drafting.add_choice(change=change, step=first, words=ChoiceWords("別の答え")),
        lambda change: drafting.revise_choice(change=change, choice=yes, words=ChoiceWords("いや")),
        lambda change: drafting.add_item(change=change, guide=guide, choice=yes, words=ItemWords("何か")),
        lambda change: drafting.move(change=change, part=yes, up=False),
        lambda change: drafting.make_first(change=change, step=material.step(guide, material.DOG)),
    ]
    for act in acts:
        before = held(guide)
        act(material.change(guide))
        assert held(guide) != before
        undo(guide)
        guide.refresh_from_db()
        assert held(guide) == before


def test_the_undo_of_a_draft_that_somebody_changed_meanwhile_is_refused(guide: Guide) -> None:
    read = material.change(guide)
    drafting.add_step(change=material.change(guide), guide=guide, words=StepWords("誰かの質問"))
    with pytest.raises(ChangedMeanwhile):
        undoing.undo(change=read, guide=guide)
    assert guide.steps.filter(question="誰かの質問").exists()


def test_a_double_click_undoes_once(editor: Client, guide: Guide) -> None:
    drafting.add_step(change=material.change(guide), guide=guide, words=StepWords("もう一つ"))
    guide.refresh_from_db()
    for _ in range(2):
        editor.post(f"{EDIT}undo/", {"read_version": guide.version})
    assert not guide.steps.filter(question="もう一つ").exists()
    assert AuditEvent.objects.filter(action="guide.undo").count() == 1


def test_a_draft_is_thrown_away_for_the_edition_that_visitors_walk(editor: Client, guide: Guide) -> None:
    assert "下書きを捨てる" not in editor.get(EDIT).content.decode()
    as_published = held(guide)
    drafting.remove(change=material.change(guide), part=material.choice(guide, "はい"))
    guide.entries.clear()
    assert "下書きを捨てる" in editor.get(EDIT).content.decode()
    guide.refresh_from_db()
    editor.post(f"{EDIT}take/", {"read_version": guide.version, "edition": 1})
    assert held(guide) == as_published
    with pytest.raises(editions.NothingNew):
        editions.publish(change=material.change(guide), guide=guide)


def test_an_edition_of_another_guide_is_not_taken(editor: Client, guide: Guide) -> None:
    material.write(key="other")
    assert editor.post("/staff/guides/other/take/", {"edition": 1, "read_version": 1}).status_code == 404


def test_what_goes_with_a_question_is_counted(guide: Guide) -> None:
    loss = removing.loss(guide, material.step(guide, material.DOG))
    assert (loss.answers, loss.things, loss.endings, loss.below) == (2, 1, 2, [])
    assert [choice.label for _step, choice in loss.opened] == ["ほかの市から"]


def test_what_stands_below_a_removed_answer_is_named_and_can_go_with_it(editor: Client, guide: Guide) -> None:
    choice = material.choice(guide, "ほかの市から")
    named = f"choice-{choice.pk}"
    page = editor.get(f"{EDIT}remove/?part={named}").content.decode()
    for words in ("答え 1件", "やることリストの項目 1件", "ほかに 1問が", material.DOG, "終わりが2件"):
        assert words in page
    guide.refresh_from_db()
    sent = {"read_version": guide.version, "part": named, "act": "remove_below"}
    assert editor.post(f"{EDIT}arrange/", sent).status_code == 302
    assert [step.question for step in guide.steps.all()] == [material.FROM]
    undo(guide)
    assert guide.steps.count() == 2


def test_removing_is_asked_for_parts_of_this_guide_only(editor: Client, guide: Guide) -> None:
    other = material.write(key="other")
    for named in (f"step-{material.step(other, material.DOG).pk}", "step-0", "nothing", ""):
        assert editor.get(f"{EDIT}remove/?part={named}").status_code == 404
    guide.refresh_from_db()
    assert guide.steps.count() == 2


def cautions_of(guide: Guide) -> set[tuple[Fault | Caution, str]]:
    return {
        (one.fault, one.choice.label if one.choice else one.step.question if one.step else "")
        for one in cautions([editions.tree_of_draft(guide)])
    }


def test_what_better_were_not_is_named_and_does_not_keep_a_guide_from_being_published(
    editor: Client, guide: Guide
) -> None:
    assert cautions_of(guide) == set()
    guide.items.filter(choice=None).delete()
    assert cautions_of(guide) == {(Caution.NOTHING_AT_THE_END, "汐見市の中で")}
    first = material.step(guide, material.FROM)
    for number in range(6):
        words = ChoiceWords(f"{number}" + "長" * 32 * (number == 0), ends=True)
        drafting.add_choice(change=material.change(guide), step=first, words=words)
    item = material.item(guide, "転入届を出す")
    long = ItemWords("転入届を出す", where="あ" * 101)
    drafting.revise_item(change=material.change(guide), item=item, words=long)
    drafting.revise_step(change=material.change(guide), step=first, words=StepWords("問" * 61, "手" * 151))
    found = cautions_of(guide)
    assert {caution for caution, _where in found} == set(Caution)
    assert (Caution.LONG_CHOICE, "0" + "長" * 32) in found
    page = editor.get(EDIT).content.decode()
    assert f'<a href="#choice-{material.choice(guide, "汐見市の中で").pk}">' in page
    guide.refresh_from_db()
    editor.post(f"{EDIT}publish/", {"read_version": guide.version})
    assert guide.editions.count() == 2
