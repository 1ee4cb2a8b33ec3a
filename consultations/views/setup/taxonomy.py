"""The areas of the city and the fields of its policy: list, add, change, order, retire."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import rate_limits
from accounts.rate_limits import TooManyRequests
from consultations.forms.taxonomy import AreaForm, PolicyFieldForm
from consultations.models import Area, PolicyField
from consultations.services.setup import taxonomy
from consultations.services.setup.taxonomy import Entry, NameTaken
from consultations.views import refusals
from consultations.views.staff_writes import person, spend, staff_write

MODELS: dict[str, type[Entry]] = {"areas": Area, "policy-fields": PolicyField}
FORMS: dict[str, type[PolicyFieldForm]] = {"areas": AreaForm, "policy-fields": PolicyFieldForm}
TITLES: "dict[str, str | Promise]" = {
    "areas": gettext_lazy("Areas of the city"),
    "policy-fields": gettext_lazy("Fields of policy"),
}
ACTS = {"up": taxonomy.move_up, "retire": taxonomy.retire, "bring_back": taxonomy.bring_back}


def entries(request: HttpRequest, sort: str) -> HttpResponse:
    """All of them in order; POST adds one at the end."""
    model = _model(sort)
    form = FORMS[sort](request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _kept(request, form, model=model):
        messages.success(request, _("Added at the end of the list."))
        return redirect("consultations:taxonomy", sort)
    context = {
        "form": form,
        "rows": taxonomy.with_counts(model),
        "sort": sort,
        "title": TITLES[sort],
        "tabs": _tabs(sort),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "consultations/setup/taxonomy.html", context, status=status)


def entry(request: HttpRequest, sort: str, pk: int) -> HttpResponse:
    found = _entry(sort, pk)
    form_class = FORMS[sort]
    form = form_class(
        request.POST if request.method == "POST" else None, initial=form_class.initial_of(found)
    )
    if request.method == "POST" and form.is_valid() and _kept(request, form, entry=found):
        messages.success(request, _("Saved."))
        return redirect("consultations:taxonomy", sort)
    context = {"form": form, "entry": found, "sort": sort, "title": TITLES[sort]}
    status = 422 if request.method == "POST" else 200
    return render(request, "consultations/setup/taxonomy_entry.html", context, status=status)


@staff_write
def act(request: HttpRequest, sort: str, pk: int) -> HttpResponse:
    found = _entry(sort, pk)
    wish = ACTS.get(request.POST.get("wish", ""))
    if wish:
        wish(entry=found, planner=person(request), now=timezone.now())
        messages.success(request, _("Done: %(name)s") % {"name": found.name})
    return redirect("consultations:taxonomy", sort)


def _model(sort: str) -> type[Entry]:
    if sort not in MODELS:
        raise Http404
    return MODELS[sort]


def _entry(sort: str, pk: int) -> Entry:
    if _model(sort) is Area:
        return get_object_or_404(Area, pk=pk)
    return get_object_or_404(PolicyField, pk=pk)


def _kept(
    request: HttpRequest,
    form: PolicyFieldForm,
    *,
    model: type[Entry] | None = None,
    entry: Entry | None = None,
) -> bool:
    """False with the reason in the form."""
    common: dict[str, Any] = {
        "fields": form.cleaned_data,
        "planner": person(request),
        "now": timezone.now(),
    }
    try:
        spend(request, rate_limits.STAFF_WRITES)
        if model:
            taxonomy.add(model=model, **common)
        elif entry:
            taxonomy.change(entry=entry, **common)
    except TooManyRequests as refusal:
        form.add_error(None, refusals.too_many(refusal.limit))
    except NameTaken:
        form.add_error("name", _("There is one of this name already, perhaps a retired one."))
    return form.is_valid()


def _tabs(current: str) -> list[dict[str, Any]]:
    return [
        {"label": title, "url": f"/staff/sorting/{sort}/", "current": sort == current}
        for sort, title in TITLES.items()
    ]
