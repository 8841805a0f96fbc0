"""The pictures of the README, made of what mailflow really writes in the story of the invented board; run by `make pictures`.

A letter, the receipt of an answer, the clerk's digest, the second draft with its changes marked, the redline, the report.
"""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
import tempfile
from email import message_from_bytes, policy
from pathlib import Path

from boards import MEETING, SETTLED
from clerkship import Clerkship
from inert import CHROMIUM
from mailflow.demo import clients
from mailflow.demo.clients import Received, Writer
from mailflow.flows.take import take
from mailflow.post.reports import compose_bounce
from mailflow.records import Edition

DECEMBER = "2026-12-03"
DECEMBER_MINUTES = """# Quayside Safeguarding Board

Minutes of the meeting held on Thursday 3 December 2026 at 9.30am, Harbour Room, Quay House

## Attendance

| Name | Role and agency | Attendance |
| --- | --- | --- |
| Ada Fenn (chair) | Independent Chair, Quayside Safeguarding Board | Present |
| Ben Holt | Harbour Master, Port Authority | Present |
| Dilys Pryce | Head Teacher, Quayside Schools | Apologies |
| Emeka Obi | Superintendent, Coast Police | Present |
| Farah Nasser | Designated Nurse, Estuary Health | Present |
| Gregory Marsh | Head of Housing, Quayside Council | Absent |
| Hanna Vogel | Community Member, Quayside Safeguarding Board | Present |
| Iris Tate (notes) | Board Officer, Quayside Council | Present |

## 1. Minutes of the last meeting and action log

The minutes of 8 October 2026 were agreed as an accurate record.

QSB 2627_05: the notices are up. Action closed.

## 2. Flood plan

**Action:** Send the flood plan to all members. (EO/BH, by 15 January 2027)

**Action:** Ask the volunteers who can watch the gauge. (BH)

## 3. Next meeting

Thursday 21 January 2027 at 9.30am, Harbour Room.
"""


def play(folder: Path) -> dict[str, str]:
    """Play the story; give the pages to be pictured, by name."""
    story = Clerkship(folder / "board")
    story.circulate()
    pages = {"letter": html(story.letter("BH"))}
    answer = "The form is done.\n\nItem 3.2: “42 referrals” should read “44 referrals”.\n\nWho keeps the list of the night shelter?"
    story.says("DP", answer)
    pages["receipt"] = html(story.letter("DP", Edition.RECEIPT))
    story.says("FN", "Item 3.2: “42 referrals” should read “40 referrals”")
    story.says("EO", "No corrections from me.")
    story.says("HV", "Done, they were delighted.")
    story.says("BH", "In progress, 12 of 15 lamps are in. Item 3.1: “fifteen lamps” should read “sixteen lamps”")
    away = Received.read(story.letter("AF"))
    story.takes(clients.out_of_office(away, Writer("Ada Fenn", away.to, story.now, "away"), "I am away until Monday."))
    greg = story.letter("GM")
    came = Received.read(greg)
    story.takes(
        compose_bounce(
            sender=came.reply_to, recipient=came.to, returned=greg, host="mx.council.example", at=story.now, message_id="b1@mx.example"
        )
    )
    story.stand()
    digest = story.letter("IT", Edition.DIGEST)
    pages["digest"] = html(digest)
    story.says("IT", "accept 1\ndecline 2 because the schools have 44 on their list\naccept 3", to=digest)
    story.says("IT", "send", to=digest)
    story.says("IT", "yes", to=story.letter("IT", Edition.RECEIPT))
    story.deliver()
    pages["changes"] = html(story.letter("EO", version=2))
    pages["redline"] = story.run("redline", MEETING, "--html").stdout
    story.says("EO", "No corrections.", to=story.letter("EO", version=2))
    story.now = dt.datetime(2026, 12, 4, 9, 0, tzinfo=dt.UTC)
    with story.workspace.open("pictures") as store:
        take(store, story.workspace.settings.board, "december.md", DECEMBER_MINUTES.encode(), SETTLED, story.now)
    pages["report"] = story.run("report", "--out", "-").stdout
    return pages


def html(letter: bytes) -> str:
    """Give the page of a letter."""
    body = message_from_bytes(letter, policy=policy.default).get_body(("html",))
    assert body is not None
    return str(body.get_content())


# Width and height of each.
SHOTS = {
    "letter": (680, 962),
    "receipt": (680, 716),
    "digest": (680, 1072),
    "changes": (680, 812),
    "redline": (760, 580),
    "report": (1000, 1180),
}


def main() -> None:
    """Write the pictures into a folder."""
    out = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for page, content in play(folder).items():
            width, height = SHOTS[page]
            path = folder / f"{page}.html"
            path.write_text(re.sub(r"(?i)<script.*?</script>", "", content), "utf-8")
            words = [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars",
                     "--disable-background-networking", "--disable-component-update", "--disable-sync",
                     f"--user-data-dir={folder / 'profile'}", f"--window-size={width},{height}",
                     f"--screenshot={out / f'{page}.png'}", path.as_uri()]  # fmt: skip
            subprocess.run(words, check=True, capture_output=True, timeout=120)
            print(out / f"{page}.png")


if __name__ == "__main__":
    main()
