#!/bin/sh
# Sees to what the tests need beyond Python: Chromium and PostgreSQL, from the Debian packages.
# As root it installs what is missing. Otherwise it says what is missing; with CI=true that is a failure.
set -eu

say() { printf 'test needs: %s\n' "$*" >&2; }

have_chromium() { command -v chromium >/dev/null || command -v chromium-browser >/dev/null; }

# Debian keeps the server's programs out of PATH, in a folder per version.
have_postgres() {
    for folder in /usr/lib/postgresql/*/bin; do
        [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ] && return 0
    done
    command -v initdb >/dev/null && command -v postgres >/dev/null
}

missing() {
    have_chromium || printf ' chromium'
    have_postgres || printf ' postgresql'
}

install_from_debian() {
    say "installing$1 from the Debian packages"
    apt-get update -qq || say 'the package lists could not be renewed; trying with those at hand'
    # shellcheck disable=SC2086 # A list of package names.
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $1 >&2 || true
}

wanted=$(missing)
[ -z "$wanted" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    install_from_debian "$wanted"
    wanted=$(missing)
fi
[ -z "$wanted" ] && exit 0
if [ "${CI:-}" = true ]; then
    say "missing:$wanted. The tests need them; in CI that is a failure."
    exit 1
fi
say "missing:$wanted. The tests that need them are skipped. To run them: sudo apt-get install$wanted"
