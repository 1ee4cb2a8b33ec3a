"""One sheet of paper: how far it is, its original words, its scan, and the slip for the person."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts import rate_limits
from accounts.rate_limits import TooManyRequests
from consultations.forms.intake_steps import ScanForm
from consultations.models import Opinion
from consultations.services.following import posters
from consultations.services.intake import publishing, scans
from consultations.services.intake.scans import TYPES
from consultations.uploads import Refused
from consultations.views import refusals
from consultations.views.intake.desk import UNPROCESSABLE, State
from consultations.views.intake.twice import sheet_of
from consultations.views.staff_writes import person, spend


@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Never the words: whoever types it a second time must not have seen them. By POST: attach a scan."""
    found = sheet_of(request, slug, pk)
    form = ScanForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                spend(request, rate_limits.STAFF_WRITES)
                scans.attach(
                    sheet=found,
                    scan=scans.made_anew(form.cleaned_data["scan"].read()),
                    clerk=person(request),
                    now=timezone.now(),
                )
                messages.success(request, _("The scan is kept."))
                return redirect(found)
            except TooManyRequests as refusal:
                form.add_error(None, refusals.too_many(refusal.limit))
                status = refusals.TOO_MANY
            except Refused as refusal:
                form.add_error("scan", str(refusal.reason))
    context = {
        "consultation": found.consultation,
        "sheet": found,
        "form": form,
        "transcripts": found.transcripts.select_related("typed_by"),
        "opinion": Opinion.objects.with_words().filter(sheet=found).first(),
    }
    return render(request, "consultations/intake/sheet.html", context, status=status)


@require_GET
def original(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The words before masking, for staff; every look is recorded."""
    found = sheet_of(request, slug, pk)
    if found.state != State.DONE:
        raise Http404
    transcript = publishing.read_original(sheet=found, clerk=person(request), now=timezone.now())
    context = {
        "consultation": found.consultation,
        "sheet": found,
        "transcript": transcript,
        "masks": [
            (mask, transcript.text[mask.start : mask.end])
            for mask in transcript.masks.select_related("decided_by")
        ],
    }
    return render(request, "consultations/intake/original.html", context)


@require_GET
def scan(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """As an attachment, never shown inside a page of ours."""
    found = sheet_of(request, slug, pk)
    if not found.scan:
        raise Http404
    try:
        file = scans.fetch(sheet=found, clerk=person(request), now=timezone.now())
    except FileNotFoundError as error:
        raise Http404 from error
    ending = str(found.scan.name).rpartition(".")[2]
    response = FileResponse(
        file, as_attachment=True, filename=f"{slug}-{pk}.{ending}", content_type=TYPES[ending]
    )
    response["Cache-Control"] = "no-store, private"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@require_GET
def slip(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The receipt on paper, for who handed in paper."""
    found = sheet_of(request, slug, pk)
    address = request.build_absolute_uri(reverse("consultations:opinion", args=[found.receipt]))
    context = {
        "consultation": found.consultation,
        "sheet": found,
        "address": address,
        "qr": posters.qr_data(address=address),
    }
    return render(request, "consultations/intake/slip.html", context)
