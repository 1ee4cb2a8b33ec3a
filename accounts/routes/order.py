"""Reports, appeals, checks before publication, suspensions, the abuse list, the public log."""

from accounts.policy import Action

ROUTES: dict[str, Action] = {
    "consultations:report": Action.REPORT,
    "consultations:appeal": Action.APPEAL,
    "consultations:moderation_log": Action.READ,
    "consultations:reports": Action.MODERATE,
    "consultations:reports_dismiss": Action.MODERATE,
    "consultations:thread_lock": Action.MODERATE,
    "consultations:appeal_decide": Action.MODERATE,
    "consultations:held_queue": Action.MODERATE,
    "consultations:held_check": Action.MODERATE,
    "consultations:held_rule": Action.SET_UP,
    "consultations:suspend": Action.MODERATE,
    "consultations:suspensions": Action.MODERATE,
    "consultations:suspension_judge": Action.MODERATE,
    "consultations:my_suspension": Action.READ_RECEIPT,
    "consultations:flags_dismiss": Action.MODERATE,
    "consultations:abuse_list": Action.MODERATE,
    "consultations:abuse_list_begin": Action.MODERATE,
    "consultations:abuse_list_remove": Action.MODERATE,
}
