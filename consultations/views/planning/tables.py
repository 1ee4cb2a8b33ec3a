"""The tables of the desk as files, with the selection applied."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from accounts import audit, rate_limits
from accounts.rate_limits import TooManyRequests
from consultations.exports.sheets import one_line
from consultations.models import Membership
from consultations.models.standing import MembershipQuerySet
from consultations.views import refusals
from consultations.views.csv_files import file_of
from consultations.views.planning import peoples_table, timeline
from consultations.views.planning.peoples_table import Cell
from consultations.views.planning.reading import Reading, opinion_row, read
from consultations.views.planning.runs import asked_for
from consultations.views.staff_writes import person, spend
from consultations.views.themes.reading import ThemeRow, counted_alone

MOST = 100_000
_CHUNK = 2_000


@require_safe
def themes(request: HttpRequest, slug: str) -> HttpResponse:
    """One row a theme; the last rows hold what is in none, so that the sum is the selection."""
    reading = read(request, asked_for(request, slug))
    rows = reading.found_rows
    totals = reading.totals(reading.found)
    alone = counted_alone(totals, rows)
    header: list[str] = [
        *(_("Theme"), _("Group of themes"), pgettext("count", "Opinions"), _("Distinct"), _("People")),
        *map(str, Membership.Stance.labels),
        *(_("Fragility"), _("Few but distinct"), _("Telling words")),
    ]
    last = [
        [_("In no theme"), "", alone, totals["no_theme"]],
        [_("Withheld"), "", totals["withheld"], 0],
        [_("All"), "", totals["total"], totals["in_theme"] + totals["no_theme"], totals["people"]],
    ]
    return file_of(f"themes-{slug}-{reading.run.number}.csv", header, [*map(_theme_cells, rows), *last])


@require_safe
def when(request: HttpRequest, slug: str) -> HttpResponse:
    reading = read(request, asked_for(request, slug))
    found = timeline.of_selection(request.GET, reading.run, reading.selection, reading.found)
    header = [_("First day"), _("Last day"), pgettext("count", "Opinions"), _("Distinct")]
    rows = [(span.first, span.last, span.opinions, span.distinct) for span in (found.spans if found else [])]
    return file_of(f"timeline-{slug}-{reading.run.number}.csv", header, rows)


@require_safe
def people(request: HttpRequest, slug: str) -> HttpResponse:
    """A row for each theme and group; what is hidden is empty, with a note that says so."""
    reading = read(request, asked_for(request, slug))
    found = peoples_table.of_selection(request.GET, reading.run, reading.found_rows, reading.found)
    header = [_("Theme"), _("Group"), _("People"), _("People of the group"), _("Note")]
    rows = found.rows if found else []
    cells = [(row.label, *_peoples_cells(cell)) for row in rows for cell in row.cells]
    return file_of(f"people-{slug}-{reading.run.number}.csv", header, cells)


@require_POST
def opinions(request: HttpRequest, slug: str) -> HttpResponse:
    """Every selected opinion with its words; who fetched them is kept, for the words are people's own."""
    reading = read(request, asked_for(request, slug))
    try:
        spend(request, rate_limits.EXPORTS)
    except TooManyRequests as refusal:
        return refusals.too_many_page(request, refusal.limit, back="/staff/")
    members = reading.members
    count = len(reading.found)
    if count > MOST:
        return redirect("consultations:exports", slug)
    audit.record(
        actor=person(request),
        action="opinions.download",
        subject=f"consultation:{slug}",
        now=timezone.now(),
        details={"run": reading.run.number, "opinions": count, "selection": request.GET.urlencode()[:400]},
    )
    header = [
        *(_("Opinion"), _("Words"), _("State"), _("Copy of"), _("Theme"), _("Stance")),
        *(_("How it was handed in"), _("Day of handing in")),
    ]
    name = f"opinions-{slug}-{reading.run.number}.csv"
    response = file_of(name, header, _opinion_cells(reading, members))
    response["Cache-Control"] = "no-store, private"
    return response


def _theme_cells(row: ThemeRow) -> list[object]:
    size: Any = row.shown
    parent = row.cluster.parent if row.cluster else None
    return [
        *(row.label, parent.label if parent else "", size["opinions"], size["distinct"], size["people"]),
        *(size[stance] for stance in Membership.Stance.values),
        *(row.cluster.fragility if row.cluster else None, row.is_distinct, "、".join(row.terms)),
    ]


def _peoples_cells(cell: Cell) -> list[object]:
    if cell.people is None:
        return [cell.group, "", "", "fewer_than_5_or_kept_back"]
    return [cell.group, cell.people, cell.whole, ""]


def _opinion_cells(reading: Reading, members: MembershipQuerySet) -> Iterator[list[object]]:
    labels = {row.theme.pk: row.label for row in reading.rows}
    rows = members.select_related("revision__opinion", "copy_of__opinion").defer("copy_of__text")
    found: Any = rows.order_by("-score", "pk")
    for place in found.iterator(chunk_size=_CHUNK):
        place.searched = ""
        described = opinion_row(place, labels, reading.selection)
        opinion = place.revision.opinion
        is_withheld = place.standing == Membership.State.WITHHELD
        yield [
            opinion.receipt,
            "" if is_withheld else one_line(place.revision.text),
            described.state,
            place.copy_of.opinion.receipt if place.standing == "copy" and place.copy_of else "",
            described.theme,
            described.stance,
            opinion.get_channel_display(),
            timezone.localtime(opinion.published_at).date().isoformat() if opinion.published_at else "",
        ]
