"""House rules about the shape of the code; each failure says what to do."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
FLOORS = ["ground", "members", "meetings", "agreements", "workplans", "root"]
ROOT_MODULES = {"urls", "home", "search", "demo", "bench", "apps", "management"}
MOST_LINES = 500
WRITES = {"save", "create", "bulk_create", "update", "bulk_update", "delete", "get_or_create", "update_or_create"}
# Where there is nothing to write (documents hold no rows) or what writes is called by actions (models, commands).
KNOW_NO_ROWS = {"documents", "models", "commands"}
# Who else writes, and why.
WRITERS = {
    "cluster_portal/workflow.py": "saves the state a move changes",
    "cluster_portal/journal/chain.py": "appends entries inside the act's transaction",
    "cluster_portal/notifications/messages.py": "writes notices and letters inside the act's transaction",
    "cluster_portal/notifications/delivery.py": "notes what became of a letter",
    "cluster_portal/accounts/models.py": "the manager makes users for createsuperuser",
    "cluster_portal/bench.py": "fills its own database in bulk",
}


def sources() -> list[Path]:
    """Our Python files, without tests and migrations."""
    folders = ("cluster_portal", *(name for name in FLOORS if (ROOT / name).is_dir()))
    return sorted(p for f in folders for p in (ROOT / f).rglob("*.py") if "migrations" not in p.parts)


def floor_of(module: str) -> str | None:
    """The floor a module lies on; None for what is not ours."""
    first, *rest = module.split(".")
    if first != "cluster_portal":
        return first if first in FLOORS else None
    return "root" if rest and rest[0] in ROOT_MODULES else "ground"


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_imports_point_one_way():
    wrong = []
    for path in sources():
        here = floor_of(module_of(path))
        for name in imports(path):
            there = floor_of(name)
            if here and there and FLOORS.index(there) > FLOORS.index(here):
                wrong.append(f"{relative(path)} ({here}) imports {name} ({there})")
    assert wrong == [], "a lower room may not know an upper one: use a registry or move the code"


def test_only_documents_knows_the_document_libraries():
    libraries = {"typst", "docx", "pypdf", "pytrovich", "pymorphy3", "openpyxl", "icalendar"}
    libraries |= {"pyhanko", "asn1crypto", "gostcrypto", "qrcode"}
    wrong = [
        (relative(path), name)
        for path in sources()
        for name in imports(path)
        if name.split(".")[0] in libraries and "documents" not in path.parts
    ]
    assert wrong == []


def test_only_the_clock_asks_for_the_time():
    asks = re.compile(r"timezone\.now\(|datetime\.now\(|date\.today\(|datetime\.today\(")
    wrong = [
        relative(path)
        for path in sources()
        if path.name != "clock.py" and asks.search(path.read_text(encoding="utf-8"))
    ]
    assert wrong == [], "ask cluster_portal.clock"


def is_actions(path: Path) -> bool:
    return path.name == "actions.py" or path.parent.name == "actions"


def test_only_actions_write():
    wrong = []
    for path in sources():
        if is_actions(path) or relative(path) in WRITERS or set(path.parts) & KNOW_NO_ROWS or path.name == "models.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = node.func.attr if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else ""
            if called in WRITES and not _harmless(node):
                wrong.append(f"{relative(path)}:{node.lineno} .{called}(")
    assert wrong == [], "write through an action"


def _harmless(call: ast.Call) -> bool:
    """dict.update, hashlib's update, a response's cookies: a call on something that is plainly no model."""
    text = ast.unparse(call.func)
    return bool(re.search(r"context|labels|_labels|values|data|hash|cookie|environ|kwargs|attrs|form\.", text))


def public_actions() -> Iterator[tuple[str, object]]:
    for path in sources():
        if is_actions(path) and path.name not in {"__init__.py", "base.py"}:
            module = importlib.import_module(module_of(path))
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                    yield f"{module.__name__}.{node.name}", (node, getattr(module, node.name))


@pytest.mark.parametrize(("name", "found"), list(public_actions()))
def test_every_function_that_writes_is_an_action(name, found):
    node, function = found
    writes = {c.func.attr for c in ast.walk(node) if isinstance(c, ast.Call) and isinstance(c.func, ast.Attribute)}
    if writes & WRITES:
        assert hasattr(function, "verb"), f"{name} writes: make it an @action or @working_text"
    if hasattr(function, "verb"):
        assert not node.args.args, f"{name}: an action takes keywords only"


def test_every_act_has_its_words():
    from cluster_portal.journal.access import words_for

    verbs = {f.verb for _name, (_node, f) in public_actions() if getattr(f, "verb", None)}
    assert {verb for verb in verbs if words_for(verb) == verb} == set(), "name these in the app's VERBS"


def test_views_never_name_a_role():
    role = re.compile(r"is_secretary|is_chair|is_superuser|Office\.(SECRETARY|CHAIR)|\"secretary\"|\"chair\"")
    views = [p for p in sources() if p.name == "views.py" or p.parent.name == "views"]
    wrong = [relative(path) for path in views if role.search(path.read_text(encoding="utf-8"))]
    assert wrong == [], "ask a may_… function of rules"


def test_files_stay_short():
    long = {relative(p): n for p in sources() if (n := len(p.read_text(encoding="utf-8").splitlines())) > MOST_LINES}
    assert long == {}, "split the module into a package"


def test_the_demo_writes_through_actions_alone():
    text = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "cluster_portal" / "demo").glob("*.py"))
    assert not re.search(r"\.(save|create|bulk_create|update|delete)\(", text)


def test_every_room_has_the_same_plan():
    for label in ("members", "meetings", "agreements", "workplans"):
        folder = Path(apps.get_app_config(label).path)
        for part in ("models", "rules", "actions", "views", "urls", "admin"):
            assert (folder / part).is_dir() or (folder / f"{part}.py").exists(), f"{label} lacks {part}"
