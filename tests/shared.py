"""Where the real material lies that is no part of the project; tests that need it skip where it is absent."""

from __future__ import annotations

import os
from pathlib import Path

SHARED = Path(os.environ.get("MAILFLOW_SHARED") or Path(__file__).resolve().parents[1].parent / "shared")
