"""Sealing: texts under keys of their own, keys in a store of their own, the master key outside both.

Envelope encryption with AES-256-GCM (NIST SP 800-38D) from `cryptography`. Destroying the one key of a
submission makes its texts noise everywhere, backups included: the keys are never in the bank's database.
"""

import base64
import hashlib
import hmac
import os
import secrets
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Column, DateTime, Engine, LargeBinary, MetaData, String, Table, delete, insert, select

from itembank.core.errors import DomainError, NotFound

KEY_BYTES = 32
NONCE_BYTES = 12

_metadata = MetaData()
_keys = Table(
    "sealing_key",
    _metadata,
    Column("key_id", String(64), primary_key=True),
    Column("wrapped", LargeBinary, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
)


class Erased(NotFound):
    """The key is gone, and with it the text; this is what erasure means."""

    title = "Erased"

    def __init__(self) -> None:
        """Say so in words for people."""
        super().__init__("This text was erased. Nobody can read it again; the record of the erasure remains.")


class KeyProblem(DomainError):
    """The master key is missing, damaged, or belongs to another installation."""


def create_master_key(path: Path) -> None:
    """Write a new random master key to *path*, readable by its owner only; never overwrites one."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    text = base64.b64encode(secrets.token_bytes(KEY_BYTES)) + b"\n"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def read_master_key(path: Path) -> bytes:
    """Return the master key.

    Raises:
        KeyProblem: when the file is missing or does not hold a key.
    """
    try:
        key = base64.b64decode(path.read_bytes().strip(), validate=True)
    except FileNotFoundError:
        msg = f"There is no master key at {path}. Run `itembank init` first, or set ITEMBANK_MASTER_KEY_FILE."
        raise KeyProblem(msg) from None
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        msg = f"The file {path} does not hold a master key. Restore your copy of it; do not make a new one."
        raise KeyProblem(msg)
    return key


class Vault:
    """Seals and opens texts; holds the key store."""

    def __init__(self, keys: Engine, master: bytes) -> None:
        """Use the key store *keys* and the 32-byte *master* key."""
        self._keys = keys
        self._master = AESGCM(_derive(master, "wrap"))
        self._root = master

    def prepare(self) -> None:
        """Create the key store's table where it is missing."""
        _metadata.create_all(self._keys)

    def close(self) -> None:
        """Let go of the key store."""
        self._keys.dispose()

    def seal(self, key_id: str, field: str, text: str, now: datetime) -> bytes:
        """Return *text* sealed under the key *key_id*, which is made on first use; *field* is bound to it."""
        key = self._find(key_id) or self._create(key_id, now)
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + AESGCM(key).encrypt(nonce, text.encode("utf-8"), _bound(key_id, field))

    def open(self, key_id: str, field: str, sealed: bytes) -> str:
        """Return the text of *sealed*.

        Raises:
            Erased: when the key was destroyed.
            KeyProblem: when the bytes were altered or belong elsewhere.
        """
        key = self._find(key_id)
        if key is None:
            raise Erased
        try:
            plain = AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _bound(key_id, field))
        except InvalidTag:
            msg = "A sealed text does not match its key: it was altered, or it belongs to another record."
            raise KeyProblem(msg) from None
        return plain.decode("utf-8")

    def destroy(self, key_id: str) -> bool:
        """Destroy the key *key_id* for ever; return whether it was there."""
        with self._keys.begin() as connection:
            return connection.execute(delete(_keys).where(_keys.c.key_id == key_id)).rowcount > 0

    def exists(self, key_id: str) -> bool:
        """Whether texts under *key_id* can still be read."""
        return self._find(key_id) is not None

    def digest(self, purpose: str, text: str) -> str:
        """Return the keyed digest (HMAC-SHA-256) of *text*.

        It proves equality later, and cannot be recomputed by guessing the text.
        """
        return hmac.new(
            _derive(self._root, f"digest:{purpose}"), text.encode("utf-8"), hashlib.sha256
        ).hexdigest()

    def secret(self, purpose: str) -> str:
        """Return a secret derived from the master key for *purpose*, such as signing cookies."""
        return _derive(self._root, f"secret:{purpose}").hex()

    def _find(self, key_id: str) -> bytes | None:
        with self._keys.connect() as connection:
            wrapped = connection.execute(select(_keys.c.wrapped).where(_keys.c.key_id == key_id)).scalar()
        return None if wrapped is None else self._unwrap(key_id, wrapped)

    def _create(self, key_id: str, now: datetime) -> bytes:
        key, nonce = secrets.token_bytes(KEY_BYTES), secrets.token_bytes(NONCE_BYTES)
        wrapped = nonce + self._master.encrypt(nonce, key, key_id.encode())
        with self._keys.begin() as connection:
            connection.execute(insert(_keys).values(key_id=key_id, wrapped=wrapped, created_at=now))
        return key

    def _unwrap(self, key_id: str, wrapped: bytes) -> bytes:
        try:
            return self._master.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], key_id.encode())
        except InvalidTag:
            msg = "The master key does not open the key store: it belongs to another installation."
            raise KeyProblem(msg) from None


def _derive(master: bytes, purpose: str) -> bytes:
    return hmac.new(master, purpose.encode(), hashlib.sha256).digest()


def _bound(key_id: str, field: str) -> bytes:
    return f"1|{key_id}|{field}".encode()
