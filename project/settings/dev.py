"""One command, no service: SQLite, the console for mail, the database for the queue."""

from project.settings.base import *  # noqa: F403
from project.settings.base import env

DEBUG = True
SECRET_KEY = env.str("SECRET_KEY", default="only-for-development-never-on-a-reachable-server")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
CITY_CONTACT = env.str("CITY_CONTACT", default="汐見市役所 総合案内 0000-12-3000（平日 8:30〜17:15）")
