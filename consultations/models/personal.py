"""What in an opinion identifies a private person: a machine finds it, people decide whether it is shown.

The words themselves stay as they were written; what is hidden is covered wherever they are published.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from consultations.models.analysis import AnalysisRun
from consultations.models.intake import Mask
from consultations.models.opinion import Revision, counted

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
        pieces, done, end = [], start, start + len(words)
        for one in self.places.get(revision, ()):
            if one.in_title == in_title and one.start < end and one.end > done:
                pieces += [words[done - start : max(one.start, done) - start], one.cover]
                done = one.end
        return "".join([*pieces, words[done - start :] if done < end else ""])

    @property
    def digest(self) -> str:
        """Equal for equal covers; empty where nothing is covered."""
        keys = sorted(one.pk for found in self.places.values() for one in found)
        return sha256(repr(keys).encode()).hexdigest() if keys else ""


class PersonalFindingQuerySet(models.QuerySet["PersonalFinding"]):
    def of_run(self, run: AnalysisRun) -> "PersonalFindingQuerySet":
        """In the opinions that can be read now."""
        return self.filter(counted("revision__opinion__"), revision__memberships__run=run)

    def undecided(self) -> "PersonalFindingQuerySet":
        return self.filter(decision="")

    def covers(self, revisions: Iterable[int]) -> Covers:
        return self._covers(self.filter(revision__in=list(revisions)))

    def covers_of(self, publication: "Publication") -> Covers:
        return self._covers(self.filter(revision__published_places__publication=publication))

    def _covers(self, found: "PersonalFindingQuerySet") -> Covers:
        places: defaultdict[int, list[PersonalFinding]] = defaultdict(list)
        for one in hidden(found.filter(decision=PersonalFinding.Decision.HIDE)):
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

    objects = PersonalFindingQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-in_title", "start"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["revision", "in_title", "start", "end"], name="a_place_is_found_once"
            ),
            models.CheckConstraint(condition=Q(end__gt=models.F("start")), name="found_words_are_not_empty"),
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


def hidden(found: Iterable[PersonalFinding]) -> list[PersonalFinding]:
    """Those that the public does not see, in the order of the text."""
    hide = PersonalFinding.Decision.HIDE
    return sorted((one for one in found if one.decision == hide), key=lambda one: one.start)


class PersonalReading(models.Model):
    """A machine has looked through this revision."""

    revision = models.OneToOneField(Revision, on_delete=models.CASCADE, related_name="personal_reading")
    read_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.revision_id)
