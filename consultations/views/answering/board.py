"""The board: every row of the result to come, and how far its answer is."""

from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from accounts import policy
from accounts.policy import Action
from consultations.exporting.results import rows
from consultations.exporting.results.rows import Group, Stand
from consultations.forms.answering import STANDS, BoardForm
from consultations.models import Consultation

_ORDER = {stand: place for place, stand in enumerate(Stand)}
CHIPS = {
    Stand.UNANSWERED: "warning",
    Stand.DRAFT: "",
    Stand.CONSULTING: "forthcoming",
    Stand.SUBMITTED: "forthcoming",
    Stand.APPROVED: "success",
    Stand.PUBLISHED: "success",
    Stand.SET_ASIDE: "closed",
}
WORDS = dict(STANDS)


@require_GET
def board(request: HttpRequest, slug: str) -> HttpResponse:
    """What is unanswered first, and of that the largest."""
    consultation = get_object_or_404(Consultation.objects.visible_to(request.user), slug=slug)
    run = rows.newest_run(consultation)
    form = BoardForm(request.GET)
    context: dict[str, Any] = {
        "consultation": consultation,
        "run": run,
        "publications": list(consultation.publications.finished().select_related("started_by")),
        "may_draft": policy.may(request.user, Action.DRAFT_RESPONSE),
    }
    if run is not None:
        found = rows.of_run(run)
        chosen = form.chosen
        context |= {
            "totals": found.totals,
            "idle": found.idle,
            "tabs": _tabs(found.groups, chosen),
            "lines": [in_words(group) for group in _ordered(found.groups) if chosen in ("", group.stand)],
            "ready": sum(group.is_ready for group in found.groups),
            "all": len(found.groups),
        }
    return render(request, "consultations/answering/board.html", context)


def in_words(group: Group) -> dict[str, Any]:
    """A row and the state of its answer, for templates."""
    label = " / ".join(group.labels) or gettext("Other opinions")
    return {"group": group, "label": label, "stand": WORDS[group.stand], "chip": CHIPS[group.stand]}


def _ordered(groups: list[Group]) -> list[Group]:
    return sorted(groups, key=lambda group: (_ORDER[group.stand], -group.opinions))


def _tabs(groups: list[Group], chosen: str) -> list[dict[str, Any]]:
    counts = Counter(group.stand for group in groups)
    labels = BoardForm.base_fields["state"].choices  # type: ignore[attr-defined]
    return [
        {
            "label": label,
            "url": f"?state={value}" if value else "?",
            "current": value == chosen,
            "count": counts[value] if value else len(groups),
        }
        for value, label in labels
        if not value or counts[value]
    ]
