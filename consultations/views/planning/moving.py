"""A planner's decisions about opinions: one, several chosen in a list, or all that a selection finds."""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
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
from consultations.forms.opinions import form_key
from consultations.forms.selection import SelectionForm
from consultations.models import AnalysisRun, Consultation, Opinion
from consultations.services.planning.decisions import at_length, wishes
from consultations.services.planning.decisions.ledger import ChangedSinceError
from consultations.services.planning.decisions.wishes import Act, Wish
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
    """Which opinions are meant, by their keys, and how a form says so again."""

    keys: list[int]
    sent: list[tuple[str, str]] = field(default_factory=list)

    @property
    def are_many(self) -> bool:
        return len(self.keys) > at_length.MANY

    @cached_property
    def digest(self) -> str:
        """Tells whether the same filter still finds the same opinions."""
        return hashlib.sha256(",".join(map(str, self.keys)).encode()).hexdigest()

    def opinions(self) -> list[Opinion]:
        found = Opinion.objects.filter(pk__in=self.keys).select_related("consultation")
        return list(found.order_by("pk"))


@staff_write
def decide(request: HttpRequest, slug: str) -> HttpResponse:
    """First a page that says how many are meant and asks for the rest, then the decision."""
    consultation = get_object_or_404(Consultation.objects.visible_to(request.user), slug=slug)
    back = acts.way_back(request, reverse("consultations:analysis", args=[slug]))
    chosen = _chosen(request, consultation)
    if not chosen.keys:
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
    wish = _wish(act, form)
    if chosen.are_many:
        return _at_length(request, consultation, wish, chosen, back)
    by, now, seen = person(request), timezone.now(), acts.seen(request)
    return acts.carry_out(
        request,
        consultation,
        lambda: wishes.carry_out(wish, opinions=chosen.opinions(), decided_by=by, now=now, seen=seen),
        said=_("Decided. You find it in the list of decisions, where it can be undone."),
        then=back,
    )


def of_one(consultation: Consultation, opinion: Opinion) -> dict[str, Any]:
    """For `planning/move.html`: what else can be decided about one opinion."""
    decision = getattr(opinion, "stance_decision", None)
    return {
        "copy_form": CopyForm(),
        "stance_form": StanceForm(initial={"stance": (decision.stance or "none") if decision else ""}),
        "marked": getattr(opinion, "copy_decision", None),
    }


def _wish(act: str, form: forms.Form) -> Wish:
    if isinstance(form, MoveForm):
        return Wish(Act.RELEASE) if form.is_release else Wish(Act.MOVE, str(form.chosen() or ""))
    if isinstance(form, StanceForm):
        return Wish(Act.STANCE, form.chosen())
    return Wish(Act(act), form.cleaned_data.get("label") or form.cleaned_data.get("of") or "")


def _at_length(
    request: HttpRequest, consultation: Consultation, wish: Wish, chosen: Chosen, back: str
) -> HttpResponse:
    seen = acts.seen(request)
    try:
        job = at_length.start(
            wish,
            consultation=consultation,
            opinions=chosen.keys,
            decided_by=person(request),
            idempotency_key=request.POST.get("form_key", "")[:64] or form_key(),
            now=timezone.now(),
            seen=consultation.decisions.all().newest_number() if seen is None else seen,
            back=back,
        )
    except ChangedSinceError as refusal:
        return acts.changed_since(request, consultation, refusal.decision, back=back, force=True)
    return redirect(job)


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
        keys = list(found.filter(pk__in=meant).values_list("pk", flat=True))
        return Chosen(keys, [("scope", "all"), ("selection", query)])
    named = {receipts.normalise(receipt) for receipt in request.POST.getlist("opinion")[:MOST_NAMED]}
    chosen = dict(found.filter(receipt__in=named - {None}).values_list("pk", "receipt"))
    return Chosen(list(chosen), [("opinion", receipt) for receipt in chosen.values()])


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
    first = chosen.keys[:_SHOWN]
    shown = Opinion.objects.filter(pk__in=first).select_related("current").order_by("pk")
    kept = ("act", act), ("digest", chosen.digest), ("back", back)
    context = {
        "consultation": consultation,
        "act": act,
        "heading": WORDS[act],
        "number": len(chosen.keys),
        "more": len(chosen.keys) - len(first),
        "shown": [(opinion, opinion.words.text[:_FIRST] if opinion.is_public else "") for opinion in shown],
        "sent": [*chosen.sent, *kept, ("form_key", request.POST.get("form_key") or form_key())],
        "is_long": chosen.are_many,
        "seen": acts.seen(request),
        "form": form,
        "back": back,
    }
    return render(request, "consultations/planning/decide_check.html", context, status=status)
