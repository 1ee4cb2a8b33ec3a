"""What editors do about entries taken for each other: a phrasing moves, or one entry takes over all."""

from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.models import User
from chatbot.models import EntryPair, FaqEntry, Utterance
from chatbot.models.faq import MAX_QUESTION
from chatbot.services import faq
from chatbot.services.desk import furigana


class NotThere(Exception):
    """Somebody has moved or removed the phrasing meanwhile, or the other entry is no longer in use."""


@transaction.atomic
def move(*, actor: User, pair: EntryPair, text: str, now: datetime) -> FaqEntry:
    """Give the phrasing to the other entry of the pair and return that. Raises `NotThere`."""
    held = EntryPair.objects.select_for_update(of=("self",)).with_entries().filter(pk=pair.pk).first()
    utterance = _phrasing(held, text) if held else None
    if held is None or utterance is None:
        raise NotThere
    to = held.second if utterance.entry_id == held.first_id else held.first
    if to.is_archived:
        raise NotThere
    faq.remove_utterance(actor=actor, entry=utterance.entry, utterance_id=utterance.pk, now=now)
    _give(actor, to, text, now)
    _forget(held, text)
    return to


@transaction.atomic
def join(*, actor: User, stays: FaqEntry, goes: FaqEntry, now: datetime) -> int:
    """Give all ways of asking for `goes` to `stays` and archive it; returns how many came.

    `goes` keeps its own: brought back from the archive it is as it was. Raises `NotThere`.
    """
    both = FaqEntry.objects.in_use().select_for_update(of=("self",)).filter(pk__in=(stays.pk, goes.pk))
    if {stays.pk, goes.pk} != {entry.pk for entry in both} or goes.current is None:
        raise NotThere
    asked = [furigana.without(goes.current.question)[:MAX_QUESTION]]
    ways = dict.fromkeys([*asked, *goes.utterances.values_list("text", flat=True)])
    came = sum(_give(actor, stays, text, now) for text in ways)
    faq.archive(actor=actor, entry=goes, now=now)
    EntryPair.objects.of(goes).delete()
    audit.record(
        actor=actor,
        action="faq.join",
        subject=f"faq:{stays.key}",
        now=now,
        details={"from": goes.key, "phrasings": came},
    )
    return came


def _phrasing(pair: EntryPair, text: str) -> Utterance | None:
    """As the pair names it: of the entry from which it goes astray, if it still stands there."""
    of = next((one["of"] for one in pair.phrasings if one["text"] == text), None)
    found = Utterance.objects.select_related("entry").filter(entry__in=(pair.first_id, pair.second_id))
    return found.filter(entry__key=of, text=text).first()


def _give(actor: User, entry: FaqEntry, text: str, now: datetime) -> bool:
    if entry.utterances.filter(text=text).exists():
        return False
    faq.add_utterance(actor=actor, entry=entry, text=text, now=now)
    return True


def _forget(pair: EntryPair, text: str) -> None:
    """One phrasing less between the two; without any they are no pair."""
    pair.phrasings = [one for one in pair.phrasings if one["text"] != text]
    pair.weight -= 1
    if pair.weight < 1:
        pair.delete()
    else:
        pair.save(update_fields=["phrasings", "weight"])
