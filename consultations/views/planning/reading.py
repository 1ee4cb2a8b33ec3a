"""One run over one selection: the views of it, their figures, and the way from each to its opinions."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models.functions import Substr
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _

from consultations.forms.selection import SelectionForm
from consultations.models import AnalysisRun, Membership
from consultations.models.standing import MembershipQuerySet, Totals
from consultations.services import searching
from consultations.services.planning.selecting import Selection, selected
from consultations.services.searching import Piece
from consultations.views.planning import cards, peoples_table, timeline
from consultations.views.planning.chips import chips
from consultations.views.themes import beside, tree, treemap
from consultations.views.themes import map as themes_map
from consultations.views.themes.places import Place, places_of, sizes, totals
from consultations.views.themes.reading import (
    ThemeRow,
    arrived_since,
    counted_alone,
    narrowed,
    theme_rows,
)

PAGE_SIZE = 50
CARDS_A_PAGE = 30
MOST_DRAWN = 2_000
"""More marks than that are drawn by the browser on a canvas, where they stay fluid."""
_SEARCHED = 4_000
THEMES, TREE, TREEMAP, MAP, OPINIONS = "themes", "tree", "treemap", "map", "opinions"
TIMELINE, PEOPLE = "timeline", "people"
VIEWS = (THEMES, TREE, TREEMAP, MAP, TIMELINE, PEOPLE, OPINIONS)


@dataclass(frozen=True)
class OpinionRow:
    """Where one opinion stands, in words."""

    place: Membership
    state: str | Promise
    theme: str
    stance: str | Promise
    pieces: list[Piece]
    """The place at which the words stand that were looked for; empty when none were."""


@dataclass(frozen=True)
class Reading:
    run: AnalysisRun
    rows: list[ThemeRow]
    form: SelectionForm
    selection: Selection
    places: list[Place]
    """All of the run."""
    found: list[Place]
    """Those that are selected."""

    @property
    def members(self) -> MembershipQuerySet:
        return selected(run=self.run, selection=self.selection)

    @cached_property
    def keys(self) -> set[int]:
        return {place.key for place in self.found}

    @property
    def chosen_keys(self) -> set[int] | None:
        """For pictures, which leave the others faint: None when there are no others."""
        return None if self.selection.is_everything else self.keys

    @cached_property
    def found_rows(self) -> list[ThemeRow]:
        """The themes of the selection."""
        return self.rows if self.selection.is_everything else narrowed(self.rows, sizes(self.found))

    def totals(self, places: list[Place]) -> Totals:
        aside = {row.theme.pk for row in self.rows if row.theme.set_aside_at}
        return totals(places, set_aside=aside)

    @property
    def chosen(self) -> ThemeRow | None:
        return next((row for row in self.rows if str(row.theme.stable_id) == self.selection.theme), None)


def read(request: HttpRequest, run: AnalysisRun) -> Reading:
    places = places_of(run)
    rows = theme_rows(run, sizes(places))
    form = SelectionForm(request.GET, run=run, themes=[(str(row.theme.stable_id), row.label) for row in rows])
    selection = form.selection()
    return Reading(run, rows, form, selection, places, _found(run, selection, places))


def context_of(request: HttpRequest, reading: Reading) -> dict[str, Any]:
    run, rows, selection = reading.run, reading.rows, reading.selection
    whole = reading.totals(reading.places)
    figures = whole if selection.is_everything else reading.totals(reading.found)
    view = _view(request, selection)
    found = reading.found_rows
    context: dict[str, Any] = {
        "rows": rows,
        "chosen": reading.chosen,
        "state": selection.state,
        "state_label": Membership.State(selection.state).label if selection.state else "",
        "view": view,
        "filter_base": _filter_base(request, run),
        "query": _query(request),
        "whole_url": f"{_filter_base(request, run)}view={view}",
        "form": reading.form,
        "chips": chips(request, reading.form, rows),
        "totals": whole,
        "figures": figures,
        "is_narrowed": not selection.is_everything,
        "found": found,
        "found_alone": counted_alone(figures, found),
        "few": [row for row in rows if row.is_distinct],
        "alone": counted_alone(whole, rows),
        "arrived": arrived_since(run, len(reading.places)),
        "largest": max((row.shown["opinions"] for row in found), default=0),
    }
    if reading.chosen:
        card = cards.of_theme(request.GET, reading.chosen, reading.places)
        context |= {
            "card": card,
            "coverage": card.coverage,
            "stances": card.stances,
            "mentioned": beside.of_theme(run, reading.chosen),
        }
    return context | _of_view(request, reading, view)


def opinion_row(place: Any, labels: dict[int, str], selection: Selection) -> OpinionRow:
    pieces = searching.snippet(place.searched, selection.terms) if selection.terms else []
    return OpinionRow(
        place,
        Membership.State(place.standing).label,
        labels.get(place.standing_theme, ""),
        Membership.Stance(place.standing_stance).label if place.standing_stance else "",
        pieces if place.standing != Membership.State.WITHHELD else [],
    )


def _found(run: AnalysisRun, selection: Selection, places: list[Place]) -> list[Place]:
    if selection.is_everything:
        return places
    keys = set(selected(run=run, selection=selection).values_list("pk", flat=True))
    return [place for place in places if place.key in keys]


def _of_view(request: HttpRequest, reading: Reading, view: str) -> dict[str, Any]:
    run = reading.run
    if view == TREE:
        return {"branches": tree.branches(reading.found_rows)}
    if view == TREEMAP:
        return {"cells": treemap.cells(reading.found_rows)}
    if view == OPINIONS:
        return {"page": _opinions(request, reading)}
    if view == MAP:
        return {"layers": _layers(reading)}
    if view == TIMELINE:
        return {"timeline": timeline.of_selection(request.GET, run, reading.selection, reading.found)}
    if view == PEOPLE:
        return {"people": peoples_table.of_selection(request.GET, run, reading.found_rows, reading.found)}
    page: Page[Any] = Paginator(reading.found_rows, CARDS_A_PAGE).get_page(request.GET.get("page"))
    page.object_list = cards.of_selection(request.GET, page.object_list, reading.found, reading.selection)
    return {"cards": page}


def _layers(reading: Reading) -> list[themes_map.Layer]:
    """None when there are so many marks that the browser draws them."""
    if sum(place.is_distinct for place in reading.places) > MOST_DRAWN:
        return []
    return themes_map.layers(
        reading.places, reading.rows, lone_label=_("In no theme"), chosen=reading.chosen_keys
    )


def _opinions(request: HttpRequest, reading: Reading) -> "Page[OpinionRow]":
    # Keys only: what a template was given stays until garbage is looked for.
    keys = [place.key for place in reading.found]
    page: Page[Any] = Paginator(keys, PAGE_SIZE).get_page(request.GET.get("page"))
    listed = reading.run.memberships.filter(pk__in=page.object_list).listed()
    if reading.selection.terms:
        listed = listed.annotate(searched=Substr("revision__text", 1, _SEARCHED))
    labels = {row.theme.pk: row.label for row in reading.rows}
    page.object_list = [opinion_row(place, labels, reading.selection) for place in listed]
    return page


def _view(request: HttpRequest, selection: Selection) -> str:
    """Whoever chooses one theme, state or quotation wants to read; everybody else to look around."""
    wanted = request.GET.get("view", "")
    place = selection.theme or selection.state or selection.alone
    reads = place or selection.quotation or selection.spoken or selection.unspoken
    return wanted if wanted in VIEWS else OPINIONS if reads else THEMES


def _filter_base(request: HttpRequest, run: AnalysisRun) -> str:
    """To which a filter is added: the same run, whichever is read now."""
    base = reverse("consultations:analysis", args=[run.consultation.slug])
    return f"{base}?run={run.number}&" if "run" in request.GET else f"{base}?"


def _query(request: HttpRequest) -> str:
    """What goes along from view to view and to single opinions and back."""
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()
