#!/bin/sh
# The roles the portal signs in as, made once, when the database is new. The policies and grants are
# laid by `portal db upgrade`.
set -eu
psql --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
    --set app="$PORTAL_APP_PASSWORD" --set worker="$PORTAL_WORKER_PASSWORD" --set ON_ERROR_STOP=1 <<'SQL'
CREATE ROLE portal_app LOGIN NOINHERIT PASSWORD :'app';
CREATE ROLE portal_app_inside;
CREATE ROLE portal_app_worker LOGIN PASSWORD :'worker';
GRANT portal_app_inside TO portal_app;
GRANT portal_app, portal_app_inside TO portal_app_worker;
SQL
