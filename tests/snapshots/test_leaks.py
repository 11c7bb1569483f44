"""What still looks like an id, a time or a secret is refused, with its path and what to do."""

from __future__ import annotations

import pytest

from pytest_runsreplay import normalize
from pytest_runsreplay.snapshots import LeakFound, SecretFound

UUID = "3f2b6c1e-7a9d-4e0f-8b1c-2d3e4f5a6b7c"
NOON = 1_760_000_000


@pytest.mark.parametrize(
    "secret",
    [
        "sk-" + "proj-4fTq9ZxLw2Kc7Vb1Np8R",
        "Authorization: Bearer " + "eyJhbGciOiJIUzI1NiJ9.e30.x",
        "bearer " + "0123456789abcdef0123",
        "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0In0.c2lnbmVk",
        "AKIA" + "IOSFODNN7EXAMPLE",
        "ghp_" + "0123456789abcdefghijABCDEFGHIJ012345",
        "xoxb-" + "123456789012-abcdefghij",
        "AIza" + "SyA1234567890abcdefghijklmnopqrstuvw",
        "AccountKey=" + "bm90IGEgcmVhbCBrZXkgYXQgYWxs",
        "https://x.blob.example/y?sig=" + "a%2Fb0123456789abcdef",
        "-----BEGIN RSA " + "PRIVATE KEY-----",
    ],
)
def test_a_text_that_looks_like_a_secret_is_refused_by_path_and_not_repeated(secret: str) -> None:
    with pytest.raises(SecretFound, match=r"the text at \$\.steps\[1\]\.note has one") as caught:
        normalize({"steps": [{}, {"note": f"used {secret} here"}]})
    assert caught.value.path == "$.steps[1].note"
    assert secret[-10:] not in str(caught.value)


def test_a_key_that_looks_like_a_secret_is_refused() -> None:
    with pytest.raises(SecretFound):
        normalize({"sk-" + "0123456789abcdef0123": 1})


@pytest.mark.parametrize(
    "harmless",
    ["a task-management-system-2", "sk-learn", 'Bearer realm="OpenAI API"', "sk-proj-****2345", "bearer of bad news"],
)
def test_prose_about_secrets_is_no_secret(harmless: str) -> None:
    assert normalize(harmless) == harmless


@pytest.mark.parametrize(
    ("tree", "path", "found"),
    [
        ({"note": f"order {UUID} sent"}, "$.note", UUID),
        ({"note": ["", "507f1f77bcf86cd799439011"]}, "$.note[1]", "507f1f77bcf86cd799439011"),
        ({"steps": [{"total": NOON}]}, "$.steps[0].total", NOON),
        ({"total": NOON * 1000}, "$.total", NOON * 1000),
        ({"total": NOON + 0.5}, "$.total", NOON + 0.5),
        ({"note": "2026-03-01T10:00:00Z"}, "$.note", "2026-03-01T10:00:00Z"),
        ({"note": "2026-03-01 10:00:00.123"}, "$.note", "2026-03-01 10:00:00.123"),
        (UUID, "$", UUID),
        ({UUID: 1}, f"$.{UUID}", UUID),
        ({"metadata": {"when": "2026-03-01T10:00:00Z"}}, "$.metadata.when", "2026-03-01T10:00:00Z"),
    ],
)
def test_what_the_next_recording_would_have_otherwise_is_refused(tree: object, path: str, found: object) -> None:
    with pytest.raises(LeakFound) as caught:
        normalize(tree)
    assert caught.value.path == path
    assert f" at {path} holds {found!r}, which looks like" in str(caught.value)
    assert f"names={{{found!r}: 'the …'}}" in str(caught.value)
    assert f"keep=[{found!r}]" in str(caught.value)


@pytest.mark.parametrize(
    "tree",
    [
        {"price": 19.99, "population": 700_000_000, "maximum": 2**31 - 1, "seed": 2**32 - 1, "big": 10**15},
        {"note": "on 2026-03-01, or at 2026-03-01T10:00:00Z if you like", "date": "2026-03-01"},
        {"arguments": '{"start": "2026-03-01T10:00:00Z", "amount": 1760000000}'},
        {"logs": "3.14159265358979323846264338327950288", "sha": "e" * 20 + "1" * 20, "zeros": "0" * 32},
        {"total": True, "none": None},
    ],
)
def test_prices_dates_in_prose_and_digits_are_left_alone(tree: object) -> None:
    assert normalize(tree) == tree


@pytest.mark.parametrize(
    ("tree", "kept"),
    [
        ({"note": f"order {UUID} sent"}, UUID),
        ({"total": NOON}, NOON),
        ({"created_at": NOON}, NOON),
        ({"note": "2026-03-01T10:00:00Z"}, "2026-03-01T10:00:00Z"),
        ({"id": "run_7Gq2XhLw9TzKcVb4NpRs1Yed"}, "run_7Gq2XhLw9TzKcVb4NpRs1Yed"),
        ({"note": "key sk-" + "0123456789abcdef0123"}, "sk-" + "0123456789abcdef0123"),
    ],
)
def test_what_is_kept_stays_as_it_is(tree: object, kept: object) -> None:
    assert normalize(tree, keep=[kept]) == tree  # type: ignore[list-item]


def test_what_is_kept_excuses_nothing_else() -> None:
    with pytest.raises(LeakFound, match="holds '9c1d2e3f"):
        normalize({"note": f"{UUID} 9c1d2e3f-0a1b-4c2d-8e3f-4a5b6c7d8e9f"}, keep=[UUID])


def test_keep_is_a_list() -> None:
    with pytest.raises(TypeError, match=rf"put it in a list, \['{UUID}'\]"):
        normalize({}, keep=UUID)


@pytest.mark.parametrize(
    "name", ["api_key", "apiKey", "x-api-key", "password", "db_password2", "Authorization", "client_secret"]
)
def test_what_stands_under_the_name_of_a_secret_is_refused_and_not_repeated(name: str) -> None:
    for value in ("swordfish-of-old", "0123456789abcdef" * 2):
        with pytest.raises(SecretFound, match="a snapshot must not hold a secret") as caught:
            normalize({"metadata": {name: value}})
        assert caught.value.path == f"$.metadata.{name}"
        assert value not in str(caught.value)
        assert normalize({name: value}, keep=[value]) == {name: value}


@pytest.mark.parametrize("text", ['{{"user": "ann", "{}": "{}"}}', "{{'{}' : '{}'}}"])
def test_arguments_that_hold_a_password_are_refused(text: str) -> None:
    arguments = text.format("password", "swordfish-of-old")
    with pytest.raises(SecretFound, match=r"\$\.function\.arguments"):
        normalize({"function": {"name": "log_in", "arguments": arguments}})


@pytest.mark.parametrize(
    "value", ["<redacted>", "Bearer <redacted>", "run_" + "1" * 24, "****************", "", "none", "sk-****1234"]
)
def test_what_is_masked_may_stand_under_the_name_of_a_secret(value: str) -> None:
    assert normalize({"api_key": value, "arguments": f'{{"api_key": "{value}"}}'})["api_key"] in (value, "<run:1>")
