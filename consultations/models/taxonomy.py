"""What consultations and opinions are sorted by: parts of the city, and fields of what it does."""

from typing import ClassVar

from django.db import models


class Area(models.Model):
    """A ward or district, in the order in which the city lists them."""

    name = models.CharField(max_length=40, unique=True)
    code = models.CharField(max_length=10, blank=True)
    """The six-digit 全国地方公共団体コード, or the city's own code of the district."""
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class PolicyField(models.Model):
    """A field of what the city does: 福祉, 防災, 交通 …"""

    name = models.CharField(max_length=40, unique=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "pk"]

    def __str__(self) -> str:
        return self.name
