"""Groups of words that count as the same."""

import re
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.models import User
from chatbot.models import SynonymGroup
from nlp.text.folding import fold

_BETWEEN = re.compile(r"[,、，\n\r\t]+")


class TooFew(Exception):
    """A group needs two words."""


class InAnotherGroup(Exception):
    def __init__(self, word: str, group: SynonymGroup) -> None:
        super().__init__(word)
        self.word, self.group = word, group


class ChangedMeanwhile(Exception):
    """Somebody else changed or removed the group since this person opened the page."""


def words_in(text: str) -> list[str]:
    """As written between commas or on lines of their own; the same word in another spelling counts once."""
    written = (word.strip() for word in _BETWEEN.split(text))
    return list({fold(word): word for word in reversed([*filter(None, written)])}.values())[::-1]


@transaction.atomic
def add(*, actor: User, words: Sequence[str], now: datetime) -> SynonymGroup:
    """Raises `TooFew` and `InAnotherGroup`."""
    _check(words, besides=None)
    group = SynonymGroup.objects.create(words=list(words), changed_by=actor, changed_at=now)
    _record(actor, "faq.synonyms.add", group, now)
    return group


@transaction.atomic
def change(*, actor: User, pk: int, before: Sequence[str], words: Sequence[str], now: datetime) -> bool:
    """Raises `TooFew`, `InAnotherGroup` and `ChangedMeanwhile`."""
    group = SynonymGroup.objects.select_for_update().filter(pk=pk).first()
    if group is None or list(group.words) != list(before):
        raise ChangedMeanwhile
    if list(words) == list(before):
        return False
    _check(words, besides=group)
    group.words, group.changed_by, group.changed_at = list(words), actor, now
    group.save(update_fields=["words", "changed_by", "changed_at"])
    _record(actor, "faq.synonyms.change", group, now)
    return True


@transaction.atomic
def remove(*, actor: User, pk: int, now: datetime) -> None:
    group = SynonymGroup.objects.filter(pk=pk).first()
    if group is not None:
        _record(actor, "faq.synonyms.remove", group, now)
        group.delete()


def _check(words: Sequence[str], besides: SynonymGroup | None) -> None:
    if len(words) < 2:
        raise TooFew
    others = SynonymGroup.objects.exclude(pk=besides.pk) if besides else SynonymGroup.objects.all()
    held = {fold(word): (word, group) for group in others for word in group.words}
    for word in words:
        if fold(word) in held:
            raise InAnotherGroup(*held[fold(word)])


def _record(actor: User, action: str, group: SynonymGroup, now: datetime) -> None:
    audit.record(
        actor=actor,
        action=action,
        subject=f"faq-synonyms:{group.pk}",
        now=now,
        details={"words": group.words},
    )
