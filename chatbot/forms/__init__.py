"""Texts that visitors and editors write. Forms check them; services keep them."""

from chatbot.forms.asking import AskForm
from chatbot.forms.desk import NameForm, ReviewForm, SynonymForm
from chatbot.forms.entries import EntryForm, FilterForm, RevisionForm, UtteranceForm
from chatbot.forms.files import UploadForm

__all__ = [
    "AskForm",
    "EntryForm",
    "FilterForm",
    "NameForm",
    "ReviewForm",
    "RevisionForm",
    "SynonymForm",
    "UploadForm",
    "UtteranceForm",
]
