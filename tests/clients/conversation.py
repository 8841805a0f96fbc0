"""Talking to a browser engine: WebDriver by HTTP (chromedriver) and Marionette (Thunderbird). Both run scripts and give their answers."""

from __future__ import annotations

import json
import socket
import urllib.error
import urllib.request
from collections.abc import Sequence
from typing import Any

from clients.desk import ClientFault

TIMEOUT = 60.0


class WebDriver:
    """A session of chromedriver (W3C WebDriver)."""

    def __init__(self, port: int, *arguments: str) -> None:
        self._base = f"http://127.0.0.1:{port}"
        options = {"args": list(arguments)}
        opened = self._call("POST", "/session", {"capabilities": {"alwaysMatch": {"goog:chromeOptions": options}}})
        self._base += f"/session/{opened['sessionId']}"

    def go(self, address: str) -> None:
        """Open a page."""
        self._call("POST", "/url", {"url": address})

    def run(self, script: str, *values: object) -> Any:
        """Run a script (a function's body; `arguments`) and give what it returns. Raises ClientFault."""
        return self._call("POST", "/execute/sync", {"script": script, "args": list(values)})

    def chord(self, keys: Sequence[str]) -> None:
        """Press keys together where the caret is (WebDriver's own characters for Return and the like)."""
        self._keys([("keyDown", key) for key in keys] + [("keyUp", key) for key in reversed(keys)])

    def press(self, keys: Sequence[str]) -> None:
        """Press keys one after the other."""
        self._keys([(kind, key) for key in keys for kind in ("keyDown", "keyUp")])

    def _keys(self, acts: Sequence[tuple[str, str]]) -> None:
        actions = [{"type": kind, "value": key} for kind, key in acts]
        self._call("POST", "/actions", {"actions": [{"type": "key", "id": "keyboard", "actions": actions}]})

    def click(self, x: float, y: float) -> None:
        """Click at a place of the page."""
        acts = [{"type": "pointerMove", "duration": 0, "x": int(x), "y": int(y)}, {"type": "pointerDown", "button": 0}]
        acts.append({"type": "pointerUp", "button": 0})
        self._call("POST", "/actions", {"actions": [{"type": "pointer", "id": "mouse", "actions": acts}]})

    def windows(self) -> list[str]:
        """Give the handles of the open windows."""
        return list(self._call("GET", "/window/handles"))

    def switch(self, window: str) -> None:
        """Go to another window."""
        self._call("POST", "/window", {"handle": window})

    def picture(self) -> str:
        """Give what is shown, as PNG in base64."""
        return str(self._call("GET", "/screenshot"))

    def close(self) -> None:
        """End the session and the browser."""
        self._call("DELETE", "")

    def _call(self, method: str, path: str, told: object = None) -> Any:
        content = None if told is None else json.dumps(told).encode()
        request = urllib.request.Request(self._base + path, content, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as refused:
            raise ClientFault(f"chromedriver: {json.load(refused)['value']['message'][:300]}") from None
        except OSError as fault:
            raise ClientFault(f"chromedriver: {fault}") from None


class Marionette:
    """A session of Thunderbird's Marionette, in the windows of the program itself. Each message is its length, a colon, and JSON."""

    def __init__(self, port: int) -> None:
        self._sock = socket.create_connection(("127.0.0.1", port), TIMEOUT)
        self._sock.settimeout(TIMEOUT)
        self._came, self._number = b"", 0
        self._read()  # it says who it is
        self.call("WebDriver:NewSession", capabilities={})
        self.call("Marionette:SetContext", value="chrome")

    def run(self, script: str, *values: object) -> Any:
        """Run a script (a function's body; `arguments`) in the window and give what it returns. Raises ClientFault."""
        return self.call("WebDriver:ExecuteScript", script=script, args=list(values), newSandbox=True, sandbox="system")["value"]

    def window(self, kind: str) -> bool:
        """Go to the window of a kind ("mail:3pane", "msgcompose"); tell whether there is one."""
        for handle in self.call("WebDriver:GetWindowHandles"):
            self.call("WebDriver:SwitchToWindow", handle=handle, focus=False)
            if self.run("return document.documentElement.getAttribute('windowtype')") == kind:
                return True
        return False

    def call(self, command: str, **values: object) -> Any:
        """Send a command and give its answer. Raises ClientFault."""
        self._number += 1
        told = json.dumps([0, self._number, command, values]).encode()
        try:
            self._sock.sendall(b"%d:%s" % (len(told), told))
            _, _, fault, answer = self._read()
        except OSError as error:
            raise ClientFault(f"Thunderbird does not answer: {error}") from None
        if fault:
            raise ClientFault(f"Thunderbird: {fault.get('error')}: {fault.get('message', '')[:300]}")
        return answer

    def close(self) -> None:
        """End the conversation."""
        self._sock.close()

    def _read(self) -> Any:
        while b":" not in self._came:
            self._receive()
        length, _, self._came = self._came.partition(b":")
        while len(self._came) < int(length):
            self._receive()
        told, self._came = self._came[: int(length)], self._came[int(length) :]
        return json.loads(told)

    def _receive(self) -> None:
        came = self._sock.recv(65536)
        if not came:
            raise ClientFault("Thunderbird ended the conversation")
        self._came += came
