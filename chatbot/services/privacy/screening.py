"""The round that looks for names which no phrase gave away, before any member of staff sees a question.

The model works in a process of its own that ends with the batch, so the worker keeps none of its memory.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Model, QuerySet

from chatbot.models import Exchange, LeftQuestion, Message
from nlp.text.personal_data import NAME_MASK, mask, replaced
from nlp.text.spans import Span

AT_A_TIME = 500
LONGEST_SECONDS = 300


@dataclass(frozen=True)
class _Field:
    """Where visitors' words are kept."""

    model: type[Model]
    name: str

    def unscreened(self) -> QuerySet[Any]:
        rows = self.model._default_manager.filter(screened_at__isnull=True)
        if self.model is Message:
            rows = rows.filter(author=Message.Author.VISITOR)
        return rows.order_by("pk")[:AT_A_TIME]


FIELDS = (_Field(Exchange, "question"), _Field(Message, "text"), _Field(LeftQuestion, "text"))


def screen(*, now: datetime) -> int:
    """Screen what waits, at most `AT_A_TIME` texts of each kind; a failure leaves them waiting."""
    waiting = [(field, row) for field in FIELDS for row in field.unscreened()]
    if not waiting:
        return 0
    # Once more by the patterns: an import or an older version may have kept more than today's would.
    kept = [mask(getattr(row, field.name)) for field, row in waiting]
    for (field, row), text, spans in zip(waiting, kept, find_names(kept), strict=True):
        _save(field, row, replaced(text, spans, NAME_MASK), now)
    return len(waiting)


def find_names(texts: Sequence[str]) -> list[list[Span]]:
    """By GiNZA. Raises `subprocess.SubprocessError` when the model cannot be had."""
    done = subprocess.run(
        [sys.executable, "-m", "nlp.text.entities"],
        input=json.dumps(texts),
        stdout=subprocess.PIPE,
        cwd=settings.BASE_DIR,
        timeout=LONGEST_SECONDS,
        check=True,
        text=True,
    )
    return [[Span(*span) for span in spans] for spans in json.loads(done.stdout)]


def _save(field: _Field, row: Any, text: str, now: datetime) -> None:
    """By an update: what the visitor erased meanwhile stays erased, nothing else of the row is written."""
    field.model._default_manager.filter(pk=row.pk).update(**{field.name: text, "screened_at": now})
