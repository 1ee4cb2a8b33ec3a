"""Words that identify somebody and that no program marked: a planner covers them on the opinion's page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultations import receipts
from consultations.forms.personal_data import OverlookedForm
from consultations.models import Consultation, Mask, Opinion
from consultations.services.planning import personal_data
from consultations.views.planning import acts, opinion
from consultations.views.staff_writes import person, staff_write


@staff_write
def add(request: HttpRequest, slug: str, receipt: str) -> HttpResponse:
    consultation = get_object_or_404(Consultation.objects.visible_to(request.user), slug=slug)
    read = Opinion.objects.submitted().filter(consultation=consultation)
    found = get_object_or_404(read, receipt=receipts.normalise(receipt))
    form = OverlookedForm(request.POST)
    if not form.is_valid():
        return opinion.answer(request, slug, receipt, form, acts.UNPROCESSABLE)
    said = form.cleaned_data
    try:
        count = personal_data.add(
            opinion=found,
            words=said["words"],
            kind=Mask.Kind(said["kind"]),
            which=said["which"],
            by=person(request),
            now=timezone.now(),
        )
    except personal_data.NotThere:
        form.say_not_there()
        return opinion.answer(request, slug, receipt, form, acts.UNPROCESSABLE)
    messages.success(request, _said(count))
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    response = redirect("consultations:analysis_opinion", slug, found.receipt)
    response["Location"] += f"{query}#personal-data"
    return response


def _said(count: int) -> str:
    if not count:
        return _("This had been decided already. Nothing was changed.")
    said = ngettext(
        "%(n)s place is hidden from the public.", "%(n)s places are hidden from the public.", count
    )
    return said % {"n": count}
