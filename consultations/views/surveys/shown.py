"""What the page of a consultation shows of its questions or statements."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from accounts import policy
from accounts.policy import Action
from consultations.models import Consultation
from consultations.services.surveys import answering, statements


def find(request: HttpRequest, slug: str, kind: Consultation.Kind | None = None) -> Consultation:
    visible = Consultation.objects.visible_to(request.user).prefetch_related("phases")
    return get_object_or_404(visible.filter(kind=kind) if kind else visible, slug=slug)


def context(request: HttpRequest, consultation: Consultation, *, now: datetime) -> dict[str, Any]:
    """For `consultations/surveys/`; costs nothing where nothing is asked."""
    if consultation.asks_questions:
        return {
            "questions": list(consultation.questions.all()),
            "sheet": answering.sheet_of(consultation=consultation, person=request.user),
            "results_shown": may_read_results(request, consultation, now=now),
        }
    if consultation.takes_votes:
        voted, standing = statements.progress(consultation=consultation, person=request.user)
        return {
            "voted": voted,
            "standing": standing,
            "results_shown": may_read_results(request, consultation, now=now),
        }
    return {}


def may_read_results(request: HttpRequest, consultation: Consultation, *, now: datetime) -> bool:
    return consultation.shows_results_at(now) or policy.may(request.user, Action.READ_ANALYSIS)
