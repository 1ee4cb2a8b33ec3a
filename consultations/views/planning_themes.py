"""A planner's decisions about themes: name, merge, split, and where an opinion belongs."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import rate_limits
from accounts.rate_limits import TooManyRequests
from consultations import receipts
from consultations.forms.planning import AS_FOUND, NO_THEME, MergeForm, MoveForm, RenameForm
from consultations.models import Consultation, Opinion, Theme
from consultations.services import themes
from consultations.services.themes import MergedAwayError
from consultations.views import refusals
from consultations.views.staff_writes import person, spend, staff_write
from consultations.views.themes_reading import theme_rows

UNPROCESSABLE = 422


@staff_write
def rename(request: HttpRequest, slug: str, stable_id: UUID) -> HttpResponse:
    theme = _theme(request, slug, stable_id)
    form = RenameForm(request.POST)
    if form.is_valid():
        themes.rename(
            theme=theme, label=form.cleaned_data["label"], renamed_by=person(request), now=timezone.now()
        )
        messages.success(request, _("The theme has its new name."))
    else:
        _say_errors(request, form.errors["label"])
    return redirect(address(slug, theme))


@staff_write
def merge(request: HttpRequest, slug: str, stable_id: UUID) -> HttpResponse:
    theme = _theme(request, slug, stable_id)
    form = MergeForm(request.POST, themes=_choices(theme.consultation, leave_out=theme))
    if not form.is_valid():
        _say_errors(request, form.errors["theme"])
        return redirect(address(slug, theme))
    into = _theme(request, slug, form.chosen())
    try:
        themes.merge(theme=theme, into=into, merged_by=person(request), now=timezone.now())
    except MergedAwayError:
        messages.warning(request, _("One of the two was merged in the meantime."))
    else:
        messages.success(request, _("The two themes are one now. You can take them apart again below."))
    return redirect(address(slug, into))


@staff_write
def split(request: HttpRequest, slug: str, stable_id: UUID) -> HttpResponse:
    theme = _theme(request, slug, stable_id)
    themes.split(theme=theme, split_by=person(request), now=timezone.now())
    messages.success(request, _("The theme stands by itself again."))
    return redirect(address(slug, theme))


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, slug: str, receipt: str) -> HttpResponse:
    """One opinion, and the themes it could belong to."""
    opinion = get_object_or_404(
        Opinion.objects.submitted().with_words(),
        receipt=receipts.normalise(receipt),
        consultation__in=Consultation.objects.visible_to(request.user).filter(slug=slug),
    )
    choices = _choices(opinion.consultation)
    if request.method != "POST":
        return _move_page(request, opinion, MoveForm(themes=choices, initial=_now_in(opinion)))
    form = MoveForm(request.POST, themes=choices)
    if not form.is_valid():
        return _move_page(request, opinion, form, status=UNPROCESSABLE)
    try:
        spend(request, rate_limits.STAFF_WRITES)
    except TooManyRequests as refusal:
        form.add_error(None, refusals.too_many(refusal.limit))
        return _move_page(request, opinion, form, status=refusals.TOO_MANY)
    _carry_out(request, opinion, form.cleaned_data["theme"])
    messages.success(request, _("Opinion %(receipt)s is moved.") % {"receipt": opinion.receipt})
    return redirect(_back(request, slug))


def address(slug: str, theme: Theme) -> str:
    return f"{reverse('consultations:analysis', args=[slug])}?theme={theme.stable_id}"


def _carry_out(request: HttpRequest, opinion: Opinion, target: str) -> None:
    now = timezone.now()
    if target == AS_FOUND:
        themes.release(opinion=opinion, released_by=person(request), now=now)
        return
    theme = None if target == NO_THEME else get_object_or_404(Theme, stable_id=target)
    themes.assign(opinion=opinion, theme=theme, assigned_by=person(request), now=now)


def _move_page(request: HttpRequest, opinion: Opinion, form: MoveForm, status: int = 200) -> HttpResponse:
    context = {
        "opinion": opinion,
        "consultation": opinion.consultation,
        "form": form,
        "back": _back(request, opinion.consultation.slug),
    }
    return render(request, "consultations/planning/move.html", context, status=status)


def _now_in(opinion: Opinion) -> dict[str, str]:
    decision = getattr(opinion, "assignment", None)
    if decision is None:
        return {"theme": AS_FOUND}
    return {"theme": str(decision.theme.stable_id) if decision.theme else NO_THEME}


def _back(request: HttpRequest, slug: str) -> str:
    """The list that the planner came from."""
    wanted = request.POST.get("back") or request.GET.get("back") or ""
    if wanted.startswith("/staff/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return wanted
    return reverse("consultations:analysis", args=[slug])


def _choices(consultation: Consultation, leave_out: Theme | None = None) -> list[tuple[str, str]]:
    """The themes of the newest run, largest first."""
    run = consultation.runs.first()
    rows = theme_rows(run) if run else []
    return [(str(row.theme.stable_id), row.label) for row in rows if row.theme != leave_out]


def _theme(request: HttpRequest, slug: str, stable_id: UUID) -> Theme:
    return get_object_or_404(
        Theme.objects.select_related("consultation"),
        stable_id=stable_id,
        consultation__in=Consultation.objects.visible_to(request.user).filter(slug=slug),
    )


def _say_errors(request: HttpRequest, errors: object) -> None:
    messages.error(request, " ".join(str(error) for error in errors))  # type: ignore[attr-defined]
