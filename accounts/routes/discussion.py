"""Discussions: replies on demand, reactions, the city's replies; and how one gets in to take part."""

from accounts.policy import Action

ROUTES: dict[str, Action] = {
    "consultations:branch": Action.READ,
    "consultations:react": Action.REACT,
    "consultations:city_replies": Action.READ,
    "account_request_login_code": Action.USE_ACCOUNT,
    "account_confirm_login_code": Action.USE_ACCOUNT,
    "display_name": Action.MANAGE_ACCOUNT,
    "go_on": Action.MANAGE_ACCOUNT,
}
