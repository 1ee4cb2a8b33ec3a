"""The questions every publication is asked: found, added, corrected."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.policy import Action
from chatbot.forms.testing import ExpectedForm, FindForm, TestQuestionForm
from chatbot.models import FaqEntry, TestQuestion
from chatbot.services.desk import testing
from chatbot.views.desk import desk_page

PER_PAGE = 50


@require_http_methods(["GET", "POST"])
@desk_page(Action.EDIT_FAQ)
def faq_tests(request: HttpRequest, actor: User) -> HttpResponse:
    form = TestQuestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["question"]
        try:
            testing.add(actor=actor, question=words, expected=form.expected(), now=timezone.now())
        except testing.QuestionStands:
            form.add_error("question", _("This question is among them already. Please correct that one."))
        else:
            messages.success(request, _("Added. The next publication is asked it, too."))
            return redirect("chatbot:faq_tests")
    find = FindForm(request.GET)
    text = find.wanted()
    page = Paginator(testing.found(text=text), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "find": find,
        "page": page,
        "text": text,
        "dead": testing.dead_keys(list(page)),
        "entries": _entries(),
    }
    return render(request, "chatbot/staff/tests.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@desk_page(Action.EDIT_FAQ)
def faq_test(request: HttpRequest, actor: User, pk: int) -> HttpResponse:
    question = get_object_or_404(TestQuestion, pk=pk)
    form = ExpectedForm(request.POST or None, held=question.expected)
    if request.method == "POST" and form.is_valid():
        testing.correct(actor=actor, pk=pk, expected=form.expected(), now=timezone.now())
        messages.success(request, _("Saved. The next publication is measured by it."))
        return redirect("chatbot:faq_tests")
    context = {"question": question, "form": form, "entries": _entries()}
    return render(request, "chatbot/staff/test.html", context, status=422 if form.errors else 200)


@require_POST
@desk_page(Action.EDIT_FAQ)
def faq_test_remove(request: HttpRequest, actor: User, pk: int) -> HttpResponse:
    testing.remove(actor=actor, pk=pk, now=timezone.now())
    messages.success(request, _("Removed. No publication is asked it any more."))
    return redirect("chatbot:faq_tests")


def _entries() -> list[tuple[str, str]]:
    """For the list to choose a key from."""
    return list(FaqEntry.objects.in_use().order_by("key").values_list("key", "current__question"))
