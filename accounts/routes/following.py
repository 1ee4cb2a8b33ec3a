"""Following, notifications, calendars, feeds, posters, notices."""

from accounts.policy import Action

ROUTES: dict[str, Action] = {
    "consultations:follow": Action.FOLLOW,
    "consultations:following": Action.FOLLOW,
    "consultations:notifications": Action.FOLLOW,
    "consultations:notifications_read": Action.FOLLOW,
    "consultations:notification_open": Action.FOLLOW,
    "consultations:audience_profile": Action.FOLLOW,
    "consultations:mail_end": Action.READ,
    "consultations:notice": Action.FOLLOW,
    "consultations:notices": Action.SEND_NOTICE,
    "consultations:notice_new": Action.SEND_NOTICE,
    "consultations:calendar_of_all": Action.READ,
    "consultations:feed_of_all": Action.READ,
    "consultations:calendar": Action.READ,
    "consultations:feed_of_proposals": Action.READ,
    "consultations:feed_of_comments": Action.READ,
    "consultations:poster": Action.READ,
    "consultations:poster_pdf": Action.READ,
    "consultations:qr": Action.READ,
    "consultations:short": Action.READ,
}
