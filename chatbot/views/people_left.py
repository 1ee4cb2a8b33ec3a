"""Questions that visitors left: the list, and one to answer."""

from django.contrib import messages as notices
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from chatbot.forms.people import AnswerForm
from chatbot.models import CannedAnswer, LeftQuestion
from chatbot.services.people import leaving, timeline
from chatbot.views.people_desk import PER_PAGE, console_page


@require_GET
@console_page
def people_left_list(request: HttpRequest, actor: User) -> HttpResponse:
    is_answered = request.GET.get("list") == "answered"
    questions = LeftQuestion.objects.filter(answered_at__isnull=not is_answered).select_related("answered_by")
    order = "-answered_at" if is_answered else "created_at"
    page = Paginator(questions.order_by(order, "pk"), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "is_answered": is_answered, "now": timezone.now()}
    return render(request, "chatbot/people/staff/left_list.html", context)


@require_http_methods(["GET", "POST"])
@console_page
def people_left_answer(request: HttpRequest, actor: User, pk: int) -> HttpResponse:
    question = get_object_or_404(LeftQuestion.objects.select_related("conversation", "answered_by"), pk=pk)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            leaving.answer(question=question, actor=actor, text=form.cleaned_data["text"], now=timezone.now())
        except leaving.AnsweredAlready:
            form.add_error(None, _("A colleague has answered this question meanwhile. Nothing was sent."))
            question.refresh_from_db()
        else:
            notices.success(request, _("The answer is sent."))
            return redirect("chatbot:people_left_list")
    context = {
        "question": question,
        "form": form,
        "lines": timeline.lines(question.conversation),
        "canned": CannedAnswer.objects.all(),
    }
    status = 422 if form.errors else 200
    return render(request, "chatbot/people/staff/left.html", context, status=status)
