"""What resembles the words in a form, as a piece of a page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts import rate_limits
from accounts.rate_limits import TooManyRequests
from consultations.models import Consultation
from consultations.services.proposals import similar as services


@require_GET
def similar(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = get_object_or_404(Consultation.objects.visible_to(request.user), slug=slug)
    try:
        rate_limits.spend(rate_limits.SIMILAR, rate_limits.who(request), now=timezone.now())
    except TooManyRequests:
        return HttpResponse(status=429)
    found = services.proposals(consultation=consultation, text=request.GET.get("text", ""))
    return render(request, "consultations/similar.html", {"similar": found, "slug": slug})
