"""Staff bring in the lists that the chat looks things up in, look at them, and let them answer."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from accounts.policy import Action
from chatbot.forms.lookups import KindsForm, LookupUploadForm, TryForm
from chatbot.models import LookupSet
from chatbot.services.lookups import asking, downloads, previews, sets, shelf
from chatbot.services.lookups.sets import About
from chatbot.views.desk import desk_page
from consultations import markdown
from consultations.importers.limits import UnreadableFileError

PER_PAGE = 50
SHOWN_PROBLEMS = 200


@require_GET
@desk_page(Action.EDIT_FAQ)
def lookup_list(request: HttpRequest, actor: User) -> HttpResponse:
    page = Paginator(LookupSet.objects.listed().order_by("kind", "-number"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    return render(request, "chatbot/lookups/list.html", {"page": page})


@require_http_methods(["GET", "POST"])
@desk_page(Action.EDIT_FAQ)
def lookup_import(request: HttpRequest, actor: User) -> HttpResponse:
    form = LookupUploadForm(request.POST, request.FILES) if request.method == "POST" else _empty_form(request)
    if request.method == "POST" and form.is_valid():
        try:
            held = sets.upload(
                actor=actor,
                kind=form.cleaned_data["kind"],
                files=form.contents(),
                about=_about(form),
                now=timezone.now(),
            )
        except UnreadableFileError as error:
            form.add_error("lists", str(error))
        else:
            return redirect("chatbot:lookup_set", held.pk)
    return render(request, "chatbot/lookups/import.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
@desk_page(Action.EDIT_FAQ)
def lookup_set(request: HttpRequest, actor: User, pk: int) -> HttpResponse:
    held = get_object_or_404(LookupSet.objects.select_related("uploaded_by"), pk=pk)
    text = request.GET.get("q", "").strip()[:60]
    context = {
        "held": held,
        "q": text,
        "can_answer": sets.can_answer(held),
        "problems": held.problems[:SHOWN_PROBLEMS],
        "files": downloads.names(held.kind),
        **_contents(request, held, text),
    }
    return render(request, "chatbot/lookups/set.html", context)


@require_POST
@desk_page(Action.PUBLISH_FAQ)
def lookup_activate(request: HttpRequest, actor: User, pk: int) -> HttpResponse:
    held = get_object_or_404(LookupSet, pk=pk)
    try:
        sets.activate(held=held, actor=actor, now=timezone.now())
    except sets.CannotAnswer:
        messages.error(
            request, _("This list cannot answer: please mend the rows named below and bring it in again.")
        )
    else:
        messages.success(request, _("This list answers visitors from now on."))
    return redirect("chatbot:lookup_set", pk)


@require_POST
@desk_page(Action.PUBLISH_FAQ)
def lookup_withdraw(request: HttpRequest, actor: User, pk: int) -> HttpResponse:
    held = get_object_or_404(LookupSet, pk=pk)
    sets.withdraw(held=held, actor=actor, now=timezone.now())
    messages.success(
        request, _("The list no longer answers. Questions about it go to the published answers.")
    )
    return redirect("chatbot:lookup_set", pk)


@require_POST
@desk_page(Action.EDIT_FAQ)
def lookup_match(request: HttpRequest, actor: User, pk: int) -> HttpResponse:
    held = get_object_or_404(LookupSet, pk=pk, kind=LookupSet.Kind.GARBAGE)
    form = KindsForm(request.POST, held=held)
    if form.is_valid():
        sets.match_kinds(
            held=held,
            collected_with=form.collected_with(),
            moves=form.cleaned_data["moves"],
            actor=actor,
            now=timezone.now(),
        )
        messages.success(request, _("The days of these kinds are kept."))
    return redirect("chatbot:lookup_set", pk)


@require_GET
@desk_page(Action.EDIT_FAQ)
def lookup_csv(request: HttpRequest, actor: User, pk: int, name: str) -> HttpResponse:
    held = get_object_or_404(LookupSet, pk=pk)
    try:
        content = downloads.as_csv(held=held, name=name)
    except downloads.UnknownFile:
        raise Http404 from None
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}-{held.number}.csv"'
    return answer


@require_GET
@desk_page(Action.EDIT_FAQ)
def lookup_try(request: HttpRequest, actor: User) -> HttpResponse:
    now = timezone.now()
    found = shelf.at(now)
    districts = found.garbage.districts.names if found.garbage else []
    form = TryForm(request.GET if "q" in request.GET else None, districts=districts)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        state = asking.tried(form.cleaned_data["q"], district=form.cleaned_data["district"], now=now)
        view = asking.view_of(state) if state else None
        context |= {"is_asked": True, "view": view, "html": markdown.render(view.text) if view else ""}
    return render(request, "chatbot/lookups/try.html", context)


def _empty_form(request: HttpRequest) -> LookupUploadForm:
    kind = request.GET.get("kind", LookupSet.Kind.GARBAGE)
    return LookupUploadForm(initial={"kind": kind, "as_of": timezone.localdate(), "until": "08:00"})


def _about(form: LookupUploadForm) -> About:
    given = form.cleaned_data
    is_garbage = given["kind"] == LookupSet.Kind.GARBAGE
    return About(given["source"], given["source_url"], given["as_of"], given["until"] if is_garbage else None)


def _contents(request: HttpRequest, held: LookupSet, text: str) -> dict[str, Any]:
    now, page = timezone.now(), request.GET.get("page")
    if held.kind == LookupSet.Kind.FACILITIES:
        shown = Paginator(previews.facilities(held, text), PER_PAGE).get_page(page)
        return {"page": shown, "facilities": previews.told(shown, now=now)}
    return {
        "page": Paginator(previews.items(held, text), PER_PAGE).get_page(page),
        "columns": held.content["columns"],
        "districts": previews.districts(held, now=now, text=text),
        "kinds_form": KindsForm(held=held) if held.activated_at is None else None,
    }
