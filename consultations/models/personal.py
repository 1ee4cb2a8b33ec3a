"""What in an opinion identifies a private person: a machine finds it, people decide whether it is shown.

The words themselves stay as they were written; what is hidden is covered wherever they are published.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from django.db import models
from django.db.models import Case, F, Q, When
from django.db.models.functions import Substr
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from consultations.models.analysis import AnalysisRun
from consultations.models.covering import Hidden, covered
from consultations.models.intake import Mask
from consultations.models.opinion import Revision, counted
from nlp.text.folding import fold

if TYPE_CHECKING:
    from consultations.models.results import Publication

COVERS = {
    Mask.Kind.NAME: "［氏名］",
    Mask.Kind.ADDRESS: "［住所］",
    Mask.Kind.PHONE: "［電話番号］",
    Mask.Kind.MAIL: "［メールアドレス］",
    Mask.Kind.INDIVIDUAL_NUMBER: "［個人番号］",
    Mask.Kind.CARD: "［カード番号］",
    Mask.Kind.OTHER: "［個人情報］",
}


_SHORTEST_NAME = 2


@dataclass(frozen=True)
class Covers:
    """What the public does not see of some revisions."""

    places: "dict[int, list[PersonalFinding]]"

    def title(self, revision: Revision) -> str:
        return self._covered(revision.pk, revision.title, 0, in_title=True)

    def text(self, revision: Revision) -> str:
        return self.piece(revision.pk, revision.text)

    def piece(self, revision: int, words: str, start: int = 0) -> str:
        """`words` stand in the text of the revision from `start` on."""
        return self._covered(revision, words, start, in_title=False)

    def _covered(self, revision: int, words: str, start: int, *, in_title: bool) -> str:
        places = (one.place for one in self.places.get(revision, ()) if one.in_title == in_title)
        return covered(words, places, start)

    def label(self, said: str) -> str:
        """What was made of the opinions' words, without those that are hidden in any of them."""
        return self._hidden_words.sub(lambda found: self._covers[found[0]], said) if self._covers else said

    def terms(self, found: list[str]) -> list[str]:
        """Without those that a hidden place consists of; towns and streets in general stay."""
        return [term for term in found if self.label(term) == term and not self._is_part(fold(term))]

    def _is_part(self, term: str) -> bool:
        tells = any(sign.isdigit() for sign in term)
        return any(term in words for words, kind in self._folded if tells or kind != Mask.Kind.ADDRESS)

    @cached_property
    def _folded(self) -> list[tuple[str, str]]:
        return [(fold(one.words), one.kind) for found in self.places.values() for one in found]

    @cached_property
    def _covers(self) -> dict[str, str]:
        """By the words that are hidden; of names also how they begin and end, as a label may cut them."""
        covers = {}
        for one in (one for found in self.places.values() for one in found):
            covers[one.words] = one.cover
            if one.kind == Mask.Kind.NAME:
                covers |= dict.fromkeys(_beginnings_and_ends(one.words), one.cover)
        return covers

    @cached_property
    def _hidden_words(self) -> re.Pattern[str]:
        return re.compile("|".join(re.escape(words) for words in sorted(self._covers, key=len, reverse=True)))

    @property
    def digest(self) -> str:
        """Equal for equal covers; empty where nothing is covered."""
        keys = sorted(one.pk for found in self.places.values() for one in found)
        return sha256(repr(keys).encode()).hexdigest() if keys else ""


def _beginnings_and_ends(name: str) -> list[str]:
    """Of two characters and more: the family name or the given name alone.

    Latin letters are cut between words only, and into more than "AI": that stands in many labels.
    """
    whole = "".join(name.split())
    cuts = range(_SHORTEST_NAME, len(whole))
    parts = [*(whole[:cut] for cut in cuts), *(whole[-cut:] for cut in cuts)]
    fit = (one for one in parts if not one.isascii() or (len(one) > _SHORTEST_NAME and one in name.split()))
    return [whole, *fit]


_LENGTH = F("end") - F("start")
_WORDS = Case(
    When(in_title=True, then=Substr("revision__title", F("start") + 1, _LENGTH)),
    default=Substr("revision__text", F("start") + 1, _LENGTH),
)


class PersonalFindingQuerySet(models.QuerySet["PersonalFinding"]):
    def of_run(self, run: AnalysisRun) -> "PersonalFindingQuerySet":
        """In the opinions that can be read now."""
        return self.filter(counted("revision__opinion__"), revision__memberships__run=run)

    def undecided(self) -> "PersonalFindingQuerySet":
        return self.filter(decision="")

    def carry_over(self, before: Revision, after: Revision) -> None:
        """What was hidden in the words before stays hidden where it stands in the new ones."""
        for one in hidden(before.personal_findings.all()):
            self.hide(
                places_of(one.words_in(before), after),
                kind=one.kind,
                decided_by=one.decided_by,
                decided_at=one.decided_at,
            )

    def hide(self, places: Iterable["Occurrence"], **decided: Any) -> int:
        """These places, unless somebody has hidden them or left them before; return how many."""
        hide, count = PersonalFinding.Decision.HIDE, 0
        for one in places:
            found, made = self.get_or_create(**one._asdict(), defaults={"decision": hide, **decided})
            if not made and not found.decision:
                self.filter(pk=found.pk, decision="").update(decision=hide, **decided)
            count += made or not found.decision
        return count

    def covers(self, revisions: Iterable[int]) -> Covers:
        return self._covers(self.filter(revision__in=list(revisions)))

    def covers_of(self, publication: "Publication") -> Covers:
        return self._covers(self.filter(revision__published_places__publication=publication))

    def covers_among(self, consultations: Iterable[int]) -> Covers:
        return self._covers(self.filter(revision__opinion__consultation__in=set(consultations)))

    def covers_in(self, run: AnalysisRun) -> Covers:
        return self._covers(self.filter(revision__memberships__run=run))

    def _covers(self, found: "PersonalFindingQuerySet") -> Covers:
        places: defaultdict[int, list[PersonalFinding]] = defaultdict(list)
        hide = PersonalFinding.Decision.HIDE
        for one in hidden(found.filter(decision=hide).annotate(words=_WORDS)):  # type: ignore[no-redef]
            places[one.revision_id].append(one)
        return Covers(dict(places))


class PersonalFinding(models.Model):
    class Decision(models.TextChoices):
        HIDE = "hide", _("Hidden from the public")
        SHOW = "show", _("Shown as it is")

    class Reason(models.TextChoices):
        OFFICE = "office", _("A person in public office")
        BUSINESS = "business", _("A shop, firm or organisation")
        NONE = "none", _("No personal data")
        AGREED = "agreed", _("The person agrees")

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="personal_findings")
    in_title = models.BooleanField(default=False)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=Mask.Kind.choices)
    decision = models.CharField(max_length=4, choices=Decision.choices, blank=True)
    """Empty: nobody has decided yet."""
    reason = models.CharField(max_length=10, choices=Reason.choices, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    # Only on rows that `Covers` holds:
    words: str

    objects = PersonalFindingQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-in_title", "start"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["revision", "in_title", "start", "end"], name="a_place_is_found_once"
            ),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="found_words_are_not_empty"),
            models.CheckConstraint(
                condition=Q(decision="", decided_by=None, reason="")
                | Q(decision="hide", decided_by__isnull=False, reason="")
                | (Q(decision="show", decided_by__isnull=False) & ~Q(reason="")),
                name="whoever_shows_a_person_says_why",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["revision"], condition=Q(decision=""), name="undecided_findings")
        ]

    def __str__(self) -> str:
        return f"{self.revision_id}: {self.kind} {self.start}-{self.end}"

    @property
    def cover(self) -> str:
        return COVERS[Mask.Kind(self.kind)]

    @property
    def is_hidden(self) -> bool:
        return self.decision == self.Decision.HIDE

    @property
    def place(self) -> Hidden:
        return Hidden(self.start, self.end, self.cover)

    def words_in(self, revision: Revision) -> str:
        return (revision.title if self.in_title else revision.text)[self.start : self.end]


class Occurrence(NamedTuple):
    revision: Revision
    in_title: bool
    start: int
    end: int


def places_of(words: str, revision: Revision) -> list[Occurrence]:
    """Where `words` stand in it, without overlaps: first in the title, then in the text."""
    return [
        Occurrence(revision, in_title, found.start(), found.end())
        for in_title, said in ((True, revision.title), (False, revision.text))
        for found in re.finditer(re.escape(words), said)
        if words
    ]


def hidden(found: Iterable[PersonalFinding]) -> list[PersonalFinding]:
    """Those that the public does not see, in the order of the text."""
    return sorted((one for one in found if one.is_hidden), key=lambda one: one.start)


class PersonalReading(models.Model):
    """A machine has looked through this revision."""

    revision = models.OneToOneField(Revision, on_delete=models.CASCADE, related_name="personal_reading")
    read_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.revision_id)
