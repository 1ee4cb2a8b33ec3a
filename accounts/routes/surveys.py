"""Answering questions and judging statements one by one."""

from accounts.policy import Action

ROUTES: dict[str, Action] = {
    "consultations:answer": Action.POST_OPINION,
    "consultations:answer_check": Action.POST_OPINION,
    "consultations:answer_sent": Action.READ_RECEIPT,
    "consultations:results": Action.READ,
    "consultations:survey_texts": Action.READ,
    "consultations:survey_figures": Action.READ,
    "consultations:statements_file": Action.READ,
    "consultations:votes_file": Action.READ,
    "consultations:statements": Action.READ,
    "consultations:statement_next": Action.READ,
    "consultations:statement": Action.READ,
    "consultations:statement_new": Action.POST_OPINION,
    "consultations:statement_vote": Action.VOTE,
    "consultations:questions": Action.SET_UP,
    "consultations:question_new": Action.SET_UP,
    "consultations:questions_preview": Action.SET_UP,
    "consultations:question_edit": Action.SET_UP,
    "consultations:question_move": Action.SET_UP,
    "consultations:question_remove": Action.SET_UP,
    "consultations:results_early": Action.SET_UP,
    "consultations:seeds": Action.SET_UP,
    "consultations:seed_remove": Action.SET_UP,
    "consultations:groups_start": Action.ANALYSE,
}
