"""What the terminal says of whoever sits at it."""

import os


def language_of_terminal() -> str:
    """Chinese where the terminal says so (LC_ALL, LC_MESSAGES or LANG), English everywhere else."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    said = next((os.environ[name] for name in names if os.environ.get(name)), "")
    return "zh-hans" if said.startswith("zh") else "en"
