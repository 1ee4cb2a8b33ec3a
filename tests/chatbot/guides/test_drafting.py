"""Editors change a draft; nobody's words are lost, and nothing wrong is published."""

import pytest

from accounts.models import AuditEvent
from accounts.policy import Role
from chatbot.models import Guide, GuideStep
from chatbot.services.guides import drafting, editions, offering
from chatbot.services.guides.checks import Caution, Fault, problems
from chatbot.services.guides.drafting import ChangedMeanwhile, ChoiceWords, StepWords
from chatbot.services.guides.outlining import outline
from tests import factories
from tests.chatbot import faq
from tests.chatbot.guides import material
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def guide() -> Guide:
    return material.write()


def faults(guide: Guide) -> set[Fault | Caution]:
    return {problem.fault for problem in problems(editions.tree_of_draft(guide))}


def test_who_read_an_older_draft_does_not_write_over_a_newer(guide: Guide) -> None:
    read = material.change(guide)
    step = material.step(guide, material.DOG)
    drafting.revise_step(change=read, step=step, words=StepWords("犬はいますか。"))
    with pytest.raises(ChangedMeanwhile):
        drafting.revise_step(change=read, step=step, words=StepWords("猫はいますか。"))
    assert GuideStep.objects.get(pk=step.pk).question == "犬はいますか。"


def test_the_same_click_twice_is_one_change(guide: Guide) -> None:
    click = material.change(guide, fingerprint="f", actor=factories.user(Role.FAQ_EDITOR))
    for _ in range(2):
        drafting.add_step(change=click, guide=guide, words=StepWords("何人で住みますか。"))
    assert guide.steps.count() == 3


def test_the_same_form_of_two_people_is_two_changes(guide: Guide) -> None:
    first = material.change(guide, fingerprint="f", actor=factories.user())
    drafting.add_step(change=first, guide=guide, words=StepWords("一"))
    late = material.change(guide, fingerprint="f", actor=factories.user(), read_version=guide.version - 1)
    with pytest.raises(ChangedMeanwhile):
        drafting.add_step(change=late, guide=guide, words=StepWords("一"))


def test_a_complete_draft_has_no_faults(guide: Guide) -> None:
    assert faults(guide) == set()


def test_faults_are_named_where_they_are(guide: Guide) -> None:
    drafting.add_step(change=material.change(guide), guide=guide, words=StepWords("誰も来ない質問"))
    open_ended = ChoiceWords("まだ", ["市内"])
    first = material.step(guide, material.FROM)
    drafting.add_choice(change=material.change(guide), step=first, words=open_ended)
    found = problems(editions.tree_of_draft(guide))
    named = {
        (fault.fault, fault.step and fault.step.question, fault.choice and fault.choice.label)
        for fault in found
    }
    assert named == {
        (Fault.NO_CHOICES, "誰も来ない質問", None),
        (Fault.UNREACHED, "誰も来ない質問", None),
        (Fault.NO_NEXT, material.FROM, "まだ"),
        (Fault.SAME_WORDS, material.FROM, "まだ"),
    }
    with pytest.raises(editions.NotReady):
        editions.publish(change=material.change(guide), guide=guide)
    assert guide.editions.count() == 0


def test_a_circle_without_an_end_is_found(guide: Guide) -> None:
    dog = material.step(guide, material.DOG)
    for label in ("はい", "いいえ"):
        words = ChoiceWords(label, next=dog)
        drafting.revise_choice(
            change=material.change(guide), choice=material.choice(guide, label), words=words
        )
    found = problems(editions.tree_of_draft(guide))
    assert [(fault.fault, fault.step and fault.step.question) for fault in found] == [
        (Fault.NO_END, material.DOG)
    ]


def test_an_empty_guide_and_an_empty_checklist_are_faults(guide: Guide) -> None:
    for item in guide.items.all():
        drafting.remove(change=material.change(guide), part=item)
    assert faults(guide) == {Fault.NOTHING_TO_DO}
    for step in guide.steps.all():
        drafting.remove(change=material.change(guide), part=step)
    assert faults(guide) == {Fault.NO_STEP}


def test_publishing_makes_an_edition_once_and_leaves_a_trace(guide: Guide) -> None:
    actor = factories.user(Role.FAQ_EDITOR)
    made = editions.publish(change=material.change(guide, actor=actor), guide=guide)
    assert (made.number, made.published_by) == (1, actor)
    event = AuditEvent.objects.get(action="guide.publish")
    assert (event.actor, event.subject, event.details) == (actor, "guide:moved", {"edition": 1})
    with pytest.raises(editions.NothingNew):
        editions.publish(change=material.change(guide), guide=guide)


def test_what_was_read_before_somebody_changed_it_is_not_published(guide: Guide) -> None:
    read = material.change(guide)
    drafting.add_step(change=material.change(guide), guide=guide, words=StepWords("何人で住みますか。"))
    with pytest.raises(ChangedMeanwhile):
        editions.publish(change=read, guide=guide)


def test_answers_move_up_and_down_and_another_question_can_be_first(guide: Guide) -> None:
    drafting.move(change=material.change(guide), part=material.choice(guide, "いいえ"), up=True)
    dog = material.step(guide, material.DOG)
    assert [choice.label for choice in dog.choices.all()] == ["いいえ", "はい"]
    drafting.move(change=material.change(guide), part=material.choice(guide, "いいえ"), up=True)
    assert [choice.label for choice in dog.choices.all()] == ["いいえ", "はい"]
    drafting.make_first(change=material.change(guide), step=dog)
    assert [step.question for step in guide.steps.all()] == [material.DOG, material.FROM]


def test_a_question_removed_leaves_the_answer_that_led_to_it_open(guide: Guide) -> None:
    drafting.remove(change=material.change(guide), part=material.step(guide, material.DOG))
    assert faults(guide) == {Fault.NO_NEXT}


def test_the_outline_shows_each_question_once(guide: Guide) -> None:
    dog = material.step(guide, material.DOG)
    drafting.revise_choice(
        change=material.change(guide),
        choice=material.choice(guide, "汐見市の中で"),
        words=ChoiceWords("汐見市の中で", next=dog),
    )
    shown = outline(guide)
    assert shown.begins
    below, jump = shown.begins.branches
    assert below.below
    assert below.below.step == dog
    assert (jump.below, jump.jump) == (None, 2)
    assert [(number, step.question) for number, step in shown.numbered] == [
        (1, material.FROM),
        (2, material.DOG),
    ]


def test_a_guide_is_offered_with_the_answers_of_its_edition_only() -> None:
    entries = faq.write()
    guide = material.published(entries["moving-in"])
    guide.entries.add(entries["nhi-join"])
    ids = [entry.pk for entry in entries.values()]
    assert offering.with_entries(ids) == {
        entries["moving-in"].pk: [offering.Offered("moved", material.TITLE)]
    }
    drafting.archive(actor=factories.user(Role.FAQ_EDITOR), guide=guide, now=NOW)
    assert offering.with_entries(ids) == {}
