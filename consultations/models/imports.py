from typing import ClassVar

from django.db import models

from accounts.models import User
from consultations.models.consultation import Consultation
from consultations.models.job import Job


class ImportBatch(models.Model):
    """A file of submissions: uploaded, its columns mapped by a person, then imported by a job."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="import_batches")
    file = models.FileField(upload_to="imports/%Y/%m/")
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    encoding = models.CharField(max_length=20)
    columns = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    rows_total = models.PositiveIntegerField(default=0)
    rows_added = models.PositiveIntegerField(default=0)
    rows_already_there = models.PositiveIntegerField(default=0)
    row_errors = models.JSONField(default=list)
    job = models.ForeignKey(
        Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="import_batches"
    )
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="import_batches")
    uploaded_at = models.DateTimeField()
    imported_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-uploaded_at"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def rows_refused(self) -> int:
        return len({error["row"] for error in self.row_errors})

    @property
    def rows_good(self) -> int:
        return self.rows_total - self.rows_refused
