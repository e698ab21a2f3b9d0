"""Typed reads from the environment. Every problem is collected, so that an operator sees them all at once."""

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}
T = TypeVar("T")


class BadValueError(ValueError):
    """A variable's text cannot be read; the message is for the operator."""


def read_dotenv(path: Path) -> dict[str, str]:
    """NAME=value lines of a file, without blank lines and those that begin with #. {} where there is no file."""
    if not path.is_file():
        return {}
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name.strip(): value.strip().strip("\"'") for name, _, value in pairs}


class Env:
    """Reads variables by type; a variable NAME may also stand in the file that NAME_FILE names (secrets)."""

    def __init__(self, variables: Mapping[str, str] = os.environ) -> None:
        self.variables = variables
        self.errors: list[str] = []

    def text(self, name: str, default: str) -> str:
        """The variable as it stands; `default` where it is not set."""
        return self.read(name, default, str)

    def boolean(self, name: str, default: bool) -> bool:
        return self.read(name, default, parse_boolean)

    def words(self, name: str, default: list[str]) -> list[str]:
        """A comma-separated list."""
        return self.read(name, default, lambda text: [word.strip() for word in text.split(",") if word.strip()])

    def number(self, name: str, default: int) -> int:
        return self.read(name, default, int)

    def numbers(self, name: str, known: list[str]) -> dict[str, int]:
        """name=number pairs between commas or blanks; another name than the known ones is an error."""
        return self.read(name, {}, lambda text: parse_numbers(text, known))

    def path(self, name: str, default: Path) -> Path:
        return self.read(name, default, lambda text: Path(text).expanduser().absolute())

    def url(self, name: str, default: str, parse: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
        """Settings read from one URL."""
        return self.read(name, None, parse) or parse(default)

    def read(self, name: str, default: T, parse: Callable[[str], T]) -> T:
        try:
            text = self._raw(name)
            return default if text is None else parse(text)
        except (ValueError, OSError) as error:
            self.errors.append(f"{name}: {error}")
            return default

    def _raw(self, name: str) -> str | None:
        if file := self.variables.get(f"{name}_FILE"):
            return Path(file).read_text(encoding="utf-8").rstrip("\r\n")
        return self.variables.get(name)

    def finish(self) -> None:
        """Stop the process with every problem found, one a line."""
        if self.errors:
            raise SystemExit("The environment cannot be used:\n  - " + "\n  - ".join(self.errors))


def parse_boolean(text: str) -> bool:
    if text.lower() in TRUE:
        return True
    if text.lower() in FALSE:
        return False
    raise BadValueError(f"{text!r} is neither true nor false")


def parse_log_format(text: str) -> str:
    if text in ("json", "line"):
        return text
    raise BadValueError(f"{text!r} is neither json nor line")


def parse_numbers(text: str, known: list[str]) -> dict[str, int]:
    pairs = [pair.partition("=") for pair in text.replace(",", " ").split()]
    if bad := [name for name, _, number in pairs if not (number.isascii() and number.isdigit() and len(number) < 9)]:
        raise BadValueError(f"not name=number: {', '.join(bad)}")
    if unknown := [name for name, _, _ in pairs if name not in known]:
        raise BadValueError(f"unknown name {', '.join(unknown)} (known: {', '.join(known)})")
    return {name: int(number) for name, _, number in pairs}


def parse_contact(text: str) -> str:
    """A mail address, or a URI as RFC 9116 has it: mailto:, tel: or https:."""
    if re.fullmatch(r"((mailto:|tel:|https://)\S+|[^\s:]+@[^\s:]+)?", text):
        return text
    raise BadValueError(f"{text!r} is neither a mail address nor mailto:, tel: or https:")


def parse_database(text: str) -> dict[str, Any]:
    """sqlite:///file (four slashes for an absolute path), or postgres://user:password@host:port/name?sslmode=…"""
    url = urlsplit(text)
    if url.scheme == "sqlite":
        return _sqlite(url)
    if url.scheme in ("postgres", "postgresql"):
        return _postgres(url)
    raise BadValueError(f"unsupported scheme {url.scheme!r} (sqlite, postgres)")


def _sqlite(url: SplitResult) -> dict[str, Any]:
    options = _options(url, {"timeout": int})
    # FULL: what the admin calls saved survives a power cut.
    # IMMEDIATE: a writer waits its turn and is never refused midway.
    # RECURSIVE_TRIGGERS: without it REPLACE deletes rows past the triggers that guard them.
    pragmas = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
        "PRAGMA cache_size=-20000; PRAGMA recursive_triggers=ON;"
    )
    return {
        "ENGINE": "embassy.lib.sqlite",
        "NAME": unquote(url.path[1:]) or ":memory:",
        # Kept open: WAL has a file that is made by the first connection and goes with the last. On a full disk it
        # cannot be made, and without it nothing can be read.
        "CONN_MAX_AGE": None,
        "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE", "init_command": pragmas, **options},
    }


POSTGRES_OPTIONS: dict[str, Callable[[str], Any]] = {
    "sslmode": str,
    "sslrootcert": str,
    "connect_timeout": int,
    "host": str,
    "target_session_attrs": str,
    "conn_max_age": int,
}


def _postgres(url: SplitResult) -> dict[str, Any]:
    options = _options(url, POSTGRES_OPTIONS)
    age = options.pop("conn_max_age", 60)
    # A server that is gone without a word is given up after seconds, not after the kernel's quarter of an hour.
    patience = {"connect_timeout": 2, "tcp_user_timeout": 10_000, "keepalives_idle": 10, "keepalives_interval": 5}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path[1:]),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": options.pop("host", None) or url.hostname or "",
        "PORT": url.port or "",
        "CONN_MAX_AGE": age,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**patience, **options},
    }


def parse_replica(text: str) -> dict[str, Any]:
    """postgres://… as for the database itself: a standby that follows it. Nothing can be written through it."""
    url = urlsplit(text)
    if url.scheme not in ("postgres", "postgresql"):
        raise BadValueError(f"unsupported scheme {url.scheme!r} (postgres)")
    parsed = _postgres(url)
    parsed["OPTIONS"]["options"] = "-c default_transaction_read_only=on"
    return {**parsed, "TEST": {"MIRROR": "default"}}


def databases(env: Env, default: str) -> dict[str, Any]:
    """The primary, and the replica where one is named."""
    found = {"default": env.url("DATABASE_URL", default, parse_database)}
    if replica := env.read("DATABASE_REPLICA_URL", None, lambda text: parse_replica(text) if text else None):
        found["replica"] = replica
        if found["default"]["ENGINE"] != replica["ENGINE"]:
            env.errors.append("DATABASE_REPLICA_URL: a replica follows PostgreSQL; DATABASE_URL names another database")
    return found


def parse_cache(text: str) -> dict[str, Any]:
    """locmem:// (this process only) or redis://host:port/number (Valkey speaks the same protocol)."""
    url = urlsplit(text)
    if url.scheme == "locmem":
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    if url.scheme in ("redis", "rediss"):
        return _redis(text)
    raise BadValueError(f"unsupported scheme {url.scheme!r} (locmem, redis, rediss)")


def _redis(text: str) -> dict[str, Any]:
    """No page waits longer than two seconds: a connection that was cut is made anew once, what hangs is given up."""
    try:
        from redis.backoff import NoBackoff  # noqa: PLC0415 - optional
        from redis.retry import Retry  # noqa: PLC0415
    except ImportError as error:
        raise BadValueError("redis:// needs the extra: uv sync --extra redis") from error
    times = {"socket_connect_timeout": 0.4, "socket_timeout": 0.4, "retry": Retry(NoBackoff(), 1)}
    return {
        "BACKEND": "embassy.lib.shared_cache.SharedCache",
        "LOCATION": text,
        "KEY_PREFIX": "embassy",
        "OPTIONS": times,
    }


def parse_storage(text: str) -> dict[str, Any]:
    """file:///absolute/folder or s3://key:secret@bucket/folder?endpoint=https://…&region=… (the extra "s3").

    Without key and secret the machine's own role is used.
    """
    url = urlsplit(text)
    if url.scheme == "file" and url.path:
        return {"BACKEND": "embassy.lib.storage.WholeFileStorage", "OPTIONS": {"location": unquote(url.path)}}
    if url.scheme == "s3" and url.hostname:
        return _s3(url)
    shown = text.rpartition("@")[2]  # never what may be a secret
    raise BadValueError(f"unsupported address {shown!r} (file:///folder, s3://bucket)")


def _s3(url: SplitResult) -> dict[str, Any]:
    try:
        from botocore.config import Config  # noqa: PLC0415 - optional
    except ImportError as error:
        raise BadValueError("s3:// needs the extra: uv sync --extra s3") from error
    names = {"endpoint": "endpoint_url", "region": "region_name"}
    options = {names[name]: value for name, value in _options(url, {"endpoint": str, "region": str}).items()}
    quick = Config(connect_timeout=2, read_timeout=5, retries={"total_max_attempts": 1})
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": url.hostname,
            "location": unquote(url.path[1:]),
            "access_key": unquote(url.username) if url.username else None,
            "secret_key": unquote(url.password) if url.password else None,
            "client_config": quick,
            "default_acl": None,
            "file_overwrite": False,
            **options,
        },
    }


def parse_email(text: str) -> dict[str, Any]:
    """console:// or smtp://user:password@host:port; smtp+tls for STARTTLS, smtps for TLS from the first byte."""
    url = urlsplit(text)
    if url.scheme == "console":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    ports = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
    if url.scheme not in ports:
        raise BadValueError(f"unsupported scheme {url.scheme!r} (console, smtp, smtp+tls, smtps)")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": url.hostname or "localhost",
        "EMAIL_PORT": url.port or ports[url.scheme],
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_TLS": url.scheme == "smtp+tls",
        "EMAIL_USE_SSL": url.scheme == "smtps",
        "EMAIL_TIMEOUT": 15,
    }


def _options(url: SplitResult, known: dict[str, Callable[[str], Any]]) -> dict[str, Any]:
    given = dict(parse_qsl(url.query, strict_parsing=True)) if url.query else {}
    if unknown := sorted(set(given) - set(known)):
        raise BadValueError(f"unknown option {', '.join(unknown)} (known: {', '.join(known)})")
    return {name: known[name](value) for name, value in given.items()}
