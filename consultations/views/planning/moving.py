"""A planner's decisions about opinions: one, several chosen in a list, or all that a selection finds."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultations import receipts
from consultations.forms.deciding import CopyForm, DistinctForm, MoveForm, SplitForm, StanceForm
from consultations.forms.selection import SelectionForm
from consultations.models import AnalysisRun, Consultation, Opinion, PlannerDecision, Theme
from consultations.services.planning.decisions import opinions
from consultations.services.planning.selecting import selected
from consultations.views.planning import acts
from consultations.views.refusals import CONFLICT
from consultations.views.staff_writes import person, staff_write

MOVE, SPLIT, COPY, DISTINCT, STANCE = "move", "split", "copy", "distinct", "stance"
WORDS: dict[str, str | Promise] = {
    MOVE: gettext_lazy("Move to a theme"),
    SPLIT: gettext_lazy("Split off as a new theme"),
    COPY: gettext_lazy("Mark as copies of another opinion"),
    DISTINCT: gettext_lazy("Mark as no copies"),
    STANCE: gettext_lazy("Correct the stance"),
}
MOST_NAMED = 500
_SHOWN = 5
_FIRST = 60


@dataclass(frozen=True)
class Chosen:
    """Which opinions are meant, and how a form says so again."""

    opinions: list[Opinion]
    sent: list[tuple[str, str]] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """Tells whether the same filter still finds the same opinions."""
        keys = ",".join(str(opinion.pk) for opinion in self.opinions)
        return hashlib.sha256(keys.encode()).hexdigest()


@staff_write
def decide(request: HttpRequest, slug: str) -> HttpResponse:
    """First a page that says how many are meant and asks for the rest, then the decision."""
    consultation = get_object_or_404(Consultation.objects.visible_to(request.user), slug=slug)
    back = acts.way_back(request, reverse("consultations:analysis", args=[slug]))
    chosen = _chosen(request, consultation)
    if not chosen.opinions:
        messages.warning(request, _("Please choose at least one opinion."))
        return redirect(back)
    act = request.POST.get("act", "")
    act = act if act in WORDS else MOVE
    if not request.POST.get("confirmed"):
        return _check(request, consultation, chosen, act, _form(act, None, consultation), back=back)
    form = _form(act, request.POST, consultation)
    if not form.is_valid() or not _fits(form, consultation):
        return _check(request, consultation, chosen, act, form, back=back, status=acts.UNPROCESSABLE)
    if request.POST.get("digest", chosen.digest) != chosen.digest:
        form.add_error(None, _("The filter finds other opinions now. Please look at the number again."))
        return _check(request, consultation, chosen, act, form, back=back, status=CONFLICT)
    said = _("Decided. You find it in the list of decisions, where it can be undone.")
    return acts.carry_out(
        request, consultation, _act(request, act, form, chosen.opinions), said=said, then=back
    )


def of_one(consultation: Consultation, opinion: Opinion) -> dict[str, Any]:
    """For `planning/move.html`: what else can be decided about one opinion."""
    decision = getattr(opinion, "stance_decision", None)
    return {
        "copy_form": CopyForm(),
        "stance_form": StanceForm(initial={"stance": (decision.stance or "none") if decision else ""}),
        "marked": getattr(opinion, "copy_decision", None),
    }


def _act(
    request: HttpRequest, act: str, form: forms.Form, found: list[Opinion]
) -> Callable[[], PlannerDecision | None]:
    by: dict[str, Any] = {
        "opinions": found,
        "decided_by": person(request),
        "now": timezone.now(),
        "seen": acts.seen(request),
    }
    if isinstance(form, MoveForm):
        return _move(form, by)
    if isinstance(form, SplitForm):
        return lambda: opinions.split(label=form.cleaned_data["label"], **by)
    if isinstance(form, CopyForm):
        of = Opinion.objects.select_related("consultation").get(receipt=form.cleaned_data["of"])
        return lambda: opinions.mark_copies(of=of, **by)
    if isinstance(form, StanceForm):
        return lambda: opinions.read_as(stance=form.chosen(), **by)
    return lambda: opinions.mark_distinct(**by)


def _move(form: MoveForm, by: dict[str, Any]) -> Callable[[], PlannerDecision | None]:
    if form.is_release:
        return lambda: opinions.release(**by)
    stable_id = form.chosen()
    theme = Theme.objects.get(stable_id=stable_id) if stable_id else None
    return lambda: opinions.move(theme=theme, **by)


def _form(act: str, data: QueryDict | None, consultation: Consultation) -> forms.Form:
    if act == MOVE:
        return MoveForm(data, themes=acts.theme_choices(consultation))
    plain: dict[str, type[forms.Form]] = {SPLIT: SplitForm, COPY: CopyForm, STANCE: StanceForm}
    return plain.get(act, DistinctForm)(data)


def _fits(form: forms.Form, consultation: Consultation) -> bool:
    """An original has to be an opinion of this consultation."""
    if not isinstance(form, CopyForm):
        return True
    submitted = Opinion.objects.submitted().filter(consultation=consultation)
    if submitted.filter(receipt=form.cleaned_data["of"]).exists():
        return True
    form.add_error("of", _("No opinion of this consultation has this number."))
    return False


def _chosen(request: HttpRequest, consultation: Consultation) -> Chosen:
    found = Opinion.objects.submitted().filter(consultation=consultation).order_by("pk")
    if request.POST.get("scope") == "all":
        query = request.POST.get("selection", "")
        run = _run(consultation, QueryDict(query))
        if run is None:
            return Chosen([])
        selection = SelectionForm(QueryDict(query), run=run).selection()
        meant = selected(run=run, selection=selection).values("revision__opinion")
        return Chosen(list(found.filter(pk__in=meant)), [("scope", "all"), ("selection", query)])
    named = {receipts.normalise(receipt) for receipt in request.POST.getlist("opinion")[:MOST_NAMED]}
    chosen = list(found.filter(receipt__in=named - {None}))
    return Chosen(chosen, [("opinion", opinion.receipt) for opinion in chosen])


def _run(consultation: Consultation, query: QueryDict) -> AnalysisRun | None:
    number = query.get("run", "")
    runs = consultation.runs.select_related("consultation")
    if number.isdecimal() and len(number) < 9:
        return runs.filter(number=int(number)).first()
    return runs.first()


def _check(
    request: HttpRequest,
    consultation: Consultation,
    chosen: Chosen,
    act: str,
    form: forms.Form,
    *,
    back: str,
    status: int = 200,
) -> HttpResponse:
    keys = [opinion.pk for opinion in chosen.opinions[:_SHOWN]]
    shown = Opinion.objects.filter(pk__in=keys).select_related("current").order_by("pk")
    context = {
        "consultation": consultation,
        "act": act,
        "heading": WORDS[act],
        "number": len(chosen.opinions),
        "more": len(chosen.opinions) - len(keys),
        "shown": [(opinion, opinion.words.text[:_FIRST] if opinion.is_public else "") for opinion in shown],
        "sent": [*chosen.sent, ("act", act), ("digest", chosen.digest), ("back", back)],
        "seen": acts.seen(request),
        "form": form,
        "back": back,
    }
    return render(request, "consultations/planning/decide_check.html", context, status=status)
