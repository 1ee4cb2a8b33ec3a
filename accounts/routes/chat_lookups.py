"""The lists the chat looks things up in."""

from accounts.policy import Action

ROUTES: dict[str, Action] = {
    "chatbot:lookup_activate": Action.PUBLISH_FAQ,
    "chatbot:lookup_csv": Action.EDIT_FAQ,
    "chatbot:lookup_import": Action.EDIT_FAQ,
    "chatbot:lookup_list": Action.EDIT_FAQ,
    "chatbot:lookup_match": Action.EDIT_FAQ,
    "chatbot:lookup_set": Action.EDIT_FAQ,
    "chatbot:lookup_try": Action.EDIT_FAQ,
    "chatbot:lookup_withdraw": Action.PUBLISH_FAQ,
}
