"""The dashboards."""

from accounts.policy import Action

ROUTES: dict[str, Action] = {
    "consultations:overall_numbers": Action.READ,
    "consultations:overall_numbers_csv": Action.READ,
    "consultations:numbers": Action.READ,
    "consultations:numbers_csv": Action.READ,
    "consultations:targets": Action.SET_TARGETS,
    "consultations:target_remove": Action.SET_TARGETS,
}
