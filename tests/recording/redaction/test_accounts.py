"""Identifiers of accounts have placeholders of their own shape, the same one for the same account."""

from __future__ import annotations

import pytest
from redaction.planting import LETTERS, answered

from pytest_runsreplay.recording.redaction import PLACEHOLDER, Redaction

GUIDS = [f"1b2c3d4e-0000-4000-8000-{number:012x}" for number in (1, 2)]
SUBSCRIPTION = "/subscriptions/{}/resourceGroups"
ACCOUNTS = [
    ("Rate limit reached in organization {}", [f"org-{LETTERS[:24]}", "org-abc123Def456"], "org-redacted{}"),
    ('{{"project":"{}"}}', [f"proj_{LETTERS[:24]}", "proj_abc123Def456"], "proj_redacted{}"),
    ("https://h.example" + SUBSCRIPTION, GUIDS, "00000000-0000-0000-0000-00000000000{}"),
    ('{{"subscription_id":"{}"}}', GUIDS, "00000000-0000-0000-0000-00000000000{}"),
    ('{{"subscriptionId": "{}"}}', GUIDS, "00000000-0000-0000-0000-00000000000{}"),
    ('{{"text":"\\n{}"}}', ["bob@corp.com", "Ann.Lee+x@mail.corp.co.uk"], "email-{}@redacted.invalid"),
]


@pytest.mark.parametrize(("text", "accounts", "placeholder"), ACCOUNTS)
def test_an_account_has_a_number(text: str, accounts: list[str], placeholder: str) -> None:
    redaction, (first, second) = Redaction(environ={}), accounts

    assert redaction.text(text.format(first)) == text.format(placeholder.format(1))
    assert redaction.text(text.format(second)) == text.format(placeholder.format(2))
    assert redaction.text(text.format(first)) == text.format(placeholder.format(1))
    assert PLACEHOLDER.search(text.format(placeholder.format(2)))


def test_a_subscription_is_replaced_where_nothing_says_what_it_is() -> None:
    body = f'{{"scope":"\\/subscriptions\\/{GUIDS[0]}","owner":"{GUIDS[0]}","tenant":"{GUIDS[1]}"}}'
    one = "00000000-0000-0000-0000-000000000001"

    exchange = Redaction(environ={}).exchange(answered(body))

    assert (
        exchange.response.content.decode()
        == f'{{"scope":"\\/subscriptions\\/{one}","owner":"{one}","tenant":"{GUIDS[1]}"}}'
    )


@pytest.mark.parametrize(
    "text",
    [
        "ann@example.com, ann@example.org, ann@mail.example.net, a@b.test, a@b.invalid, a@b.example, root@localhost",
        "icon@2x.png, pip install a@b, @app.route, git@github.com:a/b, user @ corp.com",
        "the org-chart of an org-wide project, organization: none, proj_name = 1",
        '{"subscription":"monthly","organization":"Acme"}',
    ],
)
def test_what_belongs_to_nobody_stays(text: str) -> None:
    assert Redaction(environ={}).text(text) == text
