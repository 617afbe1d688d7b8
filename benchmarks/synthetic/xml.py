"""XML and PHP spelling: CDATA as WordPress splits it, meta, serialized values."""

from __future__ import annotations


def cdata(text: str) -> str:
    """Wrap text in a CDATA section, split where the text itself holds an end."""
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def meta(kind: str, key: str, value: str) -> str:
    """Return a postmeta or commentmeta element."""
    return (
        f"\t\t\t<wp:{kind}>\n\t\t<wp:meta_key>{cdata(key)}</wp:meta_key>\n"
        f"\t\t<wp:meta_value>{cdata(value)}</wp:meta_value>\n\t\t</wp:{kind}>\n"
    )


def php(value: object) -> str:
    """Serialize a value as PHP does: lengths count bytes, not characters."""
    if isinstance(value, bool):
        return f"b:{value:d};"
    if isinstance(value, int):
        return f"i:{value};"
    if isinstance(value, str):
        return f's:{len(value.encode())}:"{value}";'
    if isinstance(value, dict):
        inner = "".join(php(key) + php(entry) for key, entry in value.items())
        return f"a:{len(value)}:{{{inner}}}"
    raise TypeError(type(value).__name__)
