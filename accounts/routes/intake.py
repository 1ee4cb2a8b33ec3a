"""Entry of paper, fax, counter and meeting submissions."""

from accounts.policy import Action

ROUTES: dict[str, Action] = {}
