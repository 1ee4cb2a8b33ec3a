"""What the votes say: the groups and their map, what unites, every statement, and the files."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from consultations import disclosure
from consultations.models import Consultation, GroupPlace, GroupSearch, Statement
from consultations.services.numbers.figures import in_words
from consultations.services.surveys import opinion_groups, vote_results
from consultations.services.surveys.opinion_groups import LEAST_VOTERS
from consultations.services.surveys.vote_results import STATEMENT, Group, Groups
from consultations.views.csv_files import file_of
from consultations.views.surveys import shown
from consultations.views.themes.reading import MARKERS

PAGE_SIZE = 50
EDGE, MARGIN = 400, 20


@dataclass(frozen=True)
class Layer:
    """One group on the map; colour 0 for those in none."""

    label: str
    colour: int
    marker: str
    path: str
    people: int


def page(request: HttpRequest, consultation: Consultation, context: dict[str, Any]) -> HttpResponse:
    search = opinion_groups.latest(consultation=consultation)
    found = vote_results.groups(search=search)
    listed = Statement.objects.standing().filter(consultation=consultation).with_words().with_counts()
    totals = vote_results.totals(consultation=consultation)
    context |= {
        "totals": totals,
        "voters": in_words(disclosure.protect([totals.voters]).total),
        "search": search,
        "found": found,
        "least": LEAST_VOTERS,
        "layers": _layers(found) if found else [],
        "page": Paginator(listed.order_by("number"), PAGE_SIZE).get_page(request.GET.get("page")),
        "files_shown": bool(found),
    }
    return render(request, "consultations/surveys/vote_results.html", context)


@require_safe
def statements_file(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = _readable(request, slug)
    return file_of("comments.csv", STATEMENT, vote_results.statement_rows(consultation=consultation))


@require_safe
def votes_file(request: HttpRequest, slug: str) -> HttpResponse:
    """Only where there are enough voters: among a few, a person could be found by what is known of them."""
    consultation = _readable(request, slug)
    search = opinion_groups.latest(consultation=consultation)
    if not _enough(search):
        raise Http404
    columns = vote_results.vote_columns(consultation=consultation)
    rows = vote_results.vote_rows(consultation=consultation, search=search)
    return file_of("participants-votes.csv", columns, rows)


def _readable(request: HttpRequest, slug: str) -> Consultation:
    consultation = shown.find(request, slug, Consultation.Kind.ONE_BY_ONE)
    if not shown.may_read_results(request, consultation, now=timezone.now()):
        raise Http404
    return consultation


def _enough(search: GroupSearch | None) -> bool:
    return vote_results.groups(search=search) is not None


def _layers(found: Groups) -> list[Layer]:
    points: defaultdict[int | None, list[tuple[float, float]]] = defaultdict(list)
    for group, x, y in GroupPlace.objects.filter(search=found.search).values_list("group", "x", "y"):
        points[group].append((x, y))
    reach = max((abs(part) for places in points.values() for place in places for part in place), default=0)
    layers = [_layer(group, points[group.number], reach) for group in found.groups]
    if points[None]:
        path = _path(points[None], MARKERS[0], reach)
        layers.append(Layer(_("Voted too little to be placed"), 0, MARKERS[0], path, len(points[None])))
    return layers


def _layer(group: Group, points: list[tuple[float, float]], reach: float) -> Layer:
    marker = MARKERS[group.number % len(MARKERS)]
    label = _("Group %(letter)s") % {"letter": group.letter}
    return Layer(label, group.number + 1, marker, _path(points, marker, reach), len(points))


def _path(points: list[tuple[float, float]], marker: str, reach: float) -> str:
    return "".join(f"M{_scaled(x, reach)} {_scaled(-y, reach)}{marker}" for x, y in points)


def _scaled(position: float, reach: float) -> int:
    return round(EDGE / 2 + (EDGE / 2 - MARGIN) * position / (reach or 1))
