"""The frame of the site and the accounts."""

from accounts.policy import Action

ROUTES: dict[str, Action] = {
    "home": Action.READ,
    "healthz": Action.READ,
    "components": Action.READ,
    "set_language": Action.READ,
    "staff_home": Action.ENTER_STAFF,
    "account_login": Action.USE_ACCOUNT,
    "account_logout": Action.USE_ACCOUNT,
    "account_inactive": Action.USE_ACCOUNT,
    "account_signup": Action.USE_ACCOUNT,
    "account_email_verification_sent": Action.USE_ACCOUNT,
    "account_reset_password": Action.USE_ACCOUNT,
    "account_reset_password_done": Action.USE_ACCOUNT,
    "account_reset_password_from_key": Action.USE_ACCOUNT,
    "account_reset_password_from_key_done": Action.USE_ACCOUNT,
    "account_reauthenticate": Action.MANAGE_ACCOUNT,
    "account_email": Action.MANAGE_ACCOUNT,
    "account_change_password": Action.MANAGE_ACCOUNT,
    "account_set_password": Action.MANAGE_ACCOUNT,
    "profile": Action.MANAGE_ACCOUNT,
}
