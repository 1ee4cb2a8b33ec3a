from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from accounts import kept, services
from accounts.forms import NameForm, ProfileForm
from accounts.middleware import WORDS
from accounts.models import User

FORMS_THAT_REMEMBER = frozenset({"consultations:comment_new"})
"""Pages that show what was kept in their own form."""


def profile(request: HttpRequest) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - the policy lets members in only
    form = ProfileForm(request.POST or None, initial={"display_name": user.display_name})
    if request.method == "POST" and form.is_valid():
        services.change_display_name(user=user, display_name=form.cleaned_data["display_name"])
        messages.success(request, _("The name shown was changed."))
        return redirect("profile")
    return render(request, "account/profile.html", {"form": form}, status=422 if form.errors else 200)


def name(request: HttpRequest) -> HttpResponse:
    """Asked once, before the first words of a person become public."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - the policy lets members in only
    back = request.POST.get("next") or request.GET.get("next") or ""
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    form = NameForm(request.POST or None, initial={"display_name": user.display_name})
    if request.method == "POST" and form.is_valid():
        services.change_display_name(user=user, display_name=form.cleaned_data["display_name"])
        return redirect(back)
    context = {"form": form, "next": back}
    return render(request, "account/name.html", context, status=422 if form.errors else 200)


def go_on(request: HttpRequest) -> HttpResponse:
    """After the log-in: what was written before it, to be sent or left."""
    held = kept.peek(request)
    if held is None:
        return redirect("profile")
    if request.method == "POST":
        kept.forget(request)
        return redirect(held.page)
    if held.view in FORMS_THAT_REMEMBER:
        return redirect(held.path)
    texts = [value for name, value in held.fields if name in WORDS and value.strip()]
    return render(request, "account/go_on.html", {"held": held, "texts": texts})
