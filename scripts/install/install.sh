#!/usr/bin/env bash
# Brings up everything that Cloudpool needs inside the repository: node_modules/ and .tools/.
# The second run is instant. What is missing on the host is named in one sentence, exit 2.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

readonly pins=scripts/install
readonly tools="$PWD/.tools"

missing() {
  echo "cloudpool: $1" >&2
  exit 2
}

say() {
  echo "installing: $1" >&2
}

# The first Python that is new enough and can make virtual environments; $PYTHON goes first.
find_python() {
  local candidate seen=''
  for candidate in ${PYTHON:+"$PYTHON"} python3 python3.14 python3.13 python3.12 python3.11 python3.10; do
    command -v "$candidate" > /dev/null || continue
    "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2> /dev/null || {
      seen="${seen:-too old}"
      continue
    }
    seen='no venv'
    "$candidate" -c 'import venv, ensurepip' 2> /dev/null && {
      command -v "$candidate"
      return
    }
  done
  case "$seen" in
    'no venv') missing 'Python has no venv module: install it (Debian and Ubuntu: apt install python3-venv), then run make install again.' ;;
    'too old') missing 'Python 3.10 or later is needed, and every python3 here is older: install a newer one, or name it as PYTHON=..., then run make install again.' ;;
    *) missing 'Python 3.10 or later is missing: install python3 with venv, then run make install again.' ;;
  esac
}

install_packages() {
  node scripts/install/packages-in-place.mjs && return
  say 'npm packages'
  npm ci --no-fund --no-audit --loglevel=error >&2
}

# What the stamp says: the pins, where they stand (virtual environments do not survive a move), and the Python.
tools_stamp() {
  cat "$pins/tools.txt" "$pins/data.txt"
  echo "at $tools"
}

pin_of() {
  grep "^$1==" "$pins/tools.txt"
}

install_tools() {
  # The interpreter is a link: it dangles after the host's Python was replaced.
  tools_stamp | cmp -s - "$tools/installed.txt" && [ -x "$tools/pipx/venvs/ministack/bin/python" ] && return
  local python
  python="$(find_python)"
  rm -rf "$tools"
  mkdir -p "$tools"
  # As a URL, because pip splits the variable at spaces.
  PIP_CONSTRAINT="$("$python" -c 'import pathlib, sys; print(pathlib.Path(sys.argv[1]).resolve().as_uri())' "$pins/tools.txt")"
  # pipx lets pip talk to the terminal, whatever its own --quiet says.
  export PIP_CONSTRAINT PIP_QUIET=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1
  say "$(pin_of pipx)"
  "$python" -m venv "$tools/pipx-venv"
  "$tools/pipx-venv/bin/python" -m pip install --quiet "$(pin_of pipx)" >&2
  export PIPX_HOME="$tools/pipx" PIPX_BIN_DIR="$tools/bin" PIPX_MAN_DIR="$tools/man" PIPX_DEFAULT_PYTHON="$python"
  local package
  for package in ministack cfn-lint; do
    say "$(pin_of "$package")"
    "$tools/pipx-venv/bin/pipx" install --quiet "$(pin_of "$package")" >&2
  done
  install_data
  tools_stamp > "$tools/installed.txt"
}

install_data() {
  say 'bokeh-sampledata (the recorded prices)'
  local python="$tools/pipx-venv/bin/python"
  # The constraints name no data set, and pip refuses constraints without hashes beside --require-hashes.
  env -u PIP_CONSTRAINT "$python" -m pip download --quiet --no-deps --only-binary :all: --require-hashes \
    --dest "$tools/download" --requirement "$pins/data.txt" >&2
  mkdir -p "$tools/data"
  "$python" -c '
import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as wheel, open(sys.argv[2], "wb") as data:
    data.write(wheel.read("bokeh_sampledata/_data/stocks.csv.gz"))
' "$tools"/download/*.whl "$tools/data/stocks.csv.gz"
  rm -rf "$tools/download"
}

command -v npm > /dev/null && command -v node > /dev/null ||
  missing 'npm is missing: install Node.js with npm (any version from 20 on), then run make install again.'
install_packages
install_tools
