"""The files of this repository, as they stand in the checkout."""

import ast
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PRODUCT = ROOT / "src" / "fingerpost"
LEFT_OUT = {".git", ".venv", "var", "build", "__pycache__", "node_modules"}


def files(*suffixes: str) -> list[Path]:
    """Every file that is, or would be, in the repository, with one of these endings (any without)."""
    return [path for path in _all() if path.is_file() and (not suffixes or path.name.endswith(suffixes))]


def _all() -> list[Path]:
    if shutil.which("git") and (ROOT / ".git").exists():
        asked = ["git", "ls-files", "-coz", "--exclude-standard"]
        said = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
        if said.returncode == 0:
            return [ROOT / name for name in said.stdout.split("\0") if name]
    # A copy without its history: everything but what tools leave behind.
    return [
        path for path in ROOT.rglob("*")
        if not any(part in LEFT_OUT or part.endswith(("_cache", ".egg-info")) for part in path.relative_to(ROOT).parts)
        and ".hypothesis" not in path.parts
    ]  # fmt: skip


def name_of(path: Path) -> str:
    """How a file is named in a message: from the top of the checkout."""
    return path.relative_to(ROOT).as_posix()


def text_of(path: Path) -> str:
    """The text of a file; empty where it is not text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def areas() -> list[str]:
    """The packages directly inside the product."""
    return sorted(path.parent.name for path in PRODUCT.glob("*/__init__.py"))


def modules(*folders: Path) -> Iterator[tuple[Path, ast.Module]]:
    """Each Python file below these folders, parsed."""
    for folder in folders:
        for path in sorted(folder.rglob("*.py")):
            yield path, ast.parse(path.read_text(), filename=str(path))
