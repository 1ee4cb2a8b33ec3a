import pytest
from django.utils import translation

from chatbot.models import Conversation, Exchange, Publication
from chatbot.protocol import Candidates, Reply, Unknown
from chatbot.services import conversations, exchanges, frames
from tests.chatbot.faq import AMBIGUOUS, ANSWERED, NOT_KNOWN
from tests.factories import NOW


@pytest.fixture
def conversation(published: Publication) -> Conversation:
    return conversations.begin(locale="ja", now=NOW)


def ask(conversation: Conversation, text: str, client_id: str = "a") -> Exchange:
    return exchanges.ask(conversation=conversation, client_id=client_id, text=text, now=NOW)


def test_a_clear_question_gets_the_offices_answer_with_its_source(conversation: Conversation) -> None:
    exchange = ask(conversation, ANSWERED)
    (reply,) = frames.of([exchange])
    assert isinstance(reply, Reply)
    assert (reply.exchange, reply.id) == (1, "a")
    assert reply.text.startswith("収集センターに電話で申し込みます。")
    assert "<li>1点300円から</li>" in reply.html
    assert reply.source.url == "https://www.city.shiomi.example/bulky-waste"
    assert (reply.source.department, reply.source.checked_on) == ("市民課", "2026-04-01")
    assert 0 < reply.confidence <= 1


def test_a_question_with_several_readings_gets_up_to_three_to_choose_from(conversation: Conversation) -> None:
    exchange = ask(conversation, AMBIGUOUS)
    (offered,) = frames.of([exchange])
    assert isinstance(offered, Candidates)
    assert 2 <= len(offered.options) <= 3
    assert [option.option for option in offered.options] == list(range(1, len(offered.options) + 1))


def test_a_question_the_city_has_no_answer_for_is_told_so_with_where_to_turn(
    conversation: Conversation,
) -> None:
    with translation.override("ja"):
        (unknown,) = frames.of([ask(conversation, NOT_KNOWN)])
    assert isinstance(unknown, Unknown)
    assert "わかりません" in unknown.text
    assert unknown.contact == "市役所の総合案内"


def test_without_a_publication_the_chat_says_that_it_does_not_know(db: None) -> None:
    exchange = ask(conversations.begin(locale="ja", now=NOW), ANSWERED)
    assert exchange.outcome == Exchange.Outcome.UNKNOWN


def test_a_repeated_client_id_is_one_exchange_with_the_same_answer(conversation: Conversation) -> None:
    first = ask(conversation, ANSWERED)
    again = ask(conversation, "まったく別の質問")
    assert first == again
    assert frames.of([first]) == frames.of([again])
    conversation.refresh_from_db()
    assert (conversation.exchanges.count(), conversation.exchanges_count) == (1, 1)


def test_the_same_client_id_in_another_conversation_is_another_exchange(conversation: Conversation) -> None:
    other = conversations.begin(locale="ja", now=NOW)
    assert ask(conversation, ANSWERED) != ask(other, ANSWERED)


def test_personal_data_is_masked_before_the_question_is_kept(conversation: Conversation) -> None:
    text = "090-1234-5678 の taro@example.org です。粗大ごみの出し方は？"
    kept = ask(conversation, text).question
    assert "090-1234-5678" not in kept
    assert "taro@example.org" not in kept
    assert "粗大ごみの出し方" in kept


def test_choosing_a_reading_gives_its_answer_and_choosing_again_gives_the_other(
    conversation: Conversation,
) -> None:
    offered = ask(conversation, AMBIGUOUS)
    for option in (1, 2):
        chosen = exchanges.press(conversation=conversation, number=1, option=option, now=NOW)
        assert chosen.answer_id == offered.candidates[option - 1]
        assert isinstance(frames.of([chosen])[-1], Reply)


def test_choosing_that_none_fits_is_kept_as_not_known(conversation: Conversation) -> None:
    ask(conversation, AMBIGUOUS)
    chosen = exchanges.press(conversation=conversation, number=1, option=0, now=NOW)
    assert isinstance(frames.of([chosen])[-1], Unknown)
    assert list(Exchange.objects.left_open(NOW)) == [chosen]


def test_another_reading_takes_back_what_was_said_about_the_first(conversation: Conversation) -> None:
    ask(conversation, AMBIGUOUS)
    exchanges.press(conversation=conversation, number=1, option=1, now=NOW)
    exchanges.feedback(conversation=conversation, number=1, helped=False, now=NOW)
    assert exchanges.press(conversation=conversation, number=1, option=1, now=NOW).helped is False
    assert exchanges.press(conversation=conversation, number=1, option=2, now=NOW).helped is None


@pytest.mark.parametrize("option", [4, 99])
def test_an_option_that_was_not_offered_is_refused(conversation: Conversation, option: int) -> None:
    ask(conversation, AMBIGUOUS)
    with pytest.raises(exchanges.UnknownOption):
        exchanges.press(conversation=conversation, number=1, option=option, now=NOW)


def test_an_exchange_of_another_conversation_is_unknown(conversation: Conversation) -> None:
    ask(conversation, AMBIGUOUS)
    stranger = conversations.begin(locale="ja", now=NOW)
    with pytest.raises(exchanges.UnknownExchange):
        exchanges.press(conversation=stranger, number=1, option=1, now=NOW)
    with pytest.raises(exchanges.UnknownExchange):
        exchanges.feedback(conversation=stranger, number=1, helped=True, now=NOW)


def test_feedback_is_kept_and_can_be_corrected(conversation: Conversation) -> None:
    ask(conversation, ANSWERED)
    for helped in (True, False):
        said = exchanges.feedback(conversation=conversation, number=1, helped=helped, now=NOW)
        said.refresh_from_db()
        assert said.helped is helped


def test_feedback_on_what_was_not_answered_is_refused(conversation: Conversation) -> None:
    ask(conversation, NOT_KNOWN)
    with pytest.raises(exchanges.NothingToJudge):
        exchanges.feedback(conversation=conversation, number=1, helped=True, now=NOW)


def test_a_resumed_conversation_tells_only_what_came_after_the_cursor(conversation: Conversation) -> None:
    asked = [ask(conversation, ANSWERED, client_id=f"a{number}") for number in range(3)]
    found, missed = conversations.resume(token=conversation.token, cursor=1, locale="en", now=NOW)
    assert found == conversation
    assert missed == asked[1:]
    assert Conversation.objects.get().locale == "en"


def test_a_token_nobody_knows_begins_a_new_conversation(db: None) -> None:
    begun, missed = conversations.resume(token="x" * 20, cursor=5, locale="ja", now=NOW)
    assert begun.token != "x" * 20
    assert missed == []


def test_an_answer_with_script_in_it_reaches_the_visitor_without(conversation: Conversation) -> None:
    revision = ask(conversation, ANSWERED).answer
    assert revision is not None
    revision.answer = "<script>alert(1)</script>[x](javascript:alert(1)) **ok**"
    revision.save()
    (reply,) = frames.of(list(conversation.exchanges.all()))
    assert isinstance(reply, Reply)
    assert "<script" not in reply.html
    assert "javascript:" not in reply.html.replace("[x](javascript:alert(1))", "")
    assert "<strong>ok</strong>" in reply.html
