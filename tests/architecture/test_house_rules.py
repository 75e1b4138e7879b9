"""Rules of the house that no linter knows. Each failure says which rule, and what to do instead."""

import ast
import inspect
from collections import Counter
from importlib import import_module
from pathlib import Path
from types import ModuleType

from django.apps import apps
from django.db import models
from graphene import Mutation

from accounts.tenancy import PartnerOwned

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("portal", "accounts", "vmi", "keyaccounts", "reports")
LONGEST_FILE = 400

MODULES = sorted(
    path.relative_to(ROOT)
    for package in PACKAGES
    for path in (ROOT / package).rglob("*.py")
    if "migrations" not in path.parts
)

WRITES = {
    "save",
    "delete",
    "create",
    "bulk_create",
    "bulk_update",
    "update_or_create",
    "get_or_create",
}
MAY_WRITE = {"actions", "facts", "tenancy.py"}
WRITES_WITH_REASON = {
    "accounts/models/person.py": "createsuperuser makes the first person, before there is a scope",
}

# Everything else belongs to one partner and inherits PartnerOwned. A model that is added here is
# read by people of every partner: say why that is right.
SHARED_MODELS = {
    "accounts.Partner": "is itself what a scope consists of; its manager is scoped by its own id",
    "accounts.Person": "people of the manufacturer have no partner; sign-in comes before the scope",
    "accounts.Assignment": "scopes are made from it, so it is read before there is one",
    "accounts.AuditEntry": "also tells what was done to no partner; read with VIEW_AUDIT only",
    "vmi.Supplier": "names of makers, the same for everyone",
    "vmi.Product": "the manufacturer's catalogue, the same for everyone",
    "keyaccounts.Segment": "the tree of market segments, the same for everyone",
    "vmi.PostingRevision": "one counter for the whole portal, no partner's data in it",
    "keyaccounts.Thresholds": "the manufacturer's settings, one row",
    "shell.JobSlot": "when periodic work was begun, no partner's data in it",
    "content.NoticePage": "a page of Wagtail's tree, with an audience of its own",
    "content.NoticeIndexPage": "the page above the notices; it lists what its reader may see",
}

ACTIONS_WITHOUT_PERMISSION = {
    "accounts.actions.record_audit": "part of every action, which has asked already",
    "accounts.actions.note_client_use": "done for the client, not by it",
    "accounts.actions.choose_language": "a person changes nobody but himself",
}


def test_only_actions_write() -> None:
    writing = [
        f"{path}:{call.lineno}: {ast.unparse(call)}"
        for path in MODULES
        if not MAY_WRITE & set(path.parts) and path.as_posix() not in WRITES_WITH_REASON
        for call in method_calls(path)
        if writes_rows(call)
    ]

    assert writing == [], "write in an action"


def test_no_row_changes_its_partner() -> None:
    moving = [
        f"{path}:{call.lineno}: {ast.unparse(call)}"
        for path in MODULES
        for call in method_calls(path)
        if named(call) == "update"
        and {keyword.arg for keyword in call.keywords} & {"partner", "partner_id"}
    ]

    assert moving == []


def test_the_wall_is_never_switched_off() -> None:
    assert [path for path in MODULES if "scopes_disabled" in (ROOT / path).read_text()] == []


def test_a_file_has_one_subject_and_fits() -> None:
    tests = [path.relative_to(ROOT) for path in ROOT.glob("tests/**/*.py")]
    lengths = {
        path: len((ROOT / path).read_text().splitlines()) for path in [*MODULES, *sorted(tests)]
    }
    too_long = {str(path): lines for path, lines in lengths.items() if lines > LONGEST_FILE}

    assert too_long == {}, "split it by subject"


def test_no_module_is_named_after_nothing() -> None:
    empty_names = {"utils", "util", "helpers", "misc", "common", "manager", "data"}

    assert [path for path in MODULES if path.stem in empty_names] == []


def test_every_rule_has_a_test_of_its_name() -> None:
    untested = [
        path
        for path in MODULES
        if path.parts[1:2] == ("rules",)
        and defines_functions(path)
        and not list((ROOT / "tests" / path.parts[0]).rglob(f"test_{path.stem}.py"))
    ]

    assert untested == [], "write tests/<app>/rules/test_<rule>.py"


def test_every_model_is_walled_or_shared_with_a_reason() -> None:
    unwalled = {model._meta.label for model in own_models() if not issubclass(model, PartnerOwned)}

    assert unwalled - SHARED_MODELS.keys() == set(), "inherit PartnerOwned, or say why it is shared"


def test_shared_models_are_models_that_exist() -> None:
    assert SHARED_MODELS.keys() - {model._meta.label for model in own_models()} == set()


def test_the_wall_holds_on_the_way_through_foreign_keys_too() -> None:
    without = [
        model._meta.label
        for model in own_models()
        if issubclass(model, PartnerOwned) and model._meta.base_manager_name != "objects"
    ]

    assert without == [], "class Meta(PartnerOwned.Meta)"


def test_every_action_names_its_permission() -> None:
    without = {
        module.__name__
        for module in imported("actions")
        if (verb := getattr(module, module.__name__.rpartition(".")[2], None)) is not None
        and takes_scope_first(verb)
        and not hasattr(verb, "permission")
    }

    assert without - ACTIONS_WITHOUT_PERMISSION.keys() == set()


def test_every_mutation_performs_an_action_that_names_its_permission() -> None:
    without = [
        mutation.__qualname__
        for module in imported("api")
        for mutation in vars(module).values()
        if inspect.isclass(mutation)
        and issubclass(mutation, Mutation)
        and mutation.__module__ == module.__name__
        and not any(hasattr(value, "permission") for value in vars(module).values())
    ]

    assert without == []


def test_file_names_tell_modules_apart() -> None:
    roles = [path.name for path in MODULES if path.parts[1:2] == ("actions",)]
    repeated = {name for name, count in Counter(roles).items() if count > 1} - {"__init__.py"}

    assert repeated == set(), "an action is found by its verb alone"


def tree_of(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text())


def method_calls(path: Path) -> list[ast.Call]:
    return [
        node
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]


def named(call: ast.Call) -> str:
    assert isinstance(call.func, ast.Attribute)
    return call.func.attr


def writes_rows(call: ast.Call) -> bool:
    """Rows and nothing else: `cache.delete(key)` and `book.save(file)` are told by what they are given."""
    assert isinstance(call.func, ast.Attribute)
    if named(call) == "update":
        return ".objects" in ast.unparse(call.func.value)
    if named(call) in {"save", "delete"}:
        held_back = "commit=False" in map(ast.unparse, call.keywords)
        return not call.args and not held_back
    return named(call) in WRITES


def defines_functions(path: Path) -> bool:
    return any(isinstance(node, ast.FunctionDef) for node in tree_of(path).body)


def takes_scope_first(verb: object) -> bool:
    return (
        inspect.isfunction(verb) and next(iter(inspect.signature(verb).parameters), "") == "scope"
    )


def own_models() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models(include_auto_created=False)
        if model.__module__.split(".")[0] in PACKAGES
    ]


def imported(folder: str) -> list[ModuleType]:
    return [
        import_module(".".join(path.with_suffix("").parts))
        for path in MODULES
        if path.parts[1:2] == (folder,) and path.stem != "__init__"
    ]
