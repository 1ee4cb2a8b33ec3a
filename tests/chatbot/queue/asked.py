"""Questions as visitors left them, for the tests of the queue."""

import itertools
from datetime import datetime, timedelta
from typing import Any

from chatbot.models import Conversation, Exchange, QuestionGroup
from chatbot.services.queue import grouping
from tests.factories import NOW

_numbers = itertools.count(1)
DRONE = [
    "公園でドローンを飛ばしてもいいですか",
    "ドローンを公園で飛ばしたい",
    "海浜公園でドローン飛ばしたいんですが許可はいりますか",
]
PASSPORT = ["パスポートはどこで作れますか", "パスポート申請したい"]
GRAVE = "墓じまいをしたい"


def asked(text: str, *, at: datetime = NOW - timedelta(hours=1), **fields: Any) -> Exchange:
    """One question in a conversation of its own; not known and screened unless said otherwise."""
    conversation = Conversation.objects.create(created_at=at, last_at=at, exchanges_count=1)
    defaults: dict[str, Any] = {
        "number": 1,
        "client_id": f"client-{next(_numbers)}",
        "outcome": Exchange.Outcome.UNKNOWN,
        "screened_at": at,
    }
    return Exchange.objects.create(conversation=conversation, question=text, asked_at=at, **defaults | fields)


def grouped(*texts: str, now: datetime = NOW) -> list[QuestionGroup]:
    """Ask these, let the worker make its round, and return the groups as the page lists them."""
    for text in texts:
        asked(text)
    grouping.group(now=now)
    return list(QuestionGroup.objects.waiting().most_frequent_first())
