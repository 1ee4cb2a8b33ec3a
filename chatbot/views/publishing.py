"""Files go in, publications come out: each as a job that a worker does."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from accounts.policy import Action
from chatbot.forms import UploadForm
from chatbot.models import FaqEntry, FaqUpload, Publication, TestQuestion
from chatbot.services import faq_import, publications
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


@require_http_methods(["GET", "POST"])
@desk_page(Action.PUBLISH_FAQ)
def publication_list(request: HttpRequest, actor: User) -> HttpResponse:
    if request.method == "POST":
        request_id = request.POST.get("request_id", "")[:64] or uuid4().hex
        return redirect(publications.start(actor=actor, request_id=request_id, now=timezone.now()))
    context = {
        "publications": Publication.objects.listed()[:50],
        "entries": FaqEntry.objects.in_use().count(),
        "questions": TestQuestion.objects.count(),
        "request_id": uuid4().hex,
    }
    return render(request, "chatbot/staff/publications.html", context)


@require_GET
@desk_page(Action.PUBLISH_FAQ)
def publication(request: HttpRequest, actor: User, number: int) -> HttpResponse:
    found = get_object_or_404(Publication.objects.listed().select_related("job"), number=number)
    cases = found.quality.get("cases", [])
    lists = {
        name: [case for case in cases if case["verdict"] == name] for name in ("wrong", "declined", "offered")
    }
    return render(request, "chatbot/staff/publication.html", {"publication": found, "lists": lists})


@require_POST
@desk_page(Action.PUBLISH_FAQ)
def publication_activate(request: HttpRequest, actor: User, number: int) -> HttpResponse:
    found = get_object_or_404(Publication.objects.listed(), number=number)
    publications.activate(publication=found, actor=actor, now=timezone.now())
    messages.success(request, _("Publication %(number)d answers visitors now.") % {"number": number})
    return redirect("chatbot:publication_list")
