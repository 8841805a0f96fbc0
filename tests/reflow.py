"""What we sent is ours, in whatever form it comes back: letters answered with nothing to record, transformed at random from a seed.

A composition is a seed, a letter, and steps; each step draws what chance it needs from the seed and its own name, so that a
step can be left out without another one changing. How often it is read rightly:

    .venv/bin/python -m tests.reflow --count 1000 --seed 0 [--kind receipt] [--step gateway] [--only SEED -v]
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from email import message_from_bytes, policy
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from mailflow.flows.understand import Understood, understand
from mailflow.journal import MessageTaken
from reflow_lines import LINE_STEPS, MARK_STEPS, MARKED_STEPS, Lines, Place, Step
from reflow_mails import ANNOUNCED, SAYINGS, announced, mail_of, own_words, paragraphs, signature
from reflow_pages import LINK_WAYS, PAGE_FORMS, WAYS, WRAPPERS, body_of, page_of, source, with_links_rewritten, with_rows_glued
from sent_back import Boards, Sent, fresh, sent_letters

STEPS: dict[str, tuple[Step, tuple[str, ...]]] = {**LINE_STEPS, **MARK_STEPS, **MARKED_STEPS}
GATEWAYS = LINE_STEPS["gateway"][1]
TRANSFERS = ("quoted-printable", "base64", "flowed")


@dataclass(frozen=True, slots=True)
class Composition:
    """One reply to be made: of which letter (of its kind), by which steps, in order."""

    seed: int
    kind: str
    number: int
    steps: tuple[str, ...]

    def argument(self, name: str) -> str | None:
        """Give the argument of a step, None where it is not taken."""
        return next((step.partition(":")[2] for step in self.steps if step.partition(":")[0] == name), None)

    def taken(self, among: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Give the steps with one of these names, each with its argument, in order."""
        for step in self.steps:
            name, _, argument = step.partition(":")
            if name in among:
                yield name, argument


@dataclass(frozen=True, slots=True)
class Failure:
    """A reply in which something of ours was taken for the sender's. `shrunk`: the steps without which it would not be."""

    composition: Composition
    raw: bytes
    said: tuple[str, ...]
    shrunk: tuple[str, ...] = ()


def draw(seed: int, kinds: dict[str, tuple[Sent, ...]]) -> Composition:
    """Draw a composition; seeds that follow each other take the kinds of letters in turn."""
    names = list(kinds)
    kind = names[seed % len(names)]
    rng = random.Random(f"reflow {seed}")
    number = rng.randrange(len(kinds[kind]))
    steps = [f"say:{rng.randrange(len(SAYINGS))}", *_sometimes(rng, 0.5, f"sign:{rng.choice(('first', 'name', 'regards', 'best'))}")]
    shape = rng.choices(("text", "both", "page"), (55, 20, 25))[0]
    names = rng.sample(sorted(LINE_STEPS), rng.choices((0, 1, 2, 3, 4), (10, 30, 30, 20, 10))[0])
    # The text of a letter has no links; what is done to links needs the text of its page.
    linked = not {"gateway", "breaklinks"}.isdisjoint(names)
    if linked or rng.random() < 0.5:
        links = rng.choice(LINK_WAYS[1:] if linked else LINK_WAYS)
        ways = [rng.choice(list(WAYS)), *_sometimes(rng, 0.3, "title"), *filter(None, [links])]
        steps.append(f"source:{'+'.join(ways)}")
    steps += [f"{name}:{rng.choice(LINE_STEPS[name][1])}" for name in names]
    if shape != "page" or rng.random() < 0.2:
        steps += _marks(rng)
    steps += _sometimes(rng, 0.8, f"announce:{rng.choice(sorted(ANNOUNCED))}")
    if shape != "text":
        form = "own" if rng.random() < 0.5 else rng.choice(PAGE_FORMS)
        steps.append(f"page:{form}+{rng.choice(list(WRAPPERS))}")
        steps += _sometimes(rng, 0.2 if form == "own" else 0, "rows:")
    if shape == "page":
        steps.append("alone:")
    steps += _sometimes(rng, 0.5, f"transfer:{rng.choice(TRANSFERS)}")
    return Composition(seed, kind, number, tuple(steps))


def _sometimes(rng: random.Random, share: float, step: str) -> list[str]:
    return [step] if rng.random() < share else []


def _marks(rng: random.Random) -> list[str]:
    name = rng.choices(("mark", "markfirst", ""), (65, 15, 20))[0]
    steps = [f"{name}:{rng.choice(MARK_STEPS[name][1])}"] if name else []
    if name:
        steps += _sometimes(rng, 0.15, f"deeper:{rng.choice(MARK_STEPS['deeper'][1])}")
        steps += _sometimes(rng, 0.2, f"comb:{rng.choice(MARKED_STEPS['comb'][1])}")
    return steps


def letter_of(one: Composition, boards: Boards) -> Sent:
    """Give the letter that is answered."""
    return boards.kinds[one.kind][one.number]


def make(one: Composition, boards: Boards) -> bytes:
    """Make the reply of a composition."""
    sent = letter_of(one, boards)
    words = _words(one, sent)
    lines = _through(one, sent, LINE_STEPS, source(sent.letter, one.argument("source") or "text"))
    marked = _through(one, sent, MARKED_STEPS, _through(one, sent, MARK_STEPS, lines))
    above = announced(sent.letter, sent.person, one.argument("announce") or "none")
    text = "\n".join([*words, "", "", *above, "", *marked]) + "\n"
    page = _page(one, sent, words, above, marked)
    transfer = one.argument("transfer") or "8bit"
    alone = page is not None and one.argument("alone") is not None
    at = boards.now[sent.board]
    return mail_of(sent.letter, sent.person, at, f"reflow.{one.seed}", None if alone else text, page, transfer)


def _through(one: Composition, sent: Sent, among: dict[str, tuple[Step, tuple[str, ...]]], lines: Lines) -> Lines:
    for name, argument in one.taken(among):
        rng = random.Random(f"{one.seed} {name}:{argument}")
        calendar = _calendar(sent) if name == "calendar" else ""
        if calendar and not any(one.taken(("mark", "markfirst"))):
            # What is attached is quoted as text by clients that mark what they quote.
            calendar = "\n".join(f"> {line}" for line in calendar.splitlines())
        lines = among[name][0](lines, Place(argument, rng, sent.letter, calendar))
    return lines


def _calendar(sent: Sent) -> str:
    """The text of the calendar entry that is attached to a letter."""
    for part in message_from_bytes(sent.raw, policy=policy.default).walk():
        if part.get_content_type() == "text/calendar":
            return str(part.get_content())
    return ""


def _page(one: Composition, sent: Sent, words: Lines, above: Lines, marked: Lines) -> str | None:
    form, _, wrapper = (one.argument("page") or "").partition("+")
    if not form:
        return None
    if form == "own":
        inner = body_of(sent.letter.html)
        if one.argument("rows") is not None:
            inner = with_rows_glued(inner)
        if gateway := one.argument("gateway"):
            inner = with_links_rewritten(inner, gateway)
    else:
        inner = page_of(marked, form)
    quoted = WRAPPERS[wrapper].format(inner)
    return f"<html><body>{paragraphs(words)}<br>{page_of(above, 'br') if above else ''}<br>{quoted}</body></html>"


def faults_of(understood: Understood) -> tuple[str, ...]:
    """Say what was made of a reply in which nothing is to be recorded, asked or passed on; nothing where all is well."""
    reading = understood.reading
    said = [f"fact: {type(fact).__name__}" for fact in understood.facts if not isinstance(fact, MessageTaken)]
    said += [f"order done: {one}" for one in (understood.orders.done if understood.orders else ())]
    said += [f"update: {u.ref} {u.status} {u.note!r}" for u in reading.updates]
    said += [f"correction: {c.find!r} -> {c.replace!r}" for c in reading.corrections]
    said += ["no corrections"] if reading.no_corrections else []
    said += [f"unread: {u.text!r}" for u in reading.unread]
    said += [f"waits: {' '.join(understood.doubts) or understood.reason}"] if understood.waits else []
    return tuple(said)


def check(one: Composition, boards: Boards) -> Failure | None:
    """Have a composition read; give what went wrong."""
    raw = make(one, boards)
    sent = letter_of(one, boards)
    understood = understand(raw, fresh(boards.boards[sent.board]), boards.now[sent.board])
    said = faults_of(understood)
    return Failure(one, raw, said) if said else None


def shrink(failure: Failure, boards: Boards) -> Failure:
    """Leave out one step after the other as long as it still fails in a way that it did; give the failure with the steps that are left."""
    left, known = failure.composition, set(failure.said)
    again = True
    while again:
        again = False
        for step in left.steps:
            fewer = replace(left, steps=tuple(other for other in left.steps if other != step))
            less = check(fewer, boards)
            if less and not known.isdisjoint(less.said):
                left, again = fewer, True
                break
    return replace(failure, shrunk=left.steps)


def by_itself(one: Composition, boards: Boards) -> bool:
    """Tell whether the sender's own words, without any letter below them, are taken for more than nothing."""
    sent = letter_of(one, boards)
    words = "\n".join(_words(one, sent)) + "\n"
    raw = mail_of(sent.letter, sent.person, boards.now[sent.board], f"reflow.{one.seed}", words, None)
    return bool(faults_of(understand(raw, fresh(boards.boards[sent.board]), boards.now[sent.board])))


def _words(one: Composition, sent: Sent) -> Lines:
    return own_words(SAYINGS[int(one.argument("say") or 0)], signature(sent.person, one.argument("sign") or ""))


def failures(seeds: Iterable[int], boards: Boards) -> Iterator[Failure]:
    """Give the failures among so many compositions."""
    for seed in seeds:
        if failure := check(draw(seed, boards.kinds), boards):
            yield failure


def describe(failure: Failure, folder: Path | None = None) -> str:
    """Say all of a failure that one needs to look into it, and keep its mail."""
    one = failure.composition
    said = [f"seed {one.seed}, {one.kind}", f"  steps:  {'  '.join(one.steps)}"]
    said += [f"  shrunk: {'  '.join(failure.shrunk) or '(the letter as it is)'}"] if failure.shrunk != one.steps else []
    said += [f"  {line}" for line in failure.said[:8]]
    said += [f"  and {len(failure.said) - 8} more"] if len(failure.said) > 8 else []
    if folder:
        path = folder / f"{one.seed}.eml"
        path.write_bytes(failure.raw)
        said.append(f"  mail:   {path}")
    return "\n".join(said)


def _figures(title: str, failed: Counter[str], every: Counter[str]) -> None:
    print(f"\n{title} (failed of all)")
    for name, count in sorted(every.items(), key=lambda row: (-failed[row[0]] / row[1], row[0])):
        print(f"  {failed[name]:>5} of {count:>5}  {100 * failed[name] / count:5.1f} %  {name}")


def main() -> int:
    """Read so many compositions and print how many are read rightly."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0, help="the first seed")
    parser.add_argument("--kind", default="", help="letters whose kind holds this")
    parser.add_argument("--step", default="", help="compositions with a step that holds this")
    parser.add_argument("--only", type=int, help="this seed alone, with what came out")
    parser.add_argument("--show", type=int, default=3, help="so many failures are shown shrunk")
    parser.add_argument("--kinds", action="store_true", help="list the kinds of letters")
    parser.add_argument("-v", "--verbose", action="store_true", help="print the mail too; the figures by argument of each step")
    asked = parser.parse_args()
    boards = sent_letters()
    if asked.kinds:
        print("\n".join(f"{len(some):>3}  {kind}" for kind, some in boards.kinds.items()))
        return 0
    folder = Path(tempfile.mkdtemp(prefix="reflow-"))
    seeds = [asked.only] if asked.only is not None else range(asked.seed, asked.seed + asked.count)
    every, failed = Counter[str](), Counter[str]()
    by_step, step_failed = Counter[str](), Counter[str]()
    found: list[Failure] = []
    for one in (draw(seed, boards.kinds) for seed in seeds):
        if asked.kind not in one.kind or not any(asked.step in step for step in one.steps):
            continue
        failure = check(one, boards)
        names = [step if asked.verbose else step.partition(":")[0] for step in one.steps]
        every[one.kind] += 1
        by_step.update(names)
        if asked.only is not None and asked.verbose:
            print(make(one, boards).decode("utf-8", "replace"))
        if failure:
            failed[one.kind] += 1
            step_failed.update(names)
            found.append(failure)
    for failure in found[: 1 if asked.only is not None else asked.show]:
        print(describe(shrink(failure, boards), folder))
    if asked.only is None:
        _figures("by letter", failed, every)
        _figures("by step", step_failed, by_step)
        print(f"\nfirst failing seeds: {' '.join(str(one.composition.seed) for one in found[:20])}")
        alone = sum(by_itself(failure.composition, boards) for failure in found)
        print(f"{alone} of the failures are owed to the sender's own sentence: it is not understood even with no letter below it")
    print(f"\n{every.total() - failed.total()} of {every.total()} passed")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
