"""Merkle trees as in RFC 6962, section 2.1: one hash that changes with any change of any line. Pure.

A leaf is SHA-256(0x00 ‖ data), a node SHA-256(0x01 ‖ left ‖ right); a tree of n leaves is split at the largest power of
two below n; the tree without leaves is SHA-256 of nothing.
"""

import hashlib
from collections.abc import Iterable, Sequence


def leaf(data: bytes) -> bytes:
    """The hash of one leaf."""
    return hashlib.sha256(b"\x00" + data).digest()


def node(left: bytes, right: bytes) -> bytes:
    """The hash of two trees side by side."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(leaves: Iterable[bytes]) -> bytes:
    """The hash of the whole tree, from the hashes of its leaves, in one pass and O(log n) memory.

    Full subtrees are joined as soon as there are two of one size, as a binary counter carries.
    """
    stack: list[bytes] = []
    for count, one in enumerate(leaves, 1):
        while not count & 1:
            one, count = node(stack.pop(), one), count >> 1
        stack.append(one)
    if not stack:
        return hashlib.sha256().digest()
    whole = stack.pop()
    while stack:
        whole = node(stack.pop(), whole)
    return whole


def proof(place: int, leaves: Sequence[bytes]) -> list[bytes]:
    """The audit path of the leaf at this place (RFC 6962, 2.1.1), from the bottom up."""
    if len(leaves) == 1:
        return []
    half = 1 << (len(leaves) - 1).bit_length() - 1
    if place < half:
        return [*proof(place, leaves[:half]), root(leaves[half:])]
    return [*proof(place - half, leaves[half:]), root(leaves[:half])]


def proves(path: Sequence[bytes], one: bytes, place: int, size: int, whole: bytes) -> bool:
    """Whether this path leads from the leaf at this place of a tree of this size to its root (RFC 9162, 2.1.3.2)."""
    if not 0 <= place < size:
        return False
    first, last = place, size - 1
    for step in path:
        if last == 0:
            return False
        if first & 1 or first == last:
            one = node(step, one)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            one = node(one, step)
        first, last = first >> 1, last >> 1
    return last == 0 and one == whole
