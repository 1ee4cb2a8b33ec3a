"""Where planners set what the city wants to reach."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import rate_limits
from accounts.rate_limits import TooManyRequests
from consultations.forms.numbers import TargetForm
from consultations.models import Target
from consultations.services.numbers import targets
from consultations.services.numbers.targets import AlreadySetError
from consultations.views import refusals
from consultations.views.staff_writes import person, spend, staff_write

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
def target_list(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    if request.method != "POST":
        return _page(request, TargetForm(initial={"year": targets.fiscal_year(now)}))
    form = TargetForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=UNPROCESSABLE)
    try:
        spend(request, rate_limits.STAFF_WRITES)
        targets.set_target(**form.cleaned_data, actor=person(request), now=now)
    except TooManyRequests as refusal:
        form.add_error(None, refusals.too_many(refusal.limit))
        return _page(request, form, status=refusals.TOO_MANY)
    except AlreadySetError:
        form.add_error("year", _("There is a target for this year already. Remove it first."))
        return _page(request, form, status=UNPROCESSABLE)
    messages.success(request, _("The target is set and stands on the public page."))
    return redirect("consultations:targets")


@staff_write
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    target = get_object_or_404(Target, pk=pk)
    targets.remove(target=target, actor=person(request), now=timezone.now())
    messages.success(request, _("The target was removed."))
    return redirect("consultations:targets")


def _page(request: HttpRequest, form: TargetForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "standings": targets.standings(now=timezone.now())}
    return render(request, "consultations/numbers/targets.html", context, status=status)
