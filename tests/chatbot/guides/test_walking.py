"""Visitors walk a guide by buttons and in words."""

from collections.abc import Callable

import pytest
from pytest_django import DjangoAssertNumQueries

from chatbot.models import Conversation, Exchange, Guide, Publication
from chatbot.services import conversations, exchanges, frames
from chatbot.services.guides import drafting, editions, walking
from chatbot.services.guides.drafting import ChoiceWords, StepWords
from chatbot.services.guides.phrases import Command
from chatbot.services.walkers import WALKERS
from tests.chatbot.faq import ANSWERED
from tests.chatbot.guides import material
from tests.factories import NOW

pytestmark = pytest.mark.django_db
Say = Callable[[str], Exchange]
Press = Callable[[Exchange, int], Exchange]


@pytest.fixture
def talk() -> Conversation:
    return conversations.begin(locale="ja", now=NOW)


@pytest.fixture
def guide() -> Guide:
    return material.published()


@pytest.fixture
def begun(talk: Conversation, guide: Guide) -> Exchange:
    return exchanges.start(conversation=talk, client_id="s", guide=guide.key, now=NOW)


@pytest.fixture
def say(talk: Conversation) -> Say:
    def ask(text: str) -> Exchange:
        client_id = f"a{talk.exchanges.count()}"
        return exchanges.ask(conversation=talk, client_id=client_id, text=text, now=NOW)

    return ask


@pytest.fixture
def press(talk: Conversation) -> Press:
    def push(at: Exchange, option: int) -> Exchange:
        return exchanges.press(conversation=talk, number=at.number, option=option, now=NOW)

    return push


def shown(exchange: Exchange) -> str:
    view = WALKERS[exchange.outcome].view(exchange)
    return f"{view.title}\n{view.text}"


def test_the_first_words_come_once_and_with_the_first_question(begun: Exchange, press: Press) -> None:
    assert "はじめに。" in shown(begun)
    assert material.FROM in shown(begun)
    assert "はじめに。" not in shown(press(begun, 1))


def test_answers_lead_to_a_checklist_of_what_everyone_and_what_they_do(begun: Exchange, press: Press) -> None:
    end = press(press(begun, 1), 1)
    assert walking.view(end).is_end
    for words in ("ごみの日を確かめる", "転入届を出す", "転出証明書", "14日以内", "犬の登録を移す"):
        assert words in shown(end)
    without = shown(press(begun, 2))
    assert "ごみの日を確かめる" in without
    assert "転入届を出す" not in without


@pytest.mark.parametrize(
    "words", ["市外から", "ほかのしから", "県外です", "１", "一番目", "①", "ほかの市からです。"]
)
def test_words_are_taken_for_the_answer_they_mean(begun: Exchange, say: Say, words: str) -> None:
    assert material.DOG in shown(say(words))


@pytest.mark.parametrize(
    ("words", "has_dog"), [("はい", True), ("うん", True), ("いいえ", False), ("no", False)]
)
def test_yes_and_no_are_understood(
    begun: Exchange, say: Say, press: Press, words: str, *, has_dog: bool
) -> None:
    press(begun, 1)
    assert ("犬の登録を移す" in shown(say(words))) is has_dog


@pytest.mark.parametrize("words", ["3番", "こんにちは", "たぶん"])
def test_the_buttons_are_named_where_it_is_not_clear_which_is_meant(
    begun: Exchange, say: Say, press: Press, words: str
) -> None:
    second = press(begun, 1)
    unsure = say(words)
    assert "どの答えか分かりませんでした" in shown(unsure)
    assert "1. はい\n2. いいえ" in shown(unsure)
    assert unsure.state["path"] == second.state["path"]
    assert "犬の登録を移す" in shown(say("はい"))


@pytest.mark.parametrize("words", ["飼っていませんでしたか", "犬はどこで登録しますか", "犬" * 50])
def test_what_is_no_answer_is_left_to_others(begun: Exchange, say: Say, press: Press, words: str) -> None:
    press(begun, 1)
    assert say(words).outcome != Exchange.Outcome.GUIDE


def test_back_again_and_leave_are_understood_in_words(begun: Exchange, say: Say, press: Press) -> None:
    press(begun, 1)
    assert material.FROM in shown(say("戻る"))
    say("市外から")
    assert material.FROM in shown(say("最初から"))
    assert not walking.is_open(say("やめる"))
    assert material.FROM in shown(say("続ける"))


def test_back_is_a_new_exchange_and_the_old_one_can_still_be_gone_on_from(
    begun: Exchange, press: Press
) -> None:
    second = press(begun, 1)
    back = press(second, Command.BACK)
    assert back.state["path"] == begun.state["path"] == []
    assert back.number == 3
    assert "犬の登録を移す" in shown(press(second, 1))


def test_the_same_press_twice_is_one_exchange(talk: Conversation, begun: Exchange, press: Press) -> None:
    assert press(begun, 1) == press(begun, 1)
    again = exchanges.start(conversation=talk, client_id="s", guide=material.KEY, now=NOW)
    assert again == begun
    assert talk.exchanges.count() == 2


def test_what_was_pressed_is_marked_when_the_page_is_read_again(begun: Exchange, press: Press) -> None:
    second = press(begun, 1)
    assert [turn.pressed for turn in frames.turns([begun, second])] == [[1], []]


def test_the_conversation_of_another_is_not_walked(begun: Exchange) -> None:
    other = conversations.begin(locale="ja", now=NOW)
    with pytest.raises(exchanges.UnknownExchange):
        exchanges.press(conversation=other, number=begun.number, option=1, now=NOW)


@pytest.mark.parametrize("option", [0, 3, 50, Command.BACK, 999])
def test_a_button_that_is_not_there_is_refused(begun: Exchange, press: Press, option: int) -> None:
    with pytest.raises(exchanges.UnknownOption):
        press(begun, option)


def test_a_new_edition_does_not_disturb_a_walk_under_way(guide: Guide, begun: Exchange, press: Press) -> None:
    second = press(begun, 1)
    dog = material.step(guide, material.DOG)
    drafting.revise_step(change=material.change(guide), step=dog, words=StepWords("猫はいますか。"))
    drafting.remove(change=material.change(guide), part=material.choice(guide, "いいえ"))
    editions.publish(change=material.change(guide), guide=guide)
    assert material.DOG in shown(second)
    assert walking.view(press(second, 2)).is_end
    anew = exchanges.start(conversation=second.conversation, client_id="t", guide=guide.key, now=NOW)
    assert "猫はいますか。" in shown(press(anew, 1))


def test_an_archived_guide_is_not_begun_but_walked_to_its_end(
    guide: Guide, begun: Exchange, press: Press
) -> None:
    Guide.objects.update(archived_at=NOW)
    with pytest.raises(walking.UnknownGuide):
        exchanges.start(conversation=begun.conversation, client_id="x", guide=guide.key, now=NOW)
    assert walking.view(press(begun, 2)).is_end


def test_an_unpublished_guide_is_not_begun(talk: Conversation) -> None:
    material.write()
    with pytest.raises(walking.UnknownGuide):
        exchanges.start(conversation=talk, client_id="x", guide=material.KEY, now=NOW)


def test_a_guide_waits_while_something_else_is_asked(
    published: Publication, begun: Exchange, say: Say, press: Press
) -> None:
    second = press(begun, 1)
    other = say(ANSWERED)
    assert (other.outcome, other.state["guide_waits"]) == (Exchange.Outcome.ANSWER, second.number)
    assert say(ANSWERED).state["guide_waits"] == second.number
    assert frames.turns([other])[0].waits == second.number
    assert press(second, Command.GO_ON).state["path"] == second.state["path"]
    press(press(second, Command.GO_ON), 1)
    assert "guide_waits" not in say(ANSWERED).state


def test_words_take_a_waiting_guide_up_again(
    published: Publication, begun: Exchange, say: Say, press: Press
) -> None:
    press(begun, 1)
    say(ANSWERED)
    assert material.DOG in shown(say("続き"))


def test_it_is_said_how_many_questions_are_left_at_most(guide: Guide, begun: Exchange, press: Press) -> None:
    assert "多くて2問" in shown(begun)
    dog = material.step(guide, material.DOG)
    loop = ChoiceWords("最初の質問に", next=material.step(guide, material.FROM))
    drafting.add_choice(change=material.change(guide), step=dog, words=loop)
    editions.publish(change=material.change(guide), guide=guide)
    anew = exchanges.start(conversation=begun.conversation, client_id="t", guide=guide.key, now=NOW)
    assert "多くて" not in shown(anew)


def test_a_long_walk_is_shown_in_a_fixed_number_of_queries(
    talk: Conversation, begun: Exchange, press: Press, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    at = begun
    for _ in range(6):
        at = press(press(at, 1), Command.AGAIN)
    told = list(talk.exchanges.select_related("answer", "conversation"))
    with django_assert_num_queries(0):
        frames.turns(told)
