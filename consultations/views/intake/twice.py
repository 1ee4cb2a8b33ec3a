"""The second typing, blind, and the agreement where both differ."""

import secrets

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts import rate_limits
from accounts.rate_limits import TooManyRequests
from consultations.forms.intake import WordsForm
from consultations.forms.intake_steps import SecondEntryForm
from consultations.models import Sheet, Transcript
from consultations.services.intake import desk, submissions
from consultations.services.intake.comparing import compare as compared
from consultations.services.intake.submissions import NotWaiting, SamePerson, Words
from consultations.views import refusals
from consultations.views.intake.desk import UNPROCESSABLE, State, consultation_of
from consultations.views.staff_writes import person, spend, staff_write


def sheet_of(request: HttpRequest, slug: str, pk: int) -> Sheet:
    sheets = consultation_of(request, slug).sheets.select_related("consultation", "opinion")
    return get_object_or_404(sheets, pk=pk)


@require_GET
def following(request: HttpRequest, slug: str) -> HttpResponse:
    """Lead to the next sheet that somebody else has typed."""
    consultation = consultation_of(request, slug)
    after = request.GET.get("after", "")
    found = desk.next_to_type_again(
        consultation=consultation,
        clerk=person(request),
        after=int(after) if after.isdecimal() and len(after) < 19 else 0,
    )
    if found is None:
        messages.info(request, _("Nothing waits for a second typing by you."))
        return redirect("consultations:intake", slug)
    return redirect("consultations:intake_second", slug, found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def second(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    sheet = sheet_of(request, slug, pk)
    if request.method != "POST":
        if sheet.state != State.SECOND:
            return redirect(sheet)
        begun = desk.draft_of(consultation=sheet.consultation, clerk=person(request), place=f"second:{pk}")
        form = WordsForm(initial=begun.fields if begun else None, consultation=sheet.consultation)
        return _second_page(request, sheet, form, begun=begun)
    form = WordsForm(request.POST, consultation=sheet.consultation)
    if not form.is_valid():
        return _second_page(request, sheet, form, status=UNPROCESSABLE)
    try:
        spend(request, rate_limits.STAFF_WRITES)
        saved = submissions.enter_again(
            sheet=sheet,
            words=form.words(),
            has_personal_data=form.cleaned_data["has_personal_data"],
            clerk=person(request),
            form_key=form.cleaned_data["form_key"],
            now=timezone.now(),
        )
    except TooManyRequests as refusal:
        form.add_error(None, refusals.too_many(refusal.limit))
        return _second_page(request, sheet, form, status=refusals.TOO_MANY)
    except SamePerson:
        form.add_error(None, _("You typed this sheet the first time. Another person types it again."))
        return _second_page(request, sheet, form, status=refusals.CONFLICT)
    except NotWaiting:
        messages.warning(request, _("Somebody else has typed this sheet in the meantime."))
        return redirect(sheet)
    return _after_second(request, saved)


def _after_second(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    slug = sheet.consultation.slug
    if sheet.state == State.MASKS:
        messages.success(request, _("Both typings are the same."))
        return redirect("consultations:intake_masks", slug, sheet.pk)
    if sheet.state == State.DIFFERS:
        said = _("Number %(number)s differs from the first typing. It waits under “Differs”.")
        messages.warning(request, said % {"number": sheet.number})
    else:
        said = _("Number %(number)s is the same both times and is an opinion now.")
        messages.success(request, said % {"number": sheet.number})
    return redirect(reverse("consultations:intake_next", args=[slug], query={"after": sheet.pk}))


def _second_page(request: HttpRequest, sheet: Sheet, form: WordsForm, **more: object) -> HttpResponse:
    status = more.pop("status", 200)
    own = sheet.transcripts.filter(turn=Transcript.Turn.FIRST, typed_by=person(request)).exists()
    context = {
        "consultation": sheet.consultation,
        "sheet": sheet,
        "form": form,
        "own": own,
        "place": f"second:{sheet.pk}",
    }
    return render(request, "consultations/intake/second.html", context | more, status=int(str(status)))


@require_http_methods(["GET", "HEAD", "POST"])
def compare(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Side by side; one of the two is right, or what both agree on with the paper at hand."""
    sheet = sheet_of(request, slug, pk)
    first, again = _both(sheet)
    if again is None or (sheet.state != State.DIFFERS and request.method != "POST"):
        return redirect(sheet)
    if request.method != "POST":
        submissions.record_reading(sheet=sheet, clerk=person(request), now=timezone.now())
        form = WordsForm(initial=_as_typed(first), consultation=sheet.consultation)
        return _compare_page(request, sheet, first, again, form)
    chosen = {"first": first, "second": again}.get(request.POST.get("wish", ""))
    form = WordsForm(request.POST, consultation=sheet.consultation)
    if chosen is None and not form.is_valid():
        return _compare_page(request, sheet, first, again, form, status=UNPROCESSABLE)
    key = secrets.token_hex(16) if chosen else form.cleaned_data["form_key"]
    try:
        spend(request, rate_limits.STAFF_WRITES)
        return _agree(request, sheet, _words_of(chosen) if chosen else form.words(), key)
    except TooManyRequests as refusal:
        if chosen:
            return refusals.too_many_page(request, refusal.limit, back=request.path)
        form.add_error(None, refusals.too_many(refusal.limit))
        return _compare_page(request, sheet, first, again, form, status=refusals.TOO_MANY)


def _agree(request: HttpRequest, sheet: Sheet, words: Words, form_key: str) -> HttpResponse:
    slug = sheet.consultation.slug
    try:
        saved = submissions.agree(
            sheet=sheet, words=words, clerk=person(request), form_key=form_key, now=timezone.now()
        )
    except NotWaiting:
        messages.warning(request, _("Somebody else has settled this in the meantime."))
        return redirect(sheet)
    if saved.state == State.MASKS:
        return redirect("consultations:intake_masks", slug, saved.pk)
    messages.success(request, _("Number %(number)s is an opinion now.") % {"number": saved.number})
    return redirect(reverse("consultations:intake", args=[slug], query={"state": State.DIFFERS.value}))


def _both(sheet: Sheet) -> tuple[Transcript, Transcript | None]:
    turns = {
        typed.turn: typed
        for typed in sheet.transcripts.select_related("typed_by", "section", "proposal", "area")
    }
    return turns[Transcript.Turn.FIRST], turns.get(Transcript.Turn.SECOND)


def _as_typed(typed: Transcript) -> dict[str, object]:
    about = f"section:{typed.section_id}" if typed.section_id else ""
    if typed.proposal_id:
        about = f"proposal:{typed.proposal_id}"
    lines = "\n".join(f"{name}：{said}" for name, said in typed.attributes.items())
    questions = typed.sheet.consultation.attribute_questions.all()
    answers = {f"attribute_{one.pk}": typed.attributes.get(one.label, "") for one in questions}
    return {
        "about": about,
        "stance": typed.stance,
        "area": typed.area_id,
        "text": typed.text,
        "attributes": lines,
        **answers,
    }


def _words_of(typed: Transcript) -> Words:
    return Words(typed.text, typed.stance, typed.section, typed.proposal, typed.area, dict(typed.attributes))


def _compare_page(
    request: HttpRequest,
    sheet: Sheet,
    first: Transcript,
    again: Transcript,
    form: WordsForm,
    status: int = 200,
) -> HttpResponse:
    context = {
        "consultation": sheet.consultation,
        "sheet": sheet,
        "sides": compared(first.text, again.text),
        "first": first,
        "second": again,
        "form": form,
    }
    return render(request, "consultations/intake/compare.html", context, status=status)


@staff_write
def rule(request: HttpRequest, slug: str) -> HttpResponse:
    """How many sheets are typed by two people."""
    consultation = consultation_of(request, slug)
    form = SecondEntryForm(request.POST)
    if form.is_valid():
        percent = form.cleaned_data["percent"]
        desk.set_second_entry(
            consultation=consultation, percent=percent, planner=person(request), now=timezone.now()
        )
        messages.success(request, _("Saved. It holds for sheets typed from now on."))
    else:
        messages.error(request, _("Please choose how many sheets are typed by two people."))
    return redirect("consultations:intake", slug)
