"""What all acts of a planner share: forms on the pages, and what she reads when one is refused."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import policy
from accounts.policy import Action
from consultations.forms.deciding import MergeForm, RenameForm, SetAsideForm
from consultations.models import Consultation, PlannerDecision, Theme
from consultations.services.planning.decisions import undoing
from consultations.services.planning.decisions.ledger import ChangedSinceError
from consultations.services.planning.decisions.opinions import CopyOfItselfError, NoOpinionsError
from consultations.services.planning.decisions.themes import MergedAwayError, PinnedError
from consultations.views.planning import decided
from consultations.views.refusals import CONFLICT
from consultations.views.themes.reading import ThemeRow, theme_rows

UNPROCESSABLE = 422
_REASONS: dict[type[Exception], str | Promise] = {
    MergedAwayError: gettext_lazy("One of the two was merged in the meantime. Nothing was changed."),
    PinnedError: gettext_lazy("This theme is pinned, so it stays by itself. Unpin it first."),
    CopyOfItselfError: gettext_lazy("An opinion cannot be a copy of itself. Nothing was changed."),
    NoOpinionsError: gettext_lazy("Please choose at least one opinion."),
    undoing.AlreadyUndoneError: gettext_lazy("This decision had been undone already."),
}


@dataclass(frozen=True)
class ThemeActs:
    """For `planning/decide_theme.html`: what can be decided about one theme."""

    theme: Theme
    rename: RenameForm
    merge: MergeForm | None
    set_aside: SetAsideForm
    merged: list[Theme]


def of_desk(request: HttpRequest, consultation: Consultation) -> dict[str, Any]:
    """For `planning/decided_since.html`, and `seen` for every form: how far this page knows of decisions."""
    own = consultation.decisions.filter(decided_by=request.user.pk, undone_by=None).first()
    return {
        "seen": consultation.decisions.all().newest_number(),
        "own_last": own,
        "own_last_words": decided.sentence(own) if own else "",
    }


def of_theme(chosen: ThemeRow, rows: list[ThemeRow]) -> ThemeActs:
    theme = chosen.theme
    others = [(str(row.theme.stable_id), row.label) for row in rows if row.theme != theme]
    return ThemeActs(
        theme=theme,
        rename=RenameForm(initial={"label": chosen.label}, auto_id="decide_%s"),
        merge=MergeForm(themes=others, auto_id="decide_%s") if others and not theme.pinned_at else None,
        set_aside=SetAsideForm(auto_id="decide_%s"),
        merged=list(theme.merged.all()),
    )


def theme_choices(consultation: Consultation, leave_out: Theme | None = None) -> list[tuple[str, str]]:
    """The themes of the newest run, largest first."""
    run = consultation.runs.first()
    rows = theme_rows(run) if run else []
    return [(str(row.theme.stable_id), row.label) for row in rows if row.theme != leave_out]


def seen(request: HttpRequest) -> int | None:
    """The newest decision on the page from which this was sent; None if it does not say."""
    number = request.POST.get("seen", "")
    return int(number) if number.isdecimal() and len(number) < 9 else None


def carry_out(
    request: HttpRequest,
    consultation: Consultation,
    act: Callable[[], PlannerDecision | None],
    *,
    said: str,
    then: str,
    force: bool = True,
) -> HttpResponse:
    """Lead to `then` saying so; or say what another planner did in the meantime, with all that was sent.

    `force`: it may be decided all the same.
    """
    try:
        decision = act()
    except ChangedSinceError as refusal:
        return changed_since(request, consultation, refusal.decision, back=then, force=force)
    except tuple(_REASONS) as refusal:
        messages.warning(request, str(_REASONS[type(refusal)]))
    else:
        messages.success(request, said if decision else _("It stood so already. Nothing was changed."))
    return redirect(then)


def changed_since(
    request: HttpRequest,
    consultation: Consultation,
    decision: PlannerDecision,
    *,
    back: str,
    force: bool,
) -> HttpResponse:
    sent = [(name, value) for name, values in request.POST.lists() for value in values]
    context = {
        "consultation": consultation,
        "words": decided.notice(decision),
        "decision": decision,
        "force": force,
        "sent": [(name, value) for name, value in sent if name not in ("seen", "csrfmiddlewaretoken")],
        "written": [value for name, value in sent if name in ("label", "reason") and value],
        "seen": consultation.decisions.all().newest_number(),
        "back": back,
    }
    return render(request, "consultations/planning/decide_conflict.html", context, status=CONFLICT)


def again(
    request: HttpRequest, consultation: Consultation, form: forms.Form, *, heading: str, back: str
) -> HttpResponse:
    """The same form with what is wrong, and what was written."""
    context = {
        "consultation": consultation,
        "form": form,
        "heading": heading,
        "seen": seen(request),
        "back": back,
    }
    return render(request, "consultations/planning/decide_form.html", context, status=UNPROCESSABLE)


def way_back(request: HttpRequest, otherwise: str) -> str:
    """The list that the planner came from."""
    wanted = request.POST.get("back") or request.GET.get("back") or ""
    if wanted.startswith("/staff/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return wanted
    return otherwise


def may_decide(request: HttpRequest) -> bool:
    return policy.may(request.user, Action.EDIT_THEME)
