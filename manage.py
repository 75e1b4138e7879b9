"""Management commands, inside the environment that bin/tandem has made."""

import os
import sys

import django
from django.core.management import execute_from_command_line
from django.utils import translation

# These speak to many people, or to none: each request brings its own language.
SERVES = {"serve", "runserver", "db_worker"}


def language_of_terminal() -> str:
    """Chinese where the terminal says so (LC_ALL, LC_MESSAGES or LANG), English everywhere else."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    said = next((os.environ[name] for name in names if os.environ.get(name)), "")
    return "zh-hans" if said.startswith("zh") else "en"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.config.settings.development")
    if SERVES & set(sys.argv[1:2]):
        execute_from_command_line(sys.argv)
    else:
        django.setup()
        with translation.override(language_of_terminal()):
            execute_from_command_line(sys.argv)
