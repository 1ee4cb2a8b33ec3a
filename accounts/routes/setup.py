"""Setting consultations up."""

from accounts.policy import Action

ROUTES: dict[str, Action] = {
    "consultations:new": Action.SET_UP,
    "consultations:new_source": Action.SET_UP,
    "consultations:templates": Action.SET_UP,
    "consultations:template_save": Action.SET_UP,
    "consultations:template_delete": Action.SET_UP,
    "consultations:setup_step": Action.SET_UP,
    "consultations:setup_discard": Action.SET_UP,
    "consultations:correct": Action.SET_UP,
    "consultations:plan": Action.SET_UP,
    "consultations:plan_check": Action.SET_UP,
    "consultations:plan_changes": Action.SET_UP,
    "consultations:plan_cause": Action.SET_UP,
    "consultations:plan_cause_remove": Action.SET_UP,
    "consultations:previews": Action.SET_UP,
    "consultations:preview_revoke": Action.SET_UP,
    "consultations:preview": Action.READ,
    "consultations:preview_section": Action.READ,
    "consultations:changes": Action.READ,
    "consultations:about_you": Action.READ_RECEIPT,
    "consultations:taxonomy": Action.SET_UP,
    "consultations:taxonomy_entry": Action.SET_UP,
    "consultations:taxonomy_act": Action.SET_UP,
    "consultations:rules": Action.SET_UP,
    "consultations:extend": Action.SET_UP,
}
