"""MeSH headings from the operator's own download."""

import shutil
from pathlib import Path

from fingerpost.search import engine
from retrieval.text.mesh import read_mesh


def load(path: Path) -> int:
    """Check a MeSH file (descriptor XML, ASCII or tree file), keep a copy, and say how many headings it has.

    Web processes read it when they next start.
    """
    if not path.is_file():
        raise ValueError(f"There is no file called {path.name}.")
    count = sum(1 for _ in read_mesh(path))
    if not count:
        raise ValueError(f"{path.name} holds no MeSH headings that we can read.")
    engine.mesh_folder().mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, engine.mesh_folder() / path.name)
    return count
