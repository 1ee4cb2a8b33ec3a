"""The figures of the chat: how much is asked, what becomes of it, what is asked most."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from accounts.models import User
from accounts.policy import Action
from chatbot.forms.queue import PeriodForm
from chatbot.models import FaqEntry, QuestionGroup
from chatbot.services.queue import figures
from chatbot.services.queue.figures import COUNTS, Days, Figures
from chatbot.views.desk import desk_page
from consultations import charts, disclosure
from consultations.charts import Chart, Series
from consultations.disclosure import LEAST, Hidden
from consultations.views.csv_files import file_of, with_note

TOP = 10
PERIODS = (7, 30, 90, 365)
LABELS = {
    "questions": gettext_lazy("Questions"),
    "answered": gettext_lazy("Answered at once or by a reading"),
    "offered": gettext_lazy("Readings offered, none taken"),
    "unknown": gettext_lazy("Not known, or none fitted"),
    "other": gettext_lazy("Guides and look-ups"),
    "helped": gettext_lazy("It helped"),
    "not_helped": gettext_lazy("It did not help"),
    "handed_over": gettext_lazy("Handed over to people"),
    "left": gettext_lazy("Questions left for later"),
}
PARTS = ("answered", "offered", "unknown", "other")
"""They add up to the questions."""
DRAWN = ("questions", "answered", "offered", "unknown")
Cell = int | Hidden


@require_GET
@desk_page(Action.EDIT_FAQ)
def chat_figures(request: HttpRequest, actor: User) -> HttpResponse:
    today = timezone.localdate()
    form = PeriodForm(request.GET, today=today)
    first, last = form.period()
    days = figures.per_day(first=first, last=last)
    total = figures.together(days.values())
    csv_url = f"{reverse('chatbot:chat_figures_csv')}?{urlencode({'first': first, 'last': last})}"
    context = {
        "form": form if form.errors else PeriodForm({"first": first, "last": last}, today=today),
        "first": first,
        "last": last,
        "periods": [(length, _first_of(today, length)) for length in PERIODS],
        "today": today,
        "total": [(LABELS[name], _about(name, total.counts[name])) for name in COUNTS],
        "median_ms": total.median_ms,
        "chart": _by_day(days, csv_url),
        "rows": [(day, _row(found)) for day, found in reversed(days.items())],
        "labels": [LABELS[name] for name in COUNTS],
        "entries": _top_entries(total),
        "groups": _top_groups(total),
    }
    return render(request, "chatbot/queue/figures.html", context)


@require_GET
@desk_page(Action.EDIT_FAQ)
def chat_figures_csv(request: HttpRequest, actor: User) -> HttpResponse:
    first, last = PeriodForm(request.GET, today=timezone.localdate()).period()
    days = figures.per_day(first=first, last=last)
    header = ["date", *(name for count in COUNTS for name in (count, f"{count}_note")), "median_ms"]
    rows = (
        [
            day.isoformat(),
            *(part for cell in _cells(found).values() for part in with_note(cell)),
            _median(found),
        ]
        for day, found in days.items()
    )
    return file_of(f"chat-{first:%Y%m%d}-{last:%Y%m%d}.csv", header, rows)


def _cells(found: Figures) -> dict[str, Cell]:
    """What became of a handful of questions could be about somebody: cells of one to four are not shown.

    How many were asked is shown: it says nothing about anybody. The parts that add up to it hide each other.
    """
    parts = disclosure.protect([found.counts[name] for name in PARTS]).cells
    protected: dict[str, Cell] = dict(zip(PARTS, parts, strict=True))
    return {name: protected.get(name, _few(name, found.counts[name])) for name in COUNTS}


def _few(name: str, value: int) -> Cell:
    return Hidden.FEW if name != "questions" and 0 < value < LEAST else value


def _shown(cell: Cell) -> str:
    if cell is Hidden.FEW:
        return "<5"
    return "–" if cell is Hidden.KEPT_BACK else str(cell)


def _about(name: str, value: int) -> str:
    """Sums are rounded to five: exact ones would give away the cells of the days that are not shown."""
    if name == "questions" or value == 0:
        return str(value)
    return _("about %(number)d") % {"number": disclosure.rounded(value)} if value >= LEAST else "<5"


def _row(found: Figures) -> list[str]:
    return [_shown(cell) for cell in _cells(found).values()]


def _median(found: Figures) -> int | str:
    """Of a handful the middle one is a single person's."""
    ms = found.median_ms
    return ms if ms is not None and found.times.total() >= LEAST else ""


def _first_of(today: date, length: int) -> date:
    return date.fromordinal(today.toordinal() - length + 1)


def _by_day(days: Days, csv_url: str) -> Chart:
    cells = {day: _cells(found) for day, found in days.items()}
    series = [
        Series(str(LABELS[name]), [(day, _drawn(found[name])) for day, found in cells.items()])
        for name in DRAWN
    ]
    return charts.lines(_("Questions day by day"), series, _("questions"), csv_url, hidden="<5")


def _drawn(cell: Cell) -> int | None:
    return None if isinstance(cell, Hidden) else cell


def _top_entries(total: Figures) -> Sequence[dict[str, Any]]:
    top = total.entries.most_common(TOP)
    entries = FaqEntry.objects.select_related("current").in_bulk([pk for pk, _count in top])
    return [{"entry": entries[pk], "count": _shown(_few("", n))} for pk, n in top if pk in entries]


def _top_groups(total: Figures) -> Sequence[dict[str, Any]]:
    """In words while the questions are kept; what few asked is for the queue, not for a figure."""
    top = [(pk, n) for pk, n in total.groups.most_common(TOP) if n >= LEAST]
    held = QuestionGroup.objects.select_related("example").in_bulk([pk for pk, _count in top])
    return [{"group": held[pk], "count": n} for pk, n in top if pk in held and held[pk].example]
