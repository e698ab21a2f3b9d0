#!/bin/sh
# manage.py as the site's user and with its settings, typed as root: deploy/manage.sh doctor
# The settings are handed on in the environment: on a command line anybody could read them, and sudo's log would keep them.
set -eu
while IFS= read -r line || [ -n "$line" ]; do
    case $line in '' | '#'*) ;; *) export "$line" ;; esac
done < "${SETTINGS:-/etc/embassy.env}"
cd "$(dirname "$0")/.."
exec runuser -u "${SITE_USER:-embassy}" -- .venv/bin/python manage.py "$@"
