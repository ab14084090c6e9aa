"""The results of a matrix as one JUnit file: a suite for each cell, known failures as skipped."""

import os
from pathlib import Path
from xml.etree import ElementTree as ET

from automation.testing.matrix.artefacts import Artefacts
from automation.testing.matrix.results import Judged, JudgedCell, Mark, Matrix


def to_junit(matrix: Matrix) -> bytes:
    """The file's content."""
    root = ET.Element("testsuites", name="dhis2-oauth matrix", time=f"{matrix.seconds:.3f}")
    for cell in matrix.cells:
        root.append(_suite(cell))
    for name in ("tests", "failures", "errors", "skipped"):
        root.set(name, str(sum(int(suite.get(name, 0)) for suite in root)))
    ET.indent(root)
    content: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return content


def _suite(cell: JudgedCell) -> ET.Element:
    counts, build = cell.counts, cell.cell.build
    suite = ET.Element(
        "testsuite", name=f"DHIS2 {cell.cell}", time=f"{cell.run.seconds if cell.run else 0:.3f}", errors="0",
        tests=str(len(cell.judged) or 1), failures=str(counts[Mark.NEW]),
        skipped=str(counts[Mark.KNOWN] + counts[Mark.SKIPPED] or int(not cell.judged)),
    )  # fmt: skip
    properties = ET.SubElement(suite, "properties")
    for name, value in (("version", build.version), ("build", build.ref), ("locale", cell.cell.locale)):
        ET.SubElement(properties, "property", name=name, value=value)
    for judged in cell.judged:
        suite.append(_case(cell, judged))
    if not cell.judged:
        case = ET.SubElement(suite, "testcase", classname=_class(cell), name="the cell", time="0")
        ET.SubElement(case, "skipped", message="not run")
    return suite


def _case(cell: JudgedCell, judged: Judged) -> ET.Element:
    result, known = judged.result, judged.known
    case = ET.Element("testcase", classname=_class(cell), name=result.scenario, time=f"{result.seconds:.3f}")
    if result.quirks:
        properties = ET.SubElement(case, "properties")
        for quirk in result.quirks:
            ET.SubElement(properties, "property", name="quirk", value=quirk)
    if judged.mark is Mark.NEW:
        ET.SubElement(case, "failure", message=result.words).text = result.detail
        picture = Artefacts.of(cell.run, result.scenario).screenshot if cell.run else None
        if picture:
            # Jenkins and GitLab show a file that is named so; on Windows no way leads to another drive.
            place = os.path.relpath(picture) if picture.drive == Path.cwd().drive else picture
            ET.SubElement(case, "system-out").text = f"[[ATTACHMENT|{place}]]"
    elif judged.mark is Mark.KNOWN and known:
        ET.SubElement(case, "skipped", type="known", message=f"known: {known.reason}")
    elif judged.mark is Mark.SKIPPED:
        ET.SubElement(case, "skipped", message=result.words)
    return case


def _class(cell: JudgedCell) -> str:
    # CI systems take everything up to the last dot for a package.
    return f"{cell.cell.build.ref.replace('.', '_')}.{cell.cell.locale}"
