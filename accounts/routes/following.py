"""Following, notifications, calendars, feeds, posters, notices."""

from accounts.policy import Action

ROUTES: dict[str, Action] = {}
