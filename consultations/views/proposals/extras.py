"""The second page of a proposal in the making: photos and files, the place, and who stands behind it."""

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import rate_limits
from accounts.policy import State
from accounts.rate_limits import TooManyRequests
from consultations.forms.proposals import ExtrasForm
from consultations.models import Attachment, Cosigner, Place, Proposal
from consultations.services.proposals import attachments, places
from consultations.services.proposals.attachments import MOST_FILES, TooManyFiles
from consultations.services.proposals.places import OutsideTheCity
from consultations.uploads import Refused
from consultations.views import refusals
from consultations.views.staff_writes import person, spend

UNPROCESSABLE = 422


def extras(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """GET shows the page. POST keeps all that can be kept, and says of the rest what is wrong with it."""
    proposal = own_draft(request, slug, pk)
    consultation = proposal.opinion.consultation
    if request.method != "POST":
        return _page(request, proposal, ExtrasForm(initial=_place(proposal), consultation=consultation))
    form = ExtrasForm(request.POST.copy(), request.FILES, consultation=consultation)
    form.full_clean()
    status = _put_place(request, proposal, form) or _attach(request, proposal, form)
    if not status:
        _detach(request, proposal)
    if form.errors:
        return _page(request, proposal, form, status=status or UNPROCESSABLE)
    if "check" in request.POST:
        return redirect("consultations:proposal_check", slug, pk)
    if not form.upload:
        messages.success(request, _("Saved."))
    return redirect("consultations:extras", slug, pk)


def _put_place(request: HttpRequest, proposal: Proposal, form: ExtrasForm) -> int:
    """Keep what is said about the place; the status when that is refused."""
    if form.place is None:
        return 0
    try:
        spend(request, rate_limits.EDITS)
        places.put(opinion=proposal.opinion, author=person(request), **form.place)
    except TooManyRequests as refusal:
        form.add_error(None, refusals.too_many(refusal.limit))
        return refusals.TOO_MANY
    except OutsideTheCity:
        form.add_error("latitude", _("This point is not on the map of the city."))
    return 0


def _attach(request: HttpRequest, proposal: Proposal, form: ExtrasForm) -> int:
    """Keep the file that came along; the status when too many came."""
    if not form.upload:
        return 0
    try:
        spend(request, rate_limits.ATTACHMENTS)
        attachments.attach(
            opinion=proposal.opinion,
            author=person(request),
            data=form.upload.read(),
            file_name=form.upload.name,
            description=form.cleaned_data["description"],
            now=timezone.now(),
        )
    except TooManyRequests as refusal:
        form.add_error(None, refusals.too_many(refusal.limit))
        return refusals.TOO_MANY
    except Refused as refusal:
        form.add_error("file", str(refusal.reason))
    except TooManyFiles:
        form.add_error("file", _("There are three files already. Take one away first."))
    else:
        messages.success(request, _("The file is attached."))
        cast("QueryDict", form.data)["description"] = ""  # it has gone with its file
    return 0


def _detach(request: HttpRequest, proposal: Proposal) -> None:
    chosen = proposal.opinion.attachments.filter(token=request.POST.get("detach", "").replace("\0", ""))
    for attachment in chosen:
        attachments.detach(attachment=attachment, author=person(request))


@require_POST
def detach(request: HttpRequest, token: str) -> HttpResponse:
    """From the proposal's own page, where it is public."""
    found = get_object_or_404(
        Attachment.objects.select_related("opinion__proposal", "opinion__consultation"),
        token=token,
        opinion__author=request.user,
    )
    attachments.detach(attachment=found, author=person(request))
    messages.success(request, _("The file is deleted."))
    return redirect(found.opinion.proposal)


def own_draft(request: HttpRequest, slug: str, pk: int) -> Proposal:
    found = get_object_or_404(
        Proposal.objects.with_words(), pk=pk, opinion__consultation__slug=slug, opinion__author=request.user
    )
    if found.opinion.state != State.DRAFT:
        raise Http404
    return found


def _page(request: HttpRequest, proposal: Proposal, form: ExtrasForm, status: int = 200) -> HttpResponse:
    opinion = proposal.opinion
    files = list(opinion.attachments.all())
    context = {
        "proposal": proposal,
        "opinion": opinion,
        "consultation": opinion.consultation,
        "files": files,
        "may_attach": len(files) < MOST_FILES,
        "form": form,
        "file_fields": [form[name] for name in form.OF_FILE],
        "place_fields": [field for field in form if field.name not in form.OF_FILE],
        "cosigners": Cosigner.objects.standing().filter(proposal=proposal).select_related("user"),
    }
    return render(request, "consultations/proposals/extras.html", context, status=status)


def _place(proposal: Proposal) -> dict[str, Any]:
    opinion = proposal.opinion
    found = Place.objects.filter(opinion=opinion).first()
    sorted_under = {"area": opinion.area_id, "policy_field": opinion.policy_field_id}
    if found is None:
        return sorted_under
    return sorted_under | {"name": found.name, "latitude": found.latitude, "longitude": found.longitude}
