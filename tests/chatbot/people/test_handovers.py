"""Asked for, taken, passed on, ended: each once, in one order, with what was written masked."""

from datetime import timedelta

import pytest

from accounts.models import AuditEvent, RoleGrant, User
from accounts.policy import Role
from chatbot.models import Desk, Handover, Message
from chatbot.services.people import handovers, messages, panels
from tests import factories
from tests.chatbot.people import office
from tests.chatbot.people.office import EVENING, OPEN

MINUTE = timedelta(minutes=1)


@pytest.fixture
def _hours(db: None) -> None:
    office.hours()


@pytest.fixture
def aoi(db: None) -> User:
    return factories.user(Role.FAQ_EDITOR)


@pytest.fixture
def ren(db: None) -> User:
    return factories.user(Role.MODERATOR)


def events(handover: Handover) -> list[str]:
    return list(handover.messages.values_list("event", flat=True))


@pytest.mark.usefixtures("_hours")
def test_asking_twice_waits_once() -> None:
    talk = office.conversation()
    for client_id in ("a", "a", "b"):
        handovers.call(conversation=talk, client_id=client_id, now=OPEN)
    assert Handover.objects.count() == 1
    assert Message.objects.count() == 1


@pytest.mark.usefixtures("_hours")
def test_out_of_hours_nobody_is_made_to_wait() -> None:
    with pytest.raises(handovers.Closed):
        handovers.call(conversation=office.conversation(), client_id="a", now=EVENING)
    assert not Handover.objects.exists()


@pytest.mark.usefixtures("_hours")
def test_the_place_in_the_queue_is_by_who_asked_first_also_after_passing_on(aoi: User) -> None:
    first, second = office.waiting(), office.waiting(now=OPEN + MINUTE)
    assert panels.of(panels.latest(second.conversation), OPEN + MINUTE).place == 2
    handovers.take(handover=first, actor=aoi, now=OPEN + MINUTE)
    assert panels.of(panels.latest(second.conversation), OPEN + MINUTE).place == 1
    handovers.pass_on(
        handover=first, actor=aoi, note="住民票の件", desk=None, person=None, now=OPEN + 2 * MINUTE
    )
    assert [*Handover.objects.waiting()] == [first, second]


@pytest.mark.usefixtures("_hours")
def test_how_long_it_takes_is_only_said_when_enough_are_known(aoi: User) -> None:
    for _ in range(5):
        one = office.waiting()
        assert one.expected_minutes is None
        handovers.take(handover=one, actor=aoi, now=OPEN + 3 * MINUTE)
    assert office.waiting(now=OPEN + 4 * MINUTE).expected_minutes == 3


@pytest.mark.usefixtures("_hours")
def test_what_visitors_write_is_masked_before_it_is_kept_and_what_staff_write_is_not(aoi: User) -> None:
    handover = office.waiting()
    talk = handover.conversation
    messages.say(conversation=talk, client_id="a", text="電話は090-1234-5678です", now=OPEN)
    handovers.take(handover=handover, actor=aoi, now=OPEN)
    messages.reply(handover=handover, actor=aoi, client_id="b", text="市民課 0000-12-3401 へどうぞ", now=OPEN)
    texts = list(talk.messages.exclude(text="").values_list("text", flat=True))
    assert "1234" not in texts[0]
    assert texts[1] == "市民課 0000-12-3401 へどうぞ"


@pytest.mark.usefixtures("_hours")
def test_a_repeated_message_is_one_message_and_the_numbers_have_no_gap(aoi: User) -> None:
    handover = office.waiting()
    handovers.take(handover=handover, actor=aoi, now=OPEN)
    for client_id in ("a", "b", "a"):
        messages.say(conversation=handover.conversation, client_id=client_id, text="はい", now=OPEN)
        messages.reply(handover=handover, actor=aoi, client_id=client_id, text="どうぞ", now=OPEN)
    numbers = list(handover.conversation.messages.values_list("number", flat=True))
    assert numbers == [1, 2, 3, 4, 5, 6]


@pytest.mark.usefixtures("_hours")
def test_only_the_person_who_has_it_replies_and_closes(aoi: User, ren: User) -> None:
    handover = office.waiting()
    with pytest.raises(messages.NotYours):
        messages.reply(handover=handover, actor=aoi, client_id="a", text="はい", now=OPEN)
    handovers.take(handover=handover, actor=aoi, now=OPEN)
    with pytest.raises(messages.NotYours):
        messages.reply(handover=handover, actor=ren, client_id="a", text="はい", now=OPEN)
    with pytest.raises(messages.NotYours):
        handovers.close(handover=handover, actor=ren, outcome=Handover.Outcome.ANSWERED, now=OPEN)
    for _ in range(2):
        handovers.close(handover=handover, actor=aoi, outcome=Handover.Outcome.ANSWERED, now=OPEN)
    assert events(handover) == ["asked", "taken", "ended"]
    with pytest.raises(messages.NotYours):
        messages.reply(handover=handover, actor=aoi, client_id="late", text="まだ", now=OPEN)


@pytest.mark.usefixtures("_hours")
def test_what_is_written_while_it_is_closed_is_a_question_to_the_chat_again(aoi: User) -> None:
    handover = office.waiting()
    handovers.give_up(conversation=handover.conversation, client_id="end", now=OPEN)
    with pytest.raises(messages.NobodyThere):
        messages.say(conversation=handover.conversation, client_id="a", text="はい", now=OPEN)
    with pytest.raises(handovers.AlreadyTaken):
        handovers.take(handover=handover, actor=aoi, now=OPEN)


@pytest.mark.usefixtures("_hours")
def test_it_is_passed_on_only_to_somebody_who_may_answer(aoi: User, ren: User) -> None:
    handover, resident = office.waiting(), factories.user()
    handovers.take(handover=handover, actor=aoi, now=OPEN)
    with pytest.raises(handovers.CannotAnswer):
        handovers.pass_on(handover=handover, actor=aoi, note="", desk=None, person=resident, now=OPEN)
    desk = Desk.objects.create(name="税務課")
    handovers.pass_on(handover=handover, actor=ren, note="急ぎ", desk=desk, person=ren, now=OPEN)
    handover.refresh_from_db()
    assert (handover.is_taken, handover.wanted, handover.note) == (False, ren, "急ぎ")
    passed = handover.messages.get(event="passed")
    assert passed.text == "税務課"
    RoleGrant.objects.filter(user=ren).delete()
    assert AuditEvent.objects.filter(action="chat.pass_on", actor=ren).count() == 1
