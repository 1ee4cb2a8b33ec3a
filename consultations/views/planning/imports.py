"""Import of submissions, page by page: file, columns, check, progress, result."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts import rate_limits
from accounts.rate_limits import TooManyRequests
from consultations.forms.planning import MappingForm, UploadForm
from consultations.importers.mapping import guess
from consultations.importers.rows import PROBLEMS
from consultations.models import Consultation, ImportBatch
from consultations.services.planning import imports
from consultations.services.planning.imports import (
    AlreadyStartedError,
    NothingToImportError,
    UnreadableFileError,
)
from consultations.views import refusals
from consultations.views.planning import jobs
from consultations.views.staff_writes import person, spend, staff_write

PREVIEW_ROWS = 5
PREVIEW_CHARACTERS = 120
ERRORS_ON_A_PAGE = 50
UNPROCESSABLE = 422

View = Callable[[HttpRequest, str, int], HttpResponse]


def _with_the_file(view: View) -> View:
    """Kept files are thrown away one day; who comes back later is led to the upload."""

    @wraps(view)
    def guarded(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
        try:
            return view(request, slug, pk)
        except UnreadableFileError as error:
            messages.error(request, str(error.message))
            return redirect("consultations:import", slug)

    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = get_object_or_404(Consultation.objects.visible_to(request.user), slug=slug)
    if request.method != "POST":
        return _upload_page(request, consultation, UploadForm())
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _upload_page(request, consultation, form, status=UNPROCESSABLE)
    file = form.cleaned_data["file"]
    try:
        spend(request, rate_limits.IMPORTS)
        batch = imports.upload(
            consultation=consultation,
            name=file.name,
            content=file.read(),
            uploaded_by=person(request),
            now=timezone.now(),
        )
    except TooManyRequests as refusal:
        form.add_error(None, refusals.too_many(refusal.limit))
        return _upload_page(request, consultation, form, status=refusals.TOO_MANY)
    except UnreadableFileError as error:
        form.add_error("file", str(error.message))
        return _upload_page(request, consultation, form, status=UNPROCESSABLE)
    return redirect("consultations:import_columns", slug, batch.pk)


def _upload_page(
    request: HttpRequest, consultation: Consultation, form: UploadForm, status: int = 200
) -> HttpResponse:
    context = {"consultation": consultation, "form": form, "batches": consultation.import_batches.all()[:10]}
    return render(request, "consultations/planning/import_upload.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@_with_the_file
def columns(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    batch = _batch(request, slug, pk)
    if batch.job_id:
        return redirect("consultations:import_result", slug, pk)
    if request.method != "POST":
        initial = batch.mapping or guess(batch.columns)
        return _columns_page(request, batch, MappingForm(columns=batch.columns, initial=initial))
    form = MappingForm(request.POST, columns=batch.columns)
    if not form.is_valid():
        return _columns_page(request, batch, form, status=UNPROCESSABLE)
    try:
        spend(request, rate_limits.STAFF_WRITES)
        imports.map_columns(batch=batch, mapping=form.mapping(), now=timezone.now())
    except TooManyRequests as refusal:
        form.add_error(None, refusals.too_many(refusal.limit))
        return _columns_page(request, batch, form, status=refusals.TOO_MANY)
    except AlreadyStartedError:
        return redirect("consultations:import_result", slug, pk)
    return redirect("consultations:import_check", slug, pk)


def _columns_page(
    request: HttpRequest, batch: ImportBatch, form: MappingForm, status: int = 200
) -> HttpResponse:
    rows = [
        (row.number, [_shortened(cell) for cell in row.cells[: len(batch.columns)]])
        for row in imports.preview(batch).rows[:PREVIEW_ROWS]
    ]
    context = {"batch": batch, "consultation": batch.consultation, "form": form, "rows": rows}
    return render(request, "consultations/planning/import_columns.html", context, status=status)


@require_GET
def check(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    batch = _batch(request, slug, pk)
    if batch.job_id:
        return redirect("consultations:import_result", slug, pk)
    if not batch.mapping:
        return redirect("consultations:import_columns", slug, pk)
    errors = [error | {"problem": PROBLEMS[error["code"]]} for error in batch.row_errors]
    page = Paginator(errors, ERRORS_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "batch": batch,
        "consultation": batch.consultation,
        "page": page,
        "new": batch.rows_good - batch.rows_already_there,
    }
    return render(request, "consultations/planning/import_check.html", context)


@staff_write
def start(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    batch = _batch(request, slug, pk)
    try:
        imports.start(batch=batch, requested_by=person(request), now=timezone.now())
    except NothingToImportError:
        messages.error(request, _("No row of this file can be imported as it is."))
        return redirect("consultations:import_check", slug, pk)
    return redirect("consultations:import_result", slug, pk)


@require_GET
def result(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    batch = _batch(request, slug, pk)
    if batch.job is None:
        return redirect("consultations:import_columns", slug, pk)
    context = {"batch": batch, "consultation": batch.consultation, **jobs.described(batch.job)}
    return render(request, "consultations/planning/import_result.html", context)


@require_GET
@_with_the_file
def refused(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    batch = _batch(request, slug, pk)
    response = HttpResponse(imports.refused_rows(batch), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="refused-rows-{pk}.csv"'
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _batch(request: HttpRequest, slug: str, pk: int) -> ImportBatch:
    return get_object_or_404(
        ImportBatch.objects.select_related("consultation", "job").defer("job__checkpoint"),
        pk=pk,
        consultation__in=Consultation.objects.visible_to(request.user).filter(slug=slug),
    )


def _shortened(cell: str) -> str:
    return cell if len(cell) <= PREVIEW_CHARACTERS else f"{cell[:PREVIEW_CHARACTERS]}…"
