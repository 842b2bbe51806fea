"""Print docs/licences.md: every locked package, its version, its licence and whether users run it.

Read from what is installed: `make dev` first.
"""

import re
import sys
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKED = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)(?:\s*;\s*([^\\\n]+?))?\s*\\?$", re.M)
HEAD = """# Licences

Fingerpost is under the MIT licence. These are the packages it stands on, from their own statements.
Those marked *run* are installed where it runs; the others only where it is tested. The files that
lie in the repository itself (the NHS design system, and axe for the tests) have their licence beside them.

| package | version | licence | where |
| --- | --- | --- | --- |"""
# Their metadata says less than their licence file.
FROM_THEIR_FILES: dict[str, str] = {}
# Packages that only another system installs cannot be read here.
ELSEWHERE = {
    "appnope": "BSD-2-Clause", "colorama": "BSD-3-Clause", "tzdata": "Apache-2.0", "pywin32": "PSF-2.0",
    "psycopg-binary": "LGPL-3.0-only", "win32-setctime": "MIT",
}  # fmt: skip


def locked(name: str) -> dict[str, str]:
    """Package and version in a lock."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    return {package: version for package, version, _ in LOCKED.findall(text)}


def licence(package: str) -> str:
    """What a package says of itself: an expression, else its classifiers, else its licence field."""
    if package in FROM_THEIR_FILES:
        return FROM_THEIR_FILES[package]
    try:
        said = metadata.metadata(package)
    except metadata.PackageNotFoundError:
        return ELSEWHERE.get(package, "unknown")
    if expression := said.get("License-Expression"):
        return expression
    classes = [line.rpartition(" :: ")[2] for line in said.get_all("Classifier", []) if line.startswith("License ::")]
    named = [name for name in classes if name != "OSI Approved"]
    if named:
        return " or ".join(sorted(set(named)))
    field = " ".join((said.get("License") or "").split())
    return field if 0 < len(field) <= 60 else "unknown"


def main() -> int:
    """Print the table; 1 when a licence could not be read."""
    run, both = locked("run"), {**locked("dev"), **locked("run")}
    print(HEAD)
    missing = []
    for package, version in sorted(both.items()):
        held = licence(package)
        missing += [package] if held == "unknown" else []
        print(f"| {package} | {version} | {held} | {'run' if package in run else 'test'} |")
    if missing:
        print(f"No licence was found for: {', '.join(missing)}", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
