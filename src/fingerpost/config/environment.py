"""Reads the environment: text, flags, lists, and the database address."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


def text(name: str, default: str = "") -> str:
    """The setting as text."""
    return os.environ.get(name, default)


def flag(name: str, default: bool = False) -> bool:
    """The setting as yes or no: 1, true, yes and on mean yes."""
    value = os.environ.get(name, "")
    return value.lower() in {"1", "true", "yes", "on"} if value else default


def words(name: str, default: str = "") -> list[str]:
    """The setting as a list, split at commas."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def database(address: str, home: Path) -> dict[str, Any]:
    """Django's settings for a database address; SQLite under `home` when it is empty.

    `sqlite:///path` or `postgresql://user:password@host:port/name?option=value`.
    """
    if not address or address.startswith("sqlite:"):
        path = address.removeprefix("sqlite:").removeprefix("//") or str(home / "fingerpost.sqlite3")
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": path,
            "OPTIONS": {
                # Writers queue for the lock at once instead of failing half-way.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-64000;",
            },
        }
    parts = urlsplit(address)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError("DATABASE_URL must start with sqlite: or postgresql:")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": parts.port or "",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


def secret_key(home: Path) -> str:
    """The signing key: from the environment, else made once and kept in the home, readable by its owner only."""
    given = os.environ.get("FINGERPOST_SECRET_KEY")
    if given:
        return given
    path = home / "secret-key"
    home.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(os.urandom(48).hex())
    except FileExistsError:
        pass
    return path.read_text()
