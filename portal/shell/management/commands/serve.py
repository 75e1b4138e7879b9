"""Starts the whole portal: prepares the database, then runs web server, worker and scheduler until Ctrl-C."""

import errno
import http.client
import io
import os
import pkgutil
import socket
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.wsgi import get_wsgi_application
from django.db import connection, connections
from django.db.migrations.loader import MIGRATIONS_MODULE_NAME
from django.db.migrations.recorder import MigrationRecorder
from django.urls import get_resolver
from django.utils import translation
from gunicorn.app.base import BaseApplication

from accounts.models import Partner
from accounts.tenancy import system_scope
from portal.shell.management.commands.schedule import run_scheduler
from portal.shell.supervisor import Supervisor
from portal.shell.terminal import language_of_terminal
from vmi.tasks import resume_reports

# A worker is a process; each answers as many requests at once as it has threads.
MOST_WORKERS = 4
THREADS = 4
READY_WITHIN_SECONDS = 60.0


class Command(BaseCommand):
    help = (
        "Prepare the database, then run web server, background worker and scheduler until Ctrl-C."
    )
    # A start should be quick: bin/check and `migrate` run the system checks.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="default: 8000")
        parser.add_argument(
            "--host",
            default="127.0.0.1",
            help="default: 127.0.0.1, this machine only; 0.0.0.0 lets others reach it",
        )
        parser.add_argument(
            "--workers", type=int, default=0, help="web processes; default: one a core, at most 4"
        )
        parser.add_argument("--no-demo", action="store_true", help="leave an empty database empty")

    def handle(self, **options: object) -> None:
        host, port = str(options["host"]), int(str(options["port"]))
        workers = int(str(options["workers"])) or min(os.cpu_count() or 1, MOST_WORKERS)
        refuse_taken_port(host, port)
        os.environ.setdefault("PORTAL_ADDRESS", f"http://localhost:{port}")
        self.prepare(with_demo=not options["no_demo"])
        with translation.override(language_of_terminal()):
            people = people_to_sign_in()
        self.run_until_stopped(host, port, workers, people)

    def prepare(self, *, with_demo: bool) -> None:
        if missing_migrations():
            self.say("Preparing the database (the first time takes about half a minute) …")
            call_command("migrate", interactive=False, verbosity=0)
        if with_demo and getattr(settings, "DEMO_WHEN_EMPTY", False):
            load_demo_if_empty()
        # WhiteNoise warns when it is missing, though nothing is collected outside production.
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
        if "Manifest" in settings.STORAGES["staticfiles"]["BACKEND"]:
            call_command("collectstatic", interactive=False, verbosity=0)

    def run_until_stopped(self, host: str, port: int, workers: int, people: str) -> None:
        application = get_wsgi_application()
        # Routes, views and schema are imported here, once; every process gets them by its fork.
        _ = get_resolver().url_patterns
        connections.close_all()
        supervisor = Supervisor()
        supervisor.catch_signals()
        try:
            supervisor.start("web server", lambda: serve_web(application, host, port, workers))
            supervisor.start("worker", run_worker)
            supervisor.start("scheduler", run_scheduler)
            for name, command in doors_to_watch().items():
                supervisor.start(name, partial(run_command, command))
            if supervisor.wait_until(lambda: answers(host, port), seconds=READY_WITHIN_SECONDS):
                self.say(f"\nTandem is ready: http://{shown(host)}:{port}/\n\n{people}")
                self.say("Ctrl-C stops it.")
            elif not supervisor.was_asked_to_stop:
                raise CommandError("The portal did not start; the lines above say why.")
            ended = supervisor.wait()
        finally:
            supervisor.stop()
        if ended is not None:
            raise CommandError(f"The {ended} ended by itself, so everything was stopped.")
        self.say("Stopped.")

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


class WebServer(BaseApplication):
    """gunicorn inside this program, with the application that is loaded already."""

    def __init__(self, application: Callable[..., object], **settings: object) -> None:
        self._application = application
        self._settings = settings
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._settings.items():
            self.cfg.set(name, value)

    def load(self) -> Callable[..., object]:
        return self._application


def serve_web(application: Callable[..., object], host: str, port: int, workers: int) -> None:
    WebServer(
        application,
        bind=f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        workers=workers,
        threads=THREADS,
        preload_app=True,
        proc_name="tandem",
        loglevel="warning",
        graceful_timeout=8,
        # A worker that grew is replaced now and then, not all at the same moment.
        max_requests=20_000,
        max_requests_jitter=2_000,
    ).run()


def load_demo_if_empty() -> None:
    """Load the example in a process of its own: one that has written facts must not fork any more."""
    with system_scope(reason="see whether the portal is empty"):
        is_empty = not Partner.objects.exists()
    if is_empty:
        manage = Path(settings.ROOT) / "manage.py"
        command = [sys.executable, str(manage), "demo", "--if-empty"]
        if subprocess.run(command, check=False).returncode != 0:  # noqa: S603  (our own command)
            raise CommandError("The example could not be loaded; the lines above say why.")


def doors_to_watch() -> dict[str, str]:
    """Doors where we have to look for what came, each with the command that does; only those that are set up."""
    doors = {}
    if settings.DROP_FOLDER:
        doors["drop folder"] = "watch_folder"
    if settings.MAILBOX_URL:
        doors["mailbox"] = "fetch_mail"
    return doors


def run_worker() -> None:
    # What a crash has left comes first.
    resume_reports.enqueue()
    call_command("db_worker", queue_name="*", reload=False, verbosity=0)


def run_command(name: str) -> None:
    """A command that runs until it is stopped."""
    call_command(name)


def missing_migrations() -> bool:
    """Whether a migration of the code has not run. Looks at names only, so that a start stays quick."""
    applied = set(MigrationRecorder(connection).applied_migrations())
    return any(
        (config.label, module.name) not in applied
        for config in apps.get_app_configs()
        for module in migrations_of(config.label, config.name)
    )


def migrations_of(label: str, package: str) -> list[pkgutil.ModuleInfo]:
    try:
        named: str | None = settings.MIGRATION_MODULES.get(label)
        folder = import_module(named or f"{package}.{MIGRATIONS_MODULE_NAME}")
    except ModuleNotFoundError:
        return []
    return [
        module for module in pkgutil.iter_modules(folder.__path__) if module.name[0] not in "_~"
    ]


def refuse_taken_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            if problem.errno == errno.EADDRINUSE:
                raise CommandError(
                    f"Port {port} is in use. Stop what uses it, or take another: "
                    f"bin/serve --port {port + 1}"
                ) from problem
            raise CommandError(f"Cannot listen on {host}:{port}: {problem.strerror}.") from problem


def answers(host: str, port: int) -> bool:
    """Whether the portal answers at all; in production it may answer that it wants https."""
    address = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    web = http.client.HTTPConnection(address, port, timeout=5)
    try:
        web.request("GET", "/livez", headers={"Host": "localhost"})
        return web.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR
    except OSError:
        return False
    finally:
        web.close()


def shown(host: str) -> str:
    if host in {"127.0.0.1", "0.0.0.0", "::", "::1"}:  # noqa: S104
        return "localhost"
    return host


def people_to_sign_in() -> str:
    """The table of demo people, or how the first person is made."""
    if not get_user_model()._default_manager.exists():
        return (
            "Nobody can sign in yet. bin/tandem createsuperuser makes the first administrator;\n"
            "bin/tandem demo fills the portal with an example firm.\n"
        )
    table = io.StringIO()
    call_command("demo_people", stdout=table)
    return table.getvalue()
