"""Pages in a real browser with scripts on: `assert_inert` says whether anything in them ran, asked for something, or became markup.

    browser = Browser(tmp_path)
    assert_inert(browser.look([Page("the report", html, plain=html_of_harmless_words, shows=("<b>",))]))

`plain` is the same page made of harmless words: the elements and attributes of the two must be the same, one by one.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

# In each page, before anything else of it: what a script that ran would call or change.
CANARY = """<script id=canary>window.ran = []; window.pwned = () => { window.ran.push('pwned'); };
for (const name of ['alert', 'confirm', 'prompt', 'open', 'print', 'fetch']) window[name] = () => { window.ran.push(name); };
document.currentScript.remove();</script>"""

HOLDER = """<!doctype html><meta charset=utf-8><title>holder</title><body><script>
const LEAD = ['href', 'src', 'srcset', 'background', 'poster', 'action', 'formaction', 'data', 'xlink:href', 'ping', 'http-equiv'];
const NEVER = 'script iframe frame object embed svg math base form input button template noscript video audio img link'.split(' ');
let ran = [];
window.pwned = () => ran.push('pwned in the holder');
function look(frame, number) {
  const page = frame.contentDocument, window_ = frame.contentWindow, odd = [], bones = [];
  if (!page || !page.body || !page.querySelector('body')) return {number, ran: ['the page is gone'], odd, bones, text: ''};
  for (const element of page.querySelectorAll('*')) {
    const tag = element.tagName.toLowerCase(), names = [...element.attributes].map(a => a.name);
    bones.push(tag + ' ' + names.join(' '));
    for (const name of names) {
      const value = element.getAttribute(name);
      if (name.startsWith('on')) odd.push(tag + ' ' + name);
      if (LEAD.includes(name) && !(tag === 'a' && name === 'href' && /^(mailto:|#)/.test(value))) odd.push(tag + ' ' + name + '=' + value);
      if (name === 'style' && /url *\\(|expression|position *: *fixed|@import/i.test(value)) odd.push(tag + ' style=' + value);
    }
    if (tag === 'style' && /url *\\(|@import/i.test(element.textContent)) odd.push('a style that fetches');
    if (NEVER.includes(tag)) odd.push(tag);
  }
  return {number, ran: [...(window_.ran || ['the canary is gone']), ...ran.splice(0)], odd, bones, text: page.body.textContent};
}
async function one(number) {
  const frame = document.createElement('iframe');
  await new Promise(done => { frame.onload = done; setTimeout(done, 20000); frame.src = '/page/' + number; document.body.append(frame); });
  await new Promise(done => setTimeout(done, 25));
  const found = look(frame, number);
  frame.remove();
  return found;
}
(async () => {
  const found = [];
  for (let at = 0; at < COUNT; at += 24)
    found.push(...await Promise.all([...Array(Math.min(24, COUNT - at)).keys()].map(n => one(at + n))));
  await fetch('/found', {method: 'POST', body: JSON.stringify(found)});
})();
</script>"""


@dataclass(frozen=True)
class Page:
    """A page to look at. `shows`: texts that must be read in it as they are."""

    name: str
    html: str
    plain: str | None = None
    shows: tuple[str, ...] = ()


@dataclass(frozen=True)
class Seen:
    """What the browser made of a page. `bones`: each element with its attributes' names; `asked`: what the page asked the listener for."""

    page: Page
    ran: tuple[str, ...]
    odd: tuple[str, ...]
    bones: tuple[str, ...]
    plain_bones: tuple[str, ...] | None
    text: str
    asked: tuple[str, ...]


class Browser:
    """Headless Chromium, and a server that gives it the pages and listens for what they ask for besides."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pages: list[str] = []
        self._asked: list[str] = []
        self._found: list[dict[str, object]] = []
        self._done = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._answerer())

    @property
    def address(self) -> str:
        """Where the listener is: what a payload's {U} stands for."""
        return f"http://127.0.0.1:{self._server.server_port}/asked"

    def look(self, pages: Sequence[Page]) -> list[Seen]:
        """Load pages with scripts on; say what ran, what became of them, and what was asked for by any of them."""
        plain = list(dict.fromkeys(page.plain for page in pages if page.plain is not None))
        self._pages = [page.html for page in pages] + plain
        thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        thread.start()
        browser = self._started()
        try:
            assert self._done.wait(180), "Chromium gave no answer"
        finally:
            os.killpg(browser.pid, signal.SIGKILL)
            browser.wait()
            self._server.shutdown()
            self._server.server_close()
        found = {int(str(row["number"])): row for row in self._found}
        bones = {html: _words(found[len(pages) + at]["bones"]) for at, html in enumerate(plain)}
        asked = tuple(self._asked)
        return [
            Seen(page, _words(row["ran"]), _words(row["odd"]), _words(row["bones"]), bones.get(page.plain or ""), str(row["text"]), asked)
            for page, row in ((page, found[at]) for at, page in enumerate(pages))
        ]

    def _started(self) -> subprocess.Popen[bytes]:
        assert CHROMIUM is not None
        words = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
                 "--disable-background-networking", "--disable-component-update", f"--user-data-dir={self._folder / 'profile'}",
                 f"http://127.0.0.1:{self._server.server_port}/holder"]  # fmt: skip
        return subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)

    def _answerer(self) -> type[BaseHTTPRequestHandler]:
        browser = self

        class Answerer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path == "/holder":
                    self._answer(HOLDER.replace("COUNT", str(len(browser._pages))))
                elif self.path.startswith("/page/") and self.path[6:].isdigit():
                    self._answer(_with_canary(browser._pages[int(self.path[6:])]))
                elif self.path != "/favicon.ico":
                    browser._asked.append(self.path)
                    self._answer("")

            def do_POST(self) -> None:
                browser._found = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                self._answer("")
                browser._done.set()

            def _answer(self, content: str) -> None:
                raw = content.encode("utf-8", "replace")
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            def log_message(self, *_: object) -> None:
                pass

        return Answerer


def _with_canary(page: str) -> str:
    before, head, after = page.partition("<head>")
    return before + head + CANARY + after if head else CANARY + page


def _words(found: object) -> tuple[str, ...]:
    assert isinstance(found, list)
    return tuple(str(each) for each in found)


def faults(seen: Seen) -> list[str]:
    """Say what is wrong with a page, a sentence each; none where it is inert."""
    found = [f"{seen.page.name}: it ran {what}" for what in seen.ran]
    found += [f"{seen.page.name}: it holds {what}" for what in seen.odd]
    found += [f"{seen.page.name}: it or another asked for {what}" for what in seen.asked]
    if seen.plain_bones is not None and seen.bones != seen.plain_bones:
        differ = [f"{is_} for {was}" for is_, was in zip(seen.bones, seen.plain_bones, strict=False) if is_ != was]
        found.append(f"{seen.page.name}: other elements than with harmless words: {(differ or ['more of them, or fewer'])[0]}")
    read = " ".join(seen.text.split())
    found += [f"{seen.page.name}: it does not show {text!r}" for text in seen.page.shows if " ".join(text.split()) not in read]
    return found


def assert_inert(found: Sequence[Seen]) -> None:
    """Assert that nothing in the pages that were looked at ran, asked for anything, or became markup."""
    wrong = [fault for seen in found for fault in faults(seen)]
    assert not wrong, f"{len(wrong)} fault(s):\n" + "\n".join(wrong[:20])
