"""What the machine noticed: set aside by a moderator; and the list it works with."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import rate_limits
from accounts.rate_limits import TooManyRequests
from consultations import receipts
from consultations.forms.order_staff import ListedWordsForm
from consultations.models import ListedWord, Opinion
from consultations.services.order import flags, listed_words
from consultations.views import refusals
from consultations.views.order import tabs as order_desk
from consultations.views.staff_writes import person, spend, staff_write

PAGE_SIZE = 50


@staff_write
def dismiss(request: HttpRequest, receipt: str) -> HttpResponse:
    opinion = get_object_or_404(Opinion.objects.submitted(), receipt=receipts.normalise(receipt))
    if flags.dismiss(opinion=opinion, moderator=person(request), now=timezone.now()):
        messages.success(request, _("Set aside: the opinion stays as it is."))
    return redirect("consultations:reports")


def abuse_list(request: HttpRequest) -> HttpResponse:
    form = ListedWordsForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, form, status=422 if request.method == "POST" else 200)
    try:
        spend(request, rate_limits.STAFF_WRITES)
    except TooManyRequests as refusal:
        form.add_error(None, refusals.too_many(refusal.limit))
        return _page(request, form, status=refusals.TOO_MANY)
    new = listed_words.add(
        kind=ListedWord.Kind(form.cleaned_data["kind"]),
        lines=form.cleaned_data["lines"],
        editor=person(request),
        now=timezone.now(),
    )
    _tell(request, len(new))
    return redirect("consultations:abuse_list")


@staff_write
def begin_list(request: HttpRequest) -> HttpResponse:
    _tell(request, listed_words.add_the_first(editor=person(request), now=timezone.now()))
    return redirect("consultations:abuse_list")


@staff_write
def remove_word(request: HttpRequest, pk: int) -> HttpResponse:
    word = get_object_or_404(ListedWord, pk=pk)
    listed_words.remove(word=word, editor=person(request), now=timezone.now())
    messages.success(request, _("“%(word)s” is off the list.") % {"word": word.text})
    return redirect("consultations:abuse_list")


def _page(request: HttpRequest, form: ListedWordsForm, status: int = 200) -> HttpResponse:
    kind = request.GET.get("kind", "")
    words = ListedWord.objects.select_related("added_by")
    if kind in ListedWord.Kind.values:
        words = words.filter(kind=kind)
    tabs = [
        {"label": label, "url": f"?kind={value}", "current": value == kind}
        for value, label in [("", _("All")), *ListedWord.Kind.choices]
    ]
    page = Paginator(words, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"desk": order_desk.tabs(request), "form": form, "page": page, "tabs": tabs}
    return render(request, "consultations/order/abuse_list.html", context, status=status)


def _tell(request: HttpRequest, number: int) -> None:
    said = ngettext("%(n)s line is new on the list.", "%(n)s lines are new on the list.", number)
    messages.success(request, said % {"n": number})
