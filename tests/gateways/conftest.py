"""A carrier to send to, and gateways that sign in to it."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from tests.gateways.sms_samples import APPLICATION
from tests.running import Carrier, running_simulator
from webapp.gateways.vonage import VonageGateway
from webapp.gateways.vonage_settings import VonageSettings


class KeyPair(NamedTuple):
    private: str
    public: str


@pytest.fixture(scope="session")
def keys() -> KeyPair:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return KeyPair(private.decode(), public.decode())


@pytest.fixture
def carrier(keys: KeyPair) -> Iterator[Carrier]:
    with running_simulator(
        application_id=APPLICATION, public_key=keys.public, api_key="key", api_secret="secret"
    ) as carrier:
        yield carrier


@pytest.fixture
def settings(carrier: Carrier, keys: KeyPair) -> VonageSettings:
    return VonageSettings(APPLICATION, keys.private, "key", "secret", carrier.host)


@pytest.fixture
def gateway(settings: VonageSettings) -> Iterator[VonageGateway]:
    gateway = VonageGateway(settings)
    yield gateway
    gateway.close()
