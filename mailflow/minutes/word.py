"""Word documents (.docx) to blocks; the one place where mammoth is used.

A .docx is a zip of XML parts. What it would unpack to is checked before anything reads it: 190 KB can be 200 MB.
Images are left out, external files are never opened, automatic numbers are written out (`word_numbers`).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from xml.etree import ElementTree as Tree

import mammoth

from mailflow.errors import DocumentError
from mailflow.minutes.blocks import Block, fold
from mailflow.minutes.html_blocks import read_html
from mailflow.minutes.word_numbers import W, write_out_numbers

MAX_UNPACKED = 50 * 1024 * 1024
MAX_TEXT_PART = 24 * 1024 * 1024
MAX_RATIO = 400
MAX_PARTS = 4_000
MAX_PARAGRAPHS = 20_000
MAX_RUNS = 400_000
MAIN = "word/document.xml"
OLE_HEADER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SAVE_AGAIN = "Save it again as a Word document (.docx) and use that"
STYLE_MAP = "u => strong\np[style-name='Title'] => h1:fresh\np[style-name='Subtitle'] => p:fresh\nbr[type='page'] => hr"
_ENCRYPTED_NAME = "EncryptedPackage".encode("utf-16-le")
_DOC_NAME = "WordDocument".encode("utf-16-le")


def read_word(name: str, content: bytes) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """Read a .docx into its blocks and the paragraphs of its page headers and footers. Raises DocumentError."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            _check_package(name, content, package)
            parts = {part: package.read(part) for part in _wanted(package)}
            _check_text(name, parts)
            rebuilt = _with_numbers(package, parts)
        html = _html(rebuilt or content)
    except DocumentError:
        raise
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError, NotImplementedError) as error:
        raise DocumentError(name, "is no Word document (.docx), or a damaged one", SAVE_AGAIN) from error
    except Exception as error:  # mammoth raises whatever broken XML makes it raise, and recursion has its limit
        raise DocumentError(name, "is a Word document that cannot be read: its contents are damaged", SAVE_AGAIN) from error
    return read_html(html), _margins(parts)


def refuse_ole(name: str, content: bytes) -> DocumentError:
    """Say what an OLE file is: an encrypted .docx, or a document of Word 97 to 2003."""
    if _ENCRYPTED_NAME in content:
        return DocumentError(name, "is protected with a password (encrypted)", "Save it without a password and use that")
    if _DOC_NAME in content or name.lower().endswith(".doc"):
        return DocumentError(name, "is a document of Word 97 to 2003 (.doc)", SAVE_AGAIN)
    return DocumentError(name, "is no Word document (.docx)", SAVE_AGAIN)


def _check_package(name: str, content: bytes, package: zipfile.ZipFile) -> None:
    infos = package.infolist()
    unpacked = sum(info.file_size for info in infos)
    if any(info.flag_bits & 0x1 for info in infos):
        raise DocumentError(name, "is protected with a password (encrypted)", "Save it without a password and use that")
    if len(infos) > MAX_PARTS:
        raise DocumentError(name, f"has {len(infos):,} parts; at most {MAX_PARTS:,} are read", SAVE_AGAIN)
    if unpacked > MAX_UNPACKED or (unpacked > MAX_RATIO * max(len(content), 1) and unpacked > 1024 * 1024):
        raise DocumentError(name, f"unpacks to {unpacked / 1024 / 1024:,.0f} MB; at most 50 MB are read", SAVE_AGAIN)
    if MAIN not in package.namelist():
        raise DocumentError(name, "is no Word document (.docx), though it is packed like one", SAVE_AGAIN)


def _wanted(package: zipfile.ZipFile) -> list[str]:
    wanted = re.compile(
        r"word/(?:document|numbering|styles|(?:header|footer)\d{0,3}|footnotes|endnotes|comments)\.xml$|.*\.rels$|\[Content_Types\]\.xml$"
    )
    return [part for part in package.namelist() if wanted.match(part)]


def _check_text(name: str, parts: Mapping[str, bytes]) -> None:
    """Bound what mammoth will be given: bytes, paragraphs and runs of text; no document type, which could expand."""
    if any(len(part) > MAX_TEXT_PART for part in parts.values()):
        raise DocumentError(name, f"holds more than {MAX_TEXT_PART // 1024 // 1024} MB of text", "Take pictures and pasted pages out")
    # Word writes UTF-8; in another encoding a document type would not be seen here.
    if any(b"<!DOCTYPE" in part or b"<!ENTITY" in part or b"\0" in part[:400] for part in parts.values()):
        raise DocumentError(name, "holds XML that Word does not write", SAVE_AGAIN)
    body = parts[MAIN]
    paragraphs = len(re.findall(rb"<(?:\w{1,12}:)?p[\s/>]", body))
    if paragraphs > MAX_PARAGRAPHS:
        raise DocumentError(name, f"has {paragraphs:,} paragraphs; at most {MAX_PARAGRAPHS:,} are read", "Give the minutes alone")
    if len(re.findall(rb"<(?:\w{1,12}:)?(?:r|tc|tr)[\s/>]", body)) > MAX_RUNS:
        raise DocumentError(name, "is made of too many pieces to be read", SAVE_AGAIN)


def _with_numbers(package: zipfile.ZipFile, parts: Mapping[str, bytes]) -> bytes | None:
    """Give the package with its automatic numbers written out; None where there are none."""
    numbering = parts.get("word/numbering.xml", b"")
    if not numbering:
        return None
    document = write_out_numbers(parts[MAIN], numbering, parts.get("word/styles.xml", b""))
    if document is parts[MAIN]:
        return None
    rebuilt = io.BytesIO()
    with zipfile.ZipFile(rebuilt, "w") as target:
        for info in package.infolist():
            if not info.filename.startswith("word/media/"):
                target.writestr(info.filename, document if info.filename == MAIN else package.read(info.filename))
    return rebuilt.getvalue()


def _html(content: bytes) -> str:
    result = mammoth.convert_to_html(
        io.BytesIO(content),
        style_map=STYLE_MAP,
        external_file_access=False,
        convert_image=lambda image: [],
        ignore_empty_paragraphs=True,
    )
    return str(result.value)


def _margins(parts: Mapping[str, bytes]) -> tuple[str, ...]:
    """The paragraphs of page headers and footers, in which a board's name may stand alone."""
    found: list[str] = []
    for part in sorted(parts):
        if re.match(r"word/(?:header|footer)\d{0,3}\.xml$", part):
            for paragraph in Tree.fromstring(parts[part]).iter(f"{W}p"):
                text = fold("".join(piece.text or "" for piece in paragraph.iter(f"{W}t")))
                if text and text not in found:
                    found.append(text)
    return tuple(found)
