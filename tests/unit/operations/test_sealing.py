"""Streams that are compressed and sealed on their way."""

import gzip
import io
import os
from pathlib import Path

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.operations.backup.sealing import BackupError, Squeezed, opened, seal, write_key

KEY = pyrage.x25519.Identity.generate()


@given(st.binary(max_size=5000), st.integers(1, 700))
def test_what_is_squeezed_comes_out_again(content: bytes, step: int) -> None:
    squeezed = Squeezed(io.BytesIO(content))
    pieces = []
    while piece := squeezed.read(step):
        assert len(piece) <= step
        pieces.append(piece)
    assert gzip.decompress(b"".join(pieces)) == content


def test_what_is_sealed_opens_with_its_key_and_is_what_it_was(tmp_path: Path) -> None:
    content = os.urandom(300_000)
    sealed = seal(io.BytesIO(content), tmp_path / "file.age", [KEY.to_public()])
    path = tmp_path / sealed.name
    assert path.stat().st_size == sealed.bytes
    assert path.stat().st_mode & 0o777 == 0o600
    with opened(path, [KEY], sealed.content_sha256) as stream:
        assert stream.read() == content
    with opened(path, [KEY], sealed.content_sha256) as stream:
        assert stream.read(10) == content[:10]  # who needs less than all gets it all the same
    with (
        pytest.raises(BackupError, match="not what its manifest says"),
        opened(path, [KEY], "0" * 64) as stream,
    ):
        stream.read()


@pytest.mark.parametrize("harm", ["cut", "changed", "other key"])
def test_what_is_damaged_never_passes_for_whole(tmp_path: Path, harm: str) -> None:
    sealed = seal(io.BytesIO(os.urandom(300_000)), tmp_path / "file.age", [KEY.to_public()])
    path = tmp_path / sealed.name
    whole = path.read_bytes()
    if harm == "cut":
        path.write_bytes(whole[:200_000])
    elif harm == "changed":
        path.write_bytes(whole[:150_000] + bytes([whole[150_000] ^ 1]) + whole[150_001:])
    key = pyrage.x25519.Identity.generate() if harm == "other key" else KEY
    with (
        pytest.raises(BackupError, match="can't be opened"),
        opened(path, [key], sealed.content_sha256) as stream,
    ):
        stream.read()


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    public = write_key(tmp_path / "key.txt")
    assert public.startswith("age1")
    assert (tmp_path / "key.txt").stat().st_mode & 0o777 == 0o600
    with pytest.raises(BackupError, match="there already"):
        write_key(tmp_path / "key.txt")
