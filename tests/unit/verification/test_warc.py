"""Every kind of damage to a WARC is found, with its place; sound files of other tools are not."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import re
import shutil
import subprocess
import threading
import zlib
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from click.testing import CliRunner
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tests import ROOT
from tests.warcs import ALIAS, BODY, DATE, INFO, PAGE, URI, alias, packed, page, sha1, warcinfo
from wparchive import ExitCode, verify
from wparchive.cli.verify import command
from wparchive.errors import VerificationError
from wparchive.verification import Finding, Level

SHA256 = hashlib.sha256(BODY).hexdigest()
MD5 = f"md5:{hashlib.md5(BODY).hexdigest()}"


def check(tmp_path, data, name="a.warc.gz"):
    (tmp_path / name).write_bytes(data)
    return verify(tmp_path / name)


def rules(result):
    return {finding.rule for finding in result.findings}


def test_a_sound_file_is_sound(tmp_path):
    for name, data in (("a.warc.gz", packed(warcinfo(), page(), alias())),
                       ("a.warc", warcinfo() + page() + alias())):  # fmt: skip
        result = check(tmp_path, data, name)
        assert result.findings == []
        assert (result.files, result.records, result.exit_code) == (1, 3, ExitCode.OK)


# What is wrong, the record that it is wrong in, and the rule that it breaks.
FAULTS = {
    "no id": (page(id=None), "field-missing"),
    "no date": (page(date=None), "field-missing"),
    "no type": (page(type=None), "field-missing"),
    "no target": (page(uri=None), "field-missing"),
    "no length": (page(length=None), "field-missing"),
    "empty target": (page(uri=""), "field-missing"),
    "revisit without profile": (alias(profile=None), "field-missing"),
    "length too small": (page(length="10"), "content-length"),
    "length too large": (page(length="100"), "content-length"),
    "length no number": (page(length="many"), "content-length"),
    "negative length": (page(length="-1"), "content-length"),
    "wrong block digest": (page(block=sha1(b"x")), "block-digest"),
    "wrong payload digest": (page(payload=sha1(b"x")), "payload-digest"),
    "wrong sha256": (page(block=f"sha256:{SHA256[::-1]}"), "block-digest"),
    "padded base32": (page(block=f"sha256:{'A' * 52}===="), "digest-form"),
    "digest without algorithm": (page(block=sha1(BODY)[5:]), "digest-form"),
    "digest too short": (page(block=sha1(BODY)[:-3]), "digest-form"),
    "same id": (page(id=INFO), "record-id-repeated"),
    "id without brackets": (page(id=PAGE[1:-1]), "record-id"),
    "id no URI": (page(id="<number one>"), "record-id"),
    "month for a date in 1.0": (page(date="2016-01", version="WARC/1.0"), "date"),
    "no such month": (page(date="2016-13"), "date"),
    "minutes without zone": (page(date="2024-05-01T12:00"), "date"),
    "parts of minutes": (page(date="2024-05-01T12:00.5Z"), "date"),
    "ten digits of a second": (page(date="2024-05-01T12:00:00.0123456789Z"), "date"),
    "date without zone": (page(date="2024-05-01T12:00:00"), "date"),
    "date with offset": (page(date="2024-05-01T12:00:00+02:00"), "date"),
    "date of 14 digits": (page(date="20240501120000"), "date"),
    "no such day": (page(date="2024-02-30T12:00:00Z"), "date"),
    "parts of seconds in 1.0": (page(date="2024-05-01T12:00:00.5Z", version="WARC/1.0"), "date"),
    "wrong refers-to date": (alias(refers_date="24"), "date"),
    "space in the target": (page(uri="https://blog.example/a b"), "uri"),
    "broken escape": (page(uri="https://blog.example/100%"), "uri"),
    "relative target": (page(uri="/page/"), "uri"),
    "brackets in 1.1": (page(uri=f"<{URI}>"), "uri"),
    "refers-to on a resource": (page(extra=f"WARC-Refers-To: {INFO}\r\n"), "field-misplaced"),
    "profile on a resource": (page(extra="WARC-Profile: http://x.example/\r\n"), "field-misplaced"),
    "refers-to date on metadata": (
        page(type="metadata", refers_date=DATE, payload=None), "field-misplaced",
    ),
    "concurrent-to on a conversion": (
        page(type="conversion", extra=f"WARC-Concurrent-To: {INFO}\r\n"), "field-misplaced",
    ),
    "file name on a page": (page(extra="WARC-Filename: a.warc\r\n"), "field-misplaced"),
    "segment origin on a page": (page(extra=f"WARC-Segment-Origin-ID: {INFO}\r\n"), "field-misplaced"),
    "field twice": (page(extra=f"WARC-Date: {DATE}\r\n"), "field-repeated"),
    "no colon": (page(extra="nonsense\r\n"), "header-syntax"),
    "space in a name": (page(extra="WARC Note: x\r\n"), "header-syntax"),
    "line feed alone": (page(extra="Note: x\n"), "header-syntax"),
    "no UTF-8": (page(extra="Note: xyz\r\n").replace(b"xyz", b"\xff"), "header-syntax"),
    "one line end after the block": (page(end=b"\r\n"), "record-end"),
    "no end after the block": (page(end=b""), "record-end"),
    "bytes after the end": (page(end=b"\r\n\r\nmore"), "content-length"),
    "unknown version": (page(version="WARC/2.0"), "version"),
    "no record at all": (b"<html>no WARC</html>", "version"),
    "revisit of another payload": (alias(payload=sha1(b"x")), "revisit-digest"),
}  # fmt: skip


# What the standard allows and programs stumble over, by its sections.
ODDITIES = {
    "a month, 5.4": (page(date="2016-01"), "date-precision"),
    "a year, 5.4": (page(date="2016"), "date-precision"),
    "minutes, 5.4": (page(date="2024-05-01T12:00Z"), "date-precision"),
    "UTC as an offset, 5.4": (page(date="2024-05-01T12:00:00+00:00"), "date-precision"),
    "the other date, 5.13": (
        alias(refers_date="2024-05", refers_uri=None), "date-precision",
    ),
    "a folded field, 4": (page(extra="Note: x\r\n y\r\n"), "header-folded"),
    "dangling revisit": (alias(refers=ALIAS[:-2] + "9>"), "reference"),
    "dangling target": (alias(refers_uri=f"{URI}nowhere"), "reference"),
    "dangling metadata": (
        page(type="metadata", payload=None, refers=ALIAS[:-2] + "9>"), "reference",
    ),
    "no HTTP in a response": (
        page(type="response", kind="application/http;msgtype=response", payload=None), "http",
    ),
}  # fmt: skip

# What the standard allows and no program that was tried stumbles over.
ALLOWED = {
    "parts of seconds in 1.1": page(date="2024-05-01T12:00:00.123456789Z"),
    "brackets in 1.0": page(uri=f"<{URI}>", version="WARC/1.0"),
    "id without brackets in 1.0": page(id=PAGE[1:-1], version="WARC/1.0"),
    "other case of a URN": page(id=PAGE.upper()),
    "other case of names": page(extra="warc-ip-address: 192.0.2.1\r\n").replace(
        b"WARC-Target-URI", b"warc-target-uri"
    ),
    "no digests": page(block=None, payload=None),
    "base32 of sha256": page(
        block=f"sha256:{base64.b32encode(hashlib.sha256(BODY).digest()).decode().rstrip('=')}"
    ),
    "an extension's field twice": page(extra="WARC-Protocol: h2\r\nWARC-Protocol: tls/1.3\r\n"),
    "a field of nobody's": page(extra="Note: x\r\n"),
    "an empty field": page(extra="Note:\r\n"),
    "a type of an extension": page(type="screenshot"),
    "no space after the colon": page().replace(b"WARC-Date: ", b"WARC-Date:"),
    "letters of UTF-8": page(extra="Note: ü\r\n"),
}


@pytest.mark.parametrize("name", ALLOWED)
def test_what_the_standard_allows_is_no_finding(tmp_path, name):
    result = check(tmp_path, packed(warcinfo(), ALLOWED[name]))
    assert [str(finding) for finding in result.findings] == []


@pytest.mark.parametrize("oddity", ODDITIES)
def test_what_the_standard_allows_and_tools_do_not_is_a_warning(tmp_path, oddity):
    odd, rule = ODDITIES[oddity]
    before = [warcinfo(), *([page()] if b"revisit" in odd else [])]
    result = check(tmp_path, packed(*before, odd))
    [finding] = result.findings
    assert (finding.rule, finding.level) == (rule, Level.WARNING)
    assert finding.offset == len(packed(*before))
    assert (result.sound, result.exit_code) == (False, ExitCode.VERIFY_FAILED)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("pack", [packed, lambda *records: b"".join(records)], ids=["gz", "plain"])
def test_faults_of_a_record_are_found_where_they_are(tmp_path, pack, fault):
    damaged, rule = FAULTS[fault]
    if fault == "bytes after the end" and pack is not packed:
        pytest.skip("without gzip it is a record that is none")
    before = [warcinfo(), *([page()] if b"revisit" in damaged else [])]
    result = check(tmp_path, pack(*before, damaged), "a.warc")
    assert rule in rules(result), [str(finding) for finding in result.findings]
    [finding, *_] = [found for found in result.findings if found.rule == rule]
    assert (finding.file, finding.offset) == ("a.warc", len(pack(*before)))
    assert finding.level is Level.ERROR
    assert result.exit_code is ExitCode.VERIFY_FAILED


@pytest.mark.parametrize("fault", FAULTS)
def test_one_fault_does_not_hide_the_records_that_follow(tmp_path, fault):
    other = page(id="<urn:uuid:00000000-0000-4000-8000-000000000009>", uri=f"{URI}x", date="never")
    result = check(tmp_path, packed(warcinfo(), FAULTS[fault][0], other))
    assert any("never" in finding.message for finding in result.findings)


def test_the_digest_forms_that_tools_write_are_read(tmp_path):
    for form in (f"sha256:{SHA256}", MD5, sha1(BODY).lower().replace("sha1", "sha1"),
                 f"sha1:{hashlib.sha1(BODY).hexdigest()}", f"SHA-256:{SHA256}", "crc32:abcdef12"):  # fmt: skip
        result = check(tmp_path, packed(warcinfo(), page(block=form, payload=form)))
        assert result.findings == [], form


def test_truncated_files_are_found_wherever_they_end(tmp_path):
    whole = packed(warcinfo(), page(b"".join(b"%d " % n for n in range(400))))
    start = len(packed(warcinfo()))
    for end in range(start + 1, len(whole)):
        result = check(tmp_path, whole[:end])
        assert {"truncated", "version", "gzip-damaged"} & rules(result), end
        assert result.findings[-1].offset == start
    plain = warcinfo() + page()
    for end in range(len(warcinfo()) + 1, len(plain)):
        assert check(tmp_path, plain[:end], "a.warc").findings, end


def test_an_empty_file_is_not_sound(tmp_path):
    assert rules(check(tmp_path, b"")) == {"empty"}
    assert rules(check(tmp_path, b"", "a.warc")) == {"empty"}


def test_records_that_share_a_gzip_member_are_found(tmp_path):
    result = check(tmp_path, gzip.compress(warcinfo() + page() + alias(), mtime=0))
    assert rules(result) == {"gzip-member"}
    assert result.records == 3
    assert not result.sound
    result = check(tmp_path, gzip.compress(warcinfo()) + gzip.compress(page() + alias()))
    assert [(f.rule, f.offset) for f in result.findings] == [
        ("gzip-member", len(gzip.compress(warcinfo())))
    ]


def test_a_record_that_spans_gzip_members_is_found(tmp_path):
    data = page()
    assert check(tmp_path, packed(warcinfo(), data[:200], data[200:])).findings


def test_every_flipped_bit_is_found(tmp_path):
    whole = packed(warcinfo(), page(), alias())
    header = {3, 4, 5, 6, 7, 8, 9}  # gzip: flags, time, system; no data
    starts = [0, len(packed(warcinfo())), len(packed(warcinfo(), page()))]
    for place in range(len(whole)):
        if any(place - start in header for start in starts):
            continue
        damaged = bytearray(whole)
        damaged[place] ^= 0x10
        with suppress(OSError, EOFError, zlib.error):
            if gzip.decompress(damaged) == gzip.decompress(whole):
                continue  # a bit that deflate leaves unused
        try:
            result = check(tmp_path, bytes(damaged))
        except VerificationError:
            assert place < 5
            continue
        assert result.findings, place


def test_damage_of_one_member_leaves_the_others_readable(tmp_path):
    first, middle, last = (
        packed(warcinfo()),
        packed(page()),
        packed(alias(refers=None, refers_uri=None)),
    )
    damaged = bytearray(middle)
    damaged[40:44] = b"\0\0\0\0"
    result = check(tmp_path, first + bytes(damaged) + last)
    assert {f.offset for f in result.findings} == {len(first)}
    assert result.records == 3


def test_references_may_lead_to_other_files_and_to_later_records(tmp_path):
    (tmp_path / "1.warc.gz").write_bytes(packed(warcinfo(), alias()))
    other = warcinfo(id="<urn:uuid:00000000-0000-4000-8000-00000000000a>")
    (tmp_path / "2.warc.gz").write_bytes(packed(other, page()))
    assert rules(verify(tmp_path / "1.warc.gz")) == {"reference"}
    assert verify(tmp_path / "1.warc.gz", tmp_path / "2.warc.gz").findings == []


def test_findings_name_file_place_record_and_rule(tmp_path):
    (tmp_path / "a.warc").write_bytes(warcinfo() + page(payload=sha1(b"x")))
    done = CliRunner().invoke(command, [str(tmp_path / "a.warc"), "--json"], standalone_mode=False)
    assert done.return_value == ExitCode.VERIFY_FAILED
    offset = len(warcinfo())
    assert f'"record": "{PAGE}"' in done.stdout
    assert f'"offset": {offset}' in done.stdout
    assert '"rule": "payload-digest"' in done.stdout
    assert f"a.warc, byte {offset}, {PAGE}: The digest of the payload" in done.stderr


def test_warnings_fail_and_are_told_apart(tmp_path):
    (tmp_path / "a.warc.gz").write_bytes(packed(warcinfo(), page(date="2016-01")))
    done = CliRunner().invoke(
        command, [str(tmp_path / "a.warc.gz"), "--json"], standalone_mode=False
    )
    assert done.return_value == ExitCode.VERIFY_FAILED
    told = json.loads(done.stdout)
    assert told["sound"] is False
    assert [(f["level"], f["rule"]) for f in told["findings"]] == [("warning", "date-precision")]
    assert "[warning: date-precision]" in done.stderr


def test_the_manual_sets_warnings_apart():
    manual = (ROOT / "docs/how-to/verify.md").read_text()
    rules = dict.fromkeys(re.findall(r"(?<!\*)`([a-z0-9-]+)`(?=[^|]*\| )", manual), Level.ERROR)
    rules |= dict.fromkeys(re.findall(r"\| \*`([a-z-]+)`\* \|", manual), Level.WARNING)
    assert {"date": Level.ERROR, "date-precision": Level.WARNING}.items() <= rules.items()
    assert {rule: Finding(rule, "").level for rule in rules} == rules


def test_other_files_are_refused(tmp_path):
    (tmp_path / "a.txt").write_text("text")
    with pytest.raises(VerificationError, match="neither"):
        verify(tmp_path / "a.txt")
    with pytest.raises(VerificationError, match="cannot be read"):
        verify(tmp_path / "b.warc")
    with pytest.raises(VerificationError, match="Name an output"):
        verify()


# warcio leaves its temporary files open.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")
def test_files_of_warcio_are_sound(tmp_path):
    path = tmp_path / "a.warc.gz"
    with path.open("wb") as file:
        for version in ("1.0", "1.1"):
            writer = WARCWriter(file, gzip=True, warc_version=version)
            writer.write_record(writer.create_warcinfo_record("a.warc.gz", {"software": "warcio"}))
            chunked = b"5\r\nhello\r\n6; x=y\r\n world\r\n0\r\n\r\n"
            headers = StatusAndHeaders("200 OK", [("Content-Type", "text/plain"),
                                                  ("Transfer-Encoding", "chunked")], "HTTP/1.1")  # fmt: skip
            response = writer.create_warc_record(
                f"http://blog.example/{version}", "response", payload=io.BytesIO(chunked),
                http_headers=headers,
            )  # fmt: skip
            request = writer.create_warc_record(
                f"http://blog.example/{version}", "request",
                http_headers=StatusAndHeaders("GET / HTTP/1.0", [("Host", "blog.example")], is_http_request=True),
            )  # fmt: skip
            writer.write_request_response_pair(request, response)
            digest = response.rec_headers["WARC-Payload-Digest"]
            writer.write_record(writer.create_revisit_record(
                f"http://blog.example/again/{version}", digest,
                f"http://blog.example/{version}", response.rec_headers["WARC-Date"],
                http_headers=headers,
            ))  # fmt: skip
            for kind in ("resource", "metadata", "conversion"):
                writer.write_record(writer.create_warc_record(
                    "urn:x-test:a", kind, payload=io.BytesIO(b"text"), warc_content_type="text/plain"
                ))  # fmt: skip
    result = verify(path)
    assert [str(finding) for finding in result.findings] == []
    assert result.records == 14


class Site(BaseHTTPRequestHandler):
    def do_GET(self):
        body = b"<a href='/b'>b</a>" if self.path == "/" else b"<p>b"
        self.send_response(200 if self.path in {"/", "/b"} else 404)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.mark.skipif(not shutil.which("wget"), reason="wget is not installed")
def test_files_of_wget_are_sound(tmp_path):
    with HTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/"
        for name, option in (("a", []), ("b", ["--no-warc-compression"])):
            subprocess.run(
                ["wget", "-q", "-r", "-l1", "--warc-file", name, "--warc-cdx", *option, address],
                cwd=tmp_path, check=False, timeout=30, env={"PATH": "/usr/bin:/bin", "no_proxy": "*"},
            )  # fmt: skip
        server.shutdown()
    for name in ("a.warc.gz", "b.warc"):
        result = verify(tmp_path / name)
        assert [str(finding) for finding in result.findings] == []
        assert result.records > 5
