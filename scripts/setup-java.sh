#!/usr/bin/env bash
# Sees to it that PATH has Java 11 or newer, and Maven, which fetches TLC once. Installs what is missing on Debian as root;
# elsewhere it says what to type. Called by make.
set -euo pipefail

java_min=11

java_version() { java -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p' | head -n 1; }

# Up to Java 8 the major version came second: 1.8.0.
java_major() {
  local version
  version=$(java_version || true)
  version=${version#1.}
  version=${version%%[!0-9]*}
  printf '%s' "${version:-0}"
}

# A jar that TLA2TOOLS_JAR names makes Maven needless. Where else TLC may come from, conformance/tlc/jar.ts knows, and it says
# so if it needs Maven: only what can be installed here without asking is installed beforehand.
missing=()
(($(java_major) >= java_min)) || missing+=(default-jre-headless)
if [[ -z ${TLA2TOOLS_JAR:-} ]] && ! command -v mvn >/dev/null; then missing+=(maven); fi
if ((${#missing[@]} == 0)); then exit 0; fi

if [[ -e /etc/debian_version && $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
  echo "Installing ${missing[*]} (apt-get)"
  export DEBIAN_FRONTEND=noninteractive
  if apt-get -qq update </dev/null &&
    apt-get -qq install -y --no-install-recommends "${missing[@]}" </dev/null >/dev/null; then
    hash -r
  else
    echo 'leasehold: apt-get failed; what it says stands above.' >&2
  fi
fi

(($(java_major) < java_min)) || exit 0

if [[ -e /etc/debian_version ]]; then
  command='sudo apt-get install -y --no-install-recommends default-jre-headless maven'
elif command -v brew >/dev/null; then
  command='brew install openjdk maven'
elif command -v dnf >/dev/null; then
  command='sudo dnf install -y java-latest-openjdk-headless maven'
elif command -v pacman >/dev/null; then
  command='sudo pacman -S --needed jre-openjdk-headless maven'
elif command -v apk >/dev/null; then
  command='sudo apk add openjdk21-jre-headless maven'
else
  command='install a JRE and Maven with your package manager, and see that java and mvn are on PATH'
fi

version=$(java_version || true)
if [[ -z $version ]]; then problem='there is no Java on PATH'; else problem="the Java on PATH is $version"; fi
printf 'leasehold: TLC needs Java %s or newer, and %s. Type:\n  %s\n' "$java_min" "$problem" "$command" >&2
exit 1
