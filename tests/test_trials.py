"""Mails on which mailflow fails, whatever they do to it: each tried three times, then set aside; the others are taken meanwhile."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from answering import LATER, Post, changed
from mailflow.demo import clients
from mailflow.errors import MailflowError
from mailflow.flows import explain, trials
from mailflow.flows.keeping import check
from mailflow.flows.limits import Guard, TooLongError, outlives
from mailflow.flows.mailbox import folder_for
from mailflow.flows.speak import Board
from mailflow.flows.trials import FILE_NAME, is_settled
from mailflow.flows.understand import Understood, understand
from mailflow.journal import MessageFailed, MessageTaken
from mailflow.records import Outcome, Taken, Trial
from mailflow.replies.message import parse_message

ROOT = Path(__file__).resolve().parents[1]


def round_and_round() -> None:
    raise RecursionError("it goes round and round")


def without_end() -> None:
    """Swallows what is raised inside it, as a careless reader does."""
    while True:
        try:
            while True:
                pass
        except Exception:
            continue


def much_memory() -> None:
    held = []
    while True:
        held.append(bytearray(32 * 1024 * 1024))


def in_c_without_end() -> None:
    """One call of a C function that lets no signal handler run."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGPROF})
    try:
        without_end()
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGPROF})


def the_process_ends() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def failing(harm: Callable[[], None]) -> Callable[..., Understood]:
    """Give an `understand` to which mails that say POISON do harm."""

    def read(raw: bytes, board: Board | None, now: dt.datetime, *, too_large: bool = False) -> Understood:
        if b"POISON" in raw:
            harm()
        return understand(raw, board, now, too_large=too_large)

    return read


def waiting(post: Post) -> list[Taken]:
    return [taken for taken in post.workspace.look().all(Taken) if taken.waits]


@pytest.mark.parametrize("harm", [round_and_round, without_end, much_memory], ids=lambda harm: harm.__name__)
def test_a_mail_on_which_mailflow_fails_is_set_aside_after_three_tries_and_the_next_is_taken(
    post: Post, monkeypatch: pytest.MonkeyPatch, harm: Callable[[], None]
) -> None:
    monkeypatch.setattr(trials, "understand", failing(harm))
    monkeypatch.setattr("mailflow.flows.limits.SECONDS", 60.0 if harm is much_memory else 0.3)
    poison, good = post.reply("Ada Fenn", "POISON"), post.reply("Emeka Obi", "QSB 2627_08: done")
    limits = [resource.getrlimit(which) for which in (resource.RLIMIT_AS, resource.RLIMIT_CPU)]
    first = post.take(poison, good)
    assert [str(u.outcome) for u in first] == ["unreadable", "recorded"]
    assert [is_settled(u) for u in first] == [False, True]
    assert not is_settled(post.take(poison)[0])
    third = post.take(poison)[0]
    assert is_settled(third) and folder_for(third) == "unreadable"
    assert [t.why for t in waiting(post)] == [third.reason]
    assert "3 times" in third.reason
    assert [t.sender for t in waiting(post)] == ["ada.fenn@quayside.example"], "its header section is read all the same"
    assert post.workspace.look().mails.read(third.message.digest) == poison
    assert [resource.getrlimit(which) for which in (resource.RLIMIT_AS, resource.RLIMIT_CPU)] == limits
    assert not (post.workspace.store_folder / FILE_NAME).exists()
    assert check(post.workspace) == ()


def test_the_clerk_is_told_once_and_ingest_runs_it_again(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    poison = post.reply("Emeka Obi", "QSB 2627_08: done\n\nPOISON, as I said.")
    monkeypatch.setattr(trials, "understand", failing(round_and_round))
    for _ in range(5):
        post.take(poison)
    assert len(waiting(post)) == 1
    monkeypatch.undo()
    [again] = post.take(poison)
    assert again.outcome != Outcome.UNREADABLE and again.outcome != Outcome.DUPLICATE
    assert post.action("QSB 2627_08").status == "done"
    assert [t.outcome for t in post.workspace.look().all(Taken)] == [again.outcome], "it takes the place of what waited"
    assert post.take(poison)[0].outcome == "duplicate"
    assert len(post.receipts()) == 1
    assert check(post.workspace) == ()


def test_poison_under_the_message_id_of_an_honest_mail_does_not_take_its_place(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = post.reply("Emeka Obi", "QSB 2627_08: done", identity="one")
    poison = post.reply("Emeka Obi", "POISON", identity="one")
    post.take(honest)
    monkeypatch.setattr(trials, "understand", failing(round_and_round))
    for _ in range(3):
        post.take(poison)
    assert sorted(str(t.outcome) for t in post.workspace.look().all(Taken)) == ["recorded", "unreadable"]
    monkeypatch.undo()
    [again] = post.take(poison)
    assert again.outcome == "review" and "handled before, with another text" in again.reason


def test_a_mail_with_anothers_message_id_is_shown_once(post: Post) -> None:
    post.take(post.reply("Emeka Obi", "QSB 2627_08: in progress", identity="one"))
    other = post.reply("Emeka Obi", "QSB 2627_08: done", identity="one")
    assert [str(u.outcome) for u in (*post.take(other), *post.take(other))] == ["review", "duplicate"]


HARMS = """
import sys
sys.path[:0] = {paths!r}
import datetime as dt
from pathlib import Path
import test_trials
from answering import LATER, Post
from mailflow.flows import limits, trials
from mailflow.workspace import open_workspace
limits.SECONDS, limits.GRACE = 0.5, 1
trials.understand = test_trials.failing(getattr(test_trials, sys.argv[2]))
mails = [Path(name).read_bytes() for name in sys.argv[3:]]
print(*(u.outcome for u in Post(open_workspace(Path(sys.argv[1])), {{}}).take(*mails)))
"""


def take_elsewhere(post: Post, folder: Path, harm: Callable[[], None], *mails: bytes) -> subprocess.CompletedProcess[str]:
    """Take mails in a process of its own, to which those that say POISON do harm."""
    paths = []
    for number, raw in enumerate(mails):
        paths.append(folder / f"{number}.eml")
        paths[-1].write_bytes(raw)
    program = HARMS.format(paths=[str(ROOT), str(ROOT / "tests")])
    command = [sys.executable, "-c", program, str(post.workspace.folder), harm.__name__, *map(str, paths)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.parametrize("harm", [the_process_ends, in_c_without_end], ids=lambda harm: harm.__name__)
def test_a_mail_that_ends_the_process_does_so_once(post: Post, tmp_path: Path, harm: Callable[[], None]) -> None:
    mails = [post.reply("Ada Fenn", "No corrections"), post.reply("Ben Holt", "POISON"), post.reply("Emeka Obi", "QSB 2627_08: done")]
    first = take_elsewhere(post, tmp_path, harm, *mails)
    assert first.returncode in (-signal.SIGKILL, -signal.SIGXCPU), first.stderr
    in_hand = json.loads((post.workspace.store_folder / FILE_NAME).read_text())
    assert len(in_hand["in_hand"]) == 3
    assert post.workspace.look().all(Taken) == [], "nothing was recorded, and nothing was lost"
    ended = [take_elsewhere(post, tmp_path, harm, *mails) for _ in range(3)]
    assert [run.stdout.split() for run in ended] == [
        ["recorded", "unreadable", "recorded"],
        ["duplicate", "unreadable", "duplicate"],
        ["duplicate", "unreadable", "duplicate"],
    ], ended[0].stderr
    [tray] = waiting(post)
    assert tray.sender == "ben.holt@port.example" and "it ends the process that reads it" in tray.reason
    assert [t.tries for t in post.workspace.look().all(Trial)] == [3]
    assert post.action("QSB 2627_08").status == "done"
    assert not (post.workspace.store_folder / FILE_NAME).exists()


def test_a_mail_that_ends_the_process_but_no_child_of_it_is_given_up_as_well(post: Post) -> None:
    poison = post.reply("Ben Holt", "POISON")
    marker = post.workspace.store_folder / FILE_NAME
    digest = parse_message(poison).digest
    marker.write_text(json.dumps({"in_hand": [digest], "ended": {digest: 2}}))
    for number in range(3):
        [understood] = post.take(poison)
        assert understood.outcome == "unreadable" and "the process that read it ended each time" in understood.reason
        assert is_settled(understood) == (number == 2)
    assert not marker.exists()


def test_a_marker_that_is_damaged_is_as_none(post: Post) -> None:
    for text in ("", "{", "[]", '{"in_hand": 3, "ended": {}}', '{"ended": []}', "\x00" * 40):
        (post.workspace.store_folder / FILE_NAME).write_text(text)
        [understood] = post.take(post.reply("Emeka Obi", f"QSB 2627_08: in progress, {len(text)} %"))
        assert understood.outcome == "recorded"


def test_an_innocent_mail_that_was_in_hand_when_the_process_was_killed_is_recorded_as_ever(post: Post) -> None:
    raw = post.reply("Emeka Obi", "QSB 2627_08: done")
    digest = parse_message(raw).digest
    (post.workspace.store_folder / FILE_NAME).write_text(json.dumps({"in_hand": [digest], "ended": {}}))
    [understood] = post.take(raw)
    assert understood.outcome == "recorded"
    facts = [event.fact for event in post.workspace.look().journal()]
    assert not [fact for fact in facts if isinstance(fact, MessageFailed)]
    assert len([fact for fact in facts if isinstance(fact, MessageTaken)]) == 1


def test_time_and_memory_are_held_and_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mailflow.flows.limits.SECONDS", 0.2)
    before = resource.getrlimit(resource.RLIMIT_AS), resource.getrlimit(resource.RLIMIT_CPU), signal.getsignal(signal.SIGPROF)
    with Guard(0) as guard:
        begun = time.process_time()
        with pytest.raises(TooLongError):
            guard.run(without_end, 0)
        assert time.process_time() - begun < 2
        with pytest.raises(TooLongError):
            guard.run(lambda: re.match(r"(a*)*b", "a" * 40), 0)
        monkeypatch.setattr("mailflow.flows.limits.SECONDS", 60.0)
        with pytest.raises(MemoryError):
            guard.run(much_memory, 0)
        assert guard.run(lambda: 42, 0) == 42
    assert (resource.getrlimit(resource.RLIMIT_AS), resource.getrlimit(resource.RLIMIT_CPU), signal.getsignal(signal.SIGPROF)) == before
    assert signal.getitimer(signal.ITIMER_PROF)[0] == 0


def test_beside_the_main_thread_memory_is_held_and_mails_are_read() -> None:
    found: list[object] = []

    def work() -> None:
        with Guard(0) as guard:
            found.append(guard.run(lambda: 42, 0))
            try:
                guard.run(much_memory, 0)
            except MemoryError as error:
                found.append(type(error))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(60)
    assert found == [42, MemoryError]


def test_a_child_says_how_it_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mailflow.flows.limits.SECONDS", 0.2)
    assert outlives(lambda: None, 0) == ""
    assert outlives(round_and_round, 0) == "", "what is raised will be raised again, where it is counted"
    assert "SIGKILL" in outlives(the_process_ends, 0)
    assert "SIGXCPU" in outlives(without_end, 0)


@pytest.mark.parametrize(
    ("harm", "said"), [(without_end, "more time"), (much_memory, "more memory")], ids=lambda one: getattr(one, "__name__", "")
)
def test_explain_holds_the_limits_too(post: Post, monkeypatch: pytest.MonkeyPatch, harm: Callable[[], None], said: str) -> None:
    monkeypatch.setattr(explain, "understand", failing(harm))
    monkeypatch.setattr("mailflow.flows.limits.SECONDS", 60.0 if harm is much_memory else 0.3)
    with pytest.raises(MailflowError, match=said):
        explain.explainer(post.workspace, LATER)(post.reply("Ada Fenn", "POISON"))


def test_the_limits_cost_a_mail_next_to_nothing() -> None:
    with Guard(4_000) as guard:
        guard.run(lambda: None, 4_000)
        begun = time.process_time()
        for _ in range(2_000):
            guard.run(lambda: None, 4_000)
        assert (time.process_time() - begun) / 2_000 < 0.000_1, "seconds a mail"


def test_a_digest_that_failed_once_is_run_in_a_child_first(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def seen(work: Callable[[], object], octets: int) -> str:
        asked.append(octets)
        return outlives(work, octets)

    monkeypatch.setattr(trials, "outlives", seen)
    good = post.reply("Emeka Obi", "QSB 2627_08: done")
    post.take(good)
    assert asked == []
    poison = changed(good, Message_ID="<poison@police.example>", Subject="POISON", Date=f"{LATER + dt.timedelta(minutes=1):%d %b %Y %T %z}")
    with monkeypatch.context() as patched:
        patched.setattr(trials, "understand", failing(round_and_round))
        post.take(poison)
    asked.clear()
    [understood] = post.take(poison, now=LATER)
    assert asked == [len(poison)]
    assert understood.outcome == "recorded"


OCTETS = 25_000_000
PARTS = b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
FILE = PARTS + b"--b\r\nContent-Transfer-Encoding: base64\r\nContent-Type: a/b\r\n\r\n"
# Mails as large as are loaded, each of a shape that is hard on a reader: how they begin, what is repeated, how they end.
HUGE = {
    "lines": (b"\r\n", b"hello there you\r\n", b""),
    "one line": (b"\r\n", b"a", b""),
    "pages in pages": (b"Content-Type: text/html\r\n\r\n", b"<div>", b""),
    "boundaries": (PARTS, b"--b\r\n", b""),
    "nearly boundaries": (PARTS, b"\n--bx", b""),
    "header fields": (b"", b"X: y\r\n", b"\r\nhello"),
    "one header field": (b"X: y\r\n", b" y\r\n", b"\r\nhello"),
    "a file": (FILE, b"QUJD", b"\r\n--b--"),
    "nothing": (b"\r\n", b"\0", b""),
}


@pytest.mark.parametrize("shape", HUGE)
def test_the_largest_mails_of_any_shape_stay_within_the_limits(post: Post, shape: str) -> None:
    begin, piece, end = HUGE[shape]
    head = post.reply("Emeka Obi", "x", clients.apple_mail).partition(b"Content-Type")[0]
    [understood] = post.take(head + begin + piece * (OCTETS // len(piece)) + end)
    assert not [fact for fact in understood.facts if isinstance(fact, MessageFailed)], understood.reason
