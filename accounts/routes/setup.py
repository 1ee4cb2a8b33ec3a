"""Setting consultations up: the guided steps, plans and their versions, areas and fields."""

from accounts.policy import Action

ROUTES: dict[str, Action] = {}
