"""Compiles and checks the translation catalogues with Babel, so that msgfmt need not be installed."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("portal", "accounts", "vmi", "keyaccounts", "reports")
# English is written in the code; every other language has a catalogue in each app.
LANGUAGE = "zh_Hans"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|(?<!%)%[sd]|\{\w+\}")

# A message is known by its context and its English text.
Key = tuple[str | None, str]


def main() -> int:
    """Run the one verb that was asked for; the exit code says whether all is well."""
    verb = sys.argv[1] if len(sys.argv) > 1 else "compile"
    if verb == "compile":
        compile_outdated()
        return 0
    if verb == "extract":
        extract()
        return 0
    if verb == "check":
        problems = [*problems_of_catalogues(), *problems_of_extraction()]
        say("\n".join(problems) or "every string is translated")
        return 1 if problems else 0
    say(f"bin/translations: '{verb}' is not known. Say compile, check or extract.")
    return 2


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def catalogues() -> list[Path]:
    return sorted(
        path
        for package in PACKAGES
        for path in (ROOT / package).glob("**/locale/*/LC_MESSAGES/*.po")
    )


def read(path: Path, *, strict: bool = True) -> Catalog:
    """Strictly for the check; compiling takes what can be read, so that a portal starts all the same."""
    # Babel prints what it passes over; the check says the same with the file's name.
    with path.open("rb") as file, contextlib.redirect_stdout(io.StringIO()):
        return read_po(file, locale=path.parts[-3], abort_invalid=strict)


def compile_outdated() -> None:
    for path in catalogues():
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns > path.stat().st_mtime_ns:
            continue
        # Written aside and moved: a portal that starts meanwhile never reads half a file.
        draft = target.with_suffix(f".{os.getpid()}.draft")
        with draft.open("wb") as file:
            write_mo(file, read(path, strict=False), use_fuzzy=False)
        draft.replace(target)


def problems_of_catalogues() -> Iterator[str]:
    for path in catalogues():
        name = path.relative_to(ROOT)
        try:
            catalogue = read(path)
        except PoFileError as problem:
            yield f"{name}: {problem}"
            continue
        for message in catalogue:
            if message.id:
                for problem_text in problems_of_message(message):
                    yield f"{name}:{message.lineno}: {problem_text}: {english(message)!r}"


def problems_of_message(message: Message) -> Iterator[str]:
    if message.fuzzy:
        yield "only guessed (fuzzy)"
    string = message.string
    texts = tuple(string) if isinstance(string, tuple | list) else (string or "",)
    if not all(texts):
        yield "not translated"
        return
    # A plural form may leave out the number, but no form may ask for what is not given.
    given = set(PLACEHOLDER.findall(" ".join(both_forms(message))))
    for text in texts:
        asked = set(PLACEHOLDER.findall(text))
        if asked - given or (len(texts) == 1 and given != asked and not message.pluralizable):
            yield f"placeholders differ ({', '.join(sorted(given ^ asked))})"


def both_forms(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, tuple | list) else (message.id,)


def english(message: Message) -> str:
    return both_forms(message)[0]


def key_of(message: Message) -> Key:
    return (message.context, english(message))


def problems_of_extraction() -> Iterator[str]:
    """Strings of the code that no catalogue has. Django joins all catalogues, so any of them will do."""
    if shutil.which("xgettext") is None:
        say(
            "xgettext is not installed (package gettext): strings missing from the catalogues go unseen"
        )
        return
    known = {key_of(message) for path in catalogues() for message in read(path, strict=False)}
    for message in extracted():
        if message.id and key_of(message) not in known:
            file, line = message.locations[0] if message.locations else ("?", 0)
            yield f"{file}:{line}: in no catalogue: {english(message)!r}"


def extracted() -> Catalog:
    """Every string of the code, extracted from a copy so that the catalogues stay as they are."""
    with tempfile.TemporaryDirectory(prefix="tandem-strings-") as folder:
        copy = Path(folder)
        for package in PACKAGES:
            shutil.copytree(
                ROOT / package,
                copy / package,
                ignore=shutil.ignore_patterns("__pycache__", "locale", "static", "node_modules"),
            )
        (copy / "locale").mkdir()
        # As English, whose two forms of a plural are those of the code.
        make_messages(copy, "en")
        return read(copy / "locale" / "en" / "LC_MESSAGES" / "django.po")


def make_messages(folder: Path, language: str) -> None:
    command = [
        sys.executable,
        # An app's own `selectors` must not stand in for the standard library's.
        "-P",
        "-m",
        "django",
        "makemessages",
        "--locale",
        language,
        "--verbosity",
        "0",
    ]
    without_settings = {
        name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"
    }
    subprocess.run(command, cwd=folder, check=True, env=without_settings)  # noqa: S603


def extract() -> None:
    """Bring each app's own catalogue up to date with its code."""
    if shutil.which("xgettext") is None:
        sys.exit("xgettext is not installed: apt install gettext")
    for path in catalogues():
        if path.parts[-3] == LANGUAGE:
            make_messages(path.parents[3], LANGUAGE)


if __name__ == "__main__":
    sys.exit(main())
