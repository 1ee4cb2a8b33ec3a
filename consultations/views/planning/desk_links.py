"""From an opinion as the public reads it back to the desk, for those who came from there or work there."""

from typing import Any

from django.http import HttpRequest, QueryDict

from accounts import policy
from accounts.policy import Action
from consultations.models import AnalysisRun, Opinion

CAME_FROM = "desk"
"""The parameter that carries the selection along; empty when everything is selected."""
_LONGEST = 2_000


def of_opinion(request: HttpRequest, opinion: Opinion) -> dict[str, Any]:
    """For `planning/desk_links.html`; nothing for all others, and where no run has read the opinion."""
    if not policy.may(request.user, Action.READ_ANALYSIS):
        return {}
    selection = QueryDict(request.GET.get(CAME_FROM, "")[:_LONGEST])
    runs = AnalysisRun.objects.filter(consultation=opinion.consultation_id)
    wanted = selection.get("run", "")
    if wanted.isdecimal() and len(wanted) < 9:
        runs = runs.filter(number=int(wanted))
    run = runs.first()
    if run is None or not run.memberships.filter(revision__opinion=opinion).exists():
        return {}
    return {"at_desk": True, "came_from_desk": CAME_FROM in request.GET, "desk_query": selection.urlencode()}
