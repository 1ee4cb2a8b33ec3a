"""What comes from elsewhere and what goes out."""

from accounts.policy import Action

ROUTES: dict[str, Action] = {
    "consultations:archives": Action.MOVE_IN,
    "consultations:archive": Action.MOVE_IN,
    "consultations:exports": Action.EXPORT_PUBLIC,
    "consultations:export_file": Action.EXPORT_PUBLIC,
}
