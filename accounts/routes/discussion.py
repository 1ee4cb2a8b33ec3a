"""Discussions: sorting, replies on demand, reactions."""

from accounts.policy import Action

ROUTES: dict[str, Action] = {
    "consultations:branch": Action.READ,
    "consultations:react": Action.REACT,
}
