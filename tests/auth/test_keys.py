"""Keys that must not be trusted are refused when they are configured, not when the first token comes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256K1, SECP384R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed448 import Ed448PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key as generate_rsa_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from cryptography.x509 import CertificateBuilder, Name, NameAttribute, NameOID

from sla_plugin.auth.algorithms import Algorithm, PublicKey
from sla_plugin.auth.keys import VerificationKey
from sla_plugin.errors import BadInput, Code
from tests.support.tokens import EC_KEY, ED_KEY, NOW, RSA_KEY, SECRET, eddsa, es256, hs256, ps256, rs256

PUBLIC_KEYS: list[PublicKey] = [RSA_KEY.public_key(), EC_KEY.public_key(), ED_KEY.public_key()]
MESSAGE = b"header.payload"


def pem(key: PublicKey) -> bytes:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@pytest.mark.parametrize(
    ("key", "algorithm", "signature"),
    [
        (RSA_KEY.public_key(), Algorithm.RS256, rs256()(MESSAGE)),
        (RSA_KEY.public_key(), Algorithm.PS256, ps256()(MESSAGE)),
        (EC_KEY.public_key(), Algorithm.ES256, es256()(MESSAGE)),
        (ED_KEY.public_key(), Algorithm.EDDSA, eddsa()(MESSAGE)),
    ],
    ids=["RS256", "PS256", "ES256", "EdDSA"],
)
def test_a_key_in_pem_form_verifies_its_algorithm(
    key: PublicKey, algorithm: Algorithm, signature: bytes
) -> None:
    verifying = VerificationKey.from_pem(pem(key), algorithm=algorithm, kid="k")

    assert verifying.verifies(MESSAGE, signature)
    assert not verifying.verifies(MESSAGE + b"!", signature)
    assert (verifying.kid, verifying.algorithm) == ("k", algorithm)


@pytest.mark.parametrize(
    ("key", "fitting"),
    [
        (RSA_KEY.public_key(), {Algorithm.RS256, Algorithm.PS256}),
        (EC_KEY.public_key(), {Algorithm.ES256}),
        (ED_KEY.public_key(), {Algorithm.EDDSA}),
    ],
)
def test_a_key_takes_no_algorithm_of_another_kind(key: PublicKey, fitting: set[Algorithm]) -> None:
    taken = set(Algorithm)
    for algorithm in set(Algorithm) - fitting:
        assert refusal_of_pem(pem(key), algorithm) is Code.KEY_UNSUPPORTED
        taken.remove(algorithm)

    assert {VerificationKey.of(key, algorithm=algorithm).algorithm for algorithm in taken} == fitting


@pytest.mark.parametrize(
    "key",
    [
        generate_rsa_key(65537, 1024).public_key(),
        RSAPublicNumbers(65537, 2**2046 + 1).public_key(),
        RSAPublicNumbers(65537, 2**8192 + 1).public_key(),
    ],
    ids=lambda key: f"{key.key_size} bits",
)
def test_an_rsa_key_too_short_or_too_long_is_refused(key: RSAPublicKey) -> None:
    for algorithm in (Algorithm.RS256, Algorithm.PS256):
        assert refusal_of_pem(pem(key), algorithm) is Code.KEY_WEAK


@pytest.mark.parametrize("curve", [SECP384R1(), SECP256K1()], ids=lambda curve: curve.name)
def test_es256_means_the_curve_p_256(curve: SECP384R1 | SECP256K1) -> None:
    assert (
        refusal_of_pem(pem(generate_private_key(curve).public_key()), Algorithm.ES256) is Code.KEY_UNSUPPORTED
    )


def test_eddsa_means_the_curve_ed25519() -> None:
    key = Ed448PrivateKey.generate().public_key()
    data = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    assert refusal_of_pem(data, Algorithm.EDDSA) is Code.KEY_UNSUPPORTED


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
        RSA_KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        RSA_KEY.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
    ],
    ids=["nothing", "rubbish", "a private key", "DER"],
)
def test_what_is_no_public_key_in_pem_form_is_refused_without_being_quoted(data: bytes) -> None:
    with pytest.raises(BadInput) as refusal:
        VerificationKey.from_pem(data, algorithm=Algorithm.RS256)

    assert refusal.value.code is Code.KEY_MALFORMED
    assert refusal.value.__cause__ is None
    assert str(refusal.value) == (
        "This is no public key in PEM form. Give the block that begins with -----BEGIN PUBLIC KEY-----."
    )


@pytest.mark.parametrize("secret", [b"", b"secret", SECRET[:31]], ids=["empty", "short", "31 bytes"])
def test_a_secret_that_can_be_guessed_is_refused(secret: bytes) -> None:
    with pytest.raises(BadInput) as refusal:
        VerificationKey.from_secret(secret)

    assert refusal.value.code is Code.KEY_WEAK


def test_thirty_two_random_bytes_are_a_secret() -> None:
    key = VerificationKey.from_secret(SECRET)

    assert key.verifies(MESSAGE, hs256()(MESSAGE))
    assert not key.verifies(MESSAGE, hs256()(MESSAGE)[:-1])
    assert not key.verifies(MESSAGE, b"")


NAME = Name([NameAttribute(NameOID.COMMON_NAME, "id.lanna.example")])
CERTIFICATE = (
    CertificateBuilder(NAME, NAME, EC_KEY.public_key(), serial_number=1)
    .not_valid_before(NOW)
    .not_valid_after(NOW + timedelta(days=1))
    .sign(EC_KEY, SHA256())
)
DISGUISED = {
    f"{type(key).__name__} as {name}": key.public_bytes(encoding, form)
    for key in PUBLIC_KEYS
    for name, encoding, form in [
        ("PEM", Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        ("DER", Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
        ("OpenSSH", Encoding.OpenSSH, PublicFormat.OpenSSH),
    ]
} | {
    "RSA public key as PKCS1": RSA_KEY.public_key().public_bytes(Encoding.DER, PublicFormat.PKCS1),
    "RSA private key as DER": RSA_KEY.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()),
    "certificate as DER": CERTIFICATE.public_bytes(Encoding.DER),
    "certificate as PEM": CERTIFICATE.public_bytes(Encoding.PEM),
    "EC private key as SEC1": EC_KEY.private_bytes(
        Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption()
    ),
}


@pytest.mark.parametrize("secret", DISGUISED.values(), ids=DISGUISED.keys())
def test_an_asymmetric_key_is_no_secret_in_whatever_form(secret: bytes) -> None:
    with pytest.raises(BadInput) as refusal:
        VerificationKey.from_secret(secret)

    assert refusal.value.code is Code.KEY_UNSUPPORTED


def test_no_key_shows_itself_when_printed() -> None:
    assert repr(VerificationKey.from_secret(SECRET, kid="hmac")) == (
        "VerificationKey(algorithm=<Algorithm.HS256: 'HS256'>, kid='hmac')"
    )


def refusal_of_pem(data: bytes, algorithm: Algorithm) -> Code:
    with pytest.raises(BadInput) as refusal:
        VerificationKey.from_pem(data, algorithm=algorithm)
    return refusal.value.code
