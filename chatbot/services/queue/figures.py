"""How much is asked and what becomes of it, by the city's days; counts outlive the conversations.

A day's figures are those of the conversations that are still kept and those folded into `ChatDay` when others
were erased. Counts hold no words.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncDate

from chatbot.models import ChatDay, Exchange, Handover, LeftQuestion

COUNTS = (
    "questions",
    "answered",
    "offered",
    "unknown",
    "other",
    "helped",
    "not_helped",
    "handed_over",
    "left",
)
_OUTCOME = Exchange.Outcome


@dataclass
class Figures:
    """Of one day, or of several together."""

    counts: Counter[str] = field(default_factory=Counter)
    times: Counter[int] = field(default_factory=Counter)
    """{milliseconds, to two digits: how many questions}"""
    entries: Counter[int] = field(default_factory=Counter)
    groups: Counter[int] = field(default_factory=Counter)

    def add(self, other: "Figures") -> None:
        self.counts.update(other.counts)
        self.times.update(other.times)
        self.entries.update(other.entries)
        self.groups.update(other.groups)

    @property
    def median_ms(self) -> int | None:
        """Half of the questions had their answer in so many milliseconds."""
        total, seen = self.times.total(), 0
        for bound in sorted(self.times):
            seen += self.times[bound]
            if 2 * seen >= total:
                return bound
        return None


Days = dict[date, Figures]


def per_day(*, first: date, last: date) -> Days:
    """Every day from first to last, those without a question too, in a fixed number of queries."""
    days: Days = {first + timedelta(days=at): Figures() for at in range((last - first).days + 1)}
    for folded in ChatDay.objects.filter(day__range=(first, last)):
        days[folded.day].add(_unfolded(folded))
    counted = _counted(
        Exchange.objects.filter(asked_at__date__range=(first, last)),
        Handover.objects.filter(asked_at__date__range=(first, last)),
        LeftQuestion.objects.filter(created_at__date__range=(first, last)),
    )
    for day, figures in counted.items():
        days[day].add(figures)
    return days


def together(days: Iterable[Figures]) -> Figures:
    total = Figures()
    for figures in days:
        total.add(figures)
    return total


@transaction.atomic
def fold(
    exchanges: QuerySet[Exchange],
    handovers: QuerySet[Handover] | None = None,
    left: QuerySet[LeftQuestion] | None = None,
) -> None:
    """Keep the counts of what is about to be erased, in the transaction that erases, each row once."""
    no_handover, none_left = Handover.objects.none(), LeftQuestion.objects.none()
    counted = _counted(
        exchanges,
        no_handover if handovers is None else handovers,
        none_left if left is None else left,
    )
    for day, figures in sorted(counted.items()):
        ChatDay.objects.get_or_create(day=day)
        held = ChatDay.objects.select_for_update().get(day=day)
        total = _unfolded(held)
        total.add(figures)
        for name in COUNTS:
            setattr(held, name, total.counts[name])
        held.times, held.entries, held.groups = dict(total.times), dict(total.entries), dict(total.groups)
        held.save()


def _unfolded(held: ChatDay) -> Figures:
    return Figures(
        Counter({name: getattr(held, name) for name in COUNTS}),
        *(
            Counter({int(key): n for key, n in kept.items()})
            for kept in (held.times, held.entries, held.groups)
        ),
    )


def _counted(
    exchanges: QuerySet[Exchange], handovers: QuerySet[Handover], left: QuerySet[LeftQuestion]
) -> Days:
    days: Days = defaultdict(Figures)
    asked = exchanges.exclude(outcome=_OUTCOME.COURTESY)
    exchanges = asked.order_by().select_related(None).annotate(day=TruncDate("asked_at"))
    sums: Any = exchanges.values("day").annotate(**_SUMS)
    for row in sums:
        days[row["day"]].counts.update({name: row[name] for name in _SUMS})
    for day, ms, n in exchanges.values_list("day", "took_ms").annotate(n=Count("pk")):
        days[day].times[_two_digits(ms)] += n
    answers = exchanges.filter(answer__isnull=False, outcome__in=(_OUTCOME.ANSWER, _OUTCOME.CANDIDATES))
    for day, entry, n in answers.values_list("day", "answer__entry").annotate(n=Count("pk")):
        days[day].entries[entry] += n
    grouped = exchanges.filter(grouped__isnull=False).annotate(of=F("grouped__group"))
    for day, group, n in grouped.values_list("day", "of").annotate(n=Count("pk")):
        days[day].groups[group] += n
    _count_others(days, "handed_over", handovers, "asked_at")
    _count_others(days, "left", left, "created_at")
    return days


def _count_others(days: Days, name: str, rows: QuerySet[Any], moment: str) -> None:
    counted = rows.order_by().annotate(day=TruncDate(moment)).values_list("day").annotate(n=Count("pk"))
    for day, n in counted:
        days[day].counts[name] += n


_CHOSEN = Q(outcome=_OUTCOME.CANDIDATES, answer__isnull=False)
_DECLINED = Q(outcome=_OUTCOME.UNKNOWN) | Q(none_fits=True)
_SUMS = {
    "questions": Count("pk"),
    "answered": Count("pk", filter=Q(outcome=_OUTCOME.ANSWER) | _CHOSEN),
    "unknown": Count("pk", filter=_DECLINED),
    "offered": Count("pk", filter=Q(outcome=_OUTCOME.CANDIDATES, answer__isnull=True, none_fits=False)),
    "other": Count("pk", filter=Q(outcome__in=(_OUTCOME.GUIDE, _OUTCOME.LOOKUP))),
    # Before the count that has the name of the column: after it the name means the count.
    "not_helped": Count("pk", filter=Q(helped=False)),
    "helped": Count("pk", filter=Q(helped=True)),
}


def _two_digits(ms: int) -> int:
    """14 stays 14, 1437 is 1400: what is kept of a day stays small."""
    return int(float(f"{ms:.2g}"))
