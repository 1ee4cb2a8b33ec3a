"""Setting consultations up."""

from accounts.policy import Action

ROUTES: dict[str, Action] = {
    "consultations:rules": Action.SET_UP,
    "consultations:extend": Action.SET_UP,
}
