"""One opinion, and everything that a planner can decide about it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import rate_limits
from accounts.rate_limits import TooManyRequests
from consultations import receipts
from consultations.forms.deciding import AS_FOUND, NO_THEME, MoveForm
from consultations.models import Consultation, Opinion, Theme
from consultations.services.planning.decisions import opinions
from consultations.views import refusals
from consultations.views.planning import acts
from consultations.views.planning.moving import of_one
from consultations.views.staff_writes import person, spend


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, slug: str, receipt: str) -> HttpResponse:
    """One opinion, and the themes it could belong to."""
    opinion = get_object_or_404(
        Opinion.objects.submitted().with_words(),
        receipt=receipts.normalise(receipt),
        consultation__in=Consultation.objects.visible_to(request.user).filter(slug=slug),
    )
    choices = acts.theme_choices(opinion.consultation)
    if request.method != "POST":
        return _page(request, opinion, MoveForm(themes=choices, initial=_now_in(opinion)))
    form = MoveForm(request.POST, themes=choices)
    if not form.is_valid():
        return _page(request, opinion, form, status=acts.UNPROCESSABLE)
    try:
        spend(request, rate_limits.STAFF_WRITES)
    except TooManyRequests as refusal:
        form.add_error(None, refusals.too_many(refusal.limit))
        return _page(request, opinion, form, status=refusals.TOO_MANY)
    return _carry_out(request, opinion, form)


def _carry_out(request: HttpRequest, opinion: Opinion, form: MoveForm) -> HttpResponse:
    by, now, seen = person(request), timezone.now(), acts.seen(request)
    stable_id = form.chosen()
    theme = get_object_or_404(Theme, stable_id=stable_id) if stable_id else None
    return acts.carry_out(
        request,
        opinion.consultation,
        lambda: (
            opinions.release(opinions=[opinion], decided_by=by, now=now, seen=seen)
            if form.is_release
            else opinions.move(opinions=[opinion], theme=theme, decided_by=by, now=now, seen=seen)
        ),
        said=_("Opinion %(receipt)s is moved.") % {"receipt": opinion.receipt},
        then=_back(request, opinion),
    )


def _page(request: HttpRequest, opinion: Opinion, form: MoveForm, status: int = 200) -> HttpResponse:
    asked_again = acts.seen(request) if request.method == "POST" else None
    context = {
        "opinion": opinion,
        "consultation": opinion.consultation,
        "form": form,
        "back": _back(request, opinion),
        "seen": opinion.consultation.decisions.all().newest_number() if asked_again is None else asked_again,
        **of_one(opinion.consultation, opinion),
    }
    return render(request, "consultations/planning/move.html", context, status=status)


def _now_in(opinion: Opinion) -> dict[str, str]:
    decision = getattr(opinion, "assignment", None)
    if decision is None:
        return {"theme": AS_FOUND}
    return {"theme": str(decision.theme.stable_id) if decision.theme else NO_THEME}


def _back(request: HttpRequest, opinion: Opinion) -> str:
    return acts.way_back(request, reverse("consultations:analysis", args=[opinion.consultation.slug]))
