"""People of the city who take conversations over."""

from accounts.policy import Action

ROUTES: dict[str, Action] = {
    "chatbot:people_call": Action.ASK,
    "chatbot:people_end": Action.ASK,
    "chatbot:people_leave": Action.ASK,
    "chatbot:people_left": Action.ASK,
    "chatbot:people_close": Action.ANSWER_CHAT,
    "chatbot:people_left_answer": Action.ANSWER_CHAT,
    "chatbot:people_left_list": Action.ANSWER_CHAT,
    "chatbot:people_office": Action.ANSWER_CHAT,
    "chatbot:people_office_add": Action.ANSWER_CHAT,
    "chatbot:people_office_remove": Action.ANSWER_CHAT,
    "chatbot:people_pass": Action.ANSWER_CHAT,
    "chatbot:people_queue": Action.ANSWER_CHAT,
    "chatbot:people_reply": Action.ANSWER_CHAT,
    "chatbot:people_take": Action.ANSWER_CHAT,
    "chatbot:people_talk": Action.ANSWER_CHAT,
    "chatbot:people_typing": Action.ANSWER_CHAT,
}
