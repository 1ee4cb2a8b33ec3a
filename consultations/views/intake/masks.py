"""What identifies a person is shown marked; a clerk confirms or undoes each mask, then it is published."""

from typing import NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import rate_limits
from accounts.rate_limits import TooManyRequests
from consultations.forms.intake_steps import MasksForm
from consultations.models import Mask, Sheet, Transcript
from consultations.services.intake import publishing
from consultations.services.intake.publishing import NotWaitingForMasks
from consultations.views import refusals
from consultations.views.intake.desk import UNPROCESSABLE, State, number_after
from consultations.views.intake.twice import sheet_of
from consultations.views.staff_writes import person, spend
from nlp.text.masking import Place, find, joined, replaced


class Marked(NamedTuple):
    text: str
    kind: str
    """Empty: nothing personal."""


@require_http_methods(["GET", "HEAD", "POST"])
def masks(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    sheet = sheet_of(request, slug, pk)
    if sheet.state != State.MASKS:
        return redirect(sheet)
    if request.method != "POST":
        transcript = publishing.read_original(sheet=sheet, clerk=person(request), now=timezone.now())
        found = find(transcript.text)
        return _page(request, sheet, transcript, MasksForm(text=transcript.text, found=found), found)
    transcript = publishing.standing(sheet)
    found = find(transcript.text)
    form = MasksForm(request.POST, text=transcript.text, found=found)
    if not form.is_valid():
        return _page(request, sheet, transcript, form, found, status=UNPROCESSABLE)
    hidden, shown = form.places()
    if request.POST.get("wish") == "look":
        return _page(request, sheet, transcript, form, hidden)
    try:
        spend(request, rate_limits.STAFF_WRITES)
        publishing.decide(sheet=sheet, hidden=hidden, shown=shown, clerk=person(request), now=timezone.now())
    except TooManyRequests as refusal:
        form.add_error(None, refusals.too_many(refusal.limit))
        return _page(request, sheet, transcript, form, hidden, status=refusals.TOO_MANY)
    except NotWaitingForMasks:
        messages.warning(request, _("Somebody else has settled this in the meantime."))
        return redirect(sheet)
    messages.success(request, _("Number %(number)s is an opinion now.") % {"number": sheet.number})
    return redirect(_onwards(request, sheet))


def _onwards(request: HttpRequest, sheet: Sheet) -> str:
    """To where this clerk came from: the next sheet of the pile, of a second typing, or the queue."""
    slug, clerk = sheet.consultation.slug, person(request)
    turns = set(sheet.transcripts.filter(typed_by=clerk).values_list("turn", flat=True))
    if Transcript.Turn.SECOND in turns:
        return reverse("consultations:intake_next", args=[slug], query={"after": sheet.pk})
    if sheet.agreed is None and Transcript.Turn.FIRST in turns:
        kept = {
            "channel": sheet.channel,
            "received_on": sheet.received_on.isoformat(),
            "number": number_after(sheet.number),
            "last": sheet.pk,
        }
        return reverse("consultations:intake_new", args=[slug], query=kept)
    return reverse("consultations:intake", args=[slug], query={"state": State.MASKS.value})


def _page(
    request: HttpRequest,
    sheet: Sheet,
    transcript: Transcript,
    form: MasksForm,
    hidden: list[Place],
    status: int = 200,
) -> HttpResponse:
    context = {
        "consultation": sheet.consultation,
        "sheet": sheet,
        "form": form,
        "marked": _marked(transcript.text, hidden),
        "public": replaced(transcript.text, hidden),
    }
    return render(request, "consultations/intake/masks.html", context, status=status)


def _marked(text: str, places: list[Place]) -> list[Marked]:
    kinds = {value: str(label) for value, label in Mask.Kind.choices}
    pieces, end = [], 0
    for place in joined(places):
        pieces += [
            Marked(text[end : place.start], ""),
            Marked(text[place.start : place.end], kinds[place.kind]),
        ]
        end = place.end
    return [piece for piece in [*pieces, Marked(text[end:], "")] if piece.text]
