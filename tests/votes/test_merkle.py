"""The tree: the known roots of RFC 6962, and paths that prove what they should and nothing else."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.votes import merkle

# The leaves and roots with which implementations of Certificate Transparency are tested (RFC 6962).
LEAVES = [
    bytes.fromhex(data)
    for data in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def _tree(leaves: list[bytes]) -> bytes:
    """The definition of RFC 6962, 2.1, word by word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return merkle.leaf(leaves[0])
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return merkle.node(_tree(leaves[:half]), _tree(leaves[half:]))


def test_the_tree_without_leaves_is_the_hash_of_nothing():
    assert merkle.root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("size", range(1, 9))
def test_the_known_leaves_have_the_known_roots(size: int):
    assert merkle.root(map(merkle.leaf, LEAVES[:size])).hex() == ROOTS[size - 1]


@given(st.lists(st.binary(max_size=3), max_size=70))
def test_a_tree_is_what_its_definition_says(data: list[bytes]):
    assert merkle.root(map(merkle.leaf, data)) == _tree(data)


@given(st.lists(st.binary(max_size=3), min_size=1, max_size=70), st.data())
def test_a_path_proves_its_leaf_at_its_place(data: list[bytes], draw: st.DataObject):
    leaves = [merkle.leaf(one) for one in data]
    place = draw.draw(st.integers(0, len(leaves) - 1))
    path = merkle.proof(place, leaves)
    assert len(path) <= (len(leaves) - 1).bit_length()
    assert merkle.proves(path, leaves[place], place, len(leaves), merkle.root(leaves))


@given(st.lists(st.binary(max_size=9), min_size=2, max_size=70, unique=True), st.data())
def test_a_path_proves_no_other_leaf_no_other_place_and_no_other_tree(data: list[bytes], draw: st.DataObject):
    leaves = [merkle.leaf(one) for one in data]
    place = draw.draw(st.integers(0, len(leaves) - 1))
    other = draw.draw(st.integers(0, len(leaves) - 1).filter(lambda n: n != place))
    path, whole = merkle.proof(place, leaves), merkle.root(leaves)
    assert not merkle.proves(path, leaves[other], place, len(leaves), whole)
    assert not merkle.proves(path, leaves[place], other, len(leaves), whole)
    assert not merkle.proves(path, leaves[place], place, len(leaves), merkle.root(leaves[:-1]))
    assert not merkle.proves(path[:-1], leaves[place], place, len(leaves), whole)
    assert not merkle.proves([*path, whole], leaves[place], place, len(leaves), whole)
    assert not merkle.proves(path, leaves[place], place + len(leaves), len(leaves), whole)
