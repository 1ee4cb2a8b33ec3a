"""Reports, appeals, the public log, machine flags."""

from accounts.policy import Action

ROUTES: dict[str, Action] = {}
