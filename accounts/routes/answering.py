"""The city's answers: drafted, approved, published."""

from accounts.policy import Action

ROUTES: dict[str, Action] = {
    "consultations:answers": Action.READ_ANALYSIS,
    "consultations:response": Action.READ_ANALYSIS,
    "consultations:response_begin": Action.DRAFT_RESPONSE,
    "consultations:response_write": Action.DRAFT_RESPONSE,
    "consultations:response_comment": Action.DRAFT_RESPONSE,
    "consultations:response_step": Action.DRAFT_RESPONSE,
    "consultations:response_theme": Action.DRAFT_RESPONSE,
    "consultations:response_categories": Action.DRAFT_RESPONSE,
    "consultations:response_category": Action.DRAFT_RESPONSE,
    "consultations:publishing": Action.READ_ANALYSIS,
    "consultations:publishing_start": Action.PUBLISH_RESULT,
    "consultations:publication": Action.READ_ANALYSIS,
    "consultations:publication_row": Action.READ_ANALYSIS,
    "consultations:publication_file": Action.READ_ANALYSIS,
    "consultations:result": Action.READ,
    "consultations:result_row": Action.READ,
    "consultations:result_file": Action.READ,
}
