"""Call people of a discussion by the names they show there: "@name", the longest name that fits."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

import regex
from django.db.models import Q

from accounts.models import User
from consultations.models import Comment, Mention, News, Opinion, Thread
from consultations.services.following import news

LIMIT = 5
OFFERED = 30

_GRAPHEME = regex.compile(r"\X")
_IN_AN_ADDRESS = regex.compile(r"[A-Za-z0-9._%+-]")
_GOES_ON = regex.compile(r"[\p{Latin}\p{Cyrillic}\p{Greek}\p{Hangul}0-9_]")


class TooManyMentions(Exception):
    """More people are called than one comment may call."""


@dataclass(frozen=True)
class Called:
    """One call in a text; `start` is the place of the sign before the name."""

    start: int
    end: int
    name: str


def find(text: str, names: Iterable[str]) -> list[Called]:
    """The calls in their order. Width and case make no difference; a mail address calls nobody."""
    known = {_fold(name): name for name in names if name}
    return list(_calls(text, known))


def participants(*, thread: Thread) -> list[User]:
    """Those who have written here under a name, and whose words everybody can read; the newest last."""
    public = Opinion.objects.counted().filter(author_name="").values("author")
    wrote = Q(pk__in=public.filter(comment__thread=thread)) | Q(pk__in=public.filter(proposal__thread=thread))
    return list(User.objects.filter(wrote, is_active=True).exclude(display_name="").order_by("pk"))


def offered(*, thread: Thread, to: object) -> list[str]:
    """Names to choose from: of those who wrote here last."""
    public = Opinion.objects.counted().filter(comment__thread=thread, author__isnull=False)
    named = public.filter(author_name="").exclude(author__display_name="").order_by("-pk")
    rows = list(named.values_list("author", "author__display_name")[: OFFERED * 3])
    own = to.pk if isinstance(to, User) else None
    return list(dict.fromkeys(name for key, name in rows if key != own))[:OFFERED]


def called_in(*, text: str, thread: Thread, author: User) -> dict[User, str]:
    """The people called, each with the name as it was written. Of one name, all are called."""
    if "@" not in unicodedata.normalize("NFKC", text):
        return {}
    people = [person for person in participants(thread=thread) if person != author]
    names = {_fold(call.name) for call in find(text, (person.display_name for person in people))}
    if len(names) > LIMIT:
        raise TooManyMentions
    return {person: person.display_name for person in people if _fold(person.display_name) in names}


def keep(
    *, comment: Comment, called: dict[User, str], author: User, now: datetime, told: User | None = None
) -> None:
    """Call it in the transaction that writes the comment. `told` hears of it already, as of a reply; and
    whoever was called before is not told again."""
    known = set(Mention.objects.filter(comment=comment).values_list("user", flat=True))
    added = {person: name for person, name in called.items() if person.pk not in known}
    Mention.objects.bulk_create(
        Mention(comment=comment, user=person, called=name) for person, name in added.items()
    )
    for person in added.keys() - {told}:
        news.record(kind=News.Kind.MENTION, opinion=comment.opinion, actor=author, recipient=person, now=now)


def renew(*, opinion: Opinion, author: User, now: datetime) -> None:
    """After an edit: who is called only now is told now."""
    if opinion.kind != Opinion.Kind.COMMENT:
        return
    comment = Comment.objects.select_related("thread", "opinion").get(opinion=opinion)
    called = called_in(text=opinion.words.text, thread=comment.thread, author=author)
    keep(comment=comment, called=called, author=author, now=now)


def _calls(text: str, known: dict[str, str]) -> Iterator[Called]:
    folded, places = _folded(text)
    lengths = sorted({len(name) for name in known}, reverse=True)
    end = 0
    for place, sign in enumerate(folded):
        if sign != "@" or place < end or _is_in_an_address(folded, place):
            continue
        ends = (place + 1 + length for length in lengths)
        fits = (after for after in ends if folded[place + 1 : after] in known and not _goes_on(folded, after))
        end = next(fits, 0)
        if end:
            last = places[end] if end < len(places) else len(text)
            yield Called(places[place], last, known[folded[place + 1 : end]])


def _is_in_an_address(folded: str, place: int) -> bool:
    return place > 0 and _IN_AN_ADDRESS.match(folded[place - 1]) is not None


def _goes_on(folded: str, after: int) -> bool:
    """Whether a name in letters that are written apart runs on: "@Yui" is not called by "@Yuiko"."""
    if after >= len(folded):
        return False
    return all(_GOES_ON.match(letter) for letter in (folded[after - 1], folded[after]))


def _fold(text: str) -> str:
    return _folded(text)[0]


def _folded(text: str) -> tuple[str, list[int]]:
    """The text without differences of width, case and composition, and where each letter of it stood."""
    letters: list[str] = []
    places: list[int] = []
    for match in _GRAPHEME.finditer(text):
        plain = unicodedata.normalize("NFKC", match[0]).casefold()
        letters.append(plain)
        places.extend([match.start()] * len(plain))
    return "".join(letters), places
