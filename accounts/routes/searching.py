"""Search."""

from accounts.policy import Action

ROUTES: dict[str, Action] = {
    "consultations:search": Action.READ,
    "consultations:similar": Action.READ,
}
