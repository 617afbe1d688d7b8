"""PREMIS 3.0: inputs and outputs, the conversion as an event, and the program as its agent."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, cast

from lxml import etree

from wparchive.web.filetypes import media_type
from wparchive.web.xmltext import strip_illegal_xml

if TYPE_CHECKING:
    from datetime import datetime

    from lxml.etree import _Element

    from wparchive.engine.report import Report
    from wparchive.storage.fixity import Digest
    from wparchive.storage.inputs import Input

_PREMIS = "http://www.loc.gov/premis/v3"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_AGENT = "wparchive"
_FORMATS = {".gz": "application/warc", ".wacz": "application/wacz", ".jsonl": "application/jsonl",
            ".md": "text/markdown"}  # fmt: skip


def premis(report: Report, moment: datetime, folder: str) -> bytes:
    """Encode the record of a run.

    Args:
        report: The report of the run.
        moment: When the output was packed.
        folder: The output's folder in the package.
    """
    prefixes = cast("dict[str, str]", {None: _PREMIS, "xsi": _XSI})
    root = etree.Element(f"{{{_PREMIS}}}premis", {"version": "3.0"}, prefixes)
    event = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'wparchive {report.exported_at} {moment}')}"
    given_files = report.public_inputs
    inputs = [f"input/{number}/{given.name}" for number, given in enumerate(given_files, start=1)]
    for name, given in zip(inputs, given_files, strict=True):
        _object(root, name, given, given.name)
    for made in report.outputs:
        element = _object(root, f"{folder}/{made.path}", made, made.path.rpartition("/")[2])
        _derivation(element, inputs, event)
    _event(root, report, moment, event, inputs, [f"{folder}/{d.path}" for d in report.outputs])
    _agent(root, report)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _object(root: _Element, name: str, file: Input | Digest, original: str) -> _Element:
    element = _add(root, "object")
    element.set(f"{{{_XSI}}}type", "file")
    _identify(element, "object", "local", name)
    characteristics = _add(element, "objectCharacteristics")
    fixity = _add(characteristics, "fixity")
    _add(fixity, "messageDigestAlgorithm", "SHA-256")
    _add(fixity, "messageDigest", file.sha256)
    _add(characteristics, "size", str(file.size))
    designation = _add(_add(characteristics, "format"), "formatDesignation")
    suffix = f".{original.rpartition('.')[2].lower()}"
    kind = "application/warc" if ".warc" in original else _FORMATS.get(suffix)
    kind = kind or media_type(original, b"")
    _add(designation, "formatName", kind)
    _add(element, "originalName", original)
    return element


def _derivation(element: _Element, inputs: list[str], event: str) -> None:
    relationship = _add(element, "relationship")
    _add(relationship, "relationshipType", "derivation")
    _add(relationship, "relationshipSubType", "has source")
    for name in inputs:
        _identify(relationship, "relatedObject", "local", name)
    _identify(relationship, "relatedEvent", "URI", event)


def _event(
    root: _Element,
    report: Report,
    moment: datetime,
    identity: str,
    inputs: list[str],
    outputs: list[str],
) -> None:
    element = _add(root, "event")
    _identify(element, "event", "URI", identity)
    _add(element, "eventType", "migration")
    _add(element, "eventDateTime", f"{moment:%Y-%m-%dT%H:%M:%SZ}")
    detail = f"Converted to {', '.join(report.formats)}; the source is of {report.exported_at}."
    if report.include:
        detail += f" Included: {', '.join(report.include)}."
    if report.redact:
        detail += f" Redacted: {', '.join(report.redact)}."
    _add(_add(element, "eventDetailInformation"), "eventDetail", detail)
    outcome = _add(element, "eventOutcomeInformation")
    _add(outcome, "eventOutcome", report.exit_code.name.lower())
    counts = "; ".join(
        f"{name}: {account.posts.total()} posts, {account.comments.total()} comments,"
        f" {account.links} links; withheld {account.withheld_posts.total()} posts;"
        f" lost {account.lost_posts} posts, {account.lost_comments} comments,"
        f" {account.lost_links} links"
        for name, account in report.output_counts.items()
    )
    _add(_add(outcome, "eventOutcomeDetail"), "eventOutcomeDetailNote", counts)
    _identify(element, "linkingAgent", "local", _AGENT, "executing program")
    for role, names in (("source", inputs), ("outcome", outputs)):
        for name in names:
            _identify(element, "linkingObject", "local", name, role)


def _agent(root: _Element, report: Report) -> None:
    element = _add(root, "agent")
    _identify(element, "agent", "local", _AGENT)
    _add(element, "agentName", "wparchive")
    _add(element, "agentType", "software")
    _add(element, "agentVersion", report.generator.partition(" ")[2])


def _identify(parent: _Element, what: str, kind: str, value: str, role: str = "") -> None:
    element = _add(parent, f"{what}Identifier")
    _add(element, f"{what}IdentifierType", kind)
    _add(element, f"{what}IdentifierValue", value)
    if role:
        _add(element, f"{what}Role", role)


def _add(parent: _Element, name: str, text: str | None = None) -> _Element:
    element = etree.SubElement(parent, f"{{{_PREMIS}}}{name}")
    element.text = None if text is None else strip_illegal_xml(text)
    return element
