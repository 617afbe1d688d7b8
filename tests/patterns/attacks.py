"""Texts made to be hard for a pattern: what its repeats take, over and over, and then no end.

All is taken from the parse tree of the pattern. Each repeat is reached by a text that fits what is
before it; then what it takes is repeated, alone, after what leads to it, and beside what the next
repeat takes. Such a text ends in what nothing takes, or in an end that is nearly right.
"""

from __future__ import annotations

import re
import re._compiler as compiler
import re._constants as code
import re._parser as parser
from itertools import islice

from wparchive.web.scanning import Ended

MANY = 40  # a repeat of at most so many has a small bound on its cost
_REPEATS = {code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT}
_SINGLE = {code.LITERAL, code.NOT_LITERAL, code.IN, code.ANY}
_USUAL = "a0A _\n\t-.,:;/<>=\"'&#()[]!?%@|\\\0é\xa0*+{}"
_SAMPLES = 6


def attacks(pattern):
    """Yield functions that make a text of about so many characters; all are different."""
    pattern = pattern.pattern if isinstance(pattern, Ended) else pattern
    seen = set()
    for prefix, pump, middle, second, tail in _Tree(pattern).shapes():
        key = (prefix, pump, middle, second, tail)
        if key not in seen and pump:
            seen.add(key)
            yield _maker(isinstance(pattern.pattern, bytes), *key)


def _maker(binary, prefix, pump, middle, second, tail):
    def make(size):
        size = size // 2 if second else size
        text = prefix + pump * (size // len(pump) + 1)
        if second:
            text += middle + second * (size // len(second) + 1)
        text += tail
        return text.encode("latin-1", "replace") if binary else text

    make.shape = (prefix, pump, middle, second, tail)
    return make


class _Tree:
    def __init__(self, pattern):
        self._tree = parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
        self._atoms = {}
        self._walk_atoms(self._tree)
        self._members = self._representatives(isinstance(pattern.pattern, bytes))

    def _walk_atoms(self, items):
        for op, value in items:
            if op in _SINGLE:
                self._atom(op, value)
            for inner in _children(op, value):
                self._walk_atoms(inner)

    def _atom(self, op, value):
        key = repr((op, value))
        if key not in self._atoms:
            alone = parser.SubPattern(self._tree.state, [(op, value)])
            flags = self._tree.state.flags & ~re.UNICODE if self._binary() else 0
            self._atoms[key] = compiler.compile(alone, flags)
        return self._atoms[key]

    def _binary(self):
        return not isinstance(self._tree.state.str, str)

    def _representatives(self, binary):
        """One character for each set of atoms that take it, those of many atoms first."""
        letters = dict.fromkeys(_USUAL)
        letters.update(dict.fromkeys(_written(self._tree)))
        groups = {}
        for letter in letters:
            if binary and ord(letter) > 255:
                continue
            given = letter.encode("latin-1") if binary else letter
            fits = frozenset(k for k, atom in self._atoms.items() if atom.fullmatch(given))
            groups.setdefault(fits, letter)
        return sorted(((letter, fits) for fits, letter in groups.items()), key=lambda g: -len(g[1]))

    def _taken(self, op, value):
        key = repr((op, value))
        found = [letter for letter, fits in self._members if key in fits]
        return found or (["\x01"] if op is not code.LITERAL else [chr(value)])

    def samples(self, items, limit=_SAMPLES):
        """Some texts that the items may take; repeats take little."""
        out = [""]
        for op, value in items:
            options = self._options(op, value)
            if not options:
                continue
            if len(options) == 1:
                out = [text + options[0] for text in out]
            else:
                product = [text + option for option in options for text in out]
                # The first and the last differ most.
                out = list(dict.fromkeys(product))[:limit]
        return out

    def _options(self, op, value):
        if op in _SINGLE:
            taken = self._taken(op, value)
            if op is code.LITERAL:
                return [chr(value)]
            return taken[:4]
        if op is code.BRANCH:
            return [text for branch in value[1] for text in self.samples(branch, 2)][:_SAMPLES]
        if op is code.SUBPATTERN:
            return self.samples(value[3])
        if op is code.ATOMIC_GROUP:
            return self.samples(value)
        if op in _REPEATS:
            low, high, inner = value
            texts = self.samples(inner, 3)
            if low == 0 and high > 1:
                return ["", *texts]
            if low == 0:
                return ["", *texts]
            return [text * min(low, MANY) for text in texts]
        if op is code.ASSERT and value[0] < 0:
            return self.samples(value[1], 2)
        return []

    def shapes(self):
        """Yield (prefix, repeated, middle, repeated, tail)."""
        nothing = next((letter for letter, _ in reversed(self._members)), "\x01")
        odd = [nothing, "\x01"][:1]
        ends = ["", *odd]
        whole = self.samples(self._tree, 4)
        ends += [text[:-1] + odd[0] for text in whole[:2] if len(text) > 1]
        letters = [letter for letter, _ in self._members[:24]]
        for letter in letters:
            for tail in ends[:2]:
                yield "", letter, "", "", tail
        for text in whole:
            for tail in ends[:2]:
                yield "", text, "", "", tail
                yield "", text[:-1], "", "", tail
                yield "", " " + text[:-1], "", "", tail
        for before, repeat, after in self._repeats([""], self._tree):
            yield from self._around(before, repeat, after, ends)

    def _around(self, before, repeat, after, ends):
        # One text that nothing optional is part of, and the fullest.
        prefixes = sorted({min(before, key=len), max(before, key=len)}, key=len)
        bodies = self._bodies(repeat)
        follows = [body for item in after[:3] for body in self._first_bodies(item)[:3]]
        for prefix in prefixes:
            for body in bodies:
                for tail in ends:
                    yield prefix, body, "", "", tail
                yield "", prefix + body, "", "", ""
                yield "", prefix + body, "", "", ends[1]
                yield "", " " + prefix + body, "", "", ends[1]
            if prefix:
                yield "", prefix, "", "", ends[1]
                yield "", "\n" + prefix, "", "", ends[1]
                for body in bodies[:2]:
                    yield "", prefix, "", body, ends[1]
            for body in bodies[:4]:
                for second in follows:
                    if second != body:
                        yield prefix, body, "", second, ends[1]
                for other in bodies[:4]:
                    if other != body:
                        yield prefix, body + other, "", "", ends[1]

    def _bodies(self, inner):
        if len(inner) == 1 and inner[0][0] in _SINGLE:
            return self._taken(*inner[0])[:8]
        texts = [text for text in self.samples(inner, 2 * _SAMPLES) if text]
        for branch in _branches(inner):
            texts += [text for text in self.samples(branch, 2) if text]
        return list(dict.fromkeys(texts))[:10]

    def _first_bodies(self, item):
        op, value = item
        if op in _REPEATS and value[1] > MANY:
            return self._bodies(value[2])
        return [
            body
            for inner in _children(op, value)
            for i in inner[:1]
            for body in self._first_bodies(i)
        ]

    def _repeats(self, before, items):
        """Yield (texts that lead there, what is repeated, what follows) for each long repeat."""
        items = list(items)
        for index, (op, value) in enumerate(items):
            if op in _REPEATS and value[1] > MANY:
                yield before, value[2], items[index + 1 :]
            for inner in _children(op, value):
                yield from self._repeats(before, inner)
            options = self._options(op, value)
            if options:
                grown = [text + option for text in before for option in options]
                before = sorted(set(grown), key=len)
                before = [before[0], before[-1]] if len(before) > 1 else before


def _children(op, value):
    if op is code.BRANCH:
        return value[1]
    if op is code.SUBPATTERN:
        return [value[3]]
    if op is code.ATOMIC_GROUP:
        return [value]
    if op in _REPEATS:
        return [value[2]]
    if op in {code.ASSERT, code.ASSERT_NOT}:
        return [value[1]]
    if op is code.GROUPREF_EXISTS:
        return [part for part in value[1:] if part]
    return []


def _branches(items):
    for op, value in items:
        if op is code.BRANCH:
            yield from value[1]
        elif op in {code.SUBPATTERN, code.ATOMIC_GROUP}:
            for inner in _children(op, value):
                yield from _branches(inner)


def _written(items):
    """Yield the characters that a pattern names."""
    for op, value in items:
        if op in {code.LITERAL, code.NOT_LITERAL}:
            yield chr(value)
        elif op is code.IN:
            for kind, inner in value:
                if kind is code.LITERAL:
                    yield chr(inner)
                elif kind is code.RANGE:
                    yield from map(
                        chr,
                        islice(range(inner[0], inner[1] + 1), 0, None, max(1, inner[1] - inner[0])),
                    )
        for inner in _children(op, value):
            yield from _written(inner)
