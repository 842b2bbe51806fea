#!/bin/sh
# Make .venv and put the locked packages of one set (run or dev) and the project itself into it.
# Needs a Python of 3.11 or newer on the PATH and nothing else. Safe to run again.
set -eu
cd "$(dirname "$0")/.."
set_name=${1:-run}
stamp=.venv/.installed-$set_name

# What an installation depends on. A folder that moved has a .venv that points to the old place.
wanted=$(cat "requirements/$set_name.txt" pyproject.toml tools/setup.sh | cksum; pwd)
if [ -x .venv/bin/fingerpost ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then
    exit 0
fi

find_python() {
    for name in python3.13 python3.12 python3.11 python3.14 python3 python; do
        if command -v "$name" >/dev/null 2>&1 &&
            "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            command -v "$name"
            return
        fi
    done
    echo "Fingerpost needs Python 3.11 or newer, and none was found on the PATH." >&2
    exit 1
}

here=$(.venv/bin/python -c 'import os, sys; print(os.path.realpath(sys.prefix))' 2>/dev/null || true)
if [ "$here" != "$(pwd -P)/.venv" ] || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    python=${PYTHON:-$(find_python)}
    echo "Making .venv with $("$python" --version)"
    if ! "$python" -m venv --clear .venv; then
        echo "This Python cannot make environments. On Debian and Ubuntu: apt-get install python3-venv" >&2
        exit 1
    fi
fi

pip() {
    .venv/bin/python -m pip --disable-pip-version-check --quiet "$@"
}

# setuptools comes first: it builds the few packages that are published only as source, and the project.
awk '/^setuptools==/ { on = 1 } on { print } on && !/\\$/ { exit }' "requirements/$set_name.txt" >.venv/setuptools.txt
echo "Installing $(grep -c '^[a-z0-9].*==' "requirements/$set_name.txt") packages, as locked in requirements/$set_name.txt"
pip install --no-deps --require-hashes -r .venv/setuptools.txt
pip install --no-deps --no-build-isolation --require-hashes -r "requirements/$set_name.txt"
pip install --no-deps --no-build-isolation --editable .
printf '%s\n' "$wanted" >"$stamp"
