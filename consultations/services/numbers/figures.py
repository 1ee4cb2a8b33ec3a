"""How many took part, when, where and how. Counted in SQL, by the city's days, in a fixed number of queries.

People are counted once each however much they wrote, and by whatever they did: wrote, answered, voted or
supported. Counts of people pass through `disclosure`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, TruncDate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consultations import disclosure
from consultations.disclosure import Hidden
from consultations.models import (
    AnswerSheet,
    Consultation,
    Opinion,
    Proposal,
    Statement,
    Support,
    Vote,
)

Row = tuple[str, int | Hidden]
NO_AREA = _("No area given")


def _account(key: str) -> Concat:
    return Concat(Value("account:"), Cast(key, CharField()))


# Who wrote: an account; of those brought over, the name derived from the author there; else each is somebody.
_PERSON = Case(
    When(author__isnull=False, then=_account("author_id")),
    When(Q(origin__isnull=False) & ~Q(author_name=""), then=F("author_name")),
    default=F("receipt"),
    output_field=CharField(),
)
PEOPLE = Count(_PERSON, distinct=True)


@dataclass(frozen=True)
class Totals:
    people: int | Hidden
    """Who took part in any way."""
    opinions: int
    proposals: int
    comments: int
    submissions: int
    answers: int
    statements: int
    supports: int
    supports_elsewhere: int
    sheets: int | Hidden
    """How many answered the questions: one sheet is one person."""
    votes: int


@dataclass(frozen=True)
class Numbers:
    totals: Totals
    by_day: Sequence[tuple[date, int]]
    by_area: Sequence[Row]
    people_by_area: Sequence[Row]
    by_channel: Sequence[Row]
    by_kind: Sequence[Row]
    by_stance: Sequence[Row]


def of_consultation(consultation: Consultation) -> Numbers:
    return _numbers(Consultation.objects.filter(pk=consultation.pk), rounding=False)


def overall() -> Numbers:
    """Over all published consultations. People are rounded to five: the parts are published one by one."""
    return _numbers(Consultation.objects.filter(published_at__isnull=False), rounding=True)


def per_consultation() -> list[tuple[Consultation, int]]:
    """The published consultations, newest first, with the number of their opinions."""
    counted = Opinion.objects.counted().values("consultation").annotate(n=Count("pk"))
    sizes = dict(counted.values_list("consultation", "n").order_by())
    listed = Consultation.objects.filter(published_at__isnull=False).order_by("-published_at", "-pk")
    return [(consultation, sizes.get(consultation.pk, 0)) for consultation in listed]


def _numbers(consultations: QuerySet[Consultation], *, rounding: bool) -> Numbers:
    opinions = Opinion.objects.counted().filter(consultation__in=consultations)
    areas, people = _by_area(opinions, rounding=rounding)
    return Numbers(
        totals=_totals(consultations, opinions, rounding=rounding),
        by_day=_by_day(opinions),
        by_area=areas,
        people_by_area=people,
        by_channel=_by_choice(opinions, "channel", Opinion.Channel.choices),
        by_kind=_by_choice(opinions, "kind", Opinion.Kind.choices),
        by_stance=_by_choice(opinions.exclude(stance=""), "stance", Opinion.Stance.choices),
    )


def _totals(consultations: QuerySet[Consultation], opinions: QuerySet[Opinion], *, rounding: bool) -> Totals:
    proposals = Proposal.objects.listed().filter(opinion__consultation__in=consultations)
    sheets = AnswerSheet.objects.filter(consultation__in=consultations, current__isnull=False)
    votes = Vote.objects.filter(
        statement__in=Statement.objects.standing().filter(consultation__in=consultations)
    )
    counts = opinions.aggregate(
        opinions=Count("pk", distinct=True),
        **{f"{kind.value}s": Count("pk", distinct=True, filter=Q(kind=kind)) for kind in Opinion.Kind},
    )
    supports = proposals.aggregate(
        supports=Coalesce(Sum("supports_count"), 0),
        supports_elsewhere=Coalesce(Sum("supports_elsewhere"), 0),
    )
    return Totals(
        **counts | supports,
        people=_people(_taking_part(opinions, sheets, votes, proposals), rounding=rounding),
        sheets=_people(sheets.count(), rounding=rounding),
        votes=votes.count(),
    )


def _taking_part(
    opinions: QuerySet[Opinion],
    sheets: QuerySet[AnswerSheet],
    votes: QuerySet[Vote],
    proposals: QuerySet[Proposal],
) -> int:
    """Whoever did several of these is one person; what is left of a closed account is one each."""
    supports = Support.objects.filter(proposal__in=proposals)
    answered = Case(When(person__isnull=False, then=_account("person_id")), default=F("receipt"))
    first, *others = (
        rows.order_by().annotate(who=who).values_list("who")
        for rows, who in (
            (opinions, _PERSON),
            (sheets, answered),
            (votes, _account("person_id")),
            (supports, _account("user_id")),
        )
    )
    return first.union(*others).count()


def _people(count: int, *, rounding: bool) -> int | Hidden:
    if rounding:
        return disclosure.rounded(count)
    return disclosure.protect([count]).total


def _by_day(opinions: QuerySet[Opinion]) -> list[tuple[date, int]]:
    """From the first day to the last; a day on which nobody wrote is a day with none."""
    days = opinions.annotate(day=TruncDate("published_at")).values("day").annotate(n=Count("pk"))
    found = {row["day"]: row["n"] for row in days.order_by("day")}
    if not found:
        return []
    first, last = min(found), max(found)
    whole = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [(day, found.get(day, 0)) for day in whole]


def _by_area(opinions: QuerySet[Opinion], *, rounding: bool) -> tuple[list[Row], list[Row]]:
    """Opinions and people of each area. A row whose people are hidden hides its opinions with them."""
    found = list(
        opinions.values("area", "area__name", "area__position")
        .annotate(people=PEOPLE, opinions=Count("pk", distinct=True))
        .order_by(F("area__position").asc(nulls_last=True), "area")
    )
    if not [row for row in found if row["area"]]:
        return [], []
    names = [str(row["area__name"] or NO_AREA) for row in found]
    cells = _cells([row["people"] for row in found], rounding=rounding)
    pieces = zip(found, cells, strict=True)
    written = [cell if isinstance(cell, Hidden) else row["opinions"] for row, cell in pieces]
    return list(zip(names, written, strict=True)), list(zip(names, cells, strict=True))


def _cells(counts: list[int], *, rounding: bool) -> list[int | Hidden]:
    if rounding:
        return [disclosure.rounded(count) if count >= disclosure.LEAST else Hidden.FEW for count in counts]
    return list(disclosure.protect(counts).cells)


def _by_choice(opinions: QuerySet[Opinion], field: str, choices: Any) -> list[Row]:
    counts = dict(opinions.values_list(field).annotate(n=Count("pk")).order_by())
    return [(str(label), counts.get(value, 0)) for value, label in choices]


def in_words(value: int | Hidden) -> int | str:
    if value is Hidden.FEW:
        return gettext("fewer than 5")
    return gettext("not published") if value is Hidden.KEPT_BACK else value
