"""What a resident says about themselves after sending an opinion. It is theirs to say, change and erase."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts import policy, rate_limits
from accounts.policy import Action
from accounts.rate_limits import TooManyRequests
from consultations.forms.setup_plan import AboutYouForm
from consultations.models import Opinion
from consultations.services.setup import attributes
from consultations.views import refusals
from consultations.views.participation.opinions import traceable
from consultations.views.staff_writes import person, spend


def about_you(request: HttpRequest, receipt: str) -> HttpResponse:
    opinion = traceable(request, receipt)
    policy.require(
        request.user, Action.READ_RECEIPT, state=opinion.state, own=opinion.belongs_to(request.user)
    )
    form = form_for(opinion, request.POST if request.method == "POST" else None)
    if form is None:
        raise Http404
    if request.method == "POST" and form.is_valid():
        try:
            spend(request, rate_limits.EDITS)
            attributes.answer(opinion=opinion, answers=form.answers(), author=person(request))
        except TooManyRequests as refusal:
            form.add_error(None, refusals.too_many(refusal.limit))
        else:
            messages.success(request, _("Your answers are saved. Only the staff in charge read them."))
            return redirect("consultations:receipt", opinion.receipt)
    status = 422 if request.method == "POST" else 200
    context = {"opinion": opinion, "form": form}
    return render(request, "consultations/setup/about_you.html", context, status=status)


def form_for(opinion: Opinion, data: object = None) -> AboutYouForm | None:
    """None when the consultation asks nothing."""
    questions = list(opinion.consultation.attribute_questions.all())
    return AboutYouForm(data, questions=questions, known=opinion.attributes) if questions else None
