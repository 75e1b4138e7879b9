"""OpenDocument and Office workbooks written by hand, as no library here writes what a test needs."""

import io
import zipfile
from collections.abc import Mapping

_SPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
)


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            # Of a fixed day: the same members make the same bytes at any moment.
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def ods(*tables: str, styles: str = "", prolog: str = "") -> bytes:
    """A document with these tables."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{prolog}<office:document-content {_SPACES}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{''.join(tables)}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content,
            "META-INF/manifest.xml": "<manifest/>",
        }
    )


def table(*rows: str, name: str = "Sheet1", style: str = "") -> str:
    said = f' table:style-name="{style}"' if style else ""
    return f'<table:table table:name="{name}"{said}>{"".join(rows)}</table:table>'


def row(*cells: str, repeats: int = 1) -> str:
    said = f' table:number-rows-repeated="{repeats}"' if repeats > 1 else ""
    return f"<table:table-row{said}>{''.join(cells)}</table:table-row>"


def text(words: str, said: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {said}><text:p>{words}</text:p></table:table-cell>'


def texts(*words: str) -> str:
    return row(*map(text, words))


def number(value: str, shown: str = "", said: str = "") -> str:
    return (
        f'<table:table-cell office:value-type="float" office:value="{value}" {said}>'
        f"<text:p>{shown or value}</text:p></table:table-cell>"
    )


def day(value: str) -> str:
    return (
        f'<table:table-cell office:value-type="date" office:date-value="{value}">'
        f"<text:p>shown otherwise</text:p></table:table-cell>"
    )


def blank(repeats: int = 1) -> str:
    return f'<table:table-cell table:number-columns-repeated="{repeats}"/>'


COVERED = "<table:covered-table-cell/>"


_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def xlsx(rows: str, *shared: str, formats: tuple[str, ...] = (), tail: str = "") -> bytes:
    """A workbook as Excel writes it: texts are shared, and cells name them by their number.

    Style 0 is plain; the others are those of `formats` in their order.
    """
    numbered = "".join(
        f'<numFmt numFmtId="{200 + place}" formatCode="{code}"/>'
        for place, code in enumerate(formats)
    )
    used = "".join(f'<xf numFmtId="{200 + place}"/>' for place in range(len(formats)))
    return zipped(
        {
            "xl/workbook.xml": (
                f'<workbook {_MAIN} xmlns:r="{_LINKS}"><sheets>'
                '<sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>'
            ),
            "xl/_rels/workbook.xml.rels": (
                '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                '<Relationship Id="rId1" Target="worksheets/sheet1.xml"/>'
                '<Relationship Id="rId2" Target="sharedStrings.xml"/>'
                '<Relationship Id="rId3" Target="/xl/styles.xml"/></Relationships>'
            ),
            "xl/sharedStrings.xml": (
                f"<sst {_MAIN}>" + "".join(f"<si>{text}</si>" for text in shared) + "</sst>"
            ),
            "xl/styles.xml": (
                f'<styleSheet {_MAIN}><numFmts>{numbered}</numFmts><cellStyleXfs><xf numFmtId="14"/>'
                f'</cellStyleXfs><cellXfs><xf numFmtId="0"/>{used}</cellXfs></styleSheet>'
            ),
            "xl/worksheets/sheet1.xml": (
                f"<worksheet {_MAIN}><sheetData>{rows}</sheetData>{tail}</worksheet>"
            ),
        }
    )
