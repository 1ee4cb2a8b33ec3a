"""For browser tests: the test settings on files and the real queue, which server, worker and tests share."""

from project.settings.base import REDIS_URL, VAR_DIR
from project.settings.test import *  # noqa: F403
from project.settings.test import STORAGES

_QUEUE = "django_tasks_rq.RQBackend" if REDIS_URL else "django_tasks_db.DatabaseBackend"
TASKS = {"default": {"BACKEND": _QUEUE, "QUEUES": ["default"]}}
JOB_HEARTBEAT = True
SIGN_UP_COSTS = True
SIGN_UP_SECONDS = (0, 3)
WHITENOISE_USE_FINDERS = True
STORAGES["default"] = {
    "BACKEND": "django.core.files.storage.FileSystemStorage",
    "OPTIONS": {"location": VAR_DIR / "private", "base_url": None},
}
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
