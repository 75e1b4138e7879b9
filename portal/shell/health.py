"""Is the portal alive, and can it work: for the machinery around it, without secrets."""

from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return HttpResponse("alive\n", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Database, migrations and facts folder are there; 503 names what is not."""
    complaints = [complaint for complaint in (_database(), _facts()) if complaint]
    words = "\n".join(complaints) or "ready"
    return HttpResponse(f"{words}\n", status=503 if complaints else 200, content_type="text/plain")


def _database() -> str:
    try:
        executor = MigrationExecutor(connection)
        is_behind = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError:
        return "The database does not answer."
    return "Migrations are waiting to be applied." if is_behind else ""


def _facts() -> str:
    if "://" in settings.FACTS_URI:
        # Object storage: whether it answers is the store's own matter, not every probe's.
        return ""
    folder = Path(settings.FACTS_URI)
    is_there = folder.is_dir() or folder.parent.is_dir()
    return "" if is_there else "The folder of the facts is missing."
