"""Before staff see a question, a worker has looked for names in it once more."""

import subprocess
import sys
from collections.abc import Sequence
from datetime import timedelta

import pytest

from chatbot.models import Conversation, Exchange, LeftQuestion, Message
from chatbot.services import conversations, exchanges
from chatbot.services.privacy import screening
from nlp.text.spans import Span
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def conversation() -> Conversation:
    return conversations.begin(locale="ja", now=NOW)


def names(*wanted: str) -> object:
    def find(texts: Sequence[str]) -> list[list[Span]]:
        return [
            [Span(at, at + len(name)) for name in wanted if (at := text.find(name)) >= 0] for text in texts
        ]

    return find


def test_what_no_phrase_gives_away_is_found_by_the_model(conversation: Conversation) -> None:
    said = exchanges.ask(
        conversation=conversation,
        client_id="a",
        text="菊池・野口の二人で行きます。市民課はどこですか",
        now=NOW,
    )
    assert "菊池" in said.question, "otherwise the phrases know it by now and this shows nothing"
    assert said.screened_at is None
    assert screening.screen(now=NOW) == 1
    said.refresh_from_db()
    assert said.question == "［氏名］・［氏名］の二人で行きます。市民課はどこですか"
    assert said.screened_at == NOW
    assert screening.screen(now=NOW) == 0


def test_everything_visitors_write_is_screened_and_nothing_of_the_city(
    conversation: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screening, "find_names", names("菊池"))
    Message.objects.create(
        conversation=conversation, number=1, client_id="v", author="visitor", text="菊池の件", created_at=NOW
    )
    Message.objects.create(
        conversation=conversation, number=2, client_id="s", author="staff", text="担当は菊池", created_at=NOW
    )
    LeftQuestion.objects.create(reference="R1", conversation=conversation, text="菊池へ", created_at=NOW)
    screening.screen(now=NOW)
    assert list(Message.objects.values_list("text", flat=True)) == ["［氏名］の件", "担当は菊池"]
    assert LeftQuestion.objects.get().text == "［氏名］へ"


def test_a_model_that_cannot_be_had_leaves_them_waiting(
    conversation: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    exchanges.ask(conversation=conversation, client_id="a", text="ごみの日は", now=NOW)

    def fail(*_args: object, **_rest: object) -> None:
        raise subprocess.CalledProcessError(1, "nlp.text.entities")

    monkeypatch.setattr(subprocess, "run", fail)
    with pytest.raises(subprocess.CalledProcessError):
        screening.screen(now=NOW)
    assert Exchange.objects.get().screened_at is None


def test_what_the_visitor_erased_meanwhile_stays_erased(
    conversation: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    exchanges.ask(conversation=conversation, client_id="a", text="ごみの日は", now=NOW)

    def erase_meanwhile(texts: Sequence[str]) -> list[list[Span]]:
        Conversation.objects.all().delete()
        return [[] for _ in texts]

    monkeypatch.setattr(screening, "find_names", erase_meanwhile)
    screening.screen(now=NOW + timedelta(minutes=1))
    assert not Exchange.objects.exists()


def test_no_server_that_answers_people_loads_the_model() -> None:
    code = "import project.asgi, sys; print([name for name in ('spacy', 'ginza') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
