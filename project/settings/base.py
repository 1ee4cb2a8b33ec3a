"""What every installation shares. Everything a city sets is an environment variable (or a line of `.env`)."""

from pathlib import Path
from typing import Any

import environ
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from project.settings import logs

BASE_DIR = Path(__file__).resolve().parents[2]
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)

SECRET_KEY = env.str("SECRET_KEY", default="")
DEBUG = False
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Where the site is found from outside: the beginning of every address in mail.
PUBLIC_ADDRESS = env.str("PUBLIC_ADDRESS", default="http://127.0.0.1:8000").rstrip("/")
CITY_NAME = env.str("CITY_NAME", default="汐見市")
# Where the chat sends people whose question it cannot answer.
CITY_CONTACT = env.str("CITY_CONTACT", default="")
# The GeoJSON map on which residents point at places: outlines, roads, rivers; a `name` is written on it.
MAP_FILE = env.str("MAP_FILE", default=str(BASE_DIR / "consultations" / "demo" / "map.geojson"))
# Which pages may show the chat in a frame: it holds public answers and no account, so any page by default.
CHAT_EMBED_ANCESTORS: list[str] = env.list("CHAT_EMBED_ANCESTORS", default=["*"])

INSTALLED_APPS = [
    "daphne",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "channels",
    "allauth",
    "allauth.account",
    "django_htmx",
    "leaflet",
    "django_structlog",
    "django_tasks",
    "django_tasks_db",
    "project",
    "chatbot",
    "consultations",
    "accounts",
]

MIDDLEWARE = [
    # Before all others, so that what those answer themselves has the policy too: files, the way to https.
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "accounts.middleware.PolicyMiddleware",
]

ROOT_URLCONF = "project.urls"
ASGI_APPLICATION = "project.asgi.application"
WSGI_APPLICATION = None

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "project" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "project.context.site",
            ],
        },
    },
]

DATABASES: dict[str, Any] = {
    "default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'yoriai.sqlite3'}")
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE makes writers queue at BEGIN instead of failing at their first write.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    DATABASES["default"]["OPTIONS"] = {"pool": {"min_size": 2, "max_size": 10, "timeout": 10}}

REDIS_URL = env.str("REDIS_URL", default="")
if REDIS_URL:
    CACHES: dict[str, Any] = {
        "default": {
            "BACKEND": "accounts.patient_cache.PatientRedisCache",
            "LOCATION": REDIS_URL,
            # A Redis that hangs must cost a visitor a second, not the answer.
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
        }
    }
    CHANNEL_LAYERS: dict[str, Any] = {
        "default": {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": {"hosts": [REDIS_URL]}}
    }
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}

TASKS: dict[str, Any] = {
    "default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]},
}
if REDIS_URL:
    INSTALLED_APPS += ["django_rq", "django_tasks_rq"]
    TASKS["default"]["BACKEND"] = "django_tasks_rq.RQBackend"
    RQ_QUEUES = {"default": {"URL": REDIS_URL, "DEFAULT_TIMEOUT": 6 * 3600}}
JOB_HEARTBEAT = True
# An embedding model of the city's own beside ours: "package.module:Name", called with the directory.
ENCODER = env.str("ENCODER", default="")
ENCODER_DIRECTORY = env.str("ENCODER_DIRECTORY", default="")
# What a job of each kind does. The engine is `consultations.jobs`; the apps bring the work.
JOB_HANDLERS = {
    "import": "consultations.importers.work.import_submissions",
    "analysis": "consultations.analysis.work.analyse",
    "recheck": "consultations.analysis.work.recheck",
    "archive": "consultations.importers.decidim.work.take_in",
    "export": "consultations.exporting.work.write_export",
    "publication": "consultations.exporting.publication.publish",
    "groups": "consultations.analysis.opinion_groups.find",
    "decision": "consultations.services.planning.decisions.at_length.decide",
    "faq_import": "chatbot.tasks.import_faq",
    "faq_publication": "chatbot.tasks.publish_faq",
    "faq_pairs": "chatbot.tasks.find_pairs",
}

# What the workers do again and again: the function (it gets `now`) and the seconds between two rounds.
ROUNDS: dict[str, int] = {
    "chatbot.services.privacy.screening.screen": 15,
    "chatbot.services.privacy.erasing.expire": 600,
    "chatbot.services.people.leaving.erase_addresses": 3600,
    "chatbot.services.people.leaving.lapse": 60,
    "chatbot.services.people.mailing.deliver": 10,
    "chatbot.services.desk.pairs.look": 30,
    "chatbot.services.desk.reminders.tell": 3600,
    "chatbot.services.queue.grouping.group": 30,
    "consultations.services.searching.mend": 24 * 3600,
    "consultations.services.surveys.opinion_groups.refresh": 300,
    "consultations.services.transfer.exporting.clear_expired": 3600,
    "consultations.services.answering.publishing.refresh": 30,
    "consultations.services.planning.personal_data.look": 15,
    "consultations.services.following.reminders.remind": 600,
    "consultations.services.order.premoderation.release_due": 10,
    "consultations.services.order.flags.look": 10,
    "consultations.services.following.notifications.fan_out": 10,
    "consultations.services.following.digests.gather": 30,
    "consultations.services.following.mailing.deliver": 10,
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_REDIRECT_URL = "/"
LOGIN_URL = "account_login"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1", "password2"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "signup": "accounts.forms.SignupForm",
    "request_login_code": "accounts.forms.AskForCodeForm",
    "confirm_login_code": "accounts.forms.CodeForm",
    "confirm_email_verification_code": "accounts.forms.AddressCodeForm",
}
# A password is a choice: eight digits by mail, good once and for ten minutes, open an account and log in.
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 8, "dashed": True}
ACCOUNT_LOGOUT_ON_GET = False
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="noreply@localhost")

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", _("Japanese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "project" / "locale"]
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STORAGES: dict[str, Any] = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "private", "base_url": None},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
IMPORT_MAX_BYTES = 50 * 1024 * 1024

X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "frame-src": [SELF],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}

# How many links an opinion may have before moderators are asked to look at it.
LINKS_WITHOUT_A_FLAG = env.int("LINKS_WITHOUT_A_FLAG", default=2)
# Signing up: seconds the form is open at the least, with the browser's proof and without it.
SIGN_UP_COSTS = True
SIGN_UP_SECONDS = (2, 20)
# Where nobody has an address for long: sign-ups from these domains are refused.
DISPOSABLE_MAIL_DOMAINS: list[str] = env.list(
    "DISPOSABLE_MAIL_DOMAINS",
    default=["mailinator.com", "guerrillamail.com", "10minutemail.com", "yopmail.com", "trashmail.com"],
)

LOGGING = logs.configure(
    level=env.str("LOG_LEVEL", default="WARNING"),
    as_json=env.str("LOG_FORMAT", default="line") == "json",
)
