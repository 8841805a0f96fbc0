#!/bin/sh
# Installs the mail clients that `make clients` drives, where that can be done: as root, on Debian. Else it says which are skipped.
missing=""
want() { command -v "$1" >/dev/null 2>&1 || missing="$missing $2"; }
want mutt mutt
want neomutt neomutt
want alpine alpine
want s-nail s-nail
want aerc aerc
want thunderbird thunderbird
want claws-mail claws-mail
want sylpheed sylpheed
want evolution evolution
want dbus-run-session dbus-daemon
want Xvfb xvfb
want openbox openbox
want xdotool xdotool
want setxkbmap x11-xkb-utils
want import imagemagick
want dbus-launch dbus-x11
want chromium chromium
want chromedriver chromium-driver
want php "php-cli php-sqlite3"
[ -d /usr/share/roundcube ] || missing="$missing roundcube-core roundcube-sqlite3"
[ -d /usr/share/fonts/truetype/dejavu ] || missing="$missing fonts-dejavu-core"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "Clients that need$missing are skipped: not root on Debian, so they are not installed."
    exit 0
fi
echo "Installing$missing ..."
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
apt-get update -qq >"$log" 2>&1
# Together first; one that Debian has no more must not keep the others away.
# shellcheck disable=SC2086
apt-get install -y -qq --no-install-recommends $missing >>"$log" 2>&1 && exit 0
for package in $missing; do
    apt-get install -y -qq --no-install-recommends "$package" >>"$log" 2>&1 ||
        echo "$package could not be installed (see $log); what needs it is skipped."
done
exit 0
