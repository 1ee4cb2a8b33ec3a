"""What the machine notices in new words, for a moderator to judge. It never hides or holds anything."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import transaction

from accounts import audit, policy
from accounts.models import User
from accounts.policy import Action
from consultations.models import Fingerprint, Flag, ListedWord, Opinion, Revision, ToLookAt
from nlp.text import identifying, links, sameness
from nlp.text.word_list import WordList

Kind = Flag.Kind
AT_A_TIME = 200
COPIES_NAMED = 3


@dataclass(frozen=True)
class Notice:
    """One reason to look: where it stands in the text, and what it is."""

    kind: Kind
    places: list[tuple[int, int]] = field(default_factory=list)
    details: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Lists:
    words: WordList
    hosts: list[str]


def read_through(revision: Revision) -> str:
    """The words as the offsets of flags count them."""
    return f"{revision.title}\n{revision.text}"


def look(*, now: datetime) -> int:
    """Look at what was written since the last time; return how many revisions that were. A round."""
    waiting = list(ToLookAt.objects.order_by("pk").select_related("revision__opinion")[:AT_A_TIME])
    if not waiting:
        return 0
    lists = the_lists()
    for one in waiting:
        with transaction.atomic():
            if ToLookAt.objects.filter(pk=one.pk).delete()[0]:
                _look_at(one.revision, lists, now)
    return len(waiting)


def the_lists() -> Lists:
    entries = list(ListedWord.objects.all())
    words = [entry.text for entry in entries if entry.kind == ListedWord.Kind.WORD]
    friends = [entry.text for entry in entries if entry.kind == ListedWord.Kind.FRIEND]
    hosts = [entry.folded for entry in entries if entry.kind == ListedWord.Kind.HOST]
    return Lists(WordList(words, friends), hosts)


def notices(text: str, lists: Lists) -> Iterator[Notice]:
    """What can be said of a text by itself."""
    personal = identifying.find(text)
    if personal:
        kinds = list(dict.fromkeys(one.kind.value for one in personal))
        yield Notice(Kind.PERSONAL_DATA, [(one.start, one.end) for one in personal], kinds)
    hits = lists.words.find(text)
    if hits:
        words = list(dict.fromkeys(hit.word for hit in hits))
        yield Notice(Kind.LISTED_WORD, [(hit.start, hit.end) for hit in hits], words)
    found = links.find(text)
    unwanted = [link for link in found if any(links.is_of(link.host, host) for host in lists.hosts)]
    if unwanted or len(found) > settings.LINKS_WITHOUT_A_FLAG:
        told = unwanted or found
        hosts = list(dict.fromkeys(link.host for link in told))
        yield Notice(Kind.LINKS, [(link.start, link.end) for link in told], hosts)


@transaction.atomic
def dismiss(*, opinion: Opinion, moderator: User, now: datetime) -> int:
    """Nothing is wrong with it: close what the machine noticed; return how many flags that were."""
    policy.require(moderator, Action.MODERATE)
    closed = close(opinion=opinion, outcome=Flag.Outcome.DISMISSED, by=moderator, now=now)
    if closed:
        details = {"flags": closed}
        audit.record(
            actor=moderator, action="flag.dismiss", subject=opinion.receipt, now=now, details=details
        )
    return closed


def close(*, opinion: Opinion, outcome: Flag.Outcome, by: User | None, now: datetime) -> int:
    waiting = Flag.objects.open().filter(opinion=opinion)
    return waiting.update(closed_at=now, closed_by=by, outcome=outcome)


def _look_at(revision: Revision, lists: Lists, now: datetime) -> None:
    opinion = revision.opinion
    if opinion.current_id != revision.pk or opinion.withdrawn_at:
        return
    close(opinion=opinion, outcome=Flag.Outcome.REWRITTEN, by=None, now=now)
    text = read_through(revision)
    found = [*notices(text, lists), *_copies(opinion, text)]
    Flag.objects.bulk_create(
        [
            Flag(
                opinion=opinion,
                revision=revision,
                kind=notice.kind,
                places=notice.places,
                details=notice.details,
                raised_at=now,
            )
            for notice in found
        ],
        ignore_conflicts=True,
    )


def _copies(opinion: Opinion, text: str) -> Iterator[Notice]:
    """Another opinion, somebody else's or their own, that says the same."""
    digest = sameness.fingerprint(text)
    Fingerprint.objects.update_or_create(opinion=opinion, defaults={"digest": digest})
    if not digest:
        return
    others = Opinion.objects.submitted().filter(fingerprint__digest=digest, withdrawn_at__isnull=True)
    receipts = others.exclude(pk=opinion.pk).order_by("pk").values_list("receipt", flat=True)
    found = list(receipts[:COPIES_NAMED])
    if found:
        yield Notice(Kind.COPY, details=found)
