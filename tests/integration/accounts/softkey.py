"""A security key of software: makes and signs as one of metal does, and can be told to cheat."""

import base64
import hashlib
import json
import os
import struct
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def coded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


class SoftKey:
    """One key, for one host."""

    def __init__(self, host: str = "127.0.0.1", origin: str = "http://127.0.0.1:8000") -> None:
        self.host = host
        self.origin = origin
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.id = os.urandom(32)
        self.count = 0

    def _client(self, kind: str, challenge: str, origin: str | None) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": origin or self.origin}
        return json.dumps(said | {"crossOrigin": False}).encode()

    def _data(self, flags: int) -> bytes:
        self.count += 1
        head = hashlib.sha256(self.host.encode()).digest()
        return head + bytes([flags]) + struct.pack(">I", self.count)

    def make(self, asked: dict[str, Any]) -> str:
        """The answer to being enrolled."""
        point = self.private.public_key().public_numbers()
        cose = cbor2.dumps(
            {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}
        )
        data = self._data(PRESENT | VERIFIED | ATTESTED)
        data += bytes(16) + struct.pack(">H", len(self.id)) + self.id + cose
        response = {
            "clientDataJSON": coded(self._client("webauthn.create", asked["challenge"], None)),
            "attestationObject": coded(
                cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
            ),
        }
        return self._answer(response)

    def sign(
        self, asked: dict[str, Any], *, origin: str | None = None, flags: int = PRESENT | VERIFIED
    ) -> str:
        """The answer to a question."""
        client = self._client("webauthn.get", asked["challenge"], origin)
        data = self._data(flags)
        signature = self.private.sign(
            data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256())
        )
        response = {
            "clientDataJSON": coded(client),
            "authenticatorData": coded(data),
            "signature": coded(signature),
        }
        return self._answer(response)

    def _answer(self, response: dict[str, str]) -> str:
        return json.dumps(
            {
                "id": coded(self.id),
                "rawId": coded(self.id),
                "type": "public-key",
                "response": response,
                "clientExtensionResults": {},
            }
        )
