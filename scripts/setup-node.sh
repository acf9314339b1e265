#!/usr/bin/env bash
# Installs the packages of package-lock.json, Node 24 among them, unless they are there. Called by make.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# make puts node_modules/.bin first on PATH. npm must not run on the Node that it is about to replace.
PATH=${PATH//"$PWD/node_modules/.bin:"/}

# npm writes its list of what is installed last, so an interrupted installation has none.
installed=node_modules/.package-lock.json
node=node_modules/.bin/node

fail() {
  printf 'leasehold: %s\n' "$@" >&2
  exit 1
}

has_node() { [[ "$("$node" --version 2>/dev/null || true)" == v24.* ]]; }

# After Ctrl-C there is nothing to explain.
trap 'exit 130' INT

if [[ -f $installed && ! package-lock.json -nt $installed ]] && has_node; then exit 0; fi

command -v npm >/dev/null ||
  fail 'npm is not on PATH. Install Node.js 20 or newer with npm (on Debian: apt-get install -y nodejs npm), then try again.'

echo 'Installing packages from npm (npm ci)'
npm ci --loglevel=error </dev/null ||
  fail 'npm ci failed. Look at what it says above; after mending that, run make again: it starts anew.'

has_node || fail \
  "The packages are there, but Node 24 is not: its binary comes by an install script, which npm has not run." \
  'Look whether `npm config get ignore-scripts` says true; then type: npm rebuild node --ignore-scripts=false'

# So that a lock file of the same second does not count as newer.
touch "$installed"
