"""Words that mean the same."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.policy import Action
from chatbot.forms import SynonymForm
from chatbot.models import SynonymGroup
from chatbot.services.desk import synonyms
from chatbot.views.desk import desk_page

BETWEEN = "、"


@require_http_methods(["GET", "POST"])
@desk_page(Action.EDIT_FAQ)
def faq_synonyms(request: HttpRequest, actor: User) -> HttpResponse:
    form = SynonymForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        words = synonyms.words_in(form.cleaned_data["words"])
        try:
            synonyms.add(actor=actor, words=words, now=timezone.now())
        except (synonyms.TooFew, synonyms.InAnotherGroup) as refusal:
            form.add_error("words", _refused(refusal))
        else:
            messages.success(request, _("The group is added. It counts from the next publication on."))
            return redirect("chatbot:faq_synonyms")
    return _synonyms_page(request, form)


@require_POST
@desk_page(Action.EDIT_FAQ)
def faq_synonym_change(request: HttpRequest, actor: User, pk: int) -> HttpResponse:
    form = SynonymForm(request.POST)
    if not form.is_valid():
        return _synonyms_page(request, SynonymForm(), changed=pk, changed_form=form)
    before = synonyms.words_in(form.cleaned_data["before"])
    words = synonyms.words_in(form.cleaned_data["words"])
    try:
        synonyms.change(actor=actor, pk=pk, before=before, words=words, now=timezone.now())
    except synonyms.ChangedMeanwhile:
        messages.error(request, _("Somebody else has changed this group since. Their words stand here now."))
    except (synonyms.TooFew, synonyms.InAnotherGroup) as refusal:
        form.add_error("words", _refused(refusal))
        return _synonyms_page(request, SynonymForm(), changed=pk, changed_form=form)
    else:
        messages.success(request, _("The group is changed. It counts from the next publication on."))
    return redirect("chatbot:faq_synonyms")


@require_POST
@desk_page(Action.EDIT_FAQ)
def faq_synonym_remove(request: HttpRequest, actor: User, pk: int) -> HttpResponse:
    synonyms.remove(actor=actor, pk=pk, now=timezone.now())
    messages.success(request, _("The group is removed with the next publication."))
    return redirect("chatbot:faq_synonyms")


def _synonyms_page(
    request: HttpRequest, form: SynonymForm, *, changed: int = 0, changed_form: SynonymForm | None = None
) -> HttpResponse:
    groups = [
        (group, changed_form if changed_form and group.pk == changed else _group_form(group))
        for group in SynonymGroup.objects.select_related("changed_by")
    ]
    context: dict[str, Any] = {"form": form, "groups": groups, "changed_form": changed_form}
    invalid = form.errors or changed_form
    return render(request, "chatbot/staff/synonyms.html", context, status=422 if invalid else 200)


def _group_form(group: SynonymGroup) -> SynonymForm:
    words = BETWEEN.join(group.words)
    return SynonymForm(initial={"words": words, "before": words}, auto_id=f"group-{group.pk}-%s")


def _refused(refusal: synonyms.TooFew | synonyms.InAnotherGroup) -> str:
    if isinstance(refusal, synonyms.InAnotherGroup):
        words = _("“%(word)s” stands in another group already: %(group)s. Add to that one instead.")
        return words % {"word": refusal.word, "group": refusal.group}
    return _("A group needs at least two different words.")
