"""A pytest plugin, loaded before the settings: tests have their own VAR_DIR and touch nothing of a running site."""

import atexit
import os
import shutil
import tempfile

VAR_DIR = tempfile.mkdtemp(prefix="embassy-tests-")
atexit.register(shutil.rmtree, VAR_DIR, ignore_errors=True)

for name in ("SECRET_KEY", "DEBUG", "ALLOWED_HOSTS", "CACHE_URL", "STORAGE_URL", "EMAIL_URL"):
    os.environ.pop(name, None)
os.environ.update(VAR_DIR=VAR_DIR, SITE_URL="http://localhost:8000", SECRET_KEY="tests-only-" + "x" * 50)
