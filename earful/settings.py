"""Django's settings. What an owner may set comes from the environment through kit/environment.py, nothing else."""

from pathlib import Path

import dj_database_url

from earful.kit import calling, environment, logs

here = Path(__file__).resolve().parent
env = environment.read()

SECRET_KEY = env.secret_key
SEALING_KEY = env.sealing_key
DEBUG = False
ALLOWED_HOSTS = env.allowed_hosts
CSRF_TRUSTED_ORIGINS = env.trusted_origins
ROOT_URLCONF = "earful.urls"
WSGI_APPLICATION = "earful.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

ROOMS = [
    "staff",
    "accounts",
    "customers",
    "intake",
    "listening",
    "triage",
    "conversations",
    "queues",
    "knowledge",
    "replies",
    "outbox",
    "notices",
    "house_rules",
]
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "allauth",
    "allauth.account",
    "procrastinate.contrib.django",
    *(f"earful.{room}" for room in ROOMS),
    "earful.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "earful.web.headers.SecurityHeaders",
    "earful.web.away.DatabaseAway",
    "earful.web.settled.Settled",
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
                "earful.web.context.desk",
            ]
        },
    }
]

DATABASES = {"default": dj_database_url.parse(env.database_url, conn_max_age=60, conn_health_checks=True)}
DATABASES["default"]["OPTIONS"] = {
    **DATABASES["default"].get("OPTIONS", {}),
    **calling.options(env.role),
    "prepare_threshold": 0,  # for what kit/ready.py asks; all else is put together by the client and never prepared
}
LISTEN_URL = env.database_url
DATA_DIR = env.data_dir
MAIL = env.mail
PUBLIC_URL = env.url

AUTH_USER_MODEL = "staff.Agent"
AUTHENTICATION_BACKENDS = [
    "earful.web.signed_in.Backend",
    "sesame.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "earful.web.sign_in.ClosedDoor"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
SESAME_ONE_TIME = True
SESAME_MAX_AGE = 60 * 60 * 24
SESAME_TOKEN_NAME = "key"  # noqa: S105 -- the name of a query parameter

SESSION_ENGINE = "earful.web.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.https
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.https else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "earful_cache",
        "OPTIONS": {
            "MAX_ENTRIES": 20_000
        },  # beyond it any third goes, counts of presses and tries to sign in among them
    }
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]  # a half-translated page would mix two; add a language when its catalogue is complete
LOCALE_PATHS = [here / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "/static/"
STATIC_ROOT = env.data_dir / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

PROCRASTINATE_IMPORT_PATHS = [
    "earful.amending",
    "earful.behind_links",
    "earful.experts",
    "earful.flow",
    "earful.grouping",
    "earful.heeding",
    "earful.in_private",
    "earful.knowing",
    "earful.quiet",
    "earful.reconciling",
    "earful.ruling",
    "earful.sources",
    "earful.taking_on",
    "earful.telling",
    "earful.topics",
    "earful.upkeep",
]
URL = env.url or f"http://{env.shown_host}:{env.port}"  # what links in mails begin with
LIVE_PORT = env.live_port
LIVE_URL = env.live_url
LOGGING = logs.CONFIG
logs.start()
