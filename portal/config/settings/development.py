"""A portal on one machine for one firm to try: SQLite, a key of its own, http."""

from django.core.management.utils import get_random_secret_key

from portal.config.settings.base import *  # noqa: F403
from portal.config.settings.base import DATA_FOLDER, env

DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"])

# Made once and kept beside the database, so that sessions outlive a restart and no key is shared.
_key_file = DATA_FOLDER / "secret_key"
if not _key_file.exists():
    _key_file.touch(mode=0o600)
    _key_file.write_text(get_random_secret_key())
SECRET_KEY = env.str("SECRET_KEY", default=_key_file.read_text())

if "EMAIL_URL" not in env:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA_FOLDER / "mail"
# Static files straight from the apps: no collectstatic step on a first start.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
# bin/serve fills an empty database with an example firm, so that there is something to look at.
DEMO_WHEN_EMPTY = env.bool("DEMO_WHEN_EMPTY", default=True)
