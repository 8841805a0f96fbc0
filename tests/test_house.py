"""The house: imports run one way, a third-party library enters by one door, the wheel carries what it needs."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "mailflow"
# Rooms from the ground up: a room may import from those before it and from itself.
FLOORS = (
    {"errors", "addresses", "csv_cells", "domains", "names", "dates", "markup", "likeness", "references", "config", "codec",
     "new_settings", "__init__"},
    {"logs"},
    {"people", "people_file", "tokens"},
    {"minutes"},
    {"replies"},
    {"register"},
    {"records", "post"},
    {"journal", "letters"},
    {"folding", "trail"},
    {"tables", "storage", "upgrades", "outbox", "bodies", "store", "workspace"},
    {"flows"},
    {"report", "demo"},
    {"cli", "__main__"},
)
DOORS = {
    "jinja2": {"letters/templates.py"},
    "markupsafe": {"letters/templates.py"},
    "tinydb": {"store.py", "storage.py"},
    "cattrs": {"codec.py"},
    "lxml": {"markup.py"},
    "rapidfuzz": {"likeness.py"},
    "mammoth": {"minutes/word.py"},
    "docx": {"minutes/word_out.py"},
    "markdown_it": {"minutes/documents.py"},
    "icalendar": {"letters/calendar.py"},
    "flufl": {"replies/bounces.py"},
    "aiosmtplib": {"post/smtp.py"},
    "imap_tools": {"post/imap.py", "post/imap_client.py"},
    "aiosmtpd": {"post/office.py", "post/office_smtp.py"},
    "pymap": {"post/office.py", "post/office_imap.py"},
    "proxyprotocol": {"post/office_imap.py"},
    "pysasl": {"post/office_imap.py"},
}
# Pure rooms: no files, no network, no clock, no chance.
PURE = {
    "errors",
    "people",
    "people_file",
    "names",
    "addresses",
    "domains",
    "dates",
    "date_words",
    "markup",
    "likeness",
    "references",
    "csv_cells",
    "minutes",
    "replies",
}
IMPURE_MODULES = {"os", "socket", "subprocess", "random", "secrets", "time", "threading", "asyncio", "ssl", "shutil", "tempfile"}


def imports(path: Path) -> list[tuple[str, int]]:
    tree = ast.parse(path.read_text("utf-8"))
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(alias.name, node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            found.append((node.module or "", node.lineno))
            if node.module == "mailflow":
                found += [(f"mailflow.{alias.name}", node.lineno) for alias in node.names]
    return found


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def room_of(dotted: str) -> str:
    parts = dotted.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def floor_of(room: str) -> int:
    return next((n for n, rooms in enumerate(FLOORS) if room in rooms), -1)


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_run_one_way(path: Path) -> None:
    own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    assert floor_of(own) >= 0, f"{own} has no place in the house"
    for dotted, line in imports(path):
        if dotted.startswith("mailflow.") and (room := room_of(dotted)) != own:
            assert floor_of(room) <= floor_of(own), f"{path.name}:{line} looks up to {dotted}"


def test_the_post_room_and_the_readers_do_not_know_each_other() -> None:
    for path in (PACKAGE / "post").glob("*.py"):
        for dotted, line in imports(path):
            assert room_of(dotted) not in {"replies", "letters", "minutes", "store"} or not dotted.startswith("mailflow."), (
                f"{path.name}:{line}"
            )


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_library_enters_by_its_door(path: Path) -> None:
    name = path.relative_to(PACKAGE).as_posix()
    for dotted, line in imports(path):
        library = dotted.split(".")[0]
        if library in sys.stdlib_module_names or library in ("mailflow", "__future__"):
            continue
        if library == "click":
            assert name.startswith("cli/"), f"{name}:{line} imports click"
            continue
        assert library in DOORS, f"{name}:{line}: {library} is not among the libraries of this project"
        assert name in DOORS[library], f"{name}:{line} imports {library}, which enters at {DOORS[library]}"


@pytest.mark.parametrize(
    "path", [p for p in modules() if p.relative_to(PACKAGE).parts[0].removesuffix(".py") in PURE], ids=lambda p: p.name
)
def test_pure_rooms_touch_nothing_outside(path: Path) -> None:
    for dotted, line in imports(path):
        assert dotted.split(".")[0] not in IMPURE_MODULES, f"{path.name}:{line} imports {dotted}"
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in ("open", "print", "input"), f"{path.name}:{node.lineno}"
        if isinstance(node, ast.Attribute):
            if path.name == "phrases.py" and node.attr == "read_text":
                continue  # its own tables, which are part of the program
            outside = ("now", "utcnow", "today", "read_text", "read_bytes", "write_text", "write_bytes")
            assert node.attr not in outside, f"{path.name}:{node.lineno} looks outside"


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_module_says_what_lives_in_it_and_keeps_within_its_walls(path: Path) -> None:
    text = path.read_text("utf-8")
    assert ast.get_docstring(ast.parse(text)), "it opens with a sentence"
    assert text.count("\n") <= 900, "a file is one idea; past 900 lines nobody reads it in one go"


def test_help_loads_click_and_nothing_it_does_not_need() -> None:
    program = (
        "import sys; sys.argv = ['mailflow', '--help']\nfrom mailflow.cli.main import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print(*sorted(m for m in sys.modules if m.split('.')[0] in "
        "{'jinja2','tinydb','imap_tools','aiosmtplib','lxml','mammoth','rapidfuzz','cattrs','email','icalendar'}), file=sys.stderr)"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ended.stderr.strip() == ""
    assert "circulate" in ended.stdout


def test_the_wheel_holds_every_package() -> None:
    listed = (ROOT / "setup.cfg").read_text("utf-8").partition("packages =")[2].partition("package_dir")[0].split()
    there = {".".join(path.parent.relative_to(ROOT).parts) for path in PACKAGE.rglob("__init__.py")}
    assert {name for name in listed if name.startswith("mailflow")} == {*there, "mailflow.templates"}


def test_no_path_of_a_machine_and_no_registry_is_named() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split("\n")
    for name in filter(None, listed):
        path = ROOT / name
        if path.suffix in {".py", ".md", ".cfg", ".toml", ".j2", ".sh", ".txt", ".json"} and path.is_file() and path != Path(__file__):
            text = path.read_text("utf-8", "replace")
            assert "pypi" + ".org" not in text and "/wo" + "rk/" not in text and "/ro" + "ot/" not in text, name
