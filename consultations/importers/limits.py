"""How much one file may hold, and how an unreadable one is refused."""

from django.utils.functional import Promise

MOST_ROWS = 100_000
MOST_COLUMNS = 100
LONGEST_TEXT = 20_000
LONGEST_TITLE = 80
LONGEST_ATTRIBUTE = 200
LONGEST_NAME = 60


class UnreadableFileError(Exception):
    """The file as a whole cannot be used; `message` says why in words for the person who chose it."""

    def __init__(self, message: "str | Promise") -> None:
        super().__init__(str(message))
        self.message = message
