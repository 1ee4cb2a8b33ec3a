"""The office's answers, the ways people ask for them, what is published, and what was asked."""

from chatbot.models.conversation import Conversation, Exchange
from chatbot.models.faq import FaqEntry, FaqRevision, FaqUpload, TestQuestion, Utterance
from chatbot.models.publication import Publication

__all__ = [
    "Conversation",
    "Exchange",
    "FaqEntry",
    "FaqRevision",
    "FaqUpload",
    "Publication",
    "TestQuestion",
    "Utterance",
]
