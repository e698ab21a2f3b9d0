"""The environment: typed reads, and every problem in words that name the variable."""

from pathlib import Path

import pytest

from embassy import env as environment
from embassy.env import Env

PARSERS = {
    "DATABASE_URL": environment.parse_database,
    "CACHE_URL": environment.parse_cache,
    "STORAGE_URL": environment.parse_storage,
    "EMAIL_URL": environment.parse_email,
}
DEFAULTS = {
    "DATABASE_URL": "sqlite:///x",
    "CACHE_URL": "locmem://",
    "STORAGE_URL": "file:///x",
    "EMAIL_URL": "console://",
}


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("DATABASE_URL", "mysql://db/x", "unsupported scheme 'mysql' (sqlite, postgres)"),
        ("DATABASE_URL", "", "unsupported scheme '' (sqlite, postgres)"),
        ("DATABASE_URL", "sqlite:///x?mode=ro", "unknown option mode (known: timeout)"),
        ("DATABASE_URL", "sqlite:///x?timeout=soon", "invalid literal for int() with base 10: 'soon'"),
        ("DATABASE_URL", "sqlite:///x?timeout", "bad query field: 'timeout'"),
        (
            "DATABASE_URL",
            "postgres://db/x?ssl=1&pool=2",
            "unknown option pool, ssl (known: " + ", ".join(environment.POSTGRES_OPTIONS) + ")",
        ),
        ("DATABASE_URL", "postgres://db:70000/x", "Port out of range 0-65535"),
        ("CACHE_URL", "memcached://x", "unsupported scheme 'memcached' (locmem, redis, rediss)"),
        ("STORAGE_URL", "ftp://bucket", "unsupported address 'ftp://bucket' (file:///folder, s3://bucket)"),
        ("STORAGE_URL", "file://", "unsupported address 'file://' (file:///folder, s3://bucket)"),
        ("EMAIL_URL", "imap://x", "unsupported scheme 'imap' (console, smtp, smtp+tls, smtps)"),
        ("EMAIL_URL", "smtp://x:y", "Port could not be cast to integer value as 'y'"),
    ],
)
def test_a_url_that_cannot_be_read(name, text, problem):
    env = Env({name: text})

    assert env.url(name, DEFAULTS[name], PARSERS[name]) == PARSERS[name](DEFAULTS[name])
    assert env.errors == [f"{name}: {problem}"]


def test_every_problem_is_told_at_once(tmp_path):
    missing = tmp_path / "missing"
    env = Env({"DEBUG": "perhaps", "SECRET_KEY_FILE": str(missing)})
    env.boolean("DEBUG", False)
    env.text("SECRET_KEY", "")

    with pytest.raises(SystemExit) as stop:
        env.finish()
    assert str(stop.value) == (
        "The environment cannot be used:\n"
        "  - DEBUG: 'perhaps' is neither true nor false\n"
        f"  - SECRET_KEY: [Errno 2] No such file or directory: '{missing}'"
    )


def test_nothing_wrong_is_nothing_said():
    assert Env({}).finish() is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", True),
        ("TRUE", True),
        ("yes", True),
        ("on", True),
        ("0", False),
        ("False", False),
        ("off", False),
        ("no", False),
        ("", False),
    ],
)
def test_a_boolean(text, value):
    assert Env({"DEBUG": text}).boolean("DEBUG", not value) is value


def test_what_is_not_set_is_the_default():
    env = Env({})

    assert (env.text("A", "x"), env.boolean("B", True), env.words("C", ["y"]), env.path("D", Path("/z"))) == (
        "x",
        True,
        ["y"],
        Path("/z"),
    )


def test_words_and_paths(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    env = Env({"HOSTS": " a.example , b.example,, ", "VAR_DIR": "here"})

    assert env.words("HOSTS", []) == ["a.example", "b.example"]
    assert env.path("VAR_DIR", Path("/z")) == tmp_path / "here"


def test_a_secret_stands_in_a_file_and_the_file_comes_first(tmp_path):
    (tmp_path / "secret").write_text("in the file \n", encoding="utf-8")

    assert Env({"KEY": "plain", "KEY_FILE": str(tmp_path / "secret")}).text("KEY", "") == "in the file "


def test_a_dotenv_file(tmp_path):
    file = tmp_path / ".env"
    file.write_text('# a comment\n\nDEBUG = on\nNAME="Embassy of Ruritania"\nURL=a=b\n', encoding="utf-8")

    assert environment.read_dotenv(file) == {"DEBUG": "on", "NAME": "Embassy of Ruritania", "URL": "a=b"}
    assert environment.read_dotenv(tmp_path / "none") == {}


def test_sqlite_waits_its_turn_and_survives_a_power_cut():
    settings = environment.parse_database("sqlite:////var/a%20b.sqlite3?timeout=5")

    assert (settings["NAME"], settings["OPTIONS"].pop("init_command").split("; ")) == (
        "/var/a b.sqlite3",
        [
            "PRAGMA journal_mode=WAL",
            "PRAGMA synchronous=FULL",
            "PRAGMA foreign_keys=ON",
            "PRAGMA cache_size=-20000",
            "PRAGMA recursive_triggers=ON;",
        ],
    )
    assert settings["OPTIONS"] == {"timeout": 5, "transaction_mode": "IMMEDIATE"}


def test_postgresql():
    text = "postgres://officer:p%40ss@db.example:5433/embassy?sslmode=require&conn_max_age=0&host=/run/pg"

    assert environment.parse_database(text) == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "embassy",
        "USER": "officer",
        "PASSWORD": "p@ss",
        "HOST": "/run/pg",
        "PORT": 5433,
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": 2,
            "tcp_user_timeout": 10_000,
            "keepalives_idle": 10,
            "keepalives_interval": 5,
            "sslmode": "require",
        },
    }


def test_a_replica_follows_postgresql_and_takes_no_writing():
    env = Env({"DATABASE_URL": "postgres://db/embassy", "DATABASE_REPLICA_URL": "postgres://copy/embassy"})
    found = environment.databases(env, "sqlite:///x")

    assert (found["default"]["HOST"], found["replica"]["HOST"], found["replica"]["OPTIONS"]["options"], env.errors) == (
        "db",
        "copy",
        "-c default_transaction_read_only=on",
        [],
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("postgres://copy/x", "a replica follows PostgreSQL; DATABASE_URL names another database"),
        ("sqlite:///y", "unsupported scheme 'sqlite' (postgres)"),
        ("postgres://copy/x?read=1", f"unknown option read (known: {', '.join(environment.POSTGRES_OPTIONS)})"),
    ],
)
def test_a_replica_that_cannot_be_one(text, problem):
    env = Env({"DATABASE_REPLICA_URL": text})
    environment.databases(env, "sqlite:///x")

    assert env.errors == [f"DATABASE_REPLICA_URL: {problem}"]


def test_without_a_replica_there_is_one_database():
    assert list(environment.databases(Env({"DATABASE_REPLICA_URL": ""}), "sqlite:///x")) == ["default"]


@pytest.mark.parametrize(
    ("text", "host", "port", "tls", "ssl"),
    [
        ("smtp://relay", "relay", 25, False, False),
        ("smtp+tls://u:p%3A@relay", "relay", 587, True, False),
        ("smtps://relay:2465", "relay", 2465, False, True),
    ],
)
def test_mail(text, host, port, tls, ssl):
    mail = environment.parse_email(text)

    assert [mail[f"EMAIL_{name}"] for name in ("HOST", "PORT", "USE_TLS", "USE_SSL")] == [host, port, tls, ssl]
    assert [mail["EMAIL_HOST_USER"], mail["EMAIL_HOST_PASSWORD"]] == (["u", "p:"] if "u:" in text else ["", ""])


def test_caches_and_folders():
    assert environment.parse_cache("locmem://") == {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    redis = environment.parse_cache("rediss://cache:6379/1")
    del redis["OPTIONS"]["retry"]
    assert redis == {
        "BACKEND": "embassy.lib.shared_cache.SharedCache",
        "LOCATION": "rediss://cache:6379/1",
        "KEY_PREFIX": "embassy",
        "OPTIONS": {"socket_connect_timeout": 0.4, "socket_timeout": 0.4},
    }
    assert environment.parse_storage("file:///var/a%20b")["OPTIONS"] == {"location": "/var/a b"}
