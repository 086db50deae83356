#!/bin/sh
# Makes .venv in the checkout from requirements.lock, again whenever the lock changes.
# In sh because a bare machine may have no Python yet.
set -eu
cd "$(dirname "$0")/../.."

stamp=.venv/requirements.lock
cmp -s requirements.lock "$stamp" && [ -x .venv/bin/python ] && exit 0

stop() {
    echo "$*" >&2
    exit 1
}

# From the distribution's packages, or the exact command for someone who may.
install_packages() {
    if [ "$(id -u)" = 0 ]; then
        sudo=
    elif command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
        sudo=sudo
    else
        stop "Python packages are missing; type: sudo apt-get install -y $*"
    fi
    echo "Installing $*"
    apt_get update -qq || true
    apt_get install -y -qq "$@" || stop "Could not install; type: ${sudo:+sudo }apt-get install -y $*"
}

# Again for two minutes while another program, such as unattended-upgrades, holds apt's lock.
apt_get() {
    waited=0
    until said=$($sudo env LC_ALL=C DEBIAN_FRONTEND=noninteractive apt-get "$@" 2>&1 </dev/null); do
        case $said in
            *"Could not get lock"* | *"Unable to lock"* | *"Unable to acquire"*) ;;
            *) waited=120 ;;
        esac
        if [ "$waited" -ge 120 ]; then
            echo "$said" >&2
            return 1
        fi
        [ "$waited" -gt 0 ] ||
            echo "Another program is installing packages (apt is locked); waiting for it, 120 seconds at most."
        sleep 1
        waited=$((waited + 1))
    done
}

new_enough() {
    command -v "$1" >/dev/null && "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

makes_environments() {
    new_enough "$1" && "$1" -c 'import ensurepip, venv' 2>/dev/null
}

# The one that is named; else one that lacks nothing, the distribution's own first: it is built with
# profiles of its use, others seldom are, which makes them a fifth slower (docs/performance.md).
find_python() {
    python=${PYTHON:-}
    new_enough "$python" && return
    for able in makes_environments new_enough; do
        for python in /usr/bin/python3 python3 python3.14 python3.13 python3.12 python3.11; do
            $able "$python" && return
        done
    done
    return 1
}

command -v python3 >/dev/null || [ -n "${PYTHON:-}" ] || install_packages python3 python3-venv
find_python || stop "Postroom needs Python 3.11 or newer; install one, or name it: make PYTHON=/path/to/python3"

# Debian packs ensurepip apart from Python; without it venv makes half an environment.
if ! makes_environments "$python"; then
    install_packages "$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
fi

echo "Installing Python packages into .venv"
rm -rf .venv
"$python" -m venv .venv
.venv/bin/pip install -qq --disable-pip-version-check --require-hashes --requirement requirements.lock
cp requirements.lock "$stamp"
