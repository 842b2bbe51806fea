"""Write requirements/run.txt and requirements/dev.txt from pyproject.toml.

The lock has hashes and names no index. Packages that only apply on a platform called `never`
(see requirements/overrides.txt) are left out.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMON = [
    "--override", "requirements/overrides.txt", "--generate-hashes", "--no-emit-index-url",
    "--no-header", "--no-annotate", "--universal", "--python-version", "3.11", "--quiet",
]  # fmt: skip


def lock(target: str, *groups: str) -> None:
    """Resolve the project (and dependency groups) into requirements/<target>.txt."""
    asked = [word for group in groups for word in ("--group", group)]
    result = subprocess.run(
        [sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", *asked, *COMMON, *sys.argv[1:]],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    blocks = re.split(r"\n(?=\S)", result.stdout.strip())
    kept = [block for block in blocks if "sys_platform == 'never'" not in block.splitlines()[0]]
    (ROOT / "requirements" / f"{target}.txt").write_text("\n".join(kept) + "\n")


if __name__ == "__main__":
    lock("run")
    lock("dev", "dev")
