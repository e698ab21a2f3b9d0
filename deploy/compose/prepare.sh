#!/bin/sh
# Makes what the stack needs and what must not lie in the repository: secrets, and the proxy's configuration for this name.
# deploy/compose/prepare.sh press.example.org
set -eu
name=${1:?the name that visitors type, such as press.example.org}
cd "$(dirname "$0")"
umask 077
mkdir -p secrets tls nginx
random() { head -c 48 /dev/urandom | base64 | tr -d '+/=\n'; }
if [ ! -e secrets/database_password ]; then
    random > secrets/database_password
    printf 'postgres://embassy:%s@database:5432/embassy' "$(cat secrets/database_password)" > secrets/database_url
    random > secrets/secret_key
fi
# The site runs as 10001 and reads its secrets through these files.
chmod 644 secrets/secret_key secrets/database_url secrets/database_password
chmod 711 secrets
sed -e "s/press\.example\.org/$name/g" -e 's/server 127\.0\.0\.1:8000 /server app:8000 /' ../nginx/embassy.conf > nginx/embassy.conf
chmod 755 nginx
chmod 644 nginx/embassy.conf
echo "SITE_NAME=$name" > .env
echo "Put fullchain.pem and privkey.pem into $(pwd)/tls, then: docker compose -f deploy/compose/compose.yaml up -d"
