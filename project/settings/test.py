"""Like production in what it forbids, like development in what it needs."""

import os
import tempfile

os.environ.setdefault("VAR_DIR", tempfile.mkdtemp(prefix="yoriai-test-"))
if os.environ.get("REDIS_URL"):
    # Each test empties the cache: processes that test side by side need one each.
    _url, _, _number = os.environ["REDIS_URL"].rpartition("/")
    _worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    os.environ["REDIS_URL"] = f"{_url}/{int(_number) - _worker}"

from project.settings.base import *  # noqa: F403
from project.settings.base import DATABASES, STORAGES

SECRET_KEY = "for-tests-only"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": ["default"]}}
STORAGES["default"] = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
JOB_HEARTBEAT = False
SIGN_UP_COSTS = False
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    # What was committed outlives every process; that it outlives the machine too is not tested here.
    DATABASES["default"]["OPTIONS"] = {"options": "-c synchronous_commit=off"}
# No folder of collected files is needed, and whitenoise does not warn that there is none.
WHITENOISE_AUTOREFRESH = True
