"""Word lists, written as one writes them."""


def listed(text: str) -> frozenset[str]:
    """Return the words of a text as a set."""
    return frozenset(text.split())


def pairs(text: str) -> frozenset[tuple[str, str]]:
    """Return the pairs of a text as a set: two words each, a line's end or a bar between them."""
    found = [pair.split() for pair in text.replace("|", "\n").splitlines()]
    return frozenset((pair[0], pair[1]) for pair in found if pair)


def numbered(text: str) -> dict[str, int]:
    """Return the number of the line, from 0, that each word of a text stands in."""
    lines = text.strip().splitlines()
    return {word: number for number, line in enumerate(lines) for word in line.split()}
