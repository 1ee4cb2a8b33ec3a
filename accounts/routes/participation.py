"""Consultations, the residents' side."""

from accounts.policy import Action

ROUTES: dict[str, Action] = {
    "consultations:list": Action.READ,
    "consultations:detail": Action.READ,
    "consultations:section": Action.READ,
    "consultations:proposals": Action.READ,
    "consultations:proposal": Action.READ,
    "consultations:proposal_new": Action.POST_OPINION,
    "consultations:proposal_check": Action.POST_OPINION,
    "consultations:proposal_discard": Action.WITHDRAW_OPINION,
    "consultations:draft": Action.EDIT_OPINION,
    "consultations:support": Action.SUPPORT,
    "consultations:comment": Action.READ,
    "consultations:comment_new": Action.POST_OPINION,
    "consultations:opinion": Action.READ_OPINION,
    "consultations:receipt": Action.READ_RECEIPT,
    "consultations:opinion_edit": Action.EDIT_OPINION,
    "consultations:opinion_withdraw": Action.WITHDRAW_OPINION,
    "consultations:history": Action.READ_OPINION,
    "consultations:revision": Action.READ_OPINION,
    "consultations:my_opinions": Action.READ_RECEIPT,
    "consultations:moderation": Action.MODERATE,
    "consultations:moderate": Action.MODERATE,
}
