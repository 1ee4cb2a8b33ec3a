"""A city with office hours, and what happens in a talk, for tests. `NOW` is Friday, 17:00 in Japan."""

from datetime import UTC, datetime, time
from uuid import uuid4

from chatbot.models import Conversation, Handover, Opening
from chatbot.services.people import handovers

OPEN = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
"""Friday, 10:00 in Japan."""
EVENING = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
"""Friday, 19:00 in Japan; Monday after it is a national holiday."""


def hours(opens: time = time(8, 30), closes: time = time(17, 15), days: int = 5) -> None:
    Opening.objects.bulk_create(
        Opening(weekday=weekday, opens=opens, closes=closes) for weekday in range(days)
    )


def always_open() -> None:
    """For whatever the clock says while the tests run."""
    hours(time(0, 0), time(23, 59, 59), 7)


def conversation(now: datetime = OPEN) -> Conversation:
    return Conversation.objects.create(created_at=now, last_at=now)


def waiting(talk: Conversation | None = None, now: datetime = OPEN) -> Handover:
    talk = talk or conversation(now)
    handovers.call(conversation=talk, client_id=uuid4().hex, now=now)
    return talk.handovers.select_related("conversation").get(ended_at=None)
