"""The courier: carries parcels to an SMTP server over a few kept connections, and tells the fate of each as it is known.

Two kinds of fault are kept apart. A *parcel's* (its recipient is refused, it is too big) is a Delivery and stops nobody.
The *account's* (no server, wrong password, certificate not trusted) is a PostError where no connection could be had at all;
where some letters had already gone, the rest are told as transient. Keeping track of what was told is the caller's part.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from mailflow.domains import AddressError
from mailflow.errors import PostError
from mailflow.post.addresses import NULL_SENDER, EnvelopeAddress, envelope_address
from mailflow.post.model import Account, Delivery, Outcome, Parcel
from mailflow.post.smtp import Answer, Session, Timeouts, open_session
from mailflow.post.tls import check_security, tls_context

GROWTH = 5  # letters answered for before one more connection is opened: ten letters need two, and servers mistrust bursts
MOST_BARREN = 3  # connections in a row that led to nothing, before the rest is left for later
PAUSES = (0.5, 2.0, 5.0)  # seconds before connecting again after the first, second, third of these

OnDelivery = Callable[[Delivery], None]
OnDot = Callable[[str], None]
Connect = Callable[[], Awaitable[Session]]


async def deliver(
    account: Account,
    parcels: Iterable[Parcel] | AsyncIterable[Parcel],
    *,
    on_delivery: OnDelivery,
    on_dot: OnDot = lambda key: None,
    connections: int = 4,
    timeouts: Timeouts | None = None,
    pauses: tuple[float, ...] = PAUSES,
    stop: Callable[[], bool] = lambda: False,
) -> None:
    """Deliver each parcel in a transaction of its own and call `on_delivery` as soon as its fate is known.

    `on_dot` is called with a parcel's key when all of the letter but the final dot is out; what it raises holds the dot back.
    Raises PostError (SecretError where it is the secret) if no connection could be had at all; then no parcel was tried and
    none is told of, but those whose address is impossible. Once `stop()` is true no parcel is begun; those in hand are
    finished, the others not told of. A letter that a lost connection certainly did not carry is tried once more on a new one.
    """
    check_security(account)
    context = await asyncio.to_thread(tls_context, account)
    limits = timeouts or Timeouts()
    source = _Source(parcels, on_delivery, stop)
    run = _Run(source, lambda: open_session(account, context, limits), on_delivery, on_dot, max(1, connections), pauses)
    await run.go()


async def knock(account: Account, *, timeouts: Timeouts | None = None) -> None:
    """Connect, log in and leave again, sending nothing; raises PostError or SecretError."""
    check_security(account)
    session = await open_session(account, await asyncio.to_thread(tls_context, account), timeouts or Timeouts())
    await session.close()


@dataclass(frozen=True, slots=True)
class _Load:
    """A parcel whose addresses were found fit. `again`: it was lost once with a connection."""

    parcel: Parcel
    sender: EnvelopeAddress
    recipient: EnvelopeAddress
    again: bool = False


class _Source:
    """The parcels still to be carried, in order; those given back come first."""

    def __init__(self, parcels: Iterable[Parcel] | AsyncIterable[Parcel], on_delivery: OnDelivery, stop: Callable[[], bool]) -> None:
        self._slow: AsyncIterator[Parcel] | None = aiter(parcels) if isinstance(parcels, AsyncIterable) else None
        self._quick: Iterator[Parcel] = iter(()) if isinstance(parcels, AsyncIterable) else iter(parcels)
        self._on_delivery, self._stop = on_delivery, stop
        self.returned: deque[_Load] = deque()
        self.closed = False
        self._lock = asyncio.Lock()

    async def next(self) -> _Load | None:
        """Give the next parcel that can be tried; one whose address is impossible is told of and passed over."""
        async with self._lock:
            if self._stop():
                self.closed = True
            while not self.closed:
                if self.returned:
                    return self.returned.popleft()
                parcel = await anext(self._slow, None) if self._slow else next(self._quick, None)
                if parcel is None:
                    return None
                try:
                    sender = envelope_address(parcel.sender) if parcel.sender else NULL_SENDER
                    return _Load(parcel, sender, envelope_address(parcel.recipient))
                except AddressError as fault:
                    self._on_delivery(Delivery(parcel.key, Outcome.PERMANENT, None, str(fault), "address"))
        return None


class _Run:
    """One call of `deliver`: its workers, each with a connection of its own, and what they know together."""

    def __init__(
        self, source: _Source, connect: Connect, on_delivery: OnDelivery, on_dot: OnDot, most: int, pauses: tuple[float, ...]
    ) -> None:  # fmt: skip
        self._source, self._connect, self._on_delivery, self._on_dot = source, connect, on_delivery, on_dot
        self._most, self._pauses = most, pauses
        self._workers: set[asyncio.Task[None]] = set()
        self._answered = 0
        self._barren = 0  # in a row: connections that led to nothing
        self._over: str | None = None  # why the rest is left for later

    async def go(self) -> None:
        load = await self._source.next()
        if load is None:
            return
        self._hire(await self._connect(), load)
        await self._see_through()
        if self._over is not None:
            await self._leave_the_rest(self._over)

    async def _see_through(self) -> None:
        """Wait for all workers; one that fails lets the others finish the letter in hand, then its fault is raised."""
        faults: list[BaseException] = []
        try:
            while self._workers:
                done, _ = await asyncio.wait(self._workers, return_when=asyncio.FIRST_COMPLETED)
                self._workers -= done
                faults += [fault for task in done if (fault := task.exception())]
                self._source.closed = self._source.closed or bool(faults)
                if not self._workers and self._source.returned and not self._source.closed:
                    self._hire()
        finally:
            for task in self._workers:
                task.cancel()
            await asyncio.gather(*self._workers, return_exceptions=True)
        if faults:
            raise faults[0]

    async def _leave_the_rest(self, why: str) -> None:
        self._source.closed = False
        while load := await self._source.next():
            self._on_delivery(Delivery(load.parcel.key, Outcome.TRANSIENT, None, why, "connect"))

    def _hire(self, session: Session | None = None, load: _Load | None = None) -> None:
        self._workers.add(asyncio.create_task(self._work(session, load)))

    async def _work(self, session: Session | None, load: _Load | None) -> None:
        """Carry one load after another; a worker that gets no connection gives its load back and goes."""
        try:
            while load := load or await self._source.next():
                if session is None or not session.alive:
                    session = await self._connection()
                if session is None:
                    self._source.returned.append(load)
                    return
                load = await self._carry(session, load)
        finally:
            if session is not None:
                await session.close()

    async def _connection(self) -> Session | None:
        while self._over is None:
            if self._barren:
                await asyncio.sleep(self._pauses[min(self._barren, len(self._pauses)) - 1])
            try:
                return await self._connect()
            except PostError as fault:
                if len(self._workers) > 1:
                    self._most = len(self._workers) - 1  # as many as the server wants of us: the others carry on
                    return None
                self._barren += 1
                if not fault.transient or self._barren >= MOST_BARREN:
                    self._end(str(fault))
        return None

    async def _carry(self, session: Session, load: _Load) -> _Load | None:
        """Try one load and tell what became of it; give it back where it deserves a second connection."""
        used = session.served > 0
        try:
            answer = await session.send(
                load.sender, load.recipient, load.parcel.content, before_dot=lambda: self._on_dot(load.parcel.key)
            )  # fmt: skip
        except PostError as fault:
            if not self._answered:
                raise
            self._source.returned.append(load)
            self._end(str(fault))
            return None
        except asyncio.CancelledError:
            if session.in_doubt:
                why = "stopped after the whole letter was sent: it may have arrived"
                self._on_delivery(Delivery(load.parcel.key, Outcome.UNCERTAIN, None, why))
            session.drop()
            raise
        self._learn(answer, used)
        if answer.lost and used and not load.again:
            return replace(load, again=True)
        self._on_delivery(Delivery(load.parcel.key, answer.outcome, answer.code, answer.text, answer.stage))
        return None

    def _learn(self, answer: Answer, used: bool) -> None:
        if answer.outcome is Outcome.UNCERTAIN or (answer.lost and not used):
            self._barren += 1
            if self._barren >= MOST_BARREN:
                self._end(f"{answer.text}, and so {MOST_BARREN} times in a row")
        elif answer.code is not None and not answer.lost:
            self._barren = 0
            self._answered += 1
            if self._answered % GROWTH == 0 and len(self._workers) < self._most and not self._source.closed:
                self._hire()

    def _end(self, why: str) -> None:
        self._over = self._over or why
        self._source.closed = True
