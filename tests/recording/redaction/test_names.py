"""A value under the name of a secret is one; what only looks like such a name hides nothing."""

from __future__ import annotations

import json

import pytest
from redaction.planting import asked

from pytest_runsreplay import secret_words
from pytest_runsreplay.recording.redaction import REDACTED, Redaction, secret_names

FIELDS = (
    "api_key apiKey API-KEY openai_api_key OPENAI_API_KEY x-api-key access_token accessToken refresh_token id_token "
    "client_secret password db_password secret authorization Authorization connection_string ConnectionString "
    "private_key account_key sas_token subscription_key Ocp-Apim-Subscription-Key secret_access_key cookie "
    "aws_secret_access_key session_token password2 api_key_1 SecretString ConnectionStrings"
)
IN_TWO_WORDS = "API Key", "access token", "Client Secret"
NO_SECRETS = [
    '{"max_tokens":256,"prompt_tokens":12,"completion_tokens":34,"total_tokens":46}',
    '{"max_prompt_tokens":"256","max_completion_tokens":null}',
    '{"type":"object","properties":{"api_key":{"type":"string","description":"the key"},"password":{"type":"string"}}}',
    '{"required":["api_key","password","token"]}',
    '{"content":[{"token":"a1b2c3d4e5","logprob":-0.1,"bytes":[1]},{"logprob":-0.2,"token":"completed1x"}]}',
    '{"password":"","secret":null,"api_key":false,"credentials":{}}',
    '{"file_ids":["file-abc123"],"tool_call_id":"call_SfZO3m6lv7beHQBS5DazS6dn","key":"a b","cache_key":"v1"}',
    '{"next_page_token":"a1b2c3d4e5f6","continuation_token":"a1b2c3d4e5f6"}',
    '{"password":"********"}',
    '{"password":"string","secret":"false","credentials":"include","secrets":"inherit","token":"null"}',
    '{"Forgot your password":"Reset it","the password":"x"}',
    '{"password":{"minLength":1234},"secrets":12}',
    '{"token":"run_SfZO3m6lv7beHQBS5DazS6dn"}',
    '{"text":"The password is case sensitive. Key: value. A token = a word; Basic authentication, bearer tokens."}',
    '{"code":"rate_limit_exceeded","message":"see https://h.example/?limit=2&order=asc&after=run_1"}',
    'api_key = os.environ["OPENAI_API_KEY"]; token = read_token2(path); password = input("Password: ")',
]


@pytest.mark.parametrize("name", [*FIELDS.split(), *IN_TWO_WORDS])
@pytest.mark.parametrize("value", ["hunter2", "two words", 'a"b\\c', "caf\u00e9"])
def test_a_field_with_the_name_of_a_secret_is_one(name: str, value: str) -> None:
    inner = json.dumps({"n": 1, name: value})
    for body, expected in (
        (inner, json.dumps({"n": 1, name: REDACTED})),
        (json.dumps({"arguments": inner}), json.dumps({"arguments": json.dumps({"n": 1, name: REDACTED})})),
        (json.dumps({name: [value, value]}), json.dumps({name: [REDACTED, REDACTED]})),
    ):
        assert Redaction(environ={}).content(body.encode()).decode() == expected


@pytest.mark.parametrize("body", ['{{"password"\n:\n{}}}', '{{"a": 1, "password": {}, "b": 2}}'])
@pytest.mark.parametrize("value", ['"hunter2"', "48151623"])
def test_a_password_is_one_on_its_own_line_and_as_a_number(body: str, value: str) -> None:
    assert Redaction(environ={}).text(body.format(value)).replace('"<', "<").replace('>"', ">") == body.format(REDACTED)


def test_a_password_that_is_a_number_leaves_json_json() -> None:
    assert Redaction(environ={}).content(b'{"password": 48151623}') == b'{"password": "<redacted>"}'


@pytest.mark.parametrize("value", ["a;b1c2", "a'b1c2", "<b1c2", "a>b1c2"])
@pytest.mark.parametrize("name", ["api_key", "user[password]", "api_key[]", "_password"])
def test_all_of_a_parameter_is_gone_however_it_is_written(name: str, value: str) -> None:
    assert Redaction(environ={}).url(f"https://h.example/a?{name}={value}&b=1") == (
        f"https://h.example/a?{name}={REDACTED}&b=1"
    )
    form = Redaction(environ={}).content(f"a=1&{name}={value}&b=1".encode())
    assert form.decode() == f"a=1&{name}={REDACTED}&b=1"


@pytest.mark.parametrize("name", [*FIELDS.split(), "api-key", "key", "sig", "code", "token", "X-Amz-Signature"])
def test_a_query_parameter_with_the_name_of_a_secret_is_one(name: str) -> None:
    url = f"https://h.example/a?sv=2024-08-04&{name}={{}}&se=2030-01-01T00%3A00%3A00Z"

    assert Redaction(environ={}).url(url.format("Ab%2Bc1")) == url.format(REDACTED)
    assert Redaction(environ={}).text(json.dumps(url.format("Ab%2Bc1"))) == json.dumps(url.format(REDACTED))


def test_a_form_field_with_the_name_of_a_secret_is_one() -> None:
    part = 'Content-Disposition: form-data; name="api_key"\r\n\r\n{}\r\n--x--'

    assert Redaction(environ={}).text(part.format("hunter2")) == part.format(REDACTED)
    assert Redaction(environ={}).text(part.format("one\r\n\r\ntwo")) == part.format(REDACTED)
    for sign in "\r", '"':
        bare = part.replace(sign, "")
        assert Redaction(environ={}).text(bare.format("hunter2")) == bare.format(REDACTED)
    assert Redaction(environ={}).text("client_secret=hunter2&a=1") == f"client_secret={REDACTED}&a=1"


@pytest.mark.parametrize(
    "text",
    [
        "api_key = '{}'",
        'API_KEY="{}"',
        "export DB_PASSWORD={}",
        "api-key: {}",
        "run --password={}",
        "**password**: {}",
        "Cookie: session={}",
        "Authorization: Bearer {}",
        "the password is secret: {}.",
        "postgres://bob:{}@db.example/app",
        "Server=x;Password={};Encrypt=yes",
        "AccountName=a;AccountKey={};EndpointSuffix=core.windows.net",
    ],
)
def test_an_assignment_in_a_text_is_found(text: str) -> None:
    assert Redaction(environ={}).text(text.format("aB3dEf7hJk9mNp2Q")).replace("session=", "") in (
        text.format(REDACTED).replace("session=", "")
    )


@pytest.mark.parametrize(
    "name", sorted({*secret_words.ALWAYS, *secret_words.WHOLE, *secret_names.KEYLIKE, *secret_names.HASHLIKE})
)
def test_no_name_of_a_secret_is_passed_over(name: str) -> None:
    key = "0123456789abcdef" * 2

    for text in ('{{"{}":"{}"}}', '{{"a":"{{\\"{}\\": \\"{}\\"}}"}}', "https://h.example/?{}={}&b", "say {} = '{}'"):
        assert Redaction(environ={}).text(text.format(name, key)) == text.format(name, REDACTED)


@pytest.mark.parametrize("text", NO_SECRETS)
def test_what_only_looks_like_such_a_name_hides_nothing(text: str) -> None:
    redaction = Redaction(environ={})

    assert redaction.text(text) == text
    assert redaction.text(json.dumps({"arguments": text})) == json.dumps({"arguments": text})
    assert redaction.found == []


def test_the_name_and_password_of_a_url_are_gone() -> None:
    exchange = Redaction(environ={}).exchange(asked("https://me:hunter2@h.example/v1/runs?limit=1"))

    assert exchange.request.url == "https://h.example/v1/runs?limit=1"
    assert Redaction(environ={}).url("https://me@h.example") == "https://h.example"
    assert Redaction(environ={}).url("https://h.example/a@b?c=@d") == "https://h.example/a@b?c=@d"


def test_a_word_after_basic_is_a_secret_if_it_is_a_name_and_password() -> None:
    assert Redaction(environ={}).text("Basic bWU6aHVudGVyMg==") == f"Basic {REDACTED}"
    assert Redaction(environ={}).text("Basic authorization") == "Basic authorization"


def test_a_line_with_many_names_is_read_in_linear_time() -> None:
    line = 'name="ab" ' * 100_000 + "="

    assert list(secret_names.named(line)) == []
