"""Where an opinion stands now: what a person decided comes before what the machine suggested."""

from typing import TYPE_CHECKING, Any, TypedDict, cast

from django.db import models
from django.db.models import Case, Count, F, Q, Value, When
from django.db.models.functions import Coalesce, Substr

from consultations.models.opinion import Opinion, counted

if TYPE_CHECKING:
    from consultations.models.analysis import Evidence, Membership  # noqa: F401 - named in base classes

BEGINNING = 160
"""How many characters of a text a list shows."""

_GONE = ~counted("revision__opinion__")
_WITHHELD = _GONE | Q(state="withheld")
_OPINION = "revision__opinion"
_DECIDED = Q(revision__opinion__assignment__isnull=False)
_DECIDED_FOR_ORIGINAL = Q(copy_of__opinion__assignment__isnull=False)


class Totals(TypedDict):
    total: int
    in_theme: int
    copy: int
    no_theme: int
    withheld: int
    people: int


class ThemeSize(TypedDict):
    standing_theme: int
    opinions: int
    distinct: int
    people: int
    agree: int
    neutral: int
    oppose: int


class MembershipQuerySet(models.QuerySet["Membership"]):
    def with_standing(self) -> "MembershipQuerySet":
        """Annotate `standing` (a `Membership.State`) and `standing_theme` (the theme's key, merges followed).

        Hiding or withdrawing an opinion withholds it at once. A copy stands where its original stands,
        unless somebody moved the copy itself.
        """
        return self.annotate(  # type: ignore[no-redef]
            standing=Case(
                When(_WITHHELD, then=Value("withheld")),
                When(_DECIDED & Q(revision__opinion__assignment__theme=None), then=Value("no_theme")),
                When(_DECIDED, then=Value("in_theme")),
                default=F("state"),
                output_field=models.CharField(),
            ),
            standing_theme=Case(
                When(_WITHHELD, then=Value(None)),
                When(_DECIDED, then=_merged(f"{_OPINION}__assignment__theme")),
                When(_DECIDED_FOR_ORIGINAL, then=_merged("copy_of__opinion__assignment__theme")),
                default=_merged("cluster__theme"),
                output_field=models.BigIntegerField(),
            ),
        )

    def listed(self) -> "MembershipQuerySet":
        """For lists: with the beginning of the text instead of all of it, most typical first."""
        return (
            self.with_standing()  # type: ignore[no-redef]
            .select_related("revision__opinion", "copy_of__opinion")
            .defer("revision__text", "copy_of__text")
            .annotate(beginning=Substr("revision__text", 1, BEGINNING))
            .order_by("-score", "pk")
        )

    def totals(self) -> Totals:
        """Every opinion of the run in exactly one state; the four states add up to `total`."""
        counts = self.with_standing().aggregate(
            total=Count("pk"),
            in_theme=Count("pk", filter=Q(standing="in_theme")),
            copy=Count("pk", filter=Q(standing="copy")),
            no_theme=Count("pk", filter=Q(standing="no_theme")),
            withheld=Count("pk", filter=Q(standing="withheld")),
            people=_people(),
        )
        return cast("Totals", counts)

    def sizes_by_theme(self) -> "models.QuerySet[Membership, dict[str, Any]]":
        """One row a theme, largest first: `ThemeSize`."""
        return (
            self.with_standing()  # the stubs do not see what it annotates
            .filter(standing_theme__isnull=False)  # type: ignore[misc]
            .values("standing_theme")
            .annotate(
                opinions=Count("pk"),
                distinct=Count("pk", filter=Q(standing="in_theme")),
                people=_people(),
                agree=_stance(Opinion.Stance.AGREE),
                neutral=_stance(Opinion.Stance.NEUTRAL),
                oppose=_stance(Opinion.Stance.OPPOSE),
            )
            .order_by("-opinions", "standing_theme")
        )


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def standing(self) -> "EvidenceQuerySet":
        """Quotations that may be shown now, with `quoted` and `standing_theme`, in their order.

        Left out: those whose opinion was hidden or withdrawn, or put elsewhere by a person.
        """
        moved_to = _merged(f"{_OPINION}__assignment__theme")
        found = self.exclude(_GONE).annotate(  # type: ignore[no-redef]
            standing_theme=_merged("cluster__theme"),
            quoted=Substr("revision__text", F("start") + 1, F("end") - F("start")),
        )
        there = found.filter(Q(revision__opinion__assignment=None) | Q(standing_theme=moved_to))
        listed = there.select_related("revision__opinion").defer("revision__text")
        return listed.order_by("position", "cluster__number")


def _merged(theme: str) -> Coalesce:
    return Coalesce(f"{theme}__merged_into", theme)


def _people() -> Any:
    """Authors with an account once each; of the others nobody knows, so each opinion is one person."""
    known = Count(f"{_OPINION}__author", distinct=True)
    return known + Count("pk", filter=Q(**{f"{_OPINION}__author": None}))


def _stance(stance: Opinion.Stance) -> Count:
    return Count("pk", filter=Q(revision__stance=stance.value))
