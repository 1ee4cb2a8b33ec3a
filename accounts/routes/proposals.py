"""What belongs to a proposal: files, place, co-signers, the city's answer."""

from accounts.policy import Action

ROUTES: dict[str, Action] = {
    "consultations:base_map": Action.READ,
    "consultations:attachment": Action.READ,
    "consultations:detach": Action.WITHDRAW_OPINION,
    "consultations:cosign": Action.COSIGN,
    "consultations:proposal_map": Action.READ,
    "consultations:autosave_new": Action.POST_OPINION,
    "consultations:autosave": Action.EDIT_OPINION,
    "consultations:extras": Action.EDIT_OPINION,
    "consultations:cosigners": Action.EDIT_OPINION,
    "consultations:cosigner_remove": Action.EDIT_OPINION,
    "consultations:answer_desk": Action.ANSWER,
    "consultations:proposal_answer": Action.ANSWER,
    "consultations:milestone_add": Action.ANSWER,
    "consultations:milestone": Action.ANSWER,
}
