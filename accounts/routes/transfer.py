"""Whole archives in, exports out."""

from accounts.policy import Action

ROUTES: dict[str, Action] = {}
