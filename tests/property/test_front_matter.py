"""Front matter without PyYAML: fields of plain words are written as PyYAML writes them."""

import datetime as dt

import msgspec
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from wparchive.links.front_matter import read_front_matter
from wparchive.writers.markdown import frontmatter
from wparchive.writers.markdown.frontmatter import Timestamp, yaml_block, yaml_text

PIECES = """
a é ü ß 日 ا x1 Yes no ON y true Null 0 12 1e3 0o7 1,000 2011-01-01 .inf -1 ~ = << : :: # - ? ! & * | > % @
` " ' {{ }} [ ] , . / http://a.example/b?c=d#e \\ \u00a0 \u00ad \u200b \u2028 \x85 \x07 \ufeff \U0001f600 \n \t
""".split(" ")
words = st.lists(
    st.one_of(st.sampled_from([*PIECES, " ", "  ", ": ", " #", "a:"]), st.text(max_size=2)),
    max_size=6,
).map("".join)
moments = st.datetimes(
    timezones=st.sampled_from([None, dt.UTC, dt.timezone(dt.timedelta(hours=2))])
)
scalars = st.one_of(
    words,
    st.integers(),
    st.booleans(),
    moments,
    st.dates(),
    moments.map(lambda m: Timestamp(m.isoformat())),
)
values = st.one_of(
    scalars, st.lists(scalars, max_size=3), st.dictionaries(words, words, max_size=2)
)
documents = st.dictionaries(words, values, max_size=4)


def by_pyyaml(fields):
    slow = frontmatter._ASTRAL.search(repr(fields))
    return yaml.dump(
        fields,
        Dumper=frontmatter._Slow if slow else frontmatter._Fast,
        sort_keys=False,
        allow_unicode=True,
        width=2**31 - 1,
    )


@settings(max_examples=500)
@given(documents)
@example({})
@example({"title": "no", "slug": "a: b", "url": "a:b", "tags": ["a", "b #c"], "x" * 200: "a"})
def test_fields_are_written_as_pyyaml_writes_them(fields):
    assert yaml_text(fields) == by_pyyaml(fields)


def texts(value):
    if isinstance(value, dict):
        return {name: texts(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [texts(inner) for inner in value if isinstance(inner, str)]
    return value if isinstance(value, str) else None


def as_read(value, whole):
    """Keep of what was read only that which the whole reader takes for text, too."""
    if isinstance(whole, dict):
        return {name: as_read(value[name], inner) for name, inner in whole.items()}
    if isinstance(whole, list):
        return [a for a, b in zip(value, whole, strict=True) if isinstance(b, str)]
    return value if isinstance(whole, str) else None


@settings(max_examples=500)
@given(documents, st.lists(st.sampled_from([*PIECES, ": ", " ", "\n", "- ", "\na: "])).map("".join))
def test_texts_are_read_as_by_pyyaml(fields, odd):
    for text in (yaml_block(fields), f"---\n{odd}\n---"):
        try:
            whole = msgspec.yaml.decode(text.strip()[3:-3])
        except msgspec.DecodeError:
            continue
        if isinstance(whole, dict) and all(isinstance(name, str) for name in whole):
            assert as_read(read_front_matter(text, ()), whole) == texts(whole)
