"""The one settings module. Every value that differs between places comes from the environment; see .env.example."""

import logging
import os
from pathlib import Path
from urllib.parse import urlsplit

from django.core.management.utils import get_random_secret_key
from whitenoise.compress import Compressor

from embassy import env as environment
from embassy import safety

BASE_DIR = Path(__file__).resolve().parent.parent
env = environment.Env({**environment.read_dotenv(BASE_DIR / ".env"), **os.environ})

VAR_DIR = env.path("VAR_DIR", BASE_DIR / "var")
VAR_DIR.mkdir(parents=True, exist_ok=True)

SITE_URL = env.text("SITE_URL", "http://localhost:8000").rstrip("/")
SITE_HOST = urlsplit(SITE_URL).hostname or ""
LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
IS_LOCAL = SITE_HOST in {"localhost", "127.0.0.1", "::1"}
DEBUG = env.boolean("DEBUG", False)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", LOCAL_HOSTS if IS_LOCAL else [SITE_HOST])


def secret_key() -> str:
    """SECRET_KEY; on a local site one is made on the first run and kept beside the database."""
    if key := env.text("SECRET_KEY", ""):
        return key
    if not (IS_LOCAL or DEBUG):
        env.errors.append("SECRET_KEY: not set. Make one: python -c 'import secrets; print(secrets.token_urlsafe(50))'")
        return ""
    path = VAR_DIR / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(get_random_secret_key(), encoding="utf-8")
    return path.read_text(encoding="utf-8")


SECRET_KEY = secret_key()
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS", [])
if not IS_LOCAL:
    keys = [key for key in (SECRET_KEY, *SECRET_KEY_FALLBACKS) if key]
    env.errors += safety.mistakes(debug=DEBUG, keys=keys, hosts=ALLOWED_HOSTS)

INSTALLED_APPS = [
    "embassy.apps.EmbassyConfig",
    "embassy.apps.DeskConfig",
    "releases.apps.ReleasesConfig",
    "counters.apps.CountersConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_filters",
    "django_prose_editor",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_tasks",
    "django_tasks_db",
    "embassy.audit.apps.AuditConfig",
    "embassy.background.apps.BackgroundConfig",
    "embassy.accounts.apps.AccountsConfig",
]

# First what every answer carries: redirects to TLS, static files and refusals, too.
MIDDLEWARE = [
    "embassy.lib.reference.ReferenceMiddleware",
    "embassy.lib.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "embassy.lib.bodies.BodyLimitMiddleware",
    "embassy.lib.static_files.StaticFilesMiddleware",
    "embassy.lib.rest.middleware.ApiMiddleware",
    "embassy.lib.limits.LimitsMiddleware",
    "embassy.unavailable.UnavailableMiddleware",
    "embassy.accounts.passed_by.SessionMiddleware",
    "embassy.lib.replica.ReplicaMiddleware",
    "embassy.accounts.middleware.StrangersMiddleware",
    "embassy.middleware.PublicPageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "embassy.lib.csrf.BrokenTokenMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "embassy.accounts.passed_by.AuthenticationMiddleware",
    "embassy.accounts.passed_by.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "embassy.accounts.middleware.DeskMiddleware",
]

ROOT_URLCONF = "embassy.urls"
WSGI_APPLICATION = "embassy.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "embassy.context.page",
            ],
            "loaders": [
                (
                    "embassy.lib.template_loader.Loader",
                    ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"],
                ),
            ],
            "builtins": [
                "embassy.templatetags.fragments",
                "embassy.templatetags.links",
                "embassy.templatetags.page_words",
            ],
        },
    },
]

# Widgets of our own are found among the templates, too.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = environment.databases(env, f"sqlite:///{VAR_DIR}/db.sqlite3")
DATABASE_ROUTERS = ["embassy.lib.replica.Router"] if "replica" in DATABASES else []
CACHES = {"default": env.url("CACHE_URL", "locmem://", environment.parse_cache)}
STORAGES = {
    "default": env.url("STORAGE_URL", f"file://{VAR_DIR}/media", environment.parse_storage),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Where `manage.py backup --to` sends; read then, not at every start.
BACKUP_URL = env.text("BACKUP_URL", "")
# What the media library may hold, in all and by one officer.
MEDIA_MAX_MB = env.number("MEDIA_MAX_MB", 20_000)
MEDIA_MAX_MB_EACH = env.number("MEDIA_MAX_MB_EACH", 5_000)
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "embassy.lib.upload_room.RoomyUploadHandler",
]
# What a request may carry: more than Django takes of a form without files, and room around a file, so that one a little
# too large is refused beside its field. Of a file: embassy.lib.renditions, embassy.lib.images.
BODY_MAX_MB = 3
BODY_MAX_MB_AT = {
    "/admin/releases/image/add/": 32,
    "/admin/releases/attachment/add/": 32,
    "/admin/embassy/mission/add/": 8,
    "/admin/embassy/mission/1/change/": 8,
}
# What one process keeps of finished pages.
MINUTE_PAGES_MB = env.number("MINUTE_PAGES_MB", 64)
# And of the parts of pages that outlast the minute; 0 for none.
LASTING_PAGES_MB = env.number("LASTING_PAGES_MB", 16)
# Threads of a process that answer (granian warns of more than eight; six leave one free beside all costly work below),
# and how many of them at most listen to what is being sent.
THREADS = min(8, max(6, 2 * (os.cpu_count() or 1) + 1))
SENDERS_AT_ONCE = THREADS // 2
# Requests a minute of one address for what is costly; 0 for no limit. What counts as what: embassy/lib/limits.py.
API_REQUESTS_PER_MINUTE = env.number("API_REQUESTS_PER_MINUTE", 120)
REQUESTS_PER_MINUTE = {
    "search": 60,
    "log-in": 60,
    "form": 300,
    "upload": 30,
    "preview": 60,
    "document": 60,
    "card": 120,
    "icon": 120,
    "feed": 240,
    "oembed": 120,
}
REQUESTS_PER_MINUTE |= env.numbers("REQUESTS_PER_MINUTE", list(REQUESTS_PER_MINUTE))
# And how much of it one process does at once; see THREADS, of which some stay free.
COSTLY_AT_ONCE = 2
HASHING_AT_ONCE = 1
globals().update(env.url("EMAIL_URL", "console://", environment.parse_email))

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_KEEP_ONLY_HASHED_FILES = False
# Nobody else's page reads our files (HDR-05); what may stand elsewhere says so itself.
WHITENOISE_ALLOW_ALL_ORIGINS = False
# What is packed already, and source maps, which only a developer's tools ask for and which take half a minute.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [*Compressor.SKIP_COMPRESS_EXTENSIONS, "map"]

# Background work: queued in the database with the act that asks for it, done by manage.py worker.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "embassy.accounts.passwords.MissionWordsValidator"},
]

# Log-in: allauth, with sign-up closed. The one account that needs no second factor is the one of `make run`.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
DEMO_ADMINISTRATOR = "admin" if IS_LOCAL else ""
TRUSTED_PROXIES = env.read("TRUSTED_PROXIES", 0, int)
SESSION_IDLE_MINUTES = env.read("SESSION_IDLE_MINUTES", 60, int)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
PASSWORD_RESET_TIMEOUT = 60 * 60
ACCOUNT_ADAPTER = "embassy.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_FORMS = {
    "login": "embassy.accounts.log_in.PlainLogInForm",
    "reset_password": "embassy.accounts.reset.SilentResetForm",
}
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
# Not per name: embassy/accounts/throttle.py counts that, and in the database.
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip", "reset_password": "20/m/ip,5/h/key"}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
ACCOUNT_SESSION_REMEMBER = False
MFA_ADAPTER = "embassy.accounts.factors.FactorAdapter"
MFA_FORMS = {
    "authenticate": "embassy.accounts.factors.LogInCodeForm",
    "reauthenticate": "embassy.accounts.factors.ConfirmCodeForm",
    "login_webauthn": "embassy.accounts.passkeys.LogInPasskeyForm",
    "authenticate_webauthn": "embassy.accounts.passkeys.SecondFactorPasskeyForm",
    "reauthenticate_webauthn": "embassy.accounts.passkeys.ConfirmPasskeyForm",
    "add_webauthn": "embassy.accounts.passkeys.AddPasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = IS_LOCAL

# The secret key that mirrors are signed with; "" for none. Only `manage.py mirror` reads it.
MIRROR_KEY_FILE = env.read("MIRROR_KEY_FILE", "", str)
# The mirror that a timer keeps, so that `manage.py doctor` says when it is old; "" for none.
MIRROR_DIR = env.read("MIRROR_DIR", "", str)

# The instant is UTC everywhere; a page names its cities' zones itself.
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_THOUSAND_SEPARATOR = False

# Who sends this is told by /health/ready what was found, not only that something was; "" for nobody.
HEALTH_TOKEN = env.text("HEALTH_TOKEN", "")

# Whom to tell of a hole in the site, in /.well-known/security.txt; "" for the press e-mail.
SECURITY_CONTACT = env.read("SECURITY_CONTACT", "", environment.parse_contact)

# Security. What depends on TLS follows SITE_URL.
IS_TLS = SITE_URL.startswith("https://")
SECURE_SSL_REDIRECT = IS_TLS
# Who asks whether the site is well stands behind the proxy that ends TLS.
SECURE_REDIRECT_EXEMPT = [r"^health/"]
# The ramp to two years is in docs/security.md.
SECURE_HSTS_SECONDS = env.number("HSTS_SECONDS", 63_072_000) if IS_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_TLS
SECURE_HSTS_PRELOAD = IS_TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_TLS else None
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = IS_TLS
SESSION_COOKIE_NAME = "__Host-session" if IS_TLS else "session"
SESSION_ENGINE = "embassy.accounts.session_store"
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_COOKIE_SECURE = IS_TLS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "embassy.errors.forged"
X_FRAME_OPTIONS = "DENY"

# In the shape of Django 6, so that the middleware goes when that comes. Order is kept: the same bytes everywhere.
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
    "require-trusted-types-for": ["'script'"],
}
# jQuery, which the stock admin uses, writes strings to the page; img data: are Django's own icons.
SECURE_CSP_ADMIN = {**SECURE_CSP, "img-src": ["'self'", "data:"], "require-trusted-types-for": None}
SECURITY_HEADERS = {
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": SECURE_CROSS_ORIGIN_OPENER_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": SECURE_REFERRER_POLICY,
    # Else the application server names itself.
    "Server": "web",
    "Cross-Origin-Resource-Policy": "same-origin",
}

# One JSON object a line, on a site of the open net; a plain line where somebody watches the terminal.
LOG_FORMAT = env.read("LOG_FORMAT", "line" if IS_LOCAL else "json", environment.parse_log_format)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "json": {"()": "embassy.lib.jsonlog.JSONFormatter"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT},
        "json": {"class": "logging.StreamHandler", "formatter": "json"},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "embassy.background": {"handlers": ["console"], "level": "INFO", "propagate": False},
        # What is missing or refused (404, 403 …) is in the proxy's log, or said by embassy.security.
        "django.request": {"level": "ERROR"},
        "django.security.csrf": {"level": "ERROR"},
        "_granian": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "embassy.security": {"handlers": ["json"], "level": "INFO", "propagate": False},
    },
}
logging.captureWarnings(capture=LOG_FORMAT == "json")

env.finish()
