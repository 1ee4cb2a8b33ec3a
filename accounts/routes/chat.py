"""The chat and its FAQ."""

from accounts.policy import Action

ROUTES: dict[str, Action] = {
    "chatbot:chat": Action.ASK,
    "chatbot:choose": Action.ASK,
    "chatbot:embed": Action.ASK,
    "chatbot:entry": Action.READ,
    "chatbot:faq": Action.READ,
    "chatbot:faq_add_utterance": Action.EDIT_FAQ,
    "chatbot:faq_archive": Action.EDIT_FAQ,
    "chatbot:faq_edit": Action.EDIT_FAQ,
    "chatbot:faq_import": Action.EDIT_FAQ,
    "chatbot:faq_import_preview": Action.EDIT_FAQ,
    "chatbot:faq_list": Action.EDIT_FAQ,
    "chatbot:faq_new": Action.EDIT_FAQ,
    "chatbot:faq_remove_utterance": Action.EDIT_FAQ,
    "chatbot:feedback": Action.ASK,
    "chatbot:messages": Action.ASK,
    "chatbot:publication": Action.PUBLISH_FAQ,
    "chatbot:publication_activate": Action.PUBLISH_FAQ,
    "chatbot:publication_list": Action.PUBLISH_FAQ,
    "chatbot:restart": Action.ASK,
    "chatbot:unanswered": Action.EDIT_FAQ,
    "chatbot:widget": Action.READ,
}
