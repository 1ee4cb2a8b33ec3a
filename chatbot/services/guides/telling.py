"""In which language a guide is told: the page's leads, and what is missing is said once."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chatbot.services.guides.tree import Tree

ENGLISH, EASY = "en", "easy"


def language(*, is_easy: bool = False) -> str:
    """By the page that is shown now: "" for Japanese, or one of `tree.LANGUAGES`."""
    if not (get_language() or "ja").startswith("ja"):
        return ENGLISH
    return EASY if is_easy else ""


def missing(tree: Tree) -> str:
    """What is said of texts that nobody wrote in the language of the tree."""
    if not tree.lacks:
        return ""
    has_nothing = tree.lacks == tree.texts
    if tree.language == EASY:
        if has_nothing:
            return _("This guide is not written in Easy Japanese yet.")
        return _("Parts of this guide are not written in Easy Japanese yet; they are in usual Japanese.")
    if has_nothing:
        return _("The city wrote this guide in Japanese.")
    return _("Parts of this guide are not written in English yet; they are in Japanese.")
