"""Files go in and come out. What a file holds is shown first; a worker writes it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from accounts.policy import Action
from chatbot.forms import UploadForm
from chatbot.models import FaqUpload
from chatbot.services import faq_import
from chatbot.services.files import writing
from chatbot.services.files.lines import MAX_BYTES
from chatbot.views.desk import desk_page
from consultations.importers.limits import UnreadableFileError

SHOWN_ROWS = 10
SHOWN_ERRORS = 200


@require_http_methods(["GET", "POST"])
@desk_page(Action.EDIT_FAQ)
def faq_import_file(request: HttpRequest, actor: User) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            kept = faq_import.upload(
                actor=actor,
                kind=form.cleaned_data["kind"],
                file_name=file.name,
                content=file.read(MAX_BYTES + 1),
                default_field=form.cleaned_data["default_field"],
                now=timezone.now(),
            )
        except UnreadableFileError as error:
            form.add_error("file", str(error))
        else:
            return redirect("chatbot:faq_import_preview", kept.pk)
    return render(request, "chatbot/staff/import.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@desk_page(Action.EDIT_FAQ)
def faq_import_preview(request: HttpRequest, actor: User, pk: int) -> HttpResponse:
    kept = get_object_or_404(FaqUpload.objects.select_related("job"), pk=pk, uploaded_by=actor)
    if request.method == "POST":
        return redirect(faq_import.start(upload=kept, actor=actor, now=timezone.now()))
    checked = faq_import.preview(upload=kept)
    context = {
        "upload": kept,
        "checked": checked,
        "shown": checked.good[:SHOWN_ROWS],
        "errors": checked.errors[:SHOWN_ERRORS],
    }
    return render(request, "chatbot/staff/preview.html", context)


@require_GET
@desk_page(Action.EDIT_FAQ)
def faq_export(request: HttpRequest, actor: User) -> HttpResponse:
    shapes = [(shape.value, label) for shape, label in writing.LABELS.items()]
    return render(request, "chatbot/staff/export.html", {"shapes": shapes})


@require_GET
@desk_page(Action.EDIT_FAQ)
def faq_export_file(request: HttpRequest, actor: User, shape: str) -> HttpResponse:
    if shape not in [*writing.Shape]:
        raise Http404
    written = writing.write(writing.Shape(shape), on=timezone.localdate())
    headers = {"Content-Disposition": f'attachment; filename="{written.name}"'}
    return HttpResponse(written.content, content_type=written.kind, headers=headers)
