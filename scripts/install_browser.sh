#!/bin/sh
# Install the Chromium that the browser journeys drive.
set -eu

for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null; then
        echo "A browser is already here: $(command -v "$name")"
        exit 0
    fi
done

if ! command -v apt-get >/dev/null; then
    echo "No Chromium was found and this system has no apt-get. Install Chromium with its own package manager." >&2
    exit 1
fi
if [ "$(id -u)" -ne 0 ]; then
    echo "No Chromium was found. Install it as root: sudo apt-get install chromium" >&2
    exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends chromium >/dev/null
echo "Installed: $(command -v chromium)"
