"""As whom the embedded PostgreSQL runs: it refuses root, so root lends it another account."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from grono.kit.lifeline import die_with_parent

SERVICE_USER = "postgres"
DEATH_SIGNAL = signal.SIGINT  # PostgreSQL's fast shutdown: sessions end, committed data are flushed


class PostgresError(Exception):
    """The embedded server cannot be prepared, started or stopped; the message says why and what to do."""


@dataclass(frozen=True)
class Account:
    """The account that owns the data and runs the server.

    ``lent`` says that we are root and hand over to it; ``reaches`` that it may enter the folders of the data
    and the programs by its own rights. Where it may not (a checkout below /root), it keeps the one capability
    that passes closed folders, because opening somebody's home to everyone would be worse.
    """

    uid: int
    gid: int
    lent: bool = False
    reaches: bool = True

    def own(self, path: Path) -> None:
        """Give ``path`` to this account."""
        if self.lent:
            os.chown(path, self.uid, self.gid)

    def popen(self, command: Sequence[str | Path], output: IO[bytes]) -> subprocess.Popen[bytes]:
        """Start ``command`` as this account in a session of its own; it gets DEATH_SIGNAL when we die.

        Its own session keeps Ctrl-C at the terminal from reaching the database before those who use it.
        """
        arguments = [str(part) for part in command]
        if self.lent and not self.reaches:
            arguments = [*_keeping_one_capability(self), *arguments]
        changes = self.lent and self.reaches
        return subprocess.Popen(
            arguments,
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=die_with_parent(DEATH_SIGNAL),
            user=self.uid if changes else None,
            group=self.gid if changes else None,
            extra_groups=[] if changes else None,
        )


def account_for(data: Path, programs: Path) -> Account:
    """Return the account for the server over ``data``: our own; for root the data's owner or ``postgres``."""
    owner = data.stat().st_uid if data.exists() else None
    if os.geteuid() != 0:
        if owner not in (None, os.geteuid()):
            raise PostgresError(
                f"The data folder {data} belongs to another user (id {owner}). "
                "Start as that user, or choose another data folder."
            )
        return Account(os.geteuid(), os.getegid())
    entry = pwd.getpwuid(owner) if owner and _known(owner) else _service_user()
    reaches = _may_enter(data.parent, entry) and _may_enter(programs, entry)
    return Account(entry.pw_uid, entry.pw_gid, lent=True, reaches=reaches)


def _known(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def _service_user() -> pwd.struct_passwd:
    """Return the system user ``postgres``, made when the system has none."""
    try:
        return pwd.getpwnam(SERVICE_USER)
    except KeyError:
        pass
    if shutil.which("useradd"):
        command = [
            "useradd",
            "--system",
            "--user-group",
            "--no-create-home",
            "--shell",
            "/bin/false",
            SERVICE_USER,
        ]
    else:
        command = ["adduser", "-S", "-D", "-H", "-s", "/bin/false", SERVICE_USER]  # BusyBox
    try:
        subprocess.run(command, check=True, capture_output=True)
        return pwd.getpwnam(SERVICE_USER)
    except (OSError, subprocess.CalledProcessError, KeyError) as error:
        raise PostgresError(
            f"PostgreSQL does not run as root, and the user {SERVICE_USER} could not be made. "
            f"Start as an ordinary user, or make it: {' '.join(command)}"
        ) from error


def _may_enter(folder: Path, user: pwd.struct_passwd) -> bool:
    """Whether ``user`` may pass every folder down to ``folder`` by plain permission bits."""
    groups = set(os.getgrouplist(user.pw_name, user.pw_gid))
    for step in (folder, *folder.parents):
        found = step.stat()
        shift = 6 if found.st_uid == user.pw_uid else 3 if found.st_gid in groups else 0
        if not (found.st_mode >> shift) & 0o1:
            return False
    return True


def _keeping_one_capability(account: Account) -> list[str]:
    """Return a command prefix that becomes ``account`` but may still pass closed folders."""
    if shutil.which("setpriv") is None:
        raise PostgresError(
            f"PostgreSQL runs as user id {account.uid}, which may not enter the project's folder "
            "or one above it. Move the project to a folder open to every user (such as /srv), "
            "or install util-linux (setpriv)."
        )
    return [
        "setpriv",
        f"--reuid={account.uid}",
        f"--regid={account.gid}",
        "--clear-groups",
        "--inh-caps=-all,+dac_override",
        "--ambient-caps=-all,+dac_override",
        "--securebits=+no_setuid_fixup",  # or access(2), by which PostgreSQL looks at its programs, ignores it
        f"--pdeathsig={DEATH_SIGNAL.name.removeprefix('SIG')}",
        "--",
    ]
