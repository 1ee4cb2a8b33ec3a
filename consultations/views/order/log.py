"""The public log: what moderators decided, month by month, in numbers: no words and no names."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from consultations.models import Appeal, EndedDiscussion, ModerationDecision, Report, Suspension

Label = str | Promise


class Row(NamedTuple):
    month: datetime
    decision: Label
    reason: Label
    times: int


@require_GET
def log(request: HttpRequest) -> HttpResponse:
    rows = sorted(_rows(), key=lambda row: row.month, reverse=True)
    context = {
        "rows": rows,
        "reports": _outcomes(Report.objects.all(), Report.Outcome.choices),
        "appeals": _outcomes(Appeal.objects.all(), Appeal.Outcome.choices),
    }
    return render(request, "consultations/order/log.html", context)


def _rows() -> Iterator[Row]:
    verdicts = dict(ModerationDecision.Verdict.choices)
    reasons: dict[str, Label] = dict(ModerationDecision.Reason.choices)
    for month, verdict, reason, times in _by_month(
        ModerationDecision.objects.all(), "decided_at", "verdict", "reason"
    ):
        yield Row(month, verdicts[verdict], reasons[reason], times)
    for month, reason, times in _by_month(Suspension.objects.all(), "imposed_at", "reason"):
        yield Row(month, _("Person suspended"), reasons[reason], times)
    endings: dict[str, Label] = dict(EndedDiscussion.Reason.choices)
    for month, reason, times in _by_month(EndedDiscussion.objects.all(), "ended_at", "reason"):
        yield Row(month, _("Discussion ended"), endings[reason], times)


def _by_month(rows: "QuerySet[Any]", at: str, *names: str) -> Any:
    grouped = rows.order_by().annotate(month=TruncMonth(at)).values("month", *names)
    return grouped.annotate(times=Count("pk")).order_by(*names).values_list("month", *names, "times")


def _outcomes(rows: "QuerySet[Any]", choices: Sequence[tuple[str, Label]]) -> list[tuple[Label, int]]:
    """How all that ever came in ended; the last line is what nobody has decided yet."""
    found = dict(rows.order_by().values_list("outcome").annotate(Count("pk")))
    decided = [(label, found.get(value, 0)) for value, label in choices]
    return [*decided, (_("Not decided yet"), found.get("", 0))]
