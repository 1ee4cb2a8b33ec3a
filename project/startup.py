"""What a process that answers requests does once, before the first of them."""

import gc

from django.urls import get_resolver

MADE_BETWEEN_LOOKS = 100_000
"""Where ten thousand opinions stand takes fewer: a page of them is answered without a look."""


def settle() -> None:
    """Look for garbage only among what is made from now on, and not for every few objects.

    Going through all the objects of the program takes a fifth of a second, and whoever waited for an answer
    at that moment waited for that, too.
    """
    _ = get_resolver().url_patterns  # all views are loaded with them
    gc.collect()
    gc.freeze()
    gc.set_threshold(MADE_BETWEEN_LOOKS, 20, 20)
