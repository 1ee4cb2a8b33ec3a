"""Questions that stayed open, releases and figures of the chat."""

from accounts.policy import Action

ROUTES: dict[str, Action] = {
    "chatbot:chat_figures": Action.EDIT_FAQ,
    "chatbot:chat_figures_csv": Action.EDIT_FAQ,
    "chatbot:group": Action.EDIT_FAQ,
    "chatbot:group_entry": Action.EDIT_FAQ,
    "chatbot:group_ignore": Action.EDIT_FAQ,
    "chatbot:group_outside": Action.EDIT_FAQ,
    "chatbot:group_phrasing": Action.EDIT_FAQ,
    "chatbot:group_undo": Action.EDIT_FAQ,
    "chatbot:outside_list": Action.EDIT_FAQ,
    "chatbot:outside_remove": Action.EDIT_FAQ,
    "chatbot:publication_roll_back": Action.PUBLISH_FAQ,
    "chatbot:threshold": Action.PUBLISH_FAQ,
    "chatbot:treated": Action.EDIT_FAQ,
    "chatbot:unanswered": Action.EDIT_FAQ,
}
