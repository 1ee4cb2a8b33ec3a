"""An attached file, for everybody who may read the words it belongs to."""

from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from consultations.models import Attachment, Opinion

_TYPES = {"jpg": "image/jpeg", "png": "image/png", "pdf": "application/pdf"}


@require_safe
def attachment(request: HttpRequest, token: str) -> HttpResponseBase:
    """Always as a file to save, never as a page of ours; pictures in our pages show nonetheless."""
    readable = Opinion.objects.visible_to(request.user)
    found = get_object_or_404(Attachment.objects.filter(opinion__in=readable), token=token)
    try:
        file = found.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    ending = (found.file.name or "").rpartition(".")[2]
    response = FileResponse(file, as_attachment=True, filename=found.name, content_type=_TYPES[ending])
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"
    return response
