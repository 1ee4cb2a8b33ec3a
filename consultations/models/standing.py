"""Where an opinion stands now: what a person decided comes before what the machine suggested."""

from typing import TYPE_CHECKING, Any, TypedDict, cast

from django.db import models
from django.db.models import Case, Count, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Concat, Length, Substr
from django.db.models.lookups import GreaterThan

from consultations.models.opinion import Revision, counted

if TYPE_CHECKING:
    from consultations.models.analysis import Evidence, Membership  # noqa: F401 - named in base classes

BEGINNING = 160
"""How many characters of a text a list shows."""

# Of an integer field Django would turn every value into the integer that it is already, row by row.
_KEY: "models.Field[int, int]" = models.BigAutoField()
_BEGINNING = Case(
    When(
        GreaterThan(Length("revision__text"), BEGINNING),
        then=Concat(Substr("revision__text", 1, BEGINNING), Value("…"), output_field=models.TextField()),
    ),
    default=F("revision__text"),
    output_field=models.TextField(),
)
_GONE = ~counted("revision__opinion__")
_WITHHELD = _GONE | Q(state="withheld")
_OPINION = "revision__opinion"
_MOVED = f"{_OPINION}__assignment"
_MARKED = f"{_OPINION}__copy_decision"
_READ_BY_STAFF = f"{_OPINION}__stance_decision"
_IS_MOVED = Q(**{f"{_MOVED}__isnull": False})
_IS_MARKED = Q(**{f"{_MARKED}__copy_of__isnull": False})
_FOUND_AS_COPY = Q(**{"state": "copy", f"{_MARKED}__isnull": True})


class Totals(TypedDict):
    total: int
    in_theme: int
    copy: int
    no_theme: int
    withheld: int
    people: int
    set_aside: int
    """Opinions, copies included, that stand in a theme set aside; they are in `in_theme` or `copy` too."""


class ThemeSize(TypedDict):
    """By `standing_stance`; `neutral` are those without one whose authors chose neutral."""

    standing_theme: int
    opinions: int
    distinct: int
    """Without copies."""
    people: int
    agree: int
    oppose: int
    conditional: int
    request: int
    question: int
    neutral: int


class MembershipQuerySet(models.QuerySet["Membership"]):
    def with_standing(self) -> "MembershipQuerySet":
        """Annotate `standing` (a `Membership.State`), `standing_theme` (the theme's key, merges followed) and
        `standing_stance` (a `Membership.Stance` or empty).

        Hiding or withdrawing an opinion withholds it at once. A copy stands where its original stands,
        unless somebody moved the copy itself; it stays a copy until somebody says that it is none.
        """
        return self.annotate(  # type: ignore[no-redef]
            standing=Case(
                When(_WITHHELD, then=Value("withheld")),
                When(_IS_MARKED | _FOUND_AS_COPY, then=Value("copy")),
                When(_IS_MOVED & Q(**{f"{_MOVED}__theme": None}), then=Value("no_theme")),
                When(_IS_MOVED, then=Value("in_theme")),
                When(state="copy", cluster__theme__isnull=False, then=Value("in_theme")),
                When(state="copy", then=Value("no_theme")),
                default=F("state"),
                output_field=models.CharField(),
            ),
            standing_theme=Case(
                When(_WITHHELD, then=Value(None)),
                When(_IS_MOVED, then=_merged(f"{_MOVED}__theme")),
                When(
                    Q(**{f"{_MARKED}__copy_of__assignment__isnull": False}),
                    then=_merged(f"{_MARKED}__copy_of__assignment__theme"),
                ),
                When(_IS_MARKED, then=Subquery(self._found_for_the_original())),
                When(
                    _FOUND_AS_COPY & Q(copy_of__opinion__assignment__isnull=False),
                    then=_merged("copy_of__opinion__assignment__theme"),
                ),
                default=_merged("cluster__theme"),
                output_field=_KEY,
            ),
            standing_stance=Case(
                When(**{f"{_READ_BY_STAFF}__isnull": False, "then": F(f"{_READ_BY_STAFF}__stance")}),
                When(revision__stance__in=["agree", "oppose"], then=F("revision__stance")),
                default=F("stance"),
                output_field=models.CharField(),
            ),
        )

    def _found_for_the_original(self) -> "models.QuerySet[Membership, Any]":
        """In which theme the run put the opinion that a person says this one repeats."""
        wordings = Revision.objects.filter(opinion=OuterRef(OuterRef(f"{_MARKED}__copy_of")))
        original = self.model._default_manager.filter(run=OuterRef("run"), revision__in=wordings.values("pk"))
        return original.values(found=_merged("cluster__theme"))[:1]

    def listed(self) -> "MembershipQuerySet":
        """For lists: with the beginning of the text instead of all of it, most typical first."""
        return (
            self.with_standing()  # type: ignore[no-redef]
            .select_related("revision__opinion", "copy_of__opinion")
            .defer("revision__text", "copy_of__text")
            .annotate(beginning=_BEGINNING)
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
            set_aside=Count("pk", filter=Q(standing_theme__in=self._set_aside())),
        )
        return cast("Totals", counts)

    def _set_aside(self) -> "models.QuerySet[Any, Any]":
        themes = self.model._meta.apps.get_model("consultations", "Theme")._default_manager
        return themes.filter(set_aside_at__isnull=False).values("pk")

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
                agree=_stance("agree"),
                oppose=_stance("oppose"),
                conditional=_stance("conditional"),
                request=_stance("request"),
                question=_stance("question"),
                neutral=Count("pk", filter=Q(standing_stance="", revision__stance="neutral")),
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


def _stance(stance: str) -> Count:
    return Count("pk", filter=Q(standing_stance=stance))
