"""What `startproject` writes, for production: its middleware, its context processors, a kept connection."""

import os

from embassy.env import parse_database

SECRET_KEY = "bench-only"
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
INSTALLED_APPS = [
    "tests.bench.textbook.apps.PressConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "tests.bench.textbook.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
DATABASES = {"default": {**parse_database(os.environ["TEXTBOOK_URL"]), "CONN_MAX_AGE": 60}}
if DATABASES["default"]["ENGINE"] == "embassy.lib.sqlite":
    DATABASES["default"]["ENGINE"] = "django.db.backends.sqlite3"
USE_TZ = True
STATIC_URL = "/static/"
LOGGING = {"version": 1, "root": {"level": "WARNING"}}
