"""Documents made to do harm: bounded in time and memory, nothing is fetched, no file of ours is read into the minutes."""

from __future__ import annotations

import io
import socket
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailflow.errors import DocumentError
from mailflow.flows import take
from mailflow.flows.take import read_minutes
from mailflow.minutes.blocks import paragraphs_in
from mailflow.minutes.documents import read_document
from make_word import document, para

TYPES = 'xmlns="http://schemas.openxmlformats.org/package/2006/content-types"'
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
RELATIONS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
LAUGHS = "<!DOCTYPE l [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
    f"<!ENTITY {after} '{f'&{before};' * 10}'>" for before, after in zip("abcdefghi", "bcdefghij", strict=True)
) + "]>"  # fmt: skip
SAMPLE = zipfile.ZipFile(io.BytesIO(document(para("Minutes of 8 October 2026"))))


def docx(**parts: str | bytes) -> bytes:
    """The sample with parts replaced: `main`, `relations`, `types`, `comments`, `styles`."""
    names = {"main": "word/document.xml", "relations": "word/_rels/document.xml.rels", "types": "[Content_Types].xml",
             "comments": "word/comments.xml", "styles": "word/styles.xml", "settings": "word/_rels/settings.xml.rels"}  # fmt: skip
    replaced = {names[name]: content for name, content in parts.items()}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name in SAMPLE.namelist():
            if name not in replaced:
                package.writestr(name, SAMPLE.read(name))
        for name, content in replaced.items():
            package.writestr(name, content)
    return packed.getvalue()


def body(inside: str) -> bytes:
    return docx(main=f'<?xml version="1.0"?><w:document {W}><w:body>{inside}</w:body></w:document>')


WORDS = "<w:p><w:r><w:t>x</w:t></w:r></w:p>"
SLOW: dict[str, tuple[str, bytes]] = {
    "half a million relationships": (
        "a.docx",
        docx(relations=f"<Relationships {RELATIONS}>" + '<Relationship Id="r" Type="x" Target="y"/>' * 400_000 + "</Relationships>"),
    ),
    "a quarter of a million comments": (
        "a.docx", docx(comments=f"<w:comments {W}>" + f'<w:comment w:id="1">{WORDS}</w:comment>' * 200_000 + "</w:comments>"),
    ),
    "tables in tables": ("a.docx", body("<w:tbl><w:tr><w:tc>" * 5_000 + WORDS + "</w:tc></w:tr></w:tbl>" * 5_000)),
    "elements in elements": ("a.docx", body("<w:a>" * 300_000 + WORDS + "</w:a>" * 300_000)),
    "insertions in insertions": ("a.docx", body("<w:p>" + "<w:ins>" * 90_000 + "<w:r/>" + "</w:ins>" * 90_000 + "</w:p>")),
    "brackets": ("a.md", b"[" * 300_000),
    "stars": ("a.md", b"*a_ " * 200_000),
    "images": ("a.md", b"![a](" * 100_000),
    "a wide table": ("a.md", b"|a" * 20_000 + b"|\n" + b"|-" * 20_000 + b"|\n" + (b"|b" * 20_000 + b"|\n") * 20),
    "headings": ("a.md", b"# x\n" * 79_000),
    "backticks": ("a.md", "".join("`" * number + " " for number in range(2_000)).encode()),
    "cells that span": ("a.html", b"<table><tr>" + b"<td colspan=1000 rowspan=1000>x</td>" * 3_000 + b"</tr></table>"),
    "open tags": ("a.html", b"<html>" + b"<b><i><ol><li>" * 60_000 + b"x"),
    "names": ("a.txt", b"Present: " + b"A Roe, " * 300_000),
    "dates": ("a.txt", b"1 May 2026 " * 300_000),
    "numbers": ("a.txt", b"1." * 500_000),
    "actions": ("a.txt", b"Action: " * 200_000),
    "a column of pipes": ("a.txt", (b"|" * 200 + b"\n") * 20_000),
}  # fmt: skip


@pytest.mark.parametrize("kind", SLOW)
def test_no_document_is_read_for_longer_than_the_limit(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(take, "READING_SECONDS", 0.25)
    name, content = SLOW[kind]
    begun = time.process_time()
    try:
        read_minutes(name, content)
    except DocumentError as refused:
        assert str(refused).startswith(f"{name}: ")
    assert time.process_time() - begun < 4, "a library in C goes on a little"


def test_the_limit_is_said_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(take, "READING_SECONDS", 0.2)
    with pytest.raises(DocumentError, match=r"a\.md: is made so that it takes more than 0\.2 seconds .*give its text alone"):
        read_minutes("a.md", b"![a](" * 100_000)
    assert read_minutes("b.md", b"# Board\n\nMinutes of 8 October 2026\n")[0].date is not None, "the next one is read"


XML = '<?xml version="1.0"?>'
LAUGHING = f"<w:document {W}><w:body><w:p><w:r><w:t>&j;</w:t></w:r></w:p></w:body></w:document>"
EXPANDING = {
    "in the text": docx(main=f"{XML}{LAUGHS}{LAUGHING}"),
    "in the text, as UTF-16": docx(main=f'<?xml version="1.0" encoding="utf-16"?>{LAUGHS}{LAUGHING}'.encode("utf-16")),
    "in the relationships": docx(relations=f'{XML}{LAUGHS}<Relationships {RELATIONS}><Relationship Id="&j;"/></Relationships>'),
    "in the content types": docx(types=f'{XML}{LAUGHS}<Types {TYPES}><Default Extension="&j;"/></Types>'),
    "in the comments": docx(comments=f"{XML}{LAUGHS}<w:comments {W}>&j;</w:comments>"),
    "in the styles": docx(styles=f"{XML}{LAUGHS}<w:styles {W}>&j;</w:styles>"),
}


@pytest.mark.parametrize("where", EXPANDING)
def test_entities_are_never_expanded(where: str) -> None:
    with pytest.raises(DocumentError, match="XML that Word does not write"):
        read_document("a.docx", EXPANDING[where])


@pytest.fixture
def listener() -> Iterator[tuple[str, list[object]]]:
    """Who listens on this machine, and who came."""
    came: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept() -> None:
            while True:
                try:
                    came.append(server.accept())
                except OSError:
                    return

        threading.Thread(target=accept, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", came
        server.shutdown(socket.SHUT_RDWR)


DRAWN = (
    '<w:p><w:r><w:t>words</w:t></w:r><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
    '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData><pic:pic '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill><a:blip '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:link="r1" r:embed="r2"/></pic:blipFill></pic:pic>'
    "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
)


def test_nothing_that_a_document_names_is_fetched_or_read(listener: tuple[str, list[object]], tmp_path: Path) -> None:
    address, came = listener
    secret = tmp_path / "secret.txt"
    secret.write_text("hunter2")
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    read: list[str] = []
    for target in (address, secret.as_uri(), str(secret), f"../../../../../../../../{secret}"):
        relations = "".join(
            f'<Relationship Id="r{number}" Type="{kind}/{what}" Target="{target}" TargetMode="External"/>'
            for number, what in enumerate(("image", "image", "hyperlink", "attachedTemplate", "oleObject", "aFChunk", "subDocument"), 1)
        )
        related = f"<Relationships {RELATIONS}>{relations}</Relationships>"
        word = docx(
            main=f"{XML}<w:document {W}><w:body>{DRAWN}</w:body></w:document>",
            relations=related,
        )
        page = (
            f"<html><head><link rel=stylesheet href='{target}'><base href='{target}'></head><body>words<img src='{target}'>"
            f"<iframe src='{target}'></iframe>"
            f"<object data='{target}'></object><xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='{target}' parse='text'/>"
            f"<style>@import url({target})</style><script src='{target}'></script></body></html>"
        )
        doctype = f"<!DOCTYPE html SYSTEM '{target}' [<!ENTITY x SYSTEM '{target}'>]>{page.replace('words', 'words &x;')}"
        markdown = f"words ![a]({target}) [b]({target}) <img src='{target}'>\n\n[c]: {target}\n\n<iframe src='{target}'></iframe>"
        for name, content in (("a.docx", word), ("a.html", page.encode()), ("b.html", doctype.encode()), ("a.md", markdown.encode())):
            read += [paragraph.text for paragraph in paragraphs_in(read_document(name, content).blocks)]
    assert len([text for text in read if "words" in text]) == 16 and not any("hunter2" in text for text in read)
    time.sleep(0.2)
    assert came == []


@pytest.mark.parametrize(
    "name", ["../../outside.md", "/etc/outside.md", "a/../../b.md", "..", "nul\x00.md", "a\nb.md", "con.md ", "." * 300]
)
def test_the_name_of_a_document_is_a_name_and_no_path(name: str, tmp_path: Path) -> None:
    from boards import NOW, make_board
    from mailflow.demo.story import sample
    from mailflow.flows.keeping import backup, check, restore

    board = make_board(tmp_path / "board")
    before = {path for path in tmp_path.rglob("*") if "board" not in path.parts}
    with board.open("test") as store:
        take.take(store, board.settings.board, name, sample("minutes.md"), {"HV/Hanna ?": "Hanna Vogel"}, NOW)
    backup(board, str(tmp_path / "b.tar.gz"))
    restore(board, str(tmp_path / "b.tar.gz"), NOW)
    assert check(board) == ()
    after = {path for path in tmp_path.rglob("*") if path.parts[len(tmp_path.parts)] not in ("board", "b.tar.gz")}
    assert after == {path for path in before if path.parts[len(tmp_path.parts)] != "board"}


def test_a_backup_with_paths_that_lead_out_puts_nothing_there(tmp_path: Path) -> None:
    import tarfile

    from boards import NOW, make_board
    from mailflow.errors import MailflowError
    from mailflow.flows.keeping import restore

    board = make_board(tmp_path / "board")
    for name in ("store/../../outside", "../outside", "/tmp/outside", "store/../../../outside"):
        with tarfile.open(tmp_path / "b.tar.gz", "w:gz") as archive:
            member = tarfile.TarInfo(name)
            member.size = 3
            archive.addfile(member, io.BytesIO(b"out"))
            link = tarfile.TarInfo("store/link")
            link.type, link.linkname = tarfile.SYMTYPE, str(tmp_path)
            archive.addfile(link)
        with pytest.raises(MailflowError):
            restore(board, str(tmp_path / "b.tar.gz"), NOW)
    assert not list(tmp_path.rglob("outside")) and (board.store_folder / "mailflow.json").exists()
