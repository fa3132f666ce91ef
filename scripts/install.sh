#!/bin/sh
# Makes or renews .venv from requirements.lock and installs this checkout into it.
# Does nothing when that has been done already, so that every target can call it.
set -eu
cd "$(dirname "$0")/.."

say() { printf 'install: %s\n' "$*" >&2; }

# The place is part of the fingerprint: a moved checkout needs its environment made again.
fingerprint() { { pwd -P; cat requirements.lock pyproject.toml scripts/install.sh; } | cksum; }

is_current() { [ -f .venv/.installed ] && [ "$(cat .venv/.installed)" = "$(fingerprint)" ] && .venv/bin/python -c ''; }

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python3.14; do
        if is_new_enough "$candidate"; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    say 'Python 3.11 or newer was not found. Install it, or name it: make PYTHON=/path/to/python3 ...'
    exit 1
}

can_make_venv() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

# Debian keeps ensurepip in a package of its own.
ensure_venv_module() {
    can_make_venv "$1" && return
    package="python$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        say "installing $package from the Debian packages"
        apt-get update -qq || say 'the package lists could not be renewed; trying with those at hand'
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" >&2 || true
    fi
    can_make_venv "$1" && return
    say "Python's venv module is missing. Install it (on Debian: apt-get install $package) and run make again."
    exit 1
}

make_environment() {
    python=$(find_python)
    ensure_venv_module "$python"
    rm -rf .venv
    "$python" -m venv .venv
    pwd -P > .venv/.place
}

# Scripts in an environment name the folder it was made in, so it cannot be moved with its checkout.
was_moved() { [ -f .venv/.place ] && [ "$(cat .venv/.place)" != "$(pwd -P)" ]; }

pip_install() { .venv/bin/python -m pip install --quiet --disable-pip-version-check "$@"; }

# One entry of the lock with its hashes: from its line up to the next that is not indented.
locked() { awk -v name="$1==" '/^[^ ]/ { wanted = index($0, name) == 1 } wanted' requirements.lock; }

# What has no wheel is built by the setuptools of the lock, so nothing from outside the lock takes part.
install_packages() {
    say 'installing what requirements.lock names; the first time takes a minute or more'
    locked setuptools > .venv/.setuptools.lock
    pip_install --require-hashes -r .venv/.setuptools.lock
    pip_install --require-hashes --use-pep517 --no-build-isolation -r requirements.lock
    pip_install --no-deps --no-build-isolation --editable .
}

is_current && exit 0
rm -f .venv/.installed 2>/dev/null || true
# An environment that works is brought up to date; one that does not, or was moved, is made anew.
if was_moved || ! is_new_enough .venv/bin/python; then
    make_environment
fi
install_packages
# Written last, so that an interrupted installation is taken up again.
fingerprint > .venv/.installed
