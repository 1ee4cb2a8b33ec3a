"""Notices by attributes: a resident's agreement, the notice itself, the desk of those who write them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts import policy, rate_limits
from accounts.policy import Action
from accounts.rate_limits import TooManyRequests
from consultations.forms.notices import AudienceForm, NoticeForm
from consultations.models import AudienceProfile, Notice
from consultations.services.following import notices as services
from consultations.services.following.notices import Audience
from consultations.views import refusals
from consultations.views.limits import limited
from consultations.views.staff_writes import person, spend

PAGE_SIZE = 20


@limited(rate_limits.FOLLOWS, back="consultations:audience_profile")
def profile(request: HttpRequest) -> HttpResponse:
    """Agree, change what was said, or take it all back."""
    known = AudienceProfile.objects.filter(user=person(request)).prefetch_related("interests").first()
    form = AudienceForm(request.POST or None, initial=_said(known))
    if request.method == "POST" and request.POST.get("wish") == "take_back":
        services.take_back(person=person(request))
        messages.success(request, _("Your answers are deleted. You get no notices chosen by them any more."))
        return redirect("consultations:audience_profile")
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        services.agree(
            person=person(request),
            area=said["area"],
            age_band=said["age_band"],
            interests=[*said["interests"]],
            now=timezone.now(),
        )
        messages.success(request, _("Your answers are saved. You can take them back at any time."))
        return redirect("consultations:audience_profile")
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "known": known}
    return render(request, "consultations/following/profile.html", context, status=status)


@require_GET
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """For those who were told of it, and for those who write such."""
    found = get_object_or_404(Notice, pk=pk)
    may_write = policy.may(request.user, Action.SEND_NOTICE)
    if not may_write and not services.was_told(notice=found, person=person(request)):
        raise Http404
    return render(request, "consultations/following/notice.html", {"notice": found})


@require_GET
def notice_list(request: HttpRequest) -> HttpResponse:
    sent = Notice.objects.select_related("sent_by").prefetch_related("areas", "interests")
    page = Paginator(sent, PAGE_SIZE).get_page(request.GET.get("page"))
    reached = services.reached(sent=page.object_list)
    rows = [(notice, reached.get(notice.pk)) for notice in page.object_list]
    return render(request, "consultations/following/notice_list.html", {"page": page, "rows": rows})


def new(request: HttpRequest) -> HttpResponse:
    """Write, read how many it would reach, send: the second step is the same form with its answer.

    What was changed after the reach was read is not sent before the new number was seen.
    """
    form = NoticeForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, form, status=422 if request.method == "POST" else 200)
    now = timezone.now()
    audience = _audience(form)
    try:
        if request.POST.get("wish") != "send" or form.cleaned_data["checked_for"] != audience.key():
            spend(request, rate_limits.NOTICE_REACHES)
            reach = services.reach(audience=audience, planner=person(request), now=now)
            return _page(request, form, reach=reach, checked_for=audience.key())
        spend(request, rate_limits.NOTICES)
    except TooManyRequests as refusal:
        form.add_error(None, refusals.too_many(refusal.limit))
        return _page(request, form, status=refusals.TOO_MANY)
    said = form.cleaned_data
    services.send(
        title=said["title"],
        body=said["body"],
        audience=audience,
        form_key=said["form_key"],
        planner=person(request),
        now=now,
    )
    messages.success(request, _("The notice is on its way to those whom it fits."))
    return redirect("consultations:notices")


def _page(
    request: HttpRequest,
    form: NoticeForm,
    *,
    status: int = 200,
    reach: int = 0,
    checked_for: str | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "reach": reach,
        "checked": checked_for is not None,
        "checked_for": checked_for,
        "not_sent": request.POST.get("wish") == "send",
    }
    return render(request, "consultations/following/notice_new.html", context, status=status)


def _audience(form: NoticeForm) -> Audience:
    said = form.cleaned_data
    return Audience(list(said["areas"]), list(said["age_bands"]), list(said["interests"]))


def _said(known: AudienceProfile | None) -> dict[str, object]:
    if known is None:
        return {}
    interests = [one.pk for one in known.interests.all()]
    return {"area": known.area_id, "age_band": known.age_band, "interests": interests, "agrees": True}
