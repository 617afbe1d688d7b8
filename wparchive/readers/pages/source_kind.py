"""The kind of source that a saved page is."""

from __future__ import annotations

from wparchive.formats.readers import Exposure, SourceKind, TextForm

SAVED_PAGE = SourceKind(
    name="page",
    rank=40,
    text=TextForm.RENDERED,
    authoritative=False,
    complete=False,
    exposure=Exposure.PAGE,
)
