#!/bin/sh
# Installs what `make test` needs beyond Python, where that can be done: as root, on Debian. Else it says what will be skipped.
missing=""
[ -x /usr/sbin/dovecot ] || missing="$missing dovecot-imapd dovecot-lmtpd"
[ -x /usr/lib/postfix/sbin/master ] || missing="$missing postfix"
command -v openssl >/dev/null 2>&1 || missing="$missing openssl"
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "Tests that need$missing will be skipped: not root on Debian, so they are not installed."
    exit 0
fi
echo "Installing$missing ..."
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq >/dev/null 2>&1
# shellcheck disable=SC2086
apt-get install -y -qq --no-install-recommends $missing >/tmp/mailflow-servers.log 2>&1 ||
    echo "They could not be installed (see /tmp/mailflow-servers.log); tests that need them will be skipped."
exit 0
