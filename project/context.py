from django.conf import settings
from django.http import HttpRequest

from accounts.models import User
from accounts.policy import Action, may
from consultations.services.following import notifications
from project.navigation import public_destinations

FICTIONAL_CITY = "汐見市"


def site(request: HttpRequest) -> dict[str, object]:
    return {
        "city_name": settings.CITY_NAME,
        "city_is_fictional": settings.CITY_NAME == FICTIONAL_CITY,
        "destinations": lambda: public_destinations(request),
        "may_enter_staff": lambda: may(request.user, Action.ENTER_STAFF),
        "unread_count": lambda: _unread(request),
    }


def _unread(request: HttpRequest) -> int:
    return notifications.unread(person=request.user) if isinstance(request.user, User) else 0
