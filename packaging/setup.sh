#!/bin/sh
# Prepares a checkout: system packages from packaging/apt, the virtual environment from packaging/requirements.lock.
#   packaging/setup.sh [run] [test] [bench]      which package lists; done work is not repeated
# Ends with status 1 and what to do where it cannot.
set -eu
cd "$(dirname "$0")/.."

python=${PYTHON:-python3}
"$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null || {
    echo "setup: Python 3.11, 3.12 or 3.13 is needed and '$python' is not one; install it or name one: PYTHON=python3.12 make setup" >&2
    exit 1
}

# Names of installed packages among those given, one a line; a single call, because dpkg-query takes its time to start.
installed() { dpkg-query -W -f='${db:Status-Status} ${Package}\n' "$@" 2>/dev/null | sed -n 's/^installed //p'; }

if command -v dpkg-query >/dev/null; then
    wanted=$(for list in "${@:-run}"; do sed 's/#.*//' "packaging/apt/$list.txt"; done)
    # shellcheck disable=SC2086 # names are words
    there=" $(installed $wanted | tr '\n' ' ') "
    missing=""
    for name in $wanted; do
        case $there in *" $name "*) ;; *) missing="$missing $name" ;; esac
    done
    if [ -n "$missing" ]; then
        if [ "$(id -u)" = 0 ]; then as_root="env"
        elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then as_root="sudo env"
        else
            echo "setup: system packages are missing and may not be installed from here. Type this, then run make again:" >&2
            echo "    sudo apt-get update && sudo apt-get install --no-install-recommends -y$missing" >&2
            exit 1
        fi
        echo "setup: installing$missing"
        # A machine that was just started may be updating itself: wait for it. Lists of foreign origin may fail.
        apt="$as_root DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300"
        $apt update || echo "setup: apt-get update failed; going on with the package lists that are there" >&2
        # shellcheck disable=SC2086
        $apt install -y --no-install-recommends $missing >/dev/null
    fi
else
    echo "setup: not a Debian or Ubuntu system; install what packaging/apt/*.txt lists by your system's names" >&2
fi

# Scripts in the environment contain its path, so a checkout that was moved needs a new one.
stamp=.venv/.requirements
described() { echo "$PWD"; cat packaging/requirements.lock; }
# The look for a package notices a Python that was exchanged below the environment.
if ! { [ -f "$stamp" ] && described | cmp -s - "$stamp" && .venv/bin/python -c 'import importlib.util, sys; sys.exit(not importlib.util.find_spec("PySide6"))' 2>/dev/null; }; then
    echo "setup: virtual environment in .venv (some 250 MB to fetch)"
    rm -rf .venv
    "$python" -m venv .venv
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r packaging/requirements.lock
    # Last of all: an environment that was interrupted half-way has no stamp and is made anew.
    described >"$stamp"
fi
