"""Makes the Word documents of tests/minutes: run `python tests/make_word.py` after changing one.

A .docx is a zip of XML; these hold only what the reader looks at. The result is the same bytes at every run.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELS = (
    '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
PART = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def para(text: str, *, style: str = "", number: tuple[int, int] | None = None) -> str:
    """One paragraph; "**" turns bold on and off, a line end is a line break. `number`: numbering id and level."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if number:
        properties += f'<w:numPr><w:ilvl w:val="{number[1]}"/><w:numId w:val="{number[0]}"/></w:numPr>'
    runs = ""
    for count, piece in enumerate(text.split("**")):
        if piece:
            lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in piece.split("\n"))
            runs += f"<w:r>{'<w:rPr><w:b/></w:rPr>' if count % 2 else ''}{lines}</w:r>"
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{runs}</w:p>"


def table(*rows: Sequence[str | Sequence[str]]) -> str:
    """A table; a cell is one paragraph or several, or XML made by `para`."""
    made = ""
    for row in rows:
        cells = ""
        for cell in row:
            paragraphs = [cell] if isinstance(cell, str) else cell
            cells += "<w:tc>" + "".join(each if each.startswith("<w:p>") else para(each) for each in paragraphs) + "</w:tc>"
        made += f"<w:tr>{cells}</w:tr>"
    return f"<w:tbl>{made}</w:tbl>"


def document(*blocks: str, numbering: str = "", styles: str = "", header: str = "") -> bytes:
    """A whole .docx of these blocks. `numbering`: XML of w:abstractNum and w:num; `styles`: of w:style; `header`: a page "
    "header's text."""
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELS,
        "word/document.xml": f'<?xml version="1.0" encoding="UTF-8"?><w:document {W}><w:body>{"".join(blocks)}</w:body></w:document>',
        "word/numbering.xml": f'<?xml version="1.0" encoding="UTF-8"?><w:numbering {W}>{numbering}</w:numbering>',
        "word/styles.xml": f'<?xml version="1.0" encoding="UTF-8"?><w:styles {W}>{styles}</w:styles>',
    }
    if header:
        parts["word/header1.xml"] = f'<?xml version="1.0" encoding="UTF-8"?><w:hdr {W}>{para(header)}</w:hdr>'
    parts["word/_rels/document.xml.rels"] = (
        '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="n" Type="{PART}/numbering" Target="numbering.xml"/>'
        f'<Relationship Id="s" Type="{PART}/styles" Target="styles.xml"/></Relationships>'
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), content)
    return packed.getvalue()


BULLETS = '<w:abstractNum w:abstractNumId="9"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl></w:abstractNum>'
BULLETS += '<w:num w:numId="9"><w:abstractNumId w:val="9"/></w:num>'
HEADINGS = (
    '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
    '<w:pStyle w:val="Heading1"/><w:lvlText w:val="%1."/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
    '<w:pStyle w:val="Heading2"/><w:lvlText w:val="%1.%2"/></w:lvl></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="9"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="9"><w:abstractNumId w:val="9"/></w:num>'
)
HEADING_STYLES = "".join(
    f'<w:style w:type="paragraph" w:styleId="Heading{level}"><w:name w:val="heading {level}"/><w:pPr><w:numPr><w:ilvl w:val="{level - 1}"/>'
    '<w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    for level in (1, 2)
)


def bullet(text: str) -> str:
    return para(text, number=(9, 0))


def four_columns() -> bytes:
    return document(
        para("**Quayside Learning Trust**"),
        para("**Minutes of the Board meeting**"),
        para("Held on Wednesday 6th March 2024 at 9.30am in Room 2, Wharf House"),
        table(
            ("**Item**", "**Discussion and decisions**", "**By whom**", "**By when**"),
            ("1", ("**Welcome and apologies**", "The Chair welcomed Nadia Frost to her first meeting."), "", ""),
            ("2", "**Minutes of the last meeting**", "", ""),
            ("", "Agreed as a correct record.", "", ""),
            (
                "3",
                (
                    "**Premises**",
                    "The survey of the boathouse found rot in two beams.",
                    "**Actions:**\n**Obtain three quotes for the beams.**\n**Tell the insurers what the survey found.**",
                    "The slipway is sound.",
                ),
                ("Oren Blythe", "Nadia Frost and Peter Amadi"),
                ("29 March 2024", "next meeting"),
            ),
            (
                "4",
                ("**Staffing**", "Two posts were advertised.", "**Action:** Send the shortlist to all trustees"),
                "Peter Amadi (Head of Centre)",
                "end of April",
            ),
            ("5", ("**Date of next meeting**", "Wednesday 15th May 2024 at 9.30am, Room 2, Wharf House"), "", ""),
        ),
        para("**Attendance**"),
        table(
            ("Name", "Role", "Organisation", "Attended"),
            ("Vera Lindqvist (Chair)", "Trustee", "Harbour Board", "Yes"),
            ("Oren Blythe", "Treasurer", "Quayside Learning Trust", "Yes"),
            ("Nadia Frost", "Trustee", "County College", "Yes"),
            ("Hugo Salt", "Trustee", "Chamber of Trade", "Apologies"),
            ("Ruth Ember", "Trustee", "Parish Council", "Represented by Colin Reed"),
        ),
        para("**In attendance**"),
        table(
            ("Peter Amadi", "Head of Centre", "Quayside Learning Trust", "Yes"),
            ("Gwen Tarr (minutes)", "Administrator", "Quayside Learning Trust", "Yes"),
        ),
    )


def three_columns() -> bytes:
    return document(
        para("BRAMBLE LANE ALLOTMENT SOCIETY", style="Title"),
        para("Committee meeting, 11 June 2024, 7pm, The Pavilion"),
        para("**Present:** Joan Birch (Chair), Jack Bell (Treasurer), Tom Ash, Freda Moss (Secretary)"),
        para("**Apologies:** Ivor Lane"),
        table(
            ("No.", "Notes", "Lead"),
            ("1.", ("Minutes", "Approved without change."), ""),
            (
                "2.",
                (
                    "Water",
                    "The tanks leak in three places.",
                    bullet("Upper tank: crack along the seam"),
                    bullet("Lower tank: tap worn out"),
                    "Action: Order a new tap",
                    "Action: Ask the supplier to mend the seam by 30 June",
                ),
                ("J.B. (Treasurer)", "T.A."),
            ),
            ("3.", ("Rents", "Three plots have not paid.", "Action: Write to the three plot holders"), "J.B. (Chair)/F.M."),
            ("4.", ("Any other business", "None."), ""),
            ("5.", ("Next meeting", "9 July 2024, 7pm, The Pavilion"), ""),
        ),
        numbering=BULLETS,
    )


def table_at_end() -> bytes:
    return document(
        para("**Northgate Carers Partnership Board**"),
        para("Minutes of the meeting held on 21 January 2025"),
        para("Chair: Lorna Pike"),
        para("Present: Lorna Pike, Idris Cole, Sunita Vale, Ewan Marsh"),
        para("Apologies: Bridie Holt; Max Oduya"),
        para("**1. Welcome**"),
        para("1.1 The Chair opened the meeting at 10am."),
        para("1.2 There were no declarations of interest."),
        para("**2. Respite care**"),
        para("2.1 Idris Cole reported that forty families are waiting."),
        para("2.2 The Board agreed to ask the Trust for emergency money."),
        para("**3. Young carers**"),
        para("3.1 Sunita Vale presented the school survey."),
        para("3.2 A second survey will be held in the autumn."),
        para("**4. Next meeting**"),
        para("4.1 18 March 2025 at 10am, Northgate Library."),
        para("**Action log**"),
        table(
            ("Ref", "Item", "Action", "Owner", "Deadline", "Status"),
            ("NCPB 24/31", "2.2", "Write to the Trust about emergency money", "Idris Cole", "7 February 2025", "Open"),
            ("NCPB 24/32", "3.1", "Share the survey with head teachers", "SV / EM", "before the next meeting", "Open"),
            ("NCPB 24/27", "2.1", "Update the waiting list", "IC", "31/12/24", "Overdue"),
            ("NCPB 24/25", "", "Book the library", "LP", "", "Closed"),
        ),
    )


def automatic_numbers() -> bytes:
    return document(
        para("Saltmarsh Nature Reserve Trust", style="Title"),
        para("Trustees’ meeting 4 September 2024, 14:00, Visitor Centre"),
        para("Present: Bea Corrigan (Chair), Dev Sharma, Olive Trent"),
        para("Apologies: Rhian Pugh"),
        para("Apologies and welcome", style="Heading1"),
        para("Rhian Pugh is on leave."),
        para("Reserve", style="Heading1"),
        para("Boardwalk", style="Heading2"),
        para("Forty metres need new planks."),
        para("ACTION: DS to price the planks by mid-October"),
        para("Birds", style="Heading2"),
        para("Avocets bred again."),
        para("Finance", style="Heading1"),
        para("The grant has arrived."),
        bullet("Half is for paths"),
        bullet("Half is for hides"),
        para("Action OT: claim the second half"),
        para("Next meeting", style="Heading1"),
        para("6 November 2024, 14:00"),
        numbering=HEADINGS,
        styles=HEADING_STYLES,
    )


def housing_association() -> bytes:
    return document(
        para("**Calderbank Homes Ltd**"),
        para("**Tenant Scrutiny Panel – Minutes**"),
        para("**Date:** 22 May 2024"),
        para("**Time:** 1.30pm"),
        para("**Venue:** Community Hub, Weir Street"),
        table(
            ["**Present**", "Nora Quist (Chair)\nOwen Lark (Vice Chair)\nPetra Sund\nQuinn Abbot"],
            ["**Apologies**", "Rhea Moon, Sid Tolley"],
            ["**Officers**", "Tara Vine – Head of Housing\nUri Black – Governance Officer (minute taker)"],
        ),
        table(
            ["No", "Item", "By whom", "By when"],
            ["1.", ["**Welcome and apologies**", "NQ opened the meeting."], "", ""],
            [
                "2.",
                [
                    "**Repairs performance**",
                    "TV reported that 87% of repairs were done on time.",
                    "**Provide a breakdown by contractor**",
                    "**Arrange a visit to the call centre**",
                ],
                ["TV", "UB"],
                ["End of June", "July 2024"],
            ],
            [
                "3.",
                [
                    "**Service charges**",
                    "Members felt that the letter was hard to understand.",
                    "It was agreed that OL would redraft the letter with PS.",
                ],
                ["OL/PS"],
                ["By next meeting"],
            ],
            ["4.", ["**Complaints**", "Twelve complaints were received in the quarter."], "", ""],
            ["5.", ["**Date of next meeting**", "Wednesday 24 July 2024, 1.30pm, Community Hub"], "", ""],
        ),
    )


DOCUMENTS = {
    "01-four-columns.docx": four_columns,
    "02-three-columns-lead.docx": three_columns,
    "03-table-at-the-end.docx": table_at_end,
    "08-automatic-numbers.docx": automatic_numbers,
    "29-housing-association.docx": housing_association,
}


def main() -> None:
    for name, make in DOCUMENTS.items():
        (Path(__file__).parent / "minutes" / name).write_bytes(make())


if __name__ == "__main__":
    main()
