"""Files of one consultation: ask for one, see how far it is, fetch it."""

import secrets

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts import rate_limits
from accounts.rate_limits import TooManyRequests
from consultations.exporting.work import WRITERS
from consultations.forms.transfer import ExportForm
from consultations.models import Consultation, Export
from consultations.services.transfer import exporting
from consultations.views import refusals
from consultations.views.staff_writes import person, spend

UNPROCESSABLE = 422
LISTED = 20
_TYPES = {
    "zip": "application/zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "geojson": "application/geo+json",
}


@require_http_methods(["GET", "HEAD", "POST"])
def export_list(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = get_object_or_404(Consultation.objects.visible_to(request.user), slug=slug)
    if request.method != "POST":
        form = ExportForm(initial={"form_key": secrets.token_hex(16)})
        return _page(request, consultation, form)
    form = ExportForm(request.POST)
    if not form.is_valid():
        return _page(request, consultation, form, status=UNPROCESSABLE)
    try:
        spend(request, rate_limits.EXPORTS)
        exporting.start(
            consultation=consultation,
            **form.cleaned_data,
            requested_by=person(request),
            now=timezone.now(),
        )
    except TooManyRequests as refusal:
        form.add_error(None, refusals.too_many(refusal.limit))
        return _page(request, consultation, form, status=refusals.TOO_MANY)
    return redirect("consultations:exports", slug)


def _page(
    request: HttpRequest, consultation: Consultation, form: ExportForm, status: int = 200
) -> HttpResponse:
    own = consultation.exports.filter(requested_by=person(request)).select_related("job")
    exports = own.defer("job__checkpoint")[:LISTED]
    context = {
        "consultation": consultation,
        "form": form,
        "exports": exports,
        "now": timezone.now(),
    }
    return render(request, "consultations/transfer/exports.html", context, status=status)


@require_GET
def download(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """Only who asked for it gets it; to everybody else it is not there."""
    now = timezone.now()
    export = get_object_or_404(
        Export.objects.fetchable_by(person(request), now=now), pk=pk, consultation__slug=slug
    )
    try:
        file = exporting.fetch(export=export, by=person(request), now=now)
    except (Export.DoesNotExist, FileNotFoundError) as error:
        raise Http404 from error
    ending = WRITERS[export.format][0]
    name = f"{slug}-{export.kind}-{export.format}-{timezone.localtime(export.created_at):%Y%m%d}.{ending}"
    response = FileResponse(file, as_attachment=True, filename=name, content_type=_TYPES[ending])
    response["Cache-Control"] = "no-store, private"
    response["X-Content-Type-Options"] = "nosniff"
    return response
