"""Settings that every surrounding shares; the environment overrides what differs."""

from pathlib import Path
from typing import Any

import environ
from csp.constants import NONCE, NONE, SELF

ROOT = Path(__file__).resolve().parents[3]
env = environ.Env()

# Everything that the portal writes lies in one folder, so that a backup has one place to look.
DATA_FOLDER = Path(env.str("TANDEM_DATA", default=str(ROOT / "var")))
DATA_FOLDER.mkdir(parents=True, exist_ok=True)
# Settings that belong to what lies there, such as the currency it counts in; the environment goes before them.
SETTINGS_FILE = DATA_FOLDER / "settings.env"
if SETTINGS_FILE.exists():
    env.read_env(SETTINGS_FILE)

DATABASES: dict[str, dict[str, Any]] = {
    "default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_FOLDER / 'tandem.sqlite3'}")
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A read-then-write in a deferred transaction fails at once under other writers, whatever the
    # time-out; IMMEDIATE waits its turn.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 60,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The fact table: a folder, or an address of object storage that deltalake understands.
FACTS_URI = env.str("FACTS_URI", default=str(DATA_FOLDER / "facts"))
FACTS_STORAGE_OPTIONS = env.dict("FACTS_STORAGE_OPTIONS", default={})

CACHES = {
    "default": env.cache_url("CACHE_URL", default="locmemcache://tandem"),
}

MEDIA_ROOT = DATA_FOLDER / "media"
MEDIA_URL = "/media/"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    # What partners sent, byte for byte. Never served by address, only through the gate.
    "documents": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(DATA_FOLDER / "documents"), "base_url": None},
    },
}

INSTALLED_APPS = [
    "portal.shell",
    "portal.content",
    "reports",
    "keyaccounts",
    "vmi",
    "accounts",
    "wagtail.contrib.settings",
    "accounts.people_app.PeopleAppConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.PersonLanguageMiddleware",
    "accounts.middleware.ScopeMiddleware",
    "accounts.middleware.DomainErrorMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "portal.shell.context_processors.portal",
            ],
            # Numbers, dates and components are written the same way on every page.
            "builtins": ["portal.shell.templatetags.tandem"],
        },
    }
]

LANGUAGE_CODE = env.str("LANGUAGE_CODE", default="zh-hans")
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
TIME_ZONE = env.str("TIME_ZONE", default="Asia/Shanghai")
USE_TZ = True
USE_I18N = True
# The kernel is no app of Django's, so its catalogue is named here.
LOCALE_PATHS = [ROOT / "portal" / "kernel" / "locale"]

STATIC_URL = "/static/"
STATIC_ROOT = DATA_FOLDER / "static"
STATIC_ROOT.mkdir(exist_ok=True)

# The firm that runs this portal.
MANUFACTURER_NAME = {
    "zh-hans": env.str("MANUFACTURER_NAME_ZH", default="中粮美特"),
    "en": env.str("MANUFACTURER_NAME", default="COFCO Maite"),
}
CURRENCY = env.str("CURRENCY", default="CNY")

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "accounts.models.person_name"
ACCOUNT_ADAPTER = "accounts.adapter.NoSelfSignUpAdapter"
# People are made by an administrator who knows their address; nobody signs up by himself.
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Tandem"
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_FRONTEND_LOGIN_URL = "/account/login/"

# The mail server.
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="smtp://localhost:25")
EMAIL_BACKEND = EMAIL_CONFIG["EMAIL_BACKEND"]
EMAIL_HOST = EMAIL_CONFIG["EMAIL_HOST"]
EMAIL_PORT = EMAIL_CONFIG["EMAIL_PORT"]
EMAIL_HOST_USER = EMAIL_CONFIG["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = EMAIL_CONFIG["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = EMAIL_CONFIG.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = EMAIL_CONFIG.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 20

# Where links in mails and feeds point. Never taken from a request: its Host header can be forged.
PORTAL_ADDRESS = env.str("PORTAL_ADDRESS", default="http://localhost:8000")
WAGTAILADMIN_BASE_URL = PORTAL_ADDRESS
WAGTAIL_SITE_NAME = "Tandem"
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ("/workspace/",),
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    },
}

# A file above this is refused before it is read.
UPLOAD_LIMIT_BYTES = env.int("UPLOAD_LIMIT_BYTES", default=512 * 1024 * 1024)
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024

# Files that systems bring in pieces wait here; with several web machines, a folder that all of them see.
STAGING_FOLDER = env.str("STAGING_FOLDER", default=str(DATA_FOLDER / "staging"))
STAGED_FILE_HOURS = env.int("STAGED_FILE_HOURS", default=24)
# How many files a partner may have announced and not yet submitted.
STAGED_FILES_AT_ONCE = env.int("STAGED_FILES_AT_ONCE", default=20)

# Doors that are closed unless they are named: the folder with one folder per partner, and the mailbox.
DROP_FOLDER = env.str("DROP_FOLDER", default="")
# A file counts as complete when nothing of it has changed for so long.
DROP_SETTLE_SECONDS = env.int("DROP_SETTLE_SECONDS", default=10)
MAILBOX_URL = env.str("MAILBOX_URL", default="")
MAILBOX_ADDRESS = env.str("MAILBOX_ADDRESS", default="")
MAILBOX_SECONDS = env.int("MAILBOX_SECONDS", default=60)
# A mail is held in memory while it is taken apart.
MAIL_LIMIT_BYTES = env.int("MAIL_LIMIT_BYTES", default=40 * 1024 * 1024)
# Whom letters are from.
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default=MAILBOX_ADDRESS or "Tandem <tandem@localhost>")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}
SILENCED_SYSTEM_CHECKS: list[str] = []

# What the API takes in one request; see portal/kernel/graphql/options.py for every limit.
GRAPHQL = {
    # Asking the facts costs more than reading a page of rows.
    "cost_of_fields": {
        "Query.sellThrough": 20,
        "Query.stockPositions": 20,
        "Query.feeds": 20,
        "Query.keyAccounts": 20,
    },
    "max_body_bytes": 4 * 1024 * 1024,
}
