"""What the tests run in: quick passwords, mail in memory, everything written into a folder of its own."""

import os
import tempfile
from pathlib import Path

os.environ["TANDEM_DATA"] = os.environ.get("TANDEM_TEST_DATA") or tempfile.mkdtemp(
    prefix="tandem-test-"
)

from portal.config.settings.base import *  # noqa: F403
from portal.config.settings.base import DATA_FOLDER

SECRET_KEY = "only-for-tests"  # noqa: S105
DEBUG = False
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
LANGUAGE_CODE = "en"
WHITENOISE_USE_FINDERS = True
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": []}}
FACTS_URI = str(Path(DATA_FOLDER) / "facts")
ACCOUNT_RATE_LIMITS = False
