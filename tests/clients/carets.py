"""Where a click would put the caret in an editor for pages: scripts that look for words of ours by their letters, whatever the markup.

`FIND` gives a function `find(doc, words)` and `lineEnd(doc, at)`; the others use it and answer with null or with a fault in words.
"""

from __future__ import annotations

from typing import Protocol

from clients.wishes import Place, Wish

# Text nodes in order, with all letters that are no white space; the first and the last letter of the words, as [node, offset].
FIND = """
function letters(doc) {
  const walker = doc.createTreeWalker(doc.body, 4), found = [];
  for (let node; (node = walker.nextNode());) {
    if (node.parentElement.closest('style, script, title')) continue;
    for (let n = 0; n < node.data.length; n++) if (!/[\\s>|*]/.test(node.data[n])) found.push([node, n]);
  }
  return found;
}
function find(doc, words) {
  const all = letters(doc), text = all.map(([node, n]) => node.data[n]).join(''), sought = words.replace(/[\\s>|*]+/g, '');
  const first = text.indexOf(sought);
  return first < 0 ? null : [all[first], all[first + sought.length - 1]];
}
function block(node) {
  let at = node.nodeType === 3 ? node.parentElement : node;
  while (at.parentElement && /^inline/.test(at.ownerDocument.defaultView.getComputedStyle(at).display)) at = at.parentElement;
  return at;
}
// The end of the line a letter stands in: the last letter before the next <br>, line end of preformatted text, or end of its block.
function lineEnd(doc, [node, offset]) {
  const own = block(node), pre = /pre/.test(doc.defaultView.getComputedStyle(node.parentElement).whiteSpace);
  const cut = pre ? node.data.indexOf('\\n', offset) : -1;
  if (cut >= 0) return [node, cut];
  let last = [node, node.data.trimEnd().length];
  const walker = doc.createTreeWalker(own, 5);
  walker.currentNode = node;
  for (let next; (next = walker.nextNode());) {
    if (next.nodeType === 1) {
      if (next.tagName === 'BR' || block(next) !== own) break;
      continue;
    }
    if (block(next) !== own) break;
    const stop = pre ? next.data.indexOf('\\n') : -1;
    if (stop >= 0) return stop ? [next, stop] : last;
    if (next.data.trim()) last = [next, next.data.trimEnd().length];
  }
  return last;
}
function select(doc, from, to) {
  const range = doc.createRange(), selection = doc.defaultView.getSelection();
  range.setStart(...from);
  range.setEnd(...to);
  doc.defaultView.focus();
  selection.removeAllRanges();
  selection.addRange(range);
  block(from[0]).scrollIntoView({block: 'center'});
  return '';
}
"""

# The caret behind the line in which the words end.
AFTER = """
const hit = find(doc, words);
if (!hit) return 'not in the quotation: ' + words;
const end = lineEnd(doc, hit[1]);
return select(doc, end, end);
"""

# `old`, within the words, is selected.
OVER = """
const hit = find(doc, words);
if (!hit) return 'not in the quotation: ' + words;
const [node, offset] = hit[0], first = node.data.indexOf(old, offset);
return first < 0 ? 'not in one piece: ' + old : select(doc, [node, first], [node, first + old.length]);
"""

# All of the quotation before the words is selected, from its first letter; or all behind the line in which they end.
BEFORE_KEPT = """
const hit = find(doc, words), quoted = doc.querySelector('blockquote');
if (!hit) return 'not in the quotation: ' + words;
const first = letters(doc).find(([node, n]) => quoted ? quoted.contains(node) : node.data.slice(0, n).includes('>'));
return select(doc, first, hit[0]);
"""
BEHIND_KEPT = """
const hit = find(doc, words);
if (!hit) return 'not in the quotation: ' + words;
const [node] = letters(doc).pop(), end = [doc.body, doc.body.childNodes.length];
return select(doc, lineEnd(doc, hit[1]), doc.querySelector('blockquote') ? [node, node.data.length] : end);
"""


class Hands(Protocol):
    """What types into an editor for pages."""

    def place(self, script: str, at: str, old: str) -> None:
        """Put the caret or a selection where one of the scripts says. Raises ClientFault."""

    def key(self, name: str) -> None:
        """Press a key or a chord by xdotool's name: "ctrl+Home"."""

    def type(self, words: str) -> None:
        """Type words; the end of a line is the key Return."""


def carry_out(wish: Wish, hands: Hands) -> None:
    """Type what is wished, where it is wished: within the quotation first, as what is typed at its ends moves nothing there."""
    for each in sorted(wish.typed, key=lambda typed: typed.place in (Place.TOP, Place.BOTTOM)):
        if each.place is Place.TOP:
            hands.key("ctrl+Home")
            hands.type(each.words)
        elif each.place is Place.BOTTOM:
            hands.key("ctrl+End")
            hands.type(each.words if wish.link else "\n" + each.words)
        else:
            hands.place(OVER if each.place is Place.OVER else AFTER, each.at, each.old)
            hands.type("\n" + each.words if each.place is Place.AFTER else each.words)
    if wish.kept:
        under = [each.words for each in wish.typed if each.place is Place.AFTER]  # trimming leaves what was typed under the words kept
        hands.place(BEHIND_KEPT, under[-1] if under else wish.kept[-1], "")
        hands.key("Delete")
        hands.place(BEFORE_KEPT, wish.kept[0], "")
        hands.key("Delete")
