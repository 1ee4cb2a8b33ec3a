"""What consultations and opinions are sorted by: parts of the city, and fields of what it does."""

from typing import ClassVar

from django.db import models


class AreaQuerySet(models.QuerySet["Area"]):
    def offered(self) -> "AreaQuerySet":
        return self.filter(retired_at__isnull=True)


class Area(models.Model):
    """A ward or district, in the order in which the city lists them."""

    name = models.CharField(max_length=40, unique=True)
    code = models.CharField(max_length=10, blank=True)
    """The six-digit 全国地方公共団体コード, or the city's own code of the district."""
    outline = models.JSONField(null=True, blank=True)
    """A GeoJSON geometry, for maps."""
    position = models.PositiveIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)
    """Since when it is offered no more; what was sorted under it stays so."""

    objects = AreaQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class PolicyFieldQuerySet(models.QuerySet["PolicyField"]):
    def offered(self) -> "PolicyFieldQuerySet":
        return self.filter(retired_at__isnull=True)


class PolicyField(models.Model):
    """A field of what the city does: 福祉, 防災, 交通 …"""

    name = models.CharField(max_length=40, unique=True)
    position = models.PositiveIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = PolicyFieldQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "pk"]

    def __str__(self) -> str:
        return self.name
