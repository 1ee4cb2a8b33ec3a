"""Reports, appeals, the public log."""

from accounts.policy import Action

ROUTES: dict[str, Action] = {
    "consultations:report": Action.REPORT,
    "consultations:appeal": Action.APPEAL,
    "consultations:moderation_log": Action.READ,
    "consultations:reports": Action.MODERATE,
    "consultations:reports_dismiss": Action.MODERATE,
    "consultations:thread_lock": Action.MODERATE,
    "consultations:appeal_decide": Action.MODERATE,
}
