"""What the fictional city answers in a discussion, each time to words that it quotes."""

import json
from datetime import datetime
from pathlib import Path

from accounts.models import User
from consultations.models import Comment
from consultations.services.demo import opinions
from consultations.services.participation import comments
from consultations.services.participation.quoting import Quote


def write(*, planner: User, folder: Path, now: datetime) -> None:
    """What was answered before is not answered again."""
    answered = Comment.objects.of_the_city().filter(parent__isnull=False).values("parent")
    for row in json.loads((folder / "replies.json").read_text(encoding="utf-8")):
        asked = Comment.objects.with_words().filter(opinion__submission_key=opinions.key_of(row["to"]))
        for comment in asked.exclude(pk__in=answered):
            _reply(comment, row, planner, now)


def _reply(asked: Comment, row: dict[str, str], planner: User, now: datetime) -> None:
    comments.post(
        thread=asked.thread,
        author=planner,
        text=row["text"],
        form_key=f"demo-{row['to']}",
        now=now,
        parent=asked,
        quote=Quote(asked.opinion.words, row["quote"]),
        speaks_for=row["department"],
    )
