"""Where in the city an opinion is about."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from consultations.models.opinion import Opinion


class Place(models.Model):
    """A point, the name of a place, or both."""

    opinion = models.OneToOneField(Opinion, on_delete=models.CASCADE, related_name="place")
    name = models.CharField(max_length=80, blank=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    """WGS 84, to five digits: a metre, as near as anybody points on a map."""

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="a_point_has_both_its_numbers",
            ),
            models.CheckConstraint(
                condition=~Q(name="") | Q(latitude__isnull=False), name="a_place_says_where"
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"{self.latitude}, {self.longitude}"

    @property
    def has_point(self) -> bool:
        return self.latitude is not None
