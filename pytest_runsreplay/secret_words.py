"""Names that say by themselves that what follows is a secret: what is recorded and what is snapshot go by them."""

from __future__ import annotations

import re

OF_SECRETS = (
    "apikey apikeys apitoken accesstoken refreshtoken idtoken authtoken bearertoken sessiontoken sastoken "
    "securitytoken bottoken secret secrets secretkey secretaccesskey password passwords passwd passphrase "
    "privatekey connectionstring accountkey accesskey subscriptionkey sharedaccesskey sharedkey secretstring "
    "connectionstrings clientsecret masterkey encryptionkey signingkey functionkey functionskey proxyauthorization "
    "setcookie credential credentials"
)
ALWAYS = tuple(OF_SECRETS.split())
"""Endings of names, lower case and without ``_`` and ``-``, whose value is a secret whatever it looks like."""

WHOLE = frozenset({"pwd", "authorization", "cookie", "dsn", "jwt", "xfunctionskey"})
"""Names that say so only by themselves."""


def plain_name(name: str) -> str:
    """A name without what spellings differ in: ``api_key``, ``apiKey`` and ``api-key`` are ``apikey``."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def names_secret(plain: str) -> bool:
    """Whether a ``plain_name`` says that its value is a secret."""
    return plain in WHOLE or plain.rstrip("0123456789").endswith(ALWAYS)
