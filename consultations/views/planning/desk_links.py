"""From an opinion as the public reads it back to the desk, for those who came from there or work there."""

from collections.abc import Collection
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from accounts import policy
from accounts.policy import Action
from consultations.models import AnalysisRun, Opinion

CAME_FROM = "desk"
"""The parameter that carries the selection along; empty when everything is selected."""
_LONGEST = 2_000


def of_opinion(request: HttpRequest, opinion: Opinion) -> dict[str, Any]:
    """For `planning/desk_links.html`; nothing for all others, and where no run has read the opinion."""
    if not of_opinions(request, [opinion]):
        return {}
    query = _selection(request).urlencode()
    return {"at_desk": True, "came_from_desk": CAME_FROM in request.GET, "desk_query": query}


def of_opinions(request: HttpRequest, shown: Collection[Opinion]) -> dict[int, str]:
    """Where the desk shows each of these opinions of one consultation, by their keys.

    No query for those who may not read there, two for those who may.
    """
    if not shown or not policy.may(request.user, Action.READ_ANALYSIS):
        return {}
    selection = _selection(request)
    runs = AnalysisRun.objects.filter(consultation=next(iter(shown)).consultation_id)
    wanted = selection.get("run", "")
    if wanted.isdecimal() and len(wanted) < 9:
        runs = runs.filter(number=int(wanted))
    run = runs.select_related("consultation").first()
    if run is None:
        return {}
    keys = [opinion.pk for opinion in shown]
    read = run.memberships.filter(revision__opinion__in=keys).values_list(
        "revision__opinion", "revision__opinion__receipt"
    )
    query = f"?{selection.urlencode()}".removesuffix("?")
    return {
        key: reverse("consultations:analysis_opinion", args=[run.consultation.slug, receipt]) + query
        for key, receipt in read
    }


def carried(request: HttpRequest, address: str) -> str:
    """Where an opinion stands, with the selection from which somebody came."""
    if CAME_FROM not in request.GET:
        return address
    parts = urlsplit(address)
    added = urlencode({CAME_FROM: request.GET[CAME_FROM][:_LONGEST]})
    return parts._replace(query=f"{parts.query}&{added}".removeprefix("&")).geturl()


def _selection(request: HttpRequest) -> QueryDict:
    return QueryDict(request.GET.get(CAME_FROM, "")[:_LONGEST])
