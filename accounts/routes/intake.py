"""Entry of paper, fax, counter and meeting submissions."""

from accounts.policy import Action

ROUTES: dict[str, Action] = {
    "consultations:intake": Action.TRANSCRIBE,
    "consultations:intake_new": Action.TRANSCRIBE,
    "consultations:intake_meeting": Action.TRANSCRIBE,
    "consultations:intake_draft": Action.TRANSCRIBE,
    "consultations:intake_rule": Action.SET_UP,
    "consultations:intake_next": Action.TRANSCRIBE,
    "consultations:intake_sheet": Action.TRANSCRIBE,
    "consultations:intake_second": Action.TRANSCRIBE,
    "consultations:intake_compare": Action.TRANSCRIBE,
    "consultations:intake_masks": Action.TRANSCRIBE,
    "consultations:intake_original": Action.TRANSCRIBE,
    "consultations:intake_scan": Action.TRANSCRIBE,
    "consultations:intake_slip": Action.TRANSCRIBE,
}
