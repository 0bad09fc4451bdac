#!/bin/sh
# Prepares a checkout: system packages from packaging/apt, the virtual environment from packaging/requirements.lock.
#   packaging/setup.sh [run] [test] [bench]      which package lists; done work is not repeated
set -eu
cd "$(dirname "$0")/.."
lists="${*:-run}"

python=${PYTHON:-python3}
"$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null || {
    echo "setup: Python 3.11, 3.12 or 3.13 is needed and '$python' is not one; install it or name one: PYTHON=python3.12 make setup" >&2
    exit 1
}

installed() { dpkg-query -W -f='${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed; }

if command -v dpkg-query >/dev/null; then
    missing=""
    for list in $lists; do
        for entry in $(sed 's/#.*//' "packaging/apt/$list.txt"); do
            found=""
            for name in $(echo "$entry" | tr '|' ' '); do installed "$name" && found=1 && break; done
            [ -n "$found" ] || missing="$missing $entry"
        done
    done
    if [ -n "$missing" ]; then
        if [ "$(id -u)" = 0 ]; then as_root=""
        elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then as_root="sudo"
        else as_root="ask"; fi
        [ "$as_root" = ask ] || DEBIAN_FRONTEND=noninteractive $as_root apt-get update -qq
        names=""
        for entry in $missing; do
            for name in $(echo "$entry" | tr '|' ' '); do
                if apt-cache show "$name" >/dev/null 2>&1; then names="$names $name"; break; fi
            done
        done
        if [ "$as_root" = ask ]; then
            echo "setup: system packages are missing and may not be installed from here. Type this, then run make again:" >&2
            echo "    sudo apt-get update && sudo apt-get install --no-install-recommends -y${names:-$missing}" >&2
            exit 1
        fi
        echo "setup: installing$names"
        # shellcheck disable=SC2086
        DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $names >/dev/null
    fi
else
    echo "setup: not a Debian or Ubuntu system; install what packaging/apt/*.txt lists by your system's names" >&2
fi

stamp=.venv/.requirements
if ! { [ -f "$stamp" ] && cmp -s packaging/requirements.lock "$stamp" && .venv/bin/python -c '' 2>/dev/null; }; then
    echo "setup: virtual environment in .venv"
    rm -rf .venv
    "$python" -m venv .venv
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r packaging/requirements.lock
    cp packaging/requirements.lock "$stamp"
fi
