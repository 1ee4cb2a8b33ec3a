"""The office's answers, the ways people ask for them, what is published, and what was asked."""

from chatbot.models.conversation import Conversation, Exchange
from chatbot.models.desk import EntryPair, ReminderMail, SynonymGroup
from chatbot.models.faq import FaqEntry, FaqRevision, FaqUpload, TestQuestion, Utterance
from chatbot.models.guides import Guide, GuideChoice, GuideEdition, GuideItem, GuideStep
from chatbot.models.lookups import LookupSet
from chatbot.models.people import (
    CannedAnswer,
    Closure,
    Desk,
    Handover,
    LeftQuestion,
    Message,
    Opening,
)
from chatbot.models.publication import Publication
from chatbot.models.queue import ChatDay, GroupedQuestion, OutsideQuestion, QuestionGroup
from chatbot.models.settings import ChatSettings

__all__ = [
    "CannedAnswer",
    "ChatDay",
    "ChatSettings",
    "Closure",
    "Conversation",
    "Desk",
    "EntryPair",
    "Exchange",
    "FaqEntry",
    "FaqRevision",
    "FaqUpload",
    "GroupedQuestion",
    "Guide",
    "GuideChoice",
    "GuideEdition",
    "GuideItem",
    "GuideStep",
    "Handover",
    "LeftQuestion",
    "LookupSet",
    "Message",
    "Opening",
    "OutsideQuestion",
    "Publication",
    "QuestionGroup",
    "ReminderMail",
    "SynonymGroup",
    "TestQuestion",
    "Utterance",
]
