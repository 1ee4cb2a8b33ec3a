"""What a visitor may take away or erase, and the settings of the chat."""

from accounts.policy import Action

ROUTES: dict[str, Action] = {
    "chatbot:chat_settings": Action.PUBLISH_FAQ,
    "chatbot:erase": Action.ASK,
    "chatbot:kept": Action.READ,
}
