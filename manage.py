"""Management commands, inside the environment that bin/tandem has made."""

import os
import sys

import django
from django.core.management import execute_from_command_line
from django.utils import translation

from portal.shell.terminal import language_of_terminal

# These speak to many people, or to none: each request brings its own language.
SERVES = {"serve", "runserver", "db_worker"}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.config.settings.development")
    if SERVES & set(sys.argv[1:2]):
        execute_from_command_line(sys.argv)
    else:
        django.setup()
        with translation.override(language_of_terminal()):
            execute_from_command_line(sys.argv)
