"""`python -m clients OUT [--only WORD ...] [--score SCRIPT]`: makes the replies, the pictures and cases.json; see `make clients`.

OUT/replies/NN-client-kind.eml, OUT/letters/, OUT/workspace.tar.gz, OUT/cases.json: as the scoring script reads them; OUT/pictures/.
A client that is not installed, hangs or fails is skipped with a sentence; the exit status is 1 only where no reply was made at all.
"""

from __future__ import annotations

import argparse
import json
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from clients import roundcube, thunderbird
from clients.board import ADDRESS, PEOPLE, Letters, make_letters
from clients.cases import CASES, Case, Client, name_of
from clients.desk import PASSWORD, ClientFault, Desk, lost_of
from mailflow.post.office import Office

TRIES = 3  # keys that are sent to a window get lost now and then
MOST_FAULTS = 3  # of one client, before it is taken for one that does not work here
USERS = {line.split(",")[4]: PASSWORD for line in PEOPLE.splitlines()[1:]} | {ADDRESS: PASSWORD}


def main() -> int:
    """Make all that was asked for."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that clients which run are ended, too
    asked = argparse.ArgumentParser(prog="clients", description="Has real mail clients answer letters of mailflow.")
    asked.add_argument("out", type=Path)
    asked.add_argument("--only", nargs="*", default=[], metavar="WORD", help="clients or kinds with one of these words in their name")
    asked.add_argument("--score", type=Path, help="the script that scores a folder of replies")
    wanted = asked.parse_args()
    out: Path = wanted.out.absolute()
    if out.exists():
        shutil.rmtree(out)
    (out / "replies").mkdir(parents=True)
    with tempfile.TemporaryDirectory(prefix="mailflow-clients-") as name:
        folder = Path(name)
        letters = make_letters(folder)
        shutil.copytree(letters.folder, out / "letters")
        rows = make_replies(letters, folder / "desks", out, wanted.only)
        with tarfile.open(out / "workspace.tar.gz", "w:gz") as packed:
            for workspace in (letters.base, letters.follow):
                packed.add(workspace, workspace.name)
        (out / "cases.json").write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", "utf-8")
        if not wanted.only or "pictures" in wanted.only:
            make_pictures(letters, folder / "desks", out / "pictures")
    print(f"{len(rows)} replies in {wanted.out}")
    if wanted.score is not None:
        score(wanted.score, out)
    return 0 if rows else 1


def make_replies(letters: Letters, desks: Path, out: Path, only: Sequence[str]) -> list[dict[str, object]]:
    """Make each reply; give the rows of cases.json."""
    rows: list[dict[str, object]] = []
    faults: Counter[str] = Counter()
    for case in CASES:
        for client in case.clients:
            if only and not any(word in f"{name_of(client)}-{case.kind}" for word in only):
                continue
            letter = letters.find(case.letter)
            file = f"{len(rows) + 1:02d}-{name_of(client)}-{case.kind}.eml"
            began = time.monotonic()
            if letter is None:
                print(f"skipped {name_of(client)}, {case.kind}: mailflow sent no {case.letter}")
                continue
            if faults[name_of(client)] >= MOST_FAULTS:
                continue
            try:
                reply = answered(client, case, letter.read_bytes(), desks / file)
            except ClientFault as fault:
                faults[name_of(client)] += 1
                given_up = " It is not tried again." if faults[name_of(client)] == MOST_FAULTS else ""
                print(f"skipped {name_of(client)}, {case.kind}: {fault}.{given_up}", flush=True)
                continue
            print(f"{file} ({time.monotonic() - began:.0f} s)", flush=True)
            (out / "replies" / file).write_bytes(reply)
            rows.append(row_of(case, file))
    return rows


def answered(client: Client, case: Case, letter: bytes, folder: Path) -> bytes:
    """Have one client answer one letter, each time at a desk of its own. Raises ClientFault where keys get lost each time, or it fails."""
    lost = ""
    for attempt in range(TRIES):
        with Office(USERS) as office:
            reply = client(Desk(folder / str(attempt), office), letter, case.wish)
        if not (lost := lost_of(case.wish, reply)):
            return reply
    raise ClientFault(f"{lost!r} was typed and did not arrive")


def row_of(case: Case, file: str) -> dict[str, object]:
    """Give a row of cases.json."""
    typed = case.wish.words
    if case.wish.link:
        typed = f"{case.wish.link.removeprefix('Report on ')}: {typed}"
    row: dict[str, object] = {"file": file, "letter": f"letters/{case.letter}.eml", "workspace": case.workspace}
    row |= {"typed": typed, "meant": case.meant}
    return {**row, "note": case.note} if case.note else row


def make_pictures(letters: Letters, desks: Path, folder: Path) -> None:
    """Save what an attendee's letter and a reminder look like in Thunderbird and in Roundcube."""
    for name in ("letter-kit.lowe", "reminder-dev.anand"):
        letter = letters.find(name)
        for client, save in (("thunderbird", thunderbird.picture), ("roundcube", roundcube.picture)):
            if letter is None:
                continue
            try:
                with Office(USERS) as office:
                    save(Desk(desks / f"picture-{client}-{name}", office), letter.read_bytes(), folder / f"{client}-{name}.png")
            except ClientFault as fault:
                print(f"no picture of {name} in {client}: {fault}")


def score(script: Path, out: Path) -> None:
    """Print what the scoring script says of the replies."""
    if not script.is_file():
        print(f"Not scored: there is no {script}; `make clients SCORE=...` names another.")
        return
    subprocess.run([sys.executable, str(script), f"{sys.executable} -m mailflow", "--verbose", str(out)], check=False)


if __name__ == "__main__":
    sys.exit(main())
