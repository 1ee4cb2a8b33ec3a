"""The opinion map for a browser that draws it: the marks at once, their words as somebody looks at them."""

import hashlib
import json
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified, JsonResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from consultations import receipts
from consultations.models import Membership
from consultations.views.planning.reading import Reading, read
from consultations.views.planning.runs import asked_for
from consultations.views.themes.map import LONE_MARKER, scaled

MOST_AT_ONCE = 60


@require_safe
def points(request: HttpRequest, slug: str) -> HttpResponseBase:
    content = json.dumps(
        described(read(request, asked_for(request, slug))), ensure_ascii=False, separators=(",", ":")
    ).encode()
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    same = request.headers.get("If-None-Match") == tag
    response = HttpResponseNotModified() if same else HttpResponse(content, content_type="application/json")
    response["ETag"] = tag
    patch_cache_control(response, private=True, no_cache=True)
    return response


@require_safe
def words(request: HttpRequest, slug: str) -> HttpResponse:
    """The beginnings of a few opinions by their receipts; of those withheld nothing."""
    run = asked_for(request, slug)
    wanted = [receipts.normalise(receipt) for receipt in request.GET.getlist("of")[:MOST_AT_ONCE]]
    found = run.memberships.all().listed().filter(revision__opinion__receipt__in=wanted)
    shown = found.exclude(standing=Membership.State.WITHHELD)  # type: ignore[misc]
    response = JsonResponse({place.revision.opinion.receipt: place.beginning for place in shown})
    patch_cache_control(response, private=True, no_store=True)
    return response


def described(reading: Reading) -> dict[str, Any]:
    """`x`, `y`, `theme` (place in `themes`), `chosen` and `receipt` hold one entry for each mark."""
    place_of = {row.theme.pk: number for number, row in enumerate(reading.rows, start=1)}
    found = [place for place in reading.places if place.is_distinct]
    lone = {"label": _("In no theme"), "colour": 0, "marker": LONE_MARKER}
    return {
        "themes": [
            lone,
            *({"label": row.label, "colour": row.colour, "marker": row.marker} for row in reading.rows),
        ],
        "x": [scaled(place.x) for place in found],
        "y": [scaled(place.y) for place in found],
        "theme": [place_of.get(place.theme or 0, 0) for place in found],
        "chosen": [int(place.key in reading.keys) for place in found],
        "receipt": [place.receipt for place in found],
    }
