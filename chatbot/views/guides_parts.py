"""Editors write the parts of a guide: questions, answers, things on the checklist."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.policy import Action
from chatbot.forms.guides import ChoiceForm, DraftForm, ItemForm, StepForm
from chatbot.models import Guide, GuideChoice, GuideItem, GuideStep
from chatbot.services.guides import drafting, removing
from chatbot.services.guides.drafting import Change, ChangedMeanwhile, TooMany
from chatbot.services.guides.outlining import outline
from chatbot.views.desk import desk_page
from chatbot.views.guides_changes import change_of, form_page, part_named, stale, stale_press, too_many


@require_http_methods(["GET", "POST"])
@desk_page(Action.EDIT_FAQ)
def guide_step_new(request: HttpRequest, actor: User, key: str) -> HttpResponse:
    guide = get_object_or_404(Guide, key=key)
    after = _choice_named(guide, request.GET.get("after", ""))
    form = StepForm(_posted(request), initial={"read_version": guide.version})
    if _kept(
        request,
        actor,
        form,
        lambda change: drafting.add_step(change=change, guide=guide, words=form.words(), after=after),
    ):
        return _back(key)
    return form_page(request, form, guide=guide, heading=_("Write a question"), after=after)


@require_http_methods(["GET", "POST"])
@desk_page(Action.EDIT_FAQ)
def guide_step(request: HttpRequest, actor: User, key: str, pk: int) -> HttpResponse:
    step = get_object_or_404(GuideStep.objects.select_related("guide"), pk=pk, guide__key=key)
    form = StepForm.of(step, _posted(request))
    if _kept(
        request,
        actor,
        form,
        lambda change: drafting.revise_step(change=change, step=step, words=form.words()),
    ):
        return _back(key, f"step-{pk}")
    return form_page(request, form, guide=step.guide, heading=_("Change a question"))


@require_http_methods(["GET", "POST"])
@desk_page(Action.EDIT_FAQ)
def guide_choice_new(request: HttpRequest, actor: User, key: str, pk: int) -> HttpResponse:
    step = get_object_or_404(GuideStep.objects.select_related("guide"), pk=pk, guide__key=key)
    form = _choice_form(request, step.guide, None)
    if _kept(
        request, actor, form, lambda change: drafting.add_choice(change=change, step=step, words=form.words())
    ):
        return _to_new_step(form, step.choices.last(), key) or _back(key, f"step-{pk}")
    return form_page(request, form, guide=step.guide, heading=_("Write an answer"), question=step.question)


@require_http_methods(["GET", "POST"])
@desk_page(Action.EDIT_FAQ)
def guide_choice(request: HttpRequest, actor: User, key: str, pk: int) -> HttpResponse:
    choice = get_object_or_404(GuideChoice.objects.select_related("step__guide"), pk=pk, step__guide__key=key)
    guide, question = choice.step.guide, choice.step.question
    form = _choice_form(request, guide, choice)
    if _kept(
        request,
        actor,
        form,
        lambda change: drafting.revise_choice(change=change, choice=choice, words=form.words()),
    ):
        return _to_new_step(form, choice, key) or _back(key, f"choice-{pk}")
    return form_page(request, form, guide=guide, heading=_("Change an answer"), question=question)


@require_http_methods(["GET", "POST"])
@desk_page(Action.EDIT_FAQ)
def guide_item_new(request: HttpRequest, actor: User, key: str) -> HttpResponse:
    """For whoever gave the answer that the address names, or for everyone."""
    guide = get_object_or_404(Guide, key=key)
    choice = _choice_named(guide, request.GET.get("choice", ""))
    form = ItemForm(_posted(request), initial={"read_version": guide.version})
    if _kept(
        request,
        actor,
        form,
        lambda change: drafting.add_item(change=change, guide=guide, choice=choice, words=form.words()),
    ):
        return _back(key, f"choice-{choice.pk}" if choice else "everyone")
    return form_page(request, form, guide=guide, heading=_("Add to the checklist"), choice=choice)


@require_http_methods(["GET", "POST"])
@desk_page(Action.EDIT_FAQ)
def guide_item(request: HttpRequest, actor: User, key: str, pk: int) -> HttpResponse:
    items = GuideItem.objects.select_related("guide", "choice", "entry")
    item = get_object_or_404(items, pk=pk, guide__key=key)
    initial = ItemForm.initial_of(item) | {"read_version": item.guide.version}
    form = ItemForm(_posted(request), told=item, initial=initial)
    if _kept(
        request,
        actor,
        form,
        lambda change: drafting.revise_item(change=change, item=item, words=form.words()),
    ):
        return _back(key, f"choice-{item.choice_id}" if item.choice_id else "everyone")
    return form_page(
        request, form, guide=item.guide, heading=_("Change a thing on the checklist"), choice=item.choice
    )


@require_POST
@desk_page(Action.EDIT_FAQ)
def guide_arrange(request: HttpRequest, actor: User, key: str) -> HttpResponse:
    """Move or remove one part; the button says which and how."""
    act = _ARRANGING.get(request.POST.get("act", ""))
    part = part_named(key, request.POST.get("part", ""))
    if act is None:
        raise Http404
    try:
        if part is not None:  # the second click of two finds it gone
            act(change_of(request, actor), part)
    except ChangedMeanwhile:
        stale_press(request)
    return _back(key)


def _make_first(change: Change, part: drafting.Part) -> None:
    if isinstance(part, GuideStep):
        drafting.make_first(change=change, step=part)


_ARRANGING: dict[str, Callable[[Change, drafting.Part], object]] = {
    "up": lambda change, part: drafting.move(change=change, part=part, up=True),
    "down": lambda change, part: drafting.move(change=change, part=part, up=False),
    "first": _make_first,
    "remove": lambda change, part: drafting.remove(change=change, part=part),
    "remove_below": lambda change, part: removing.with_below(change=change, part=part),
}


def _kept(request: HttpRequest, actor: User, form: DraftForm, act: Callable[[Change], object]) -> bool:
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act(change_of(request, actor))
    except ChangedMeanwhile:
        stale(form)
        return False
    except TooMany:
        too_many(form)
        return False
    messages.success(request, _("The change is kept in the draft."))
    return True


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _choice_form(request: HttpRequest, guide: Guide, choice: GuideChoice | None) -> ChoiceForm:
    initial = (ChoiceForm.initial_of(choice) if choice else {}) | {"read_version": guide.version}
    return ChoiceForm(_posted(request), steps=outline(guide).numbered, told=choice, initial=initial)


def _choice_named(guide: Guide, pk: str) -> GuideChoice | None:
    if not pk:
        return None
    return get_object_or_404(GuideChoice, pk=pk if pk.isdecimal() else 0, step__guide=guide)


def _to_new_step(form: ChoiceForm, choice: GuideChoice | None, key: str) -> HttpResponse | None:
    if choice is None or not form.wants_new_step:
        return None
    return redirect(f"{reverse('chatbot:guide_step_new', args=[key])}?after={choice.pk}")


def _back(key: str, anchor: str = "") -> HttpResponse:
    return redirect(reverse("chatbot:guide_edit", args=[key]) + (f"#{anchor}" if anchor else ""))
