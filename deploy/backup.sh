#!/bin/sh
# One more backup in a folder, checked, and those of more than thirty days ago gone: deploy/backup.sh /var/backups/embassy
set -eu
folder=${1:?the folder of the backups}
cd "$(dirname "$0")/.."
umask 077
path=$folder/embassy-$(date -u +%Y%m%dT%H%M%SZ).backup
.venv/bin/python manage.py backup "$path"
.venv/bin/python manage.py restore --check "$path"
find "$folder" -name 'embassy-*.backup' -type f -mtime +30 -delete
