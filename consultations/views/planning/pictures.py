"""The pictures of the desk as files of their own, in colours that need no style sheet."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from consultations.views.planning import timeline
from consultations.views.planning.reading import Reading, read
from consultations.views.planning.runs import asked_for
from consultations.views.themes import map as themes_map
from consultations.views.themes import treemap

COLOURS = (
    *("#666666", "#0066be", "#ac3e00", "#197a4b", "#5c10be", "#aa00aa"),
    *("#006f83", "#507500", "#ce0000", "#806300", "#4d4d4d"),
)
"""Those of the style sheet by light; the first is that of opinions in no theme."""


@require_safe
def opinion_map(request: HttpRequest, slug: str) -> HttpResponse:
    reading = read(request, asked_for(request, slug))
    layers = themes_map.layers(
        reading.places, reading.rows, lone_label=_("In no theme"), chosen=reading.chosen_keys
    )
    context = {"layers": [(layer, COLOURS[layer.colour]) for layer in layers]}
    return _picture(reading, "map", context)


@require_safe
def theme_treemap(request: HttpRequest, slug: str) -> HttpResponse:
    reading = read(request, asked_for(request, slug))
    drawn = treemap.cells(reading.found_rows)
    context = {"cells": [(cell, COLOURS[cell.row.colour]) for cell in drawn]}
    return _picture(reading, "treemap", context)


@require_safe
def when(request: HttpRequest, slug: str) -> HttpResponse:
    reading = read(request, asked_for(request, slug))
    drawn = timeline.of_selection(request.GET, reading.run, reading.selection, reading.found)
    return _picture(reading, "timeline", {"timeline": drawn})


def _picture(reading: Reading, name: str, context: dict[str, Any]) -> HttpResponse:
    consultation = reading.run.consultation
    context |= {"consultation": consultation, "run": reading.run}
    drawn = render_to_string(f"consultations/planning/{name}.svg", context)
    response = HttpResponse(drawn, content_type="image/svg+xml; charset=utf-8")
    file_name = f"{name}-{consultation.slug}-{reading.run.number}.svg"
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-cache, private"
    return response
