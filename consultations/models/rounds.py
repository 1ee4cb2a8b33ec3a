from django.db import models


class Round(models.Model):
    """Work that comes again at fixed intervals: when it is due next. One worker at a time takes it."""

    name = models.CharField(max_length=120, unique=True)
    due_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
