"""The dashboards: what everybody may know in figures, each with its table and its file."""

from collections.abc import Callable, Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from consultations import charts
from consultations.charts import Chart, Series
from consultations.models import Consultation
from consultations.services.numbers import figures as services
from consultations.services.numbers import targets
from consultations.services.numbers.figures import Numbers, Row, in_words
from consultations.views.csv_files import file_of, with_note

LISTED = 20
DAYS = "days"
DRAWN_DAYS = 365
"""The chart shows the last year of what there is; the file has every day."""
_Words = str | Promise

# The name in the address, the title, what the rows are, the unit, and where the rows stand.
BARS: dict[str, tuple[_Words, _Words, _Words, Callable[[Numbers], Sequence[Row]]]] = {
    "kinds": (_("Opinions by form"), _("Form"), _("opinions"), lambda found: found.by_kind),
    "channels": (_("Opinions by channel"), _("Channel"), _("opinions"), lambda found: found.by_channel),
    "stances": (_("Opinions by stance"), _("Stance"), _("opinions"), lambda found: found.by_stance),
    "areas": (_("Opinions by area"), _("Area"), _("opinions"), lambda found: found.by_area),
    "people": (
        _("People who wrote, by area"),
        _("Area"),
        _("people"),
        lambda found: found.people_by_area,
    ),
}
WHOLE = {"stances"}
"""Where a row with nothing in it says something: nobody is against. Elsewhere it is left to the file."""


@require_safe
def overall(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    found = services.overall()
    rows = services.per_consultation()
    held = charts.bars(
        _("Opinions in the latest consultations"),
        [(consultation.title, count) for consultation, count in rows[:LISTED]],
        _("opinions"),
        reverse("consultations:overall_numbers_csv", args=["consultations"]),
        heading=_("Consultation"),
    )
    context = {
        "now": now,
        "totals": found.totals,
        "people": in_words(found.totals.people),
        "sheets": in_words(found.totals.sheets),
        "consultations": len(rows),
        "standings": targets.standings(now=now),
        "charts": [*_charts(found, lambda name: reverse("consultations:overall_numbers_csv", args=[name]))],
        "held": held,
    }
    return render(request, "consultations/numbers/overall.html", context)


@require_safe
def overall_csv(request: HttpRequest, chart: str) -> HttpResponse:
    if chart == "consultations":
        rows: list[Row] = [(found.title, count) for found, count in services.per_consultation()]
        return _csv("numbers-consultations.csv", "consultation", rows)
    return _chart_csv(services.overall(), chart, "numbers")


@require_safe
def consultation(request: HttpRequest, slug: str) -> HttpResponse:
    asked = get_object_or_404(Consultation.objects.visible_to(request.user), slug=slug)
    found = services.of_consultation(asked)
    context = {
        "consultation": asked,
        "now": timezone.now(),
        "totals": found.totals,
        "people": in_words(found.totals.people),
        "sheets": in_words(found.totals.sheets),
        "charts": _charts(found, lambda name: reverse("consultations:numbers_csv", args=[slug, name])),
    }
    return render(request, "consultations/numbers/consultation.html", context)


@require_safe
def consultation_csv(request: HttpRequest, slug: str, chart: str) -> HttpResponse:
    asked = get_object_or_404(Consultation.objects.visible_to(request.user), slug=slug)
    return _chart_csv(services.of_consultation(asked), chart, f"numbers-{slug}")


def _charts(found: Numbers, csv_url: Callable[[str], str]) -> list[Chart]:
    series = [Series("", found.by_day[-DRAWN_DAYS:])] if found.by_day else []
    made = [charts.lines(_("Opinions day by day"), series, _("opinions a day"), csv_url(DAYS))]
    for name, (title, heading, unit, rows_of) in BARS.items():
        said = rows_of(found)
        rows = [(label, in_words(value)) for label, value in said if value != 0 or name in WHOLE]
        if any(value != 0 for _label, value in said):
            made.append(charts.bars(title, rows, unit, csv_url(name), heading=heading))
    return made


def _chart_csv(found: Numbers, chart: str, name: str) -> HttpResponse:
    if chart == DAYS:
        days: list[Row] = [(day.isoformat(), count) for day, count in found.by_day]
        return _csv(f"{name}-{DAYS}.csv", "date", days)
    if chart not in BARS:
        raise Http404
    return _csv(f"{name}-{chart}.csv", "name", BARS[chart][3](found))


def _csv(file_name: str, heading: str, rows: Sequence[Row]) -> HttpResponse:
    return file_of(
        file_name, (heading, "count", "note"), [(label, *with_note(value)) for label, value in rows]
    )
