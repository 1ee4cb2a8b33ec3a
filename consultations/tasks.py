"""What workers do. A task is told which job to run; `settings.JOB_HANDLERS` says what its kind means."""

from django.conf import settings
from django.utils.module_loading import import_string
from django_tasks import task

from consultations import jobs


@task()
def run_job(job_id: int) -> None:
    jobs.run(job_id, handler_for)


def handler_for(kind: str) -> jobs.Handler:
    # By name, not by import: the web process queues jobs and needs nothing of what they load.
    handler: jobs.Handler = import_string(settings.JOB_HANDLERS[kind])
    return handler
