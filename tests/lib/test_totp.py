"""One-time codes, by the vectors of RFC 4226 and RFC 6238."""

import base64
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from webapp.lib import totp

SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("unix_s", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_the_vectors_of_rfc_6238(unix_s: int, code: str):
    step = unix_s // totp.STEP_S

    assert totp.code_at(SECRET, step, digits=8) == code
    assert totp.step_of(SECRET, code[-6:], unix_s) == step


def test_the_vectors_of_rfc_4226():
    codes = [totp.code_at(SECRET, counter) for counter in range(10)]

    assert codes == [
        "755224",
        "287082",
        "359152",
        "969429",
        "338314",
        "254676",
        "287922",
        "162583",
        "399871",
        "520489",
    ]


@pytest.mark.parametrize(("steps_off", "is_taken"), [(-2, 0), (-1, 1), (0, 1), (1, 1), (2, 0)])
def test_a_code_may_be_one_step_off_and_no_more(steps_off: int, is_taken: int):
    now = 1234567890
    step = now // totp.STEP_S + steps_off

    assert totp.step_of(SECRET, totp.code_at(SECRET, step), now) == (step if is_taken else None)


@pytest.mark.parametrize("code", ["", "12345", "00592", "0059245", "é59240", "005 924"])
def test_what_is_no_code_belongs_to_no_step(code: str):
    assert totp.step_of(SECRET, code, 1234567890) is None


def test_secrets_are_random_and_need_no_padding():
    assert len({totp.new_secret() for _ in range(50)}) == 50
    assert "=" not in totp.new_secret()
    assert len(base64.b32decode(totp.new_secret())) == 20


def test_the_address_says_whose_it_is():
    parts = urlsplit(totp.address(SECRET, "å+b@example.org", "Hej: & Co"))

    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    assert unquote(parts.path) == "/Hej: & Co:å+b@example.org"
    assert parse_qs(parts.query)["secret"] == [SECRET]
    assert parse_qs(parts.query)["issuer"] == ["Hej: & Co"]
