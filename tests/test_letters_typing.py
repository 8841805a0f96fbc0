"""Typing into the quotation of a letter, in an editor as webmail and mail clients have it: what is typed stays where it was typed.

Each letter is laid as a quotation into an editable page of headless Chromium. Behind each line of ours, in turn, the caret is set, Enter is
pressed and a word typed: read from top to bottom, the page then has one line more, that word alone, beneath the line it was typed behind.
"""

from __future__ import annotations

import html
import json
import re
import subprocess
from pathlib import Path

import pytest

from inert import CHROMIUM
from letter_kinds import LETTERS, pages_of_every_kind

pytestmark = [pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"), pytest.mark.slow]

# Enter as the editors of Gmail and Outlook on the web (div) and of Roundcube (p) take it, and Shift+Enter.
EDITOR = """<!doctype html><meta charset=utf-8><body><div id=mail contenteditable></div><pre id=found></pre><script>
const LETTERS = JSON_HERE, MODES = [['insertParagraph', 'div'], ['insertParagraph', 'p'], ['insertLineBreak', 'div']];
const mail = document.getElementById('mail'), BLOCKS = 'p h1 h2 h3 h4 h5 h6 li td th caption dt dd div'.split(' ');
function lay(source) {
  mail.innerHTML = '<p>Hello,</p><blockquote type=cite>' + source + '</blockquote><p>Bye</p>';
  return mail.querySelector('blockquote');
}
const lines = () => mail.querySelector('blockquote').parentElement.innerText.split('\\n').map(l => l.trim()).filter(l => l);
// The end of each line of ours, in order: [node, offset] behind its last character. A line ends at a <br> or with its block.
function ends(quote) {
  const found = [];
  let last = null, block = null;
  const put = () => { if (last) found.push(last); last = null; };
  const walker = document.createTreeWalker(quote, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.nodeType === 1) { if (node.tagName === 'BR') put(); continue; }
    if (!node.data.trim()) continue;
    const now = node.parentElement.closest(BLOCKS.join(','));
    if (now !== block) { put(); block = now; }
    last = [node, node.data.trimEnd().length];
  }
  put();
  return found;
}
function type([node, offset], [command, separator], word) {
  document.execCommand('defaultParagraphSeparator', false, separator);
  getSelection().collapse(node, offset);
  document.execCommand(command);
  document.execCommand('insertText', false, word);
}
function faults(source) {
  const wrong = [], quote = lay(source), before = lines(), count = ends(quote).length;
  if (before.length !== count + 2) wrong.push(`${count} lines of ours are read as ${before.length - 2}`);
  const check = (what, expected) => {
    const now = lines(), at = expected.findIndex((line, n) => line !== now[n]);
    if (at >= 0 || now.length !== expected.length) wrong.push(`${what}: ${JSON.stringify(now[at])} for ${JSON.stringify(expected[at])}`);
  };
  for (const mode of MODES) {
    for (let n = 0; n < count; n++) {
      type(ends(lay(source))[n], mode, 'TYPED');
      check(`${mode} behind ${JSON.stringify(before[n + 1])}`, [...before.slice(0, n + 2), 'TYPED', ...before.slice(n + 2)]);
    }
    // A word behind every line, from the last to the first, so that the places of the others stay what they were.
    const all = ends(lay(source));
    for (let n = all.length; n--;) type(all[n], mode, 'TYPED' + n);
    check(`${mode} everywhere`, [before[0], ...before.slice(1, -1).flatMap((line, n) => [line, 'TYPED' + n]), before.at(-1)]);
  }
  return {count, wrong};
}
const found = {};
for (const [kind, page] of Object.entries(LETTERS))
  found[kind] = faults(new DOMParser().parseFromString(page, 'text/html').body.innerHTML);
document.getElementById('found').textContent = JSON.stringify(found);
mail.remove();
</script>"""


def typed_into(pages: dict[str, str], folder: Path) -> dict[str, tuple[int, list[str]]]:
    """Type behind every line of pages; give how many lines each has, and what went wrong in it."""
    assert CHROMIUM is not None
    holder = folder / "editor.html"
    holder.write_text(EDITOR.replace("JSON_HERE", json.dumps(pages).replace("<", "\\u003c")), "utf-8")
    words = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync",
             f"--user-data-dir={folder / 'profile'}", "--dump-dom", holder.as_uri()]  # fmt: skip
    ended = subprocess.run(words, capture_output=True, text=True, timeout=300, check=False)
    found = re.search(r'<pre id="found">(.*?)</pre>', ended.stdout, re.DOTALL)
    assert found and found[1], ended.stderr[-2000:]
    return {kind: (row["count"], row["wrong"]) for kind, row in json.loads(html.unescape(found[1])).items()}


def test_what_is_typed_behind_any_line_of_any_letter_stands_beneath_that_line(tmp_path: Path) -> None:
    letters = {kind: written.page for kind, written in pages_of_every_kind(tmp_path).items() if kind in LETTERS}
    found = typed_into(letters, tmp_path)
    assert set(found) == set(LETTERS)
    assert all(count >= 5 for count, _ in found.values()) and found["attendee"][0] > 40, "it types behind lines at all"
    wrong = [f"{kind}: {fault}" for kind, (_, faults) in found.items() for fault in faults]
    assert not wrong, f"{len(wrong)} fault(s):\n" + "\n".join(wrong[:20])


def test_the_editor_would_notice_lines_that_do_not_part(tmp_path: Path) -> None:
    bad = {
        "a layout table": "<table><tr><td>1.</td><td>QSB 2627_04<br>Replace the lamps</td></tr></table><p>End</p>",
        "links in a line": "<p>Due</p><div><span>Take 1</span><pre>x</pre>Dismiss 1</div>",
        "words of ours that cannot be typed behind": "<p>One</p><p contenteditable=false>Two</p><p>Three</p>",
    }
    assert all(faults for _, faults in typed_into(bad, tmp_path).values())
