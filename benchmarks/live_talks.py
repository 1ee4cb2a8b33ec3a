"""What it costs that the line of every open talk reads the database each second.

    VAR_DIR=var/talks DJANGO_SETTINGS_MODULE=project.settings.dev python -m benchmarks.live_talks [talks]

Prints the queries and milliseconds of one look, for talks that wait and that were taken, beside 5,000 other
conversations; then what so many open talks (50) ask of the database in a second, by the chat's four threads.
`VAR_DIR` is a folder of its own: its database is emptied of conversations.
"""

import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time, timedelta
from functools import partial
from statistics import median, quantiles
from time import perf_counter
from typing import TYPE_CHECKING

import django
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

django.setup()

from accounts.models import User  # noqa: E402
from chatbot.models import Conversation, Handover, Message, Opening  # noqa: E402
from chatbot.services.people import timeline  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Sequence

OTHERS, ROUNDS, SAID = 5000, 20, 4
MILLISECONDS = 1000


def main(talks: int) -> None:
    call_command("migrate", verbosity=0)
    now = timezone.now()
    person, _made = User.objects.get_or_create(email="staff@example.org")
    rows = prepare(talks, now)
    for name, taken_by in (("waiting", None), ("taken", person)):
        open_talks(rows[-talks:], taken_by, now)
        print(f"{name}: {measured(rows[-talks:], now)}")


def prepare(talks: int, now: datetime) -> "Sequence[Conversation]":
    Conversation.objects.all().delete()
    Opening.objects.all().delete()
    Opening.objects.bulk_create(
        Opening(weekday=day, opens=time(0), closes=time(23, 59, 59)) for day in range(7)
    )
    made = Conversation.objects.bulk_create(
        Conversation(created_at=now, last_at=now, exchanges_count=SAID) for _ in range(OTHERS + talks)
    )
    Message.objects.bulk_create(
        Message(conversation=one, number=n, client_id=str(n), author="visitor", text="はい", created_at=now)
        for one in made
        for n in range(1, SAID + 1)
    )
    return made


def open_talks(rows: "Sequence[Conversation]", taken_by: User | None, now: datetime) -> None:
    Handover.objects.all().delete()
    Handover.objects.bulk_create(
        Handover(
            conversation=row,
            asked_at=now + timedelta(milliseconds=place),
            queued_at=now,
            visitor_seen_at=now,
            taken_by=taken_by,
            taken_at=now if taken_by else None,
        )
        for place, row in enumerate(rows)
    )


def measured(rows: "Sequence[Conversation]", now: datetime) -> str:
    with CaptureQueriesContext(connection) as asked:
        look(now, rows[-1])
    with ThreadPoolExecutor(4) as pool:
        began = perf_counter()
        took = list(pool.map(partial(look, now), list(rows) * ROUNDS))
        busy = MILLISECONDS * (perf_counter() - began) / ROUNDS
    return (
        f"{len(asked)} queries a look, p50 {median(took):.2f} ms, p99 {quantiles(took, n=100)[98]:.2f} ms;"
        f" {len(rows)} talks ask {len(rows) * len(asked)} queries a second and take {busy:.0f} ms of it"
    )


def look(now: datetime, row: Conversation) -> float:
    began = perf_counter()
    timeline.look(conversation=row, seen=timeline.Seen(SAID), markup=False, now=now)
    return MILLISECONDS * (perf_counter() - began)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50)
