"""Guides of the chat, and those who write them."""

from accounts.policy import Action

ROUTES: dict[str, Action] = {
    "chatbot:guide": Action.READ,
    "chatbot:guide_about": Action.EDIT_FAQ,
    "chatbot:guide_archive": Action.EDIT_FAQ,
    "chatbot:guide_arrange": Action.EDIT_FAQ,
    "chatbot:guide_checklist": Action.ASK,
    "chatbot:guide_choice": Action.EDIT_FAQ,
    "chatbot:guide_choice_new": Action.EDIT_FAQ,
    "chatbot:guide_desk": Action.EDIT_FAQ,
    "chatbot:guide_edit": Action.EDIT_FAQ,
    "chatbot:guide_history": Action.EDIT_FAQ,
    "chatbot:guide_item": Action.EDIT_FAQ,
    "chatbot:guide_item_new": Action.EDIT_FAQ,
    "chatbot:guide_new": Action.EDIT_FAQ,
    "chatbot:guide_preview": Action.EDIT_FAQ,
    "chatbot:guide_publish": Action.PUBLISH_FAQ,
    "chatbot:guide_remove": Action.EDIT_FAQ,
    "chatbot:guide_step": Action.EDIT_FAQ,
    "chatbot:guide_step_new": Action.EDIT_FAQ,
    "chatbot:guide_take": Action.EDIT_FAQ,
    "chatbot:guide_undo": Action.EDIT_FAQ,
    "chatbot:guides": Action.READ,
}
