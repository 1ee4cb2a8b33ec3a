"""A discussion is ended with a reason, or opened again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import rate_limits
from accounts.rate_limits import TooManyRequests
from consultations.forms.order_staff import EndingForm
from consultations.models import Thread
from consultations.services.order import locking
from consultations.services.order.locking import NothingToChange, Reason
from consultations.views import refusals
from consultations.views.staff_writes import person, spend


@require_http_methods(["GET", "HEAD", "POST"])
def lock(request: HttpRequest, pk: int) -> HttpResponse:
    thread = get_object_or_404(Thread.objects.with_target(), pk=pk)
    form = EndingForm(request.POST or None)
    reopens = request.POST.get("wish") == "reopen"
    if request.method != "POST" or not (reopens or form.is_valid()):
        return _page(request, thread, form, status=422 if request.method == "POST" else 200)
    try:
        spend(request, rate_limits.STAFF_WRITES)
        if reopens:
            _reopen(request, thread)
        else:
            _end(request, thread, form)
    except TooManyRequests as refusal:
        form.add_error(None, refusals.too_many(refusal.limit))
        return _page(request, thread, form, status=refusals.TOO_MANY)
    except NothingToChange:
        messages.warning(request, _("Somebody else has decided this in the meantime."))
    return redirect(thread)


def _end(request: HttpRequest, thread: Thread, form: EndingForm) -> None:
    locking.end(
        thread=thread,
        moderator=person(request),
        reason=Reason(form.cleaned_data["reason"]),
        note=form.cleaned_data["note"],
        now=timezone.now(),
    )
    messages.success(request, _("The discussion is ended. What was written stays readable."))


def _reopen(request: HttpRequest, thread: Thread) -> None:
    locking.reopen(thread=thread, moderator=person(request), now=timezone.now())
    messages.success(request, _("The discussion is open again."))


def _page(request: HttpRequest, thread: Thread, form: EndingForm, status: int) -> HttpResponse:
    context = {
        "thread": thread,
        "subject": thread.proposal.opinion.words.title if thread.proposal else str(thread.section or ""),
        "consultation": thread.subject(),
        "ending": locking.standing(thread),
        "form": form,
    }
    return render(request, "consultations/order/lock_page.html", context, status=status)
