"""The list of categories: add, rename, order, retire."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import rate_limits
from accounts.rate_limits import TooManyRequests
from consultations.forms.answering import CategoryForm
from consultations.models import Consultation, ResponseCategory
from consultations.services.answering import categories as service
from consultations.services.answering.categories import NameTaken
from consultations.views import refusals
from consultations.views.staff_writes import person, spend, staff_write

UNPROCESSABLE = 422
ACTS = {"up": service.move_up, "retire": service.retire, "offer": service.offer_again}


@require_http_methods(["GET", "HEAD", "POST"])
def categories(request: HttpRequest, slug: str) -> HttpResponse:
    """All in order; POST adds one at the end."""
    consultation = get_object_or_404(Consultation.objects.visible_to(request.user), slug=slug)
    if request.method != "POST":
        return _page(request, consultation, CategoryForm())
    form = CategoryForm(request.POST)
    if not form.is_valid():
        return _page(request, consultation, form, UNPROCESSABLE)
    try:
        spend(request, rate_limits.STAFF_WRITES)
        service.ensure(consultation=consultation)
        service.add(consultation=consultation, by=person(request), now=timezone.now(), **form.cleaned_data)
    except TooManyRequests as refusal:
        form.add_error(None, refusals.too_many(refusal.limit))
        return _page(request, consultation, form, refusals.TOO_MANY)
    except NameTaken:
        form.add_error("name", _("There is one of this name already, perhaps a retired one."))
        return _page(request, consultation, form, UNPROCESSABLE)
    messages.success(request, _("Added at the end of the list."))
    return redirect("consultations:response_categories", slug)


@staff_write
def category(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    found = get_object_or_404(
        ResponseCategory.objects.select_related("consultation"),
        pk=pk,
        consultation__in=Consultation.objects.visible_to(request.user).filter(slug=slug),
    )
    act = ACTS.get(request.POST.get("wish", ""))
    if act:
        act(category=found, by=person(request), now=timezone.now())
        messages.success(request, _("Done: %(name)s") % {"name": found.name})
        return redirect("consultations:response_categories", slug)
    form = CategoryForm(request.POST)
    if not form.is_valid():
        return _page(request, found.consultation, form, UNPROCESSABLE)
    try:
        service.rename(category=found, by=person(request), now=timezone.now(), **form.cleaned_data)
    except NameTaken:
        form.add_error("name", _("There is one of this name already, perhaps a retired one."))
        return _page(request, found.consultation, form, UNPROCESSABLE)
    messages.success(request, _("Saved."))
    return redirect("consultations:response_categories", slug)


def _page(
    request: HttpRequest, consultation: Consultation, form: CategoryForm, status: int = 200
) -> HttpResponse:
    context = {
        "consultation": consultation,
        "form": form,
        "listed": list(consultation.response_categories.all()),
        "usual": service.defaults(),
    }
    return render(request, "consultations/answering/categories.html", context, status=status)
