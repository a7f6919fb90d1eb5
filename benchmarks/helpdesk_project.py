"""The smallest Django project that serves django-helpdesk well: settings and the server's entry."""

import os
import secrets
from pathlib import Path
from typing import Any

FOLDER = Path(os.environ["HELPDESK_FOLDER"])
NAME, PASSWORD, QUEUE = "ana", "side-by-side-1", "Letters"

SECRET_KEY = secrets.token_hex(32) if not (FOLDER / "key").exists() else (FOLDER / "key").read_text()
(FOLDER / "key").write_text(SECRET_KEY)
ALLOWED_HOSTS = ["127.0.0.1"]
DEBUG = False
ROOT_URLCONF = "helpdesk_addresses"
SITE_ID = 1
INSTALLED_APPS = [
    "django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
    "django.contrib.messages", "django.contrib.staticfiles", "django.contrib.sites", "django.contrib.humanize",
    "rest_framework", "helpdesk",
]  # fmt: skip
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": FOLDER / "helpdesk.sqlite3",
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            "init_command": "pragma journal_mode=wal; pragma synchronous=normal",
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
        },
    }
}
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
HELPDESK_TEAMS_MODE_ENABLED = False
USE_TZ = True
STATIC_URL = "/static/"
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/tickets/"


def begin() -> None:
    """One agent and one queue."""
    import django  # noqa: PLC0415 -- this file is its settings

    django.setup()
    from django.contrib.auth import get_user_model  # noqa: PLC0415 -- as above
    from helpdesk.models import Queue  # noqa: PLC0415 -- as above

    get_user_model().objects.create_superuser(NAME, "ana@example.org", PASSWORD)
    Queue.objects.create(title=QUEUE, slug="letters")


def application() -> Any:
    """For the server."""
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415 -- as above

    return get_wsgi_application()
