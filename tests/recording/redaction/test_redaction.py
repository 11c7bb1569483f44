"""What users say about redaction, what a recording learns as it goes, and what the last scan tells."""

from __future__ import annotations

import base64
import re

import pytest
from redaction.planting import LETTERS, SECRETS, answered, asked, dumped, sent, streamed

from pytest_runsreplay.recording import Exchange, Failure, Request, Response
from pytest_runsreplay.recording.redaction import REDACTED, RULES, Redaction
from pytest_runsreplay.recording.redaction.shapes import SHAPES

EXAMPLES = {
    "openai": SECRETS["openai"],
    "anthropic": SECRETS["anthropic"],
    "azure": SECRETS["azure storage"],
    "connection-string": "mysql://a:hunter22@h.example",
    "sas": "a sig=" + LETTERS,
    "aws": SECRETS["aws"],
    "github": SECRETS["github"],
    "slack": SECRETS["slack"],
    "google": SECRETS["google"],
    "huggingface": SECRETS["huggingface"],
    "services": SECRETS["stripe"],
    "jwt": SECRETS["jwt"],
    "pem": "-----BEGIN " + "PRIVATE KEY-----",
    "bearer": "Bearer " + LETTERS,
    "basic": "Basic bWU6aHVudGVyMg==",
    "cookie": "cookie: a=bcdefghijkl",
    "names": '{"password":"a"}',
    "assignments": "api_key = 'abc12345'",
    "environment": "corporate-horse",
    "base64": base64.b64encode(SECRETS["github"].encode()).decode(),
    "organization": "org-abc123Def456",
    "project": "proj_abc123Def456",
    "subscription": "/subscriptions/1b2c3d4e-0000-4000-8000-00000000000a",
    "email": "bob@corp.com",
}


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_can_be_switched_off(rule: str) -> None:
    environ = {"A_KEY": "corporate-horse"}

    assert Redaction(environ=environ).text(EXAMPLES[rule]) != EXAMPLES[rule]
    assert Redaction(environ=environ, keep=[rule]).text(EXAMPLES[rule]) == EXAMPLES[rule]


def test_every_shape_belongs_to_a_rule() -> None:
    assert {shape.rule for shape in SHAPES} <= set(RULES)


def test_a_users_own_values_and_patterns_are_replaced() -> None:
    redaction = Redaction(replace=["Falcon 9", r"/ticket-\d+/", re.compile("caf\u00e9 (\\w+)")], environ={})

    assert redaction.text('{"a":"Falcon 9, ticket-42, caf\u00e9 Luna, caf\u00e9."}') == (
        f'{{"a":"{REDACTED}, {REDACTED}, {REDACTED}, caf\u00e9."}}'
    )
    assert redaction.text('{"a":"Falcon\\u00209 caf\\u00e9 Luna"}') == f'{{"a":"{REDACTED} {REDACTED}"}}'
    assert (
        redaction.url("https://h.example/?q=Falcon+9&r=Falcon%209") == f"https://h.example/?q={REDACTED}&r={REDACTED}"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"keep": ["opnai"]}, "no rule of redaction is named 'opnai'"),
        ({"replace": ["/(/"]}, "expected a pattern between slashes to redact, found '/(/'"),
        ({"replace": ["completed"]}, "found 'completed', which is a word of the API itself"),
        ({"replace": [""]}, "expected a secret to redact, found ''"),
    ],
)
def test_a_setting_that_cannot_be_kept_is_refused(arguments: dict[str, list[str]], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        Redaction(environ={}, **arguments)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "credential", ["my-own-key-1", "Bearer my-own-key-1", f"Basic {base64.b64encode(b'me:my-own-key-1').decode()}"]
)
def test_a_credential_that_was_sent_is_redacted_from_then_on(credential: str) -> None:
    redaction = Redaction(environ={})
    text = '{"message":"wrong key my-own-key-1"}'
    assert redaction.text(text) == text

    redaction.learn(credential)

    assert redaction.text(text) == f'{{"message":"wrong key {REDACTED}"}}'
    assert redaction.url("https://h.example/my-own-key-1") == f"https://h.example/{REDACTED}"


def test_the_parts_of_a_connection_string_of_the_environment_are_secrets_too() -> None:
    redaction = Redaction(
        environ={"DB_CONNECTION_STRING": "Server=db;Password=corporate-horse;", "URL": "x://a:battery-staple@h"}
    )

    assert redaction.text("corporate-horse battery-staple") == f"{REDACTED} {REDACTED}"


def test_what_a_field_names_is_found_elsewhere_and_told_by_its_place() -> None:
    redaction = Redaction(environ={})
    request = sent('{"data":[{"x":"no"},{"x":"not hunter2hunter2 again"}]}', "application/json").request
    response = answered('{"password":"hunter2hunter2"}').response

    exchange = redaction.exchange(Exchange(request, response))

    assert "hunter2hunter2" not in dumped(exchange)
    assert redaction.found == [f"$.request.json.data[1].x of POST {request.url}"]


def test_an_assignment_is_told_by_its_place() -> None:
    redaction = Redaction(environ={})
    redaction.exchange(streamed("one", "api_", "key = 'abc12345'"))
    redaction.exchange(asked("https://h.example/password=abc67890"))
    failed = Response(0, failure=Failure("read", "refused password=xyz12345"))
    redaction.exchange(Exchange(Request.read("GET", "https://h.example/", (), b""), failed))

    stream, url, failure = redaction.found
    assert stream.startswith("$.response.stream[2].data.delta.content[0].text.value of POST https://")
    assert url == f"$.request.url of GET https://h.example/password={REDACTED}"
    assert failure == "$.response.failure.message of GET https://h.example/"


def test_pieces_of_two_texts_are_not_mixed_up() -> None:
    key = SECRETS["openai"]
    event = 'data: {{"id":"step_1","delta":{{"tool_calls":[{{"index":{},"function":{{"arguments":"{}"}}}}]}}}}\n\n'
    pieces = [(0, key[:9]), (1, "other "), (0, key[9:20]), (1, "text"), (0, key[20:])]

    chunks, _ = Redaction(environ={}).chunks([event.format(*piece).encode() for piece in pieces], [])

    expected = [(0, REDACTED), (1, "other "), (0, ""), (1, "text"), (0, "")]
    assert chunks == [event.format(*piece).encode() for piece in expected]


def test_chunks_in_which_nothing_is_found_stay() -> None:
    assert Redaction(environ={}).chunks([b"a", b"", b"b"], [1, 2, 3]) == ([b"a", b"", b"b"], [1, 2, 3])
    assert Redaction(environ={}).chunks([b"a"], []) == ([b"a"], [])


@pytest.mark.parametrize(
    "unit",
    [
        *(
            "sk-",
            "a@a.",
            "eyJ-",
            "\\",
            "%41",
            "\\u0041",
            "key=",
            '"api_key":["',
            '"token":"a1b2c3d4e",',
            "://a:",
            "Basic a ",
        ),
        *(
            "bearer a ",
            "-----BEGIN PRIVATE KEY-----",
            "AKIAAAAAAAAAAAAAAAAA",
            "A1b2/",
            "*",
            "[",
            'data: {"delta":"sk-"}\n\n',
        ),
        *("corporate-horse", "org-a1", "api_key = ", 'name="aa"\r\n', "x@y.zz "),
    ],
)
def test_what_repeats_without_end_is_redacted_in_the_end(unit: str) -> None:
    redaction = Redaction(environ={"A_KEY": "corporate-horse"})

    once = redaction.content((unit * 100_000)[:200_000].encode())

    assert redaction.content(once) == once
