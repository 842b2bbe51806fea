#!/bin/sh
# Say whether browser tests can run; where this is root on a Debian, install Chromium first.
# The exit code is 0 either way: without Chromium those tests are skipped and say so.
for name in chromium chromium-browser google-chrome google-chrome-stable; do
    if command -v "$name" >/dev/null 2>&1; then
        exit 0
    fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Chromium for the browser tests"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq >/dev/null && apt-get install -y -qq --no-install-recommends chromium fonts-liberation >/dev/null
    if command -v chromium >/dev/null 2>&1; then
        exit 0
    fi
fi
echo "BROWSER TESTS ARE SKIPPED: there is no Chromium on this machine. Install it and run make check again."
