"""The list of words and web sites that the machine looks for. Staff keep it."""

from datetime import datetime

from django.db import transaction

from accounts import audit, policy
from accounts.models import User
from accounts.policy import Action
from consultations.models import ListedWord
from nlp.text import word_list

Kind = ListedWord.Kind
TO_BEGIN_WITH = {
    Kind.WORD: ("死ね", "氏ね", "殺す", "殺してやる", "きちがい", "基地外", "クズども", "ゴミ人間", "害児"),
    Kind.FRIEND: ("そばかす", "必死ね", "殺すつもりはない", "米軍基地外"),
}
"""Not for any city as it stands; better than an empty page."""


def add(*, kind: Kind, lines: list[str], editor: User, now: datetime) -> list[ListedWord]:
    """Add each line that is not on the list yet, in whatever spelling; return what is new."""
    policy.require(editor, Action.MODERATE)
    wanted = {key: line for line in lines if (key := _key(kind, line))}
    with transaction.atomic():
        known = ListedWord.objects.filter(kind=kind, folded__in=wanted).values_list("folded", flat=True)
        new = [
            ListedWord(kind=kind, text=line, folded=key, added_by=editor, added_at=now)
            for key, line in wanted.items()
            if key not in set(known)
        ]
        ListedWord.objects.bulk_create(new, ignore_conflicts=True)
        if new:
            _record(editor, "add", kind, [word.text for word in new], now)
    return new


def add_the_first(*, editor: User, now: datetime) -> int:
    return sum(
        len(add(kind=kind, lines=list(words), editor=editor, now=now))
        for kind, words in TO_BEGIN_WITH.items()
    )


@transaction.atomic
def remove(*, word: ListedWord, editor: User, now: datetime) -> None:
    policy.require(editor, Action.MODERATE)
    if ListedWord.objects.filter(pk=word.pk).delete()[0]:
        _record(editor, "remove", Kind(word.kind), [word.text], now)


def _key(kind: Kind, line: str) -> str:
    if kind == Kind.HOST:
        return line.strip().lower().removeprefix("https://").removeprefix("http://").split("/")[0]
    return word_list.folded(line)


def _record(editor: User, act: str, kind: Kind, words: list[str], now: datetime) -> None:
    details = {"kind": str(kind), "words": words}
    audit.record(actor=editor, action=f"abuse_list.{act}", subject="abuse-list", now=now, details=details)
