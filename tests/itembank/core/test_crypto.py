"""Sealed texts open only with their own key, and not at all once it is destroyed."""

import stat
from pathlib import Path

import pytest

from itembank.core.crypto import Erased, KeyProblem, Vault, create_master_key, read_master_key
from itembank.core.db import make_engine
from tests.conftest import NOW

TEXT = "A heron stood on the invented quay."


@pytest.fixture
def master(tmp_path: Path) -> Path:
    """A fresh master key file."""
    path = tmp_path / "keys" / "master.key"
    create_master_key(path)
    return path


@pytest.fixture
def vault(master: Path, tmp_path: Path) -> Vault:
    """A vault with an empty key store of its own."""
    made = Vault(make_engine(f"sqlite:///{tmp_path / 'keystore.sqlite3'}"), read_master_key(master))
    made.prepare()
    return made


def test_a_sealed_text_opens_again(vault: Vault) -> None:
    """What goes in comes out."""
    assert vault.open("raw:1", "text", vault.seal("raw:1", "text", TEXT, NOW)) == TEXT


def test_a_sealed_text_does_not_hold_its_words(vault: Vault) -> None:
    """Nobody reads a word from the stored bytes."""
    assert b"heron" not in vault.seal("raw:1", "text", TEXT, NOW)


def test_nobody_opens_a_text_whose_key_is_destroyed(vault: Vault) -> None:
    """Erasure is the end of the text, wherever copies of it lie."""
    sealed = vault.seal("raw:1", "text", TEXT, NOW)

    vault.destroy("raw:1")

    with pytest.raises(Erased):
        vault.open("raw:1", "text", sealed)


def test_a_destroyed_key_is_gone_from_the_file(vault: Vault, tmp_path: Path) -> None:
    """Not even the wrapped key stays in a free page of the key store."""
    vault.seal("raw:canary-key", "text", TEXT, NOW)
    vault.destroy("raw:canary-key")
    vault.close()

    files = [path.read_bytes() for path in tmp_path.glob("keystore.sqlite3*")]
    assert not any(b"raw:canary-key" in data for data in files)


@pytest.mark.parametrize(("key_id", "field"), [("raw:2", "text"), ("raw:1", "other")])
def test_a_text_cannot_be_moved_to_another_record(vault: Vault, key_id: str, field: str) -> None:
    """The record and the field are bound to the sealed bytes."""
    sealed = vault.seal("raw:1", "text", TEXT, NOW)
    vault.seal("raw:2", "text", TEXT, NOW)

    with pytest.raises(KeyProblem):
        vault.open(key_id, field, sealed)


def test_an_altered_text_is_refused(vault: Vault) -> None:
    """One flipped bit is noticed."""
    sealed = bytearray(vault.seal("raw:1", "text", TEXT, NOW))
    sealed[-1] ^= 1

    with pytest.raises(KeyProblem):
        vault.open("raw:1", "text", bytes(sealed))


def test_the_key_store_is_useless_with_another_master_key(vault: Vault, tmp_path: Path) -> None:
    """A stolen key store alone opens nothing."""
    sealed = vault.seal("raw:1", "text", TEXT, NOW)
    create_master_key(tmp_path / "other.key")
    thief = Vault(
        make_engine(f"sqlite:///{tmp_path / 'keystore.sqlite3'}"), read_master_key(tmp_path / "other.key")
    )

    with pytest.raises(KeyProblem):
        thief.open("raw:1", "text", sealed)


def test_the_master_key_is_for_its_owner_only(master: Path) -> None:
    """Nobody else on the machine reads the file."""
    assert stat.S_IMODE(master.stat().st_mode) == 0o600


def test_a_master_key_is_never_overwritten(master: Path) -> None:
    """A second set-up cannot make every sealed text unreadable."""
    with pytest.raises(FileExistsError):
        create_master_key(master)


@pytest.mark.parametrize("content", [b"", b"not base64 !!", b"c2hvcnQ="])
def test_a_damaged_master_key_is_named(tmp_path: Path, content: bytes) -> None:
    """The sentence says which file, and not to make a new one."""
    path = tmp_path / "master.key"
    path.write_bytes(content)

    with pytest.raises(KeyProblem, match="does not hold a master key"):
        read_master_key(path)


def test_digests_differ_by_purpose(vault: Vault) -> None:
    """A digest made for one purpose cannot be looked up under another."""
    assert vault.digest("a", TEXT) != vault.digest("b", TEXT)
