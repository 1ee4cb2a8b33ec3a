"""Which reader a file needs, by its name."""

from pathlib import PurePath

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from consultations.importers.documents.markdown import decode, read_text
from consultations.importers.documents.sections import Manuscript
from consultations.importers.documents.word import read_word
from consultations.importers.limits import UnreadableFileError

_WORDS: "dict[str, str | Promise]" = {
    ".docm": _("Word files with macros are not taken. Save it as .docx."),
    ".dotm": _("Word files with macros are not taken. Save it as .docx."),
    ".doc": _("The old Word format is not taken. Save it as .docx."),
    ".pdf": _("PDF files have no headings to rely on. Save the original as .docx."),
}


def read_document(name: str, content: bytes) -> Manuscript:
    """Raises `UnreadableFileError` with words for the person who chose the file."""
    ending = PurePath(name).suffix.lower()
    if not content:
        raise UnreadableFileError(_("The file is empty."))
    if ending == ".docx":
        return read_word(content)
    if ending in {".md", ".markdown", ".txt"}:
        return read_text(decode(content))
    raise UnreadableFileError(_WORDS.get(ending, _("Choose a Word file (.docx) or a Markdown file (.md).")))
