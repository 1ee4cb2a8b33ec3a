"""How careful the chat is: editors choose how many of a hundred answers may be wrong."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.policy import Action
from chatbot.forms.queue import ThresholdForm
from chatbot.models import ChatSettings, Publication
from chatbot.services.queue import thresholds
from chatbot.services.queue.thresholds import Consequence
from chatbot.views.desk import desk_page
from consultations.charts import Chart, Line, Mark, Point, Tick

HEIGHT = 212
TOP, DEEP = 24, 160
STEPS = (0, 25, 50, 75, 100)


@require_http_methods(["GET", "POST"])
@desk_page(Action.PUBLISH_FAQ)
def threshold(request: HttpRequest, actor: User) -> HttpResponse:
    if request.method == "POST":
        form = ThresholdForm(request.POST)
        if form.is_valid():
            thresholds.choose(actor=actor, wrong=form.cleaned_data["wrong"], now=timezone.now())
            messages.success(request, _("Saved. The chat answers by this from now on."))
        return redirect("chatbot:threshold")
    active = Publication.objects.active().defer("index", "cases", "before").first()
    rows = thresholds.held_by(active)
    wrong = ChatSettings.now().wrong_per_hundred
    context = {
        "active": active,
        "rows": rows,
        "wrong": wrong,
        "is_listed": any(row.wrong == wrong for row in rows),
        "chart": _chart(rows),
    }
    return render(request, "chatbot/queue/threshold.html", context)


def _chart(rows: Sequence[Consequence]) -> Chart:
    """The more wrong answers are allowed, the more questions are answered: coverage over precision."""
    most = max((row.wrong for row in rows), default=1)
    series = (
        (_("answered"), "answered", 1),
        (_("readings offered"), "offered", 2),
        (_("declined"), "declined", 3),
    )
    return Chart(
        key="threshold",
        kind="lines",
        title=_("What happens with a hundred questions"),
        unit=_("questions"),
        summary="; ".join(
            _("%(wrong)d wrong: %(answered)d answered") % {"wrong": row.wrong, "answered": row.answered}
            for row in rows
        ),
        csv_url="",
        columns=(),
        rows=tuple((str(row.wrong),) for row in rows),
        height=HEIGHT,
        lines=tuple(_line(name, rows, field, most, style) for name, field, style in series),
        ticks=tuple(Tick(str(step), f"{TOP + DEEP * (100 - step) / 100:g}") for step in STEPS),
        marks=tuple(_mark(row.wrong, most) for row in rows if row.wrong not in (3, 8)),
    )


def _line(name: str, rows: Sequence[Consequence], field: str, most: int, style: int) -> Line:
    points = [f"{100 * row.wrong / most:g},{100 - getattr(row, field):g}" for row in rows]
    x, _comma, y = points[-1].partition(",") if points else ("0", "", "0")
    return Line(name, " ".join(points), Point(x, y), style)


def _mark(wrong: int, most: int) -> Mark:
    return Mark(str(wrong), f"{100 * wrong / most:g}", "end" if wrong == most else "middle")
