"""What a worker does for the chat: `settings.JOB_HANDLERS` names these."""

from dataclasses import asdict
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from chatbot.models import FaqUpload
from chatbot.services import faq_import, publishing
from chatbot.services.desk import pairs
from consultations.importers.limits import UnreadableFileError
from consultations.jobs import JobError, Progress
from consultations.models import Job

IMPORTING = gettext_noop("Importing the rows")


def import_faq(job: Job, progress: Progress) -> dict[str, Any]:
    upload = FaqUpload.objects.get(pk=job.parameters["upload"])
    progress.at(IMPORTING, 0)
    try:
        counts = faq_import.run(
            upload=upload, now=timezone.now(), progress=lambda percent: progress.at(IMPORTING, percent)
        )
    except UnreadableFileError as error:
        raise JobError(str(error)) from error
    return asdict(counts) | {"url": reverse("chatbot:faq_list")}


def publish_faq(job: Job, progress: Progress) -> dict[str, Any]:
    publication = publishing.publish(job=job, report=progress.at, now=timezone.now())
    return {
        "publication": publication.number,
        "url": reverse("chatbot:publication", args=[publication.number]),
        "hit_rate": publication.quality.get("hit_rate"),
        "decline_rate": publication.quality.get("decline_rate"),
    }


def find_pairs(job: Job, progress: Progress) -> dict[str, Any]:
    counts = pairs.find(publication=job.parameters["publication"], report=progress.at, now=timezone.now())
    return counts | {"url": reverse("chatbot:faq_pairs")}
