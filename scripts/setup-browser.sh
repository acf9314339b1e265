#!/usr/bin/env bash
# Sees to it that PATH has a Chromium, in which the tests look at pages. Installs it on Debian as root; elsewhere it says what to type,
# and the tests that need it are skipped. Called by make.
set -euo pipefail

has_browser() {
  local name
  for name in chromium chromium-browser google-chrome-stable google-chrome; do
    if command -v "$name" >/dev/null; then return 0; fi
  done
  return 1
}

if has_browser; then exit 0; fi

if [[ -e /etc/debian_version && $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
  echo 'Installing chromium (apt-get)'
  export DEBIAN_FRONTEND=noninteractive
  if apt-get -qq update </dev/null &&
    apt-get -qq install -y --no-install-recommends chromium </dev/null >/dev/null; then
    hash -r
  else
    echo 'leasehold: apt-get failed; what it says stands above.' >&2
  fi
fi

if has_browser; then exit 0; fi

if [[ -e /etc/debian_version ]]; then
  command='sudo apt-get install -y --no-install-recommends chromium'
elif command -v brew >/dev/null; then
  command='brew install --cask chromium'
elif command -v dnf >/dev/null; then
  command='sudo dnf install -y chromium'
elif command -v pacman >/dev/null; then
  command='sudo pacman -S --needed chromium'
elif command -v apk >/dev/null; then
  command='sudo apk add chromium'
else
  command='install Chromium with your package manager, and see that it is on PATH'
fi

printf 'leasehold: there is no Chromium on PATH, so the tests of pages are skipped. To have them, type:\n  %s\n' "$command" >&2
