"""What a city brings from Decidim, page by page: file, what was found, where it goes, result."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts import rate_limits
from accounts.rate_limits import TooManyRequests
from consultations.forms.transfer import ArchiveForm, DestinationForm
from consultations.importers.decidim.records import PROBLEMS
from consultations.models import Archive, Consultation
from consultations.services.transfer import decidim
from consultations.services.transfer.decidim import (
    AlreadyStartedError,
    NewConsultation,
    NothingToTakeError,
    UnreadableFileError,
)
from consultations.views import refusals
from consultations.views.planning import jobs
from consultations.views.staff_writes import person, spend

UNPROCESSABLE = 422
LISTED = 20
PROBLEMS_ON_A_PAGE = 50
ODDITIES: dict[str, str | Promise] = {
    "orphans": _("Comments whose parent is not in the file; they stand at the top of their discussion"),
    "lifted": _("Comments deeper than four levels; they answer the last comment above that takes answers"),
    "no_root": _("Comments on something that is not taken over; they are about the consultation as a whole"),
    "no_author": _("Without an author"),
    "no_date": _("Without a date; the day of the upload is used"),
    "custom_state": _("Proposals in a state of the city's own; it is kept beside them"),
    "withdrawn": _("Withdrawn proposals; their words are not shown"),
}
NAMES: dict[str, str | Promise] = {
    "proposals": _("Proposals"),
    "proposal_comments": _("Comments on proposals"),
    "debates": _("Debates (become proposals)"),
    "debate_comments": _("Comments on debates"),
    "meetings": _("Meetings"),
    "meeting_comments": _("Comments on meetings"),
    "results": _("Results"),
    "result_comments": _("Comments on results"),
    "participatory_processes": _("Participatory processes"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def archive_list(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _upload_page(request, ArchiveForm())
    form = ArchiveForm(request.POST, request.FILES)
    if not form.is_valid():
        return _upload_page(request, form, status=UNPROCESSABLE)
    file = form.cleaned_data["file"]
    try:
        spend(request, rate_limits.IMPORTS)
        archive = decidim.upload(name=file.name, file=file, uploaded_by=person(request), now=timezone.now())
    except TooManyRequests as refusal:
        form.add_error(None, refusals.too_many(refusal.limit))
        return _upload_page(request, form, status=refusals.TOO_MANY)
    except UnreadableFileError as error:
        form.add_error("file", str(error.message))
        return _upload_page(request, form, status=UNPROCESSABLE)
    return redirect(archive)


def _upload_page(request: HttpRequest, form: ArchiveForm, status: int = 200) -> HttpResponse:
    found = Archive.objects.select_related("consultation")[:LISTED]
    return render(
        request, "consultations/transfer/archives.html", {"form": form, "archives": found}, status=status
    )


@require_http_methods(["GET", "HEAD", "POST"])
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    """What was found; by POST: where it goes, and begin."""
    found = get_object_or_404(
        Archive.objects.select_related("consultation", "job").defer("job__checkpoint"), pk=pk
    )
    if found.consultation:
        context = {"archive": found, **_described(request, found), **jobs.described(found.job)}
        return render(request, "consultations/transfer/archive_result.html", context)
    if request.method != "POST":
        return _choice_page(request, found, _form(request, found, initial=_first_guess(found)))
    form = _form(request, found, request.POST)
    if not form.is_valid():
        return _choice_page(request, found, form, status=UNPROCESSABLE)
    return _start(request, found, form)


def _start(request: HttpRequest, found: Archive, form: DestinationForm) -> HttpResponse:
    chosen = form.cleaned_data
    new = NewConsultation(
        **{name: chosen[name] for name in ("slug", "title", "question", "department", "is_published")}
    )
    try:
        spend(request, rate_limits.STAFF_WRITES)
        decidim.start(
            archive=found,
            space=chosen["space"],
            target=form.target() or new,
            requested_by=person(request),
            now=timezone.now(),
        )
    except TooManyRequests as refusal:
        form.add_error(None, refusals.too_many(refusal.limit))
        return _choice_page(request, found, form, status=refusals.TOO_MANY)
    except NothingToTakeError:
        form.add_error(
            None, gettext("There is no proposal and no comment in the file that can be taken over.")
        )
        return _choice_page(request, found, form, status=UNPROCESSABLE)
    except IntegrityError:  # somebody was quicker with the same address
        form.add_error("slug", gettext("This address is taken."))
        return _choice_page(request, found, form, status=UNPROCESSABLE)
    except AlreadyStartedError:
        messages.info(request, gettext("This file is being taken over already."))
    return redirect(found)


def _choice_page(
    request: HttpRequest, found: Archive, form: DestinationForm, status: int = 200
) -> HttpResponse:
    context = {
        "archive": found,
        "form": form,
        "known": decidim.known_elsewhere(found),
        **_described(request, found),
    }
    return render(request, "consultations/transfer/archive.html", context, status=status)


def _form(request: HttpRequest, found: Archive, *args: Any, **kwargs: Any) -> DestinationForm:
    spaces = [
        (space["key"], f"{space['label']} ({space['proposals']} + {space['comments']})")
        for space in found.findings["spaces"]
    ]
    targets = Consultation.objects.visible_to(request.user).order_by("-created_at", "-pk")
    return DestinationForm(*args, spaces=spaces, targets=targets, **kwargs)


def _first_guess(found: Archive) -> dict[str, str]:
    spaces = found.findings["spaces"]
    host = found.findings["host"]
    label = spaces[0]["label"] if len(spaces) == 1 else host
    return {"title": label[:120], "slug": slugify(f"decidim-{host}-{found.pk}".replace(".", "-"))[:60]}


def _described(request: HttpRequest, found: Archive) -> dict[str, Any]:
    """What was found, in words."""
    problems = [
        problem | {"words": PROBLEMS[problem["code"]], "table": NAMES.get(problem["file"], problem["file"])}
        for problem in found.findings["problems"]
    ]
    return {
        "tables": [
            table | {"name": NAMES.get(table["entity"], table["entity"])}
            for table in found.findings["tables"]
        ],
        "oddities": [(ODDITIES[code], count) for code, count in found.findings["oddities"].items()],
        "generation": next((one["generation"] for one in found.findings["tables"] if one["generation"]), ""),
        "page": Paginator(problems, PROBLEMS_ON_A_PAGE).get_page(request.GET.get("page")),
    }
