"""The doctor: what it finds in a workspace that is not as it should be, and what it says to do."""

from __future__ import annotations

import shutil
from collections import namedtuple
from pathlib import Path

import pytest

from boards import NOW, make_board_with_minutes
from mailflow.flows.examine import Finding, examine
from mailflow.workspace import Workspace, open_workspace

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def board(tmp_path: Path) -> Workspace:
    return make_board_with_minutes(tmp_path / "board")


def found(board: Workspace, what: str) -> Finding:
    [finding] = [f for f in examine(open_workspace(board.folder), {}, NOW) if f.what == what]
    return finding


def test_a_workspace_in_order_is_said_to_be(board: Workspace) -> None:
    good = {f.what for f in examine(board, {}, NOW) if f.good}
    assert good >= {"settings", "store", "access", "disk", "roster", "templates", "clock"}
    assert found(board, "store").sentence.endswith("11 people; schema 3")


def test_a_store_of_an_earlier_schema_is_named(tmp_path: Path) -> None:
    shutil.copytree(Path(__file__).parent / "stores" / "schema-1", tmp_path / "board")
    assert "schema 1, brought to 3 with the next change" in found(open_workspace(tmp_path / "board"), "store").sentence


def test_a_disk_that_is_nearly_full_is_said_before_it_is(board: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(10**9, 10**9 - 30_000_000, 30_000_000))
    finding = found(board, "disk")
    assert not finding.good and "30 MB are free" in finding.sentence and "50 are wanted" in finding.sentence


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("atendee.txt.j2", "Dear {{ person }}", "no letter uses a template of this name (is attendee.txt.j2 meant?)"),
        ("owner.txt", "Dear {{ person }}", "(is owner.txt.j2 meant?)"),
        ("receipt.txt.j2", "{% if %}", "receipt.txt.j2, line 1"),
        ("zzzz.j2", "", "no letter uses a template of this name."),
    ],
)
def test_a_template_that_would_never_be_used_or_has_a_mistake_is_found(board: Workspace, name: str, text: str, says: str) -> None:
    (board.folder / "templates" / name).write_text(text)
    finding = found(board, "templates")
    assert not finding.good and says in finding.sentence


def test_a_template_that_another_one_takes_in_is_used(board: Workspace) -> None:
    folder = board.folder / "templates"
    (folder / "our-footer.j2").write_text("The board office")
    footer = '{% block footer %}{% include "our-footer.j2" %}{% endblock %}'
    (folder / "receipt.txt.j2").write_text('{% extends "builtin/receipt.txt.j2" %}' + footer)
    (folder / "README.md").write_text("Ours")
    finding = found(board, "templates")
    assert finding.good and finding.sentence.endswith("2 of them the board's own"), finding


def test_a_store_that_cannot_be_read_is_a_finding_and_no_traceback(board: Workspace) -> None:
    shutil.rmtree(board.store_folder)
    findings = list(examine(open_workspace(board.folder), {}, NOW))
    assert {f.what for f in findings if not f.good} >= {"store", "disk", "roster", "clock"}
