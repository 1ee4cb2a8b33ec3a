"""The dashboards."""

from accounts.policy import Action

ROUTES: dict[str, Action] = {}
