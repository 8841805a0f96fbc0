"""The people file: what is read, and what is said of its faults."""

from __future__ import annotations

import pytest

from mailflow.errors import PeopleError
from mailflow.people import Standing
from mailflow.people_file import read_people, write_people


def test_excel_semicolons_tabs_and_a_byte_order_mark_are_read_alike() -> None:
    plain = "name,initials,email,standing\nAda Fenn,AF,ada@quay.example,chair\n"
    people = [read_people("people.csv", raw) for raw in (
        plain.encode(),
        plain.replace(",", ";").encode("utf-8-sig"),
        plain.replace(",", "\t").replace("\n", "\r\n").encode(),
    )]  # fmt: skip
    assert people[0] == people[1] == people[2]
    assert people[0][0].standing is Standing.CHAIR


def test_other_addresses_and_names_are_split_at_semicolons() -> None:
    [ada] = read_people("p", b'name,email,other_emails,known_as\nAda Fenn,ada@quay.example,"a@x.example; b@x.example",Ms Chair\n')
    assert ada.other_emails == ("a@x.example", "b@x.example")
    assert ada.known_as == ("Ms Chair",)


def test_what_is_written_is_read_back() -> None:
    people = read_people("p", 'name,role,email\n"Ben, jr",Harbour Master,ben@quay.example\nZoë,,zoe@quay.example\n'.encode())
    assert read_people("p", write_people(people).encode()) == people


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("name,email\nAda Fenn,\n", "line 2: Ada Fenn has no email"),
        ("name,email\n,ada@quay.example\n", "line 2: somebody without a name has no name"),
        (
            "name,email\nAda,ada@quay.example\nBen,ADA@quay.example\n",
            "line 3: Ben: ADA@quay.example is already the address of Ada (line 2)",
        ),
        ("name,email\nAda,ada.quay.example\n", "line 2: Ada: “ada.quay.example” is no e-mail address: it has no @"),
        ("name,email\nAda,ada fenn@quay.example\n", "characters before the @"),
        ("name,email\nAda,ada@quay\n", "no usable domain"),
        ("name,email,standing\nAda,ada@quay.example,boss\n", "the standing “boss” is not known. Allowed: chair"),
        ("name,phone,email\nAda,1,ada@quay.example\n", "the column “phone” is not known"),
        ("name,role\nAda,Chair\n", "there is no column “email”"),
        ("name,email\nAda,ada@quay.example,more\n", "1 cell(s) more than there are columns"),
        ("name,email\n", "the file names nobody"),
        ("", "the file is empty"),
        ("name,email\nAda\x07,ada@quay.example\n", "holds a control character"),
    ],
)
def test_each_fault_is_named_with_its_line(content: str, says: str) -> None:
    with pytest.raises(PeopleError) as caught:
        read_people("people.csv", content.encode())
    assert says in str(caught.value)
    assert "nothing was imported" in str(caught.value)


def test_all_faults_are_named_at_once() -> None:
    with pytest.raises(PeopleError) as caught:
        read_people("people.csv", b"name,email\nAda,\nBen,ben\n,cy@quay.example\n")
    assert len(caught.value.faults) == 3


def test_a_file_that_is_not_utf8_says_where() -> None:
    with pytest.raises(PeopleError, match="line 3: this is not UTF-8"):
        read_people("people.csv", b"name,email\nAda,ada@quay.example\nZo\xeb,zoe@quay.example\n")
