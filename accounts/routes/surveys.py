"""Answering questions and judging statements one by one."""

from accounts.policy import Action

ROUTES: dict[str, Action] = {}
