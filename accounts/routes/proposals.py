"""Proposals: files, places, co-signing, official answers."""

from accounts.policy import Action

ROUTES: dict[str, Action] = {}
