"""Follow and unfollow with one button; what one follows and how often mail comes; the end of all mail."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts import rate_limits
from accounts.models import User
from consultations.forms.following import FollowingForm
from consultations.models import Area, Follow, Frequency, PolicyField, Thread
from consultations.services.following import follows as services
from consultations.services.following import mailing
from consultations.services.following.follows import Target, Wishes
from consultations.views.limits import limited
from consultations.views.staff_writes import person

PAGE_SIZE = 50


@require_POST
@limited(rate_limits.FOLLOWS, back="consultations:following")
def follow(request: HttpRequest) -> HttpResponse:
    """One address for everything that can be followed: `thread`, `policy_field` or `area` with its key."""
    member = person(request)
    target = _target(request)
    if request.POST.get("wish") == "unfollow":
        services.unfollow(target=target, person=member)
        messages.success(request, _("You no longer follow this."))
    else:
        services.follow(target=target, person=member, language=get_language() or "ja", now=timezone.now())
        messages.success(
            request,
            _("You follow this now. What is new stands under News, and comes by mail as often as you chose."),
        )
    if isinstance(target, Thread) and request.POST.get("from") != "list":
        return redirect(target)
    return redirect("consultations:following")


@limited(rate_limits.FOLLOWS, back="consultations:following")
def mine(request: HttpRequest) -> HttpResponse:
    member = person(request)
    page = Paginator(_follows(member), PAGE_SIZE).get_page(request.GET.get("page"))
    choice = services.choice_of(person=member, language=get_language() or "ja")
    form = FollowingForm(list(page.object_list), choice, request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.settle(person=member, wishes=_wishes(form), each=form.each())
        messages.success(request, _("Your choices are saved."))
        return redirect("consultations:following")
    status = 422 if request.method == "POST" else 200
    return render(
        request,
        "consultations/following/mine.html",
        {
            "form": form,
            "page": page,
            "fields": PolicyField.objects.offered().exclude(follows__user=member),
            "areas": Area.objects.offered().exclude(follows__user=member),
        },
        status=status,
    )


@csrf_exempt  # the mail program of the person sends it, without cookies; the signed token is the right to
def mail_end(request: HttpRequest, token: str) -> HttpResponse:
    """The link in every mail, also for those not logged in. Looking changes nothing; a POST ends all mail."""
    addressed = mailing.person_of(token=token)
    if addressed is None:
        raise Http404
    if request.method == "POST":
        # Without a limit: the mail program of many residents may be one server at one address.
        services.end_all_mail(person=addressed)
    return render(request, "consultations/following/mail_end.html", {"ended": request.method == "POST"})


def _follows(member: User) -> QuerySet[Follow]:
    found = Follow.objects.filter(user=member).select_related(
        "thread__consultation",
        "thread__section__document__consultation",
        "thread__proposal__opinion__consultation",
        "thread__proposal__opinion__current",
        "policy_field",
        "area",
    )
    return found.prefetch_related("thread__proposal__opinion__current__personal_findings")


def _wishes(form: FollowingForm) -> Wishes:
    said = form.cleaned_data
    return Wishes(
        Frequency(said["frequency"]), Frequency(said["own_frequency"]), said["receipts"], said["language"]
    )


def _target(request: HttpRequest) -> Target:
    def key(name: str) -> int:
        asked = request.POST.get(name, "")
        return int(asked) if asked.isdecimal() and len(asked) < 19 else 0

    if "policy_field" in request.POST:
        return get_object_or_404(PolicyField, pk=key("policy_field"))
    if "area" in request.POST:
        return get_object_or_404(Area, pk=key("area"))
    return get_object_or_404(Thread.objects.visible_to(request.user).with_target(), pk=key("thread"))
