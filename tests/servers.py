"""Real servers for tests: Dovecot and Postfix, started in a temporary folder on loopback, stopped by their process ids.

`real_mail`: both, for the whole run: submission with STARTTLS and AUTH, LMTP into Maildirs, IMAP with IDLE and MOVE.
`dovecot_like`: a Dovecot of one's own wishes (folders under "INBOX.", capabilities withheld). `office`: the embedded pair.
Where a server is not installed, or the user is not root, the test says so and is skipped.
"""

from __future__ import annotations

import grp
import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from mailflow.post.model import Account, Security
from mailflow.post.office import Office

DOMAIN, LATE_DOMAIN = "quay.example", "late.example"
MEMBERS = ("ada", "bela", "ciaran", "dilys", "edda", "femi", "gwen", "hugo", "ines", "jun")
USERS = ("minutes", *MEMBERS)
GHOST = f"ghost@{DOMAIN}"  # Postfix accepts it, Dovecot knows nobody of that name: a bounce comes back as mail
MAIL_USER = "mail"
POSTFIX = Path("/usr/lib/postfix/sbin")
NAMES = "DNS:localhost,IP:127.0.0.1"
SIZE_LIMIT = 2_000_000
_delivered = itertools.count(1)


def password(user: str) -> str:
    """Give the password of a user of these servers."""
    return f"pass-{user} 'of' \\ours\""


@dataclass(frozen=True)
class Ports:
    """Free ports, found by binding them all at once."""

    imap: int
    imaps: int
    lmtp: int
    auth: int
    smtp: int
    submission: int
    smtps: int

    @classmethod
    def free(cls) -> Ports:
        sockets = [socket.socket() for _ in range(7)]
        try:
            for each in sockets:
                each.bind(("127.0.0.1", 0))
            return cls(*(each.getsockname()[1] for each in sockets))
        finally:
            for each in sockets:
                each.close()


@dataclass
class RealMail:
    """A running Dovecot, and a Postfix where one was asked for."""

    folder: Path
    ports: Ports
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    domain: str = DOMAIN
    late_domain: str = LATE_DOMAIN

    @property
    def ca_file(self) -> str:
        return str(self.folder / "cert.pem")

    def smtp(self, user: str = "minutes", security: Security = Security.STARTTLS) -> Account:
        port = {Security.STARTTLS: self.ports.submission, Security.TLS: self.ports.smtps, Security.NONE: self.ports.smtp}[security]
        return self._account(port, user if security is not Security.NONE else "", security)

    def imap(self, user: str = "minutes", security: Security = Security.TLS) -> Account:
        return self._account(self.ports.imaps if security is Security.TLS else self.ports.imap, user, security)

    def _account(self, port: int, user: str, security: Security) -> Account:
        return Account("localhost", port, security=security, username=user, secret=lambda: password(user), ca_file=self.ca_file)

    def maildir(self, user: str, folder: str = "INBOX") -> Path:
        home = self.folder / "home" / user / "Maildir"
        return home if folder == "INBOX" else home / ("." + folder.replace("/", "."))

    def mails(self, user: str, folder: str = "INBOX") -> list[bytes]:
        """Read the mails of a folder from the disk."""
        found = [file for part in ("new", "cur") for file in (self.maildir(user, folder) / part).glob("*")]
        return [file.read_bytes() for file in sorted(found, key=lambda file: file.name)]

    def flags(self, user: str, folder: str = "INBOX") -> list[str]:
        """Give the Maildir flags of each mail in a folder ("S" seen, "T" deleted)."""
        found = [file.name for part in ("new", "cur") for file in (self.maildir(user, folder) / part).glob("*")]
        return [name.partition(":2,")[2] for name in sorted(found)]

    def put(self, user: str, mails: Iterable[bytes]) -> None:
        """Lay mails into an INBOX as a delivery agent does: written elsewhere, then renamed."""
        owner = pwd.getpwnam(MAIL_USER)
        for part in ("", "tmp", "new", "cur"):
            (self.maildir(user) / part).mkdir(parents=True, exist_ok=True)
        for path in (self.folder / "home" / user, *(self.maildir(user) / part for part in ("", "tmp", "new", "cur"))):
            os.chown(path, owner.pw_uid, owner.pw_gid)
        for mail in mails:
            name = f"{int(time.time())}.N{next(_delivered)}.test"
            written = self.maildir(user) / "tmp" / name
            written.write_bytes(mail)
            os.chown(written, owner.pw_uid, owner.pw_gid)
            written.rename(self.maildir(user) / "new" / name)

    def empty(self, *users: str) -> None:
        """Take all folders away from users, so that a test begins with nothing."""
        for user in users:
            shutil.rmtree(self.folder / "home" / user, ignore_errors=True)

    def stop(self) -> None:
        for process in reversed(self.processes):
            process.send_signal(signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def why_not(*, postfix: bool) -> str | None:
    """Say why the real servers cannot be started here."""
    if os.geteuid() != 0:
        return "real mail servers are started as root only"
    missing = [] if shutil.which("dovecot") else ["Dovecot"]
    missing += ["Postfix"] if postfix and not (POSTFIX / "master").exists() else []
    return f"{' and '.join(missing)} not installed" if missing else None


@pytest.fixture(scope="session")
def real_mail() -> Iterator[RealMail]:
    """Dovecot and Postfix for the whole run; users `minutes` and MEMBERS, each with `password(user)`."""
    yield from _running(postfix=True)


@pytest.fixture
def dovecot_like() -> Iterator[Callable[..., RealMail]]:
    """Start a Dovecot with folders below `prefix`, parted by `separator`, that owns up to `capabilities` only."""
    started: list[Iterator[RealMail]] = []

    def start(*, prefix: str = "", separator: str = "/", capabilities: str = "", names: str = NAMES) -> RealMail:
        started.append(_running(postfix=False, prefix=prefix, separator=separator, capabilities=capabilities, names=names))
        return next(started[-1])

    yield start
    for each in started:
        next(each, None)


@pytest.fixture
def office() -> Iterator[Office]:
    """The embedded post office, with the users `minutes` and MEMBERS at DOMAIN; needs nothing installed."""
    with Office({f"{user}@{DOMAIN}": password(user) for user in USERS}) as running:
        yield running


def _running(
    *, postfix: bool, prefix: str = "", separator: str = "/", capabilities: str = "", names: str = NAMES
) -> Iterator[RealMail]:
    if reason := why_not(postfix=postfix):
        pytest.skip(reason)
    folder = Path(tempfile.mkdtemp(prefix="mailflow-servers-"))
    folder.chmod(0o755)  # the servers' own users must get in
    mail = RealMail(folder, Ports.free())
    try:
        certify(folder, names)
        _start_dovecot(mail, prefix, separator, capabilities)
        if postfix:
            _start_postfix(mail)
        yield mail
    finally:
        mail.stop()
        shutil.rmtree(folder, ignore_errors=True)


def certify(folder: Path, names: str = NAMES) -> None:
    """Make cert.pem and key.pem: a certificate for these names (subjectAltName) that is its own authority."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", f"subjectAltName={names}",
         "-keyout", folder / "key.pem", "-out", folder / "cert.pem"],
        check=True, capture_output=True,
    )  # fmt: skip


def _start_dovecot(mail: RealMail, prefix: str, separator: str, capabilities: str) -> None:
    folder, ports, owner = mail.folder, mail.ports, pwd.getpwnam(MAIL_USER)
    (folder / "home").mkdir()
    os.chown(folder / "home", owner.pw_uid, owner.pw_gid)
    escaped = {user: password(user).replace(":", "\\:") for user in USERS}
    (folder / "users").write_text("".join(f"{user}:{{PLAIN}}{secret}::::::\n" for user, secret in escaped.items()))
    (folder / "users").chmod(0o644)
    (folder / "dovecot.conf").write_text(
        f"""
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
{f"imap_capability = {capabilities}" if capabilities else ""}
ssl = yes
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
auth_mechanisms = plain login
auth_failure_delay = 0
disable_plaintext_auth = no
auth_username_format = %Ln
first_valid_uid = 1
first_valid_gid = 1
mail_fsync = never
mail_location = maildir:~/Maildir
mail_max_userip_connections = 100
recipient_delimiter = +
lmtp_save_to_detail_mailbox = no
hostname = mail.{DOMAIN}
postmaster_address = postmaster@{DOMAIN}
namespace inbox {{
  inbox = yes
  prefix = {prefix}
  separator = {separator}
}}
passdb {{
  driver = passwd-file
  args = {folder}/users
}}
userdb {{
  driver = passwd-file
  args = {folder}/users
  default_fields = uid={owner.pw_uid} gid={owner.pw_gid} home={folder}/home/%n
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {ports.imap}
  }}
  inet_listener imaps {{
    port = {ports.imaps}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {ports.lmtp}
  }}
}}
service auth {{
  inet_listener sasl {{
    address = 127.0.0.1
    port = {ports.auth}
  }}
}}
"""
    )
    mail.processes.append(_started(["dovecot", "-F", "-c", str(folder / "dovecot.conf")]))
    _greets(ports.imap, mail)
    _greets(ports.lmtp, mail)


def _start_postfix(mail: RealMail) -> None:
    """Start Postfix's master itself; `postfix start` spends three seconds in shell scripts."""
    root, ports, owner = mail.folder / "postfix", mail.ports, pwd.getpwnam("postfix")
    drop = grp.getgrnam("postdrop").gr_gid
    for name in ("spool", "data"):
        (root / name).mkdir(parents=True)
    os.chown(root / "data", owner.pw_uid, owner.pw_gid)
    queues = "active bounce corrupt defer deferred flush hold incoming private saved trace".split()
    for name, gid, mode in ((*((each, 0, 0o700) for each in queues), ("maildrop", drop, 0o1730), ("public", drop, 0o2710))):
        (root / "spool" / name).mkdir()
        os.chown(root / "spool" / name, owner.pw_uid, gid)
        (root / "spool" / name).chmod(mode)
    (root / "spool" / "pid").mkdir()
    (root / "mailboxes").write_text("".join(f"{user}@{DOMAIN} -\n" for user in (*USERS, "ghost")))
    # Accepted here and refused by Dovecot, which knows none of them; smtpd refuses at once what goes to "error:".
    (root / "transports").write_text(f"{LATE_DOMAIN} lmtp:inet:127.0.0.1:{ports.lmtp}\n")
    (root / "main.cf").write_text(_main_cf(mail))
    (root / "master.cf").write_text(_master_cf(ports))
    for file in root.glob("*"):
        if file.is_file():
            os.utime(file, (time.time() - 60,) * 2)  # Postfix naps before it reads a file younger than two seconds
    mail.processes.append(_started([str(POSTFIX / "master"), "-c", str(root), "-d"]))
    for port in (ports.smtp, ports.submission):
        _greets(port, mail)


def _main_cf(mail: RealMail) -> str:
    root = mail.folder / "postfix"
    return f"""
compatibility_level = 3.6
queue_directory = {root}/spool
data_directory = {root}/data
daemon_directory = {POSTFIX}
command_directory = /usr/sbin
maillog_file = {mail.folder}/postfix.log
maillog_file_prefixes = {mail.folder}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.{DOMAIN}
mydestination =
mynetworks = 127.0.0.255/32
alias_maps =
alias_database =
local_recipient_maps =
virtual_mailbox_domains = {DOMAIN}
virtual_mailbox_maps = texthash:{root}/mailboxes
virtual_transport = lmtp:inet:127.0.0.1:{mail.ports.lmtp}
relay_domains = {LATE_DOMAIN}
transport_maps = texthash:{root}/transports
default_transport = error:5.1.2 nothing leaves this machine
recipient_delimiter = +
message_size_limit = {SIZE_LIMIT}
smtpd_relay_restrictions = reject_unauth_destination
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:{mail.ports.auth}
smtpd_tls_cert_file = {mail.folder}/cert.pem
smtpd_tls_key_file = {mail.folder}/key.pem
smtpd_tls_security_level = may
smtpd_peername_lookup = no
smtpd_client_connection_count_limit = 0
smtpd_error_sleep_time = 0
smtpd_soft_error_limit = 1000
smtpd_hard_error_limit = 1000
smtp_dns_support_level = disabled
"""


def _master_cf(ports: Ports) -> str:
    secure = "-o smtpd_sasl_auth_enable=yes -o smtpd_client_restrictions=permit_sasl_authenticated,reject"
    listening = (
        f"127.0.0.1:{ports.smtp} inet n - n - - smtpd\n"
        f"127.0.0.1:{ports.submission} inet n - n - - smtpd -o smtpd_tls_security_level=encrypt {secure}\n"
        f"127.0.0.1:{ports.smtps} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes {secure}\n"
    )
    inner = """
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
lmtp unix - - n - - lmtp
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""
    return listening + inner.lstrip()


def _started(command: list[str]) -> subprocess.Popen[bytes]:
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)


def _greets(port: int, mail: RealMail, *, within: float = 20.0) -> None:
    """Wait until a server says something at a port."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        try:
            with socket.create_connection(("127.0.0.1", port), 1) as sock:
                sock.settimeout(5)
                if sock.recv(100):
                    return
        except OSError:
            time.sleep(0.02)
    logs = "\n".join(file.read_text()[-2000:] for file in mail.folder.glob("*.log"))
    raise RuntimeError(f"nothing answers on port {port}:\n{logs}")
