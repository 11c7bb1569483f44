"""What secrets and identifiers of accounts look like, wherever they stand.

The shapes are those that the services document or that their keys show. Every pattern takes time in proportion to the
text: what repeats without a limit begins only where a word begins, or cannot be given back.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

GUID = r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
OWN_ID = re.compile(
    r"(?:run|step|thread|asst|msg|call|toolu|vs|vsf|vsfb|resp|rs|fc|ws|ci|mcp|req|chatcmpl|cmpl|batch|file|assistant|"
    r"upload|part|conv|item|ft|ftjob|evt|audio|modr|img|cntr|cfile|bc)[_-][A-Za-z0-9]{16,64}"
)
API_ID = re.compile(rf"(?:{OWN_ID.pattern}|[0-9a-f]{{24}}|{GUID})")
"""The ids of this API and of Azure's form of it (wire.md §3): none of them is a secret; those of ``OWN_ID`` say so by
their prefix."""
WORD = r"(?<![A-Za-z0-9])"
RESERVED = re.compile(r"(?:.*\.)?(?:example(?:\.(?:com|org|net))?|test|invalid|localhost)", re.IGNORECASE)
"""The domains that belong to nobody (RFC 2606, RFC 6761)."""
FILES = re.compile(r"css|csv|gif|html|ico|jpe?g|m?js|json|md|pdf|png|py|svg|ts|txt|webp|xml|zip", re.IGNORECASE)


@dataclass(frozen=True)
class Shape:
    """A pattern of a rule. It begins with one of its ``signs``, which are in lower case and quick to look for; one that
    is ``around`` its sign begins before it. Of a pattern with groups the groups are replaced, else all of it."""

    rule: str
    signs: tuple[str, ...]
    source: str
    around: bool = False

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(self.source, re.ASCII)

    @property
    def by_context(self) -> bool:
        """Whether it is what stands around a value that tells."""
        return self.pattern.groups > 0

    def find(self, text: str, low: str) -> Iterator[tuple[int, int]]:
        """The spans to replace; ``low`` is the text in lower case."""
        signs = [sign for sign in self.signs if sign in low]
        check = CHECKS.get(self.rule)
        groups = range(1, self.pattern.groups + 1) if signs and self.by_context else (0,)
        for match in self._matches(text, low, signs):
            for group in groups:
                if match[group] and (check is None or check(match[group])):
                    yield match.span(group)

    def _matches(self, text: str, low: str, signs: Sequence[str]) -> Iterator[re.Match[str]]:
        if signs and self.around:
            yield from self.pattern.finditer(text)
            return
        for sign in signs:
            at = low.find(sign)
            while at >= 0:
                match = self.pattern.match(text, at)
                if match:
                    yield match
                at = low.find(sign, match.end() if match else at + 1)


SHAPES = (
    Shape("openai", ("sk-",), WORD + r"sk-(?:(?:proj|svcacct|admin|service|None)-[\w-]{8,}|(?!ant-|or-)[A-Za-z0-9]{20,}"
          r"[\w-]*|(?!ant-|or-)(?=[\w-]{0,200}\d)[\w-]{20,})"),
    Shape("openai", ("sk-",), WORD + r"sk-[\w-]{0,60}\*{3,}+[\w*-]{0,60}"),
    Shape("openai", ("key provided",), r"(?i)key provided: (?!<)([^\s\"\\<>]{4,200}?)(?=\.?(?:[\s\"\\]|$))"),
    Shape("openai", ("sess-", "ek_"), WORD + r"(?:sess-|ek_)[A-Za-z0-9]{20,}"),
    Shape("anthropic", ("sk-ant-",), WORD + r"sk-ant-[\w-]{8,}"),
    Shape("azure", ("jqqj99",), r"[A-Za-z0-9]{52}JQQJ99[A-Za-z0-9]{20,}", around=True),
    Shape("azure", ("+ast", "+aba", "+amc", "acdb", "apim"),
          r"[A-Za-z0-9+/]{76}(?:APIM|ACDb|\+(?:ABa|AMC|ASt))[A-Za-z0-9+/]{6}==", around=True),
    Shape("azure", ("+asb", "+aeh", "+arm", "aiot"),
          r"[A-Za-z0-9+/]{33}(?:AIoT|\+(?:ASb|AEh|ARm))[A-Za-z0-9+/]{6}=", around=True),
    Shape("azure", ("q~",), r"(?<![\w.~-])[\w.~-]{3}\dQ~[\w.~-]{31,36}", around=True),
    Shape("connection-string", ("key=", "signature=", "secret="), r"(?i)(?:AccountKey|SharedAccessKey|SharedSecretValue"
          r"|SharedSecret|SharedAccessSignature|AccessKey|PrimaryKey)\s{0,4}=\s{0,4}([^;\"'\s<>&\\]{8,})", around=True),
    Shape("connection-string", ("password", "pwd"), r"(?i)(?<=;)\s?(?:Password|Pwd)="
          r"([^;\"'\s<>\\]+)", around=True),
    Shape("connection-string", ("://",),
          r"(?<=://)[^\s/:@?#\"'<>\\]{0,128}:([^\s/?#\"'<>\\]{1,256})@(?=[\w.\[-])", around=True),
    Shape("sas", ("sig=",), WORD + r"sig=([\w%+/~-]{16,}(?:=|%3[Dd]){0,2})"),
    Shape("aws", ("akia", "asia", "abia", "acca"), WORD + r"((?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16})(?![A-Za-z0-9])"
          r"(?:[^\r\n]{0,80}?(?<![\w/+])([A-Za-z0-9/+]{40})(?![\w/+=]))?"),
    Shape("github", ("ghp_", "gho_", "ghs_", "ghr_", "ghu_"), WORD + r"gh[oprsu]_[A-Za-z0-9]{20,}"),
    Shape("github", ("github_pat_",), WORD + r"github_pat_\w{20,}"),
    Shape("slack", ("xox", "xapp-"), WORD + r"(?:xox[a-z]|xapp)-[\w-]{10,}"),
    Shape("slack", ("hooks.slack.com",),
          r"(?<=hooks\.slack\.com/)(?:services|workflows|triggers)/([\w/]{20,})", around=True),
    Shape("google", ("aiza",), WORD + r"AIza[\w-]{30,}"),
    Shape("google", ("ya29.", "gocspx-"), WORD + r"(?:ya29\.|GOCSPX-)[\w-]{20,}"),
    Shape("huggingface", ("hf_",), WORD + r"hf_[A-Za-z0-9]{20,}"),
    Shape("services", ("sk_live_", "sk_test_", "rk_live_", "rk_test_"), WORD + r"[sr]k_(?:live|test)_[A-Za-z0-9]{16,}"),
    Shape("services", ("whsec_", "npm_", "gsk_", "glpat-", "pplx-", "xai-", "tvly-", "dop_v1_", "pcsk_", "r8_"), WORD
          + r"(?:whsec_|npm_|gsk_|glpat-|pplx-|xai-|tvly-|dop_v1_|pcsk_|r8_)(?=[\w-]{0,100}\d)[\w-]{20,}"),
    Shape("services", ("sk-or-", "pypi-", "sg.", "lsv2_"), WORD + r"(?:sk-or-[\w-]{16,}|pypi-AgE[\w-]{20,}"
          r"|SG\.[\w-]{16,32}\.[\w-]{16,64}|lsv2_[a-z]{2}_\w{20,})"),
    Shape("jwt", ("eyj",), r"(?<![\w-])eyJ[\w-]{8,}+\.(?:[\w-]{6,}+\.[\w-]*+|\.[\w-]{6,}+)(?:\.[\w-]++){0,2}"),
    Shape("pem", ("-----begin",), r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:"
          r"(?:[\w+/=:,.\s\\]|-(?!----))*+"
          r"-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|(?:[\s\\nr]{0,4}[A-Za-z0-9+/=]{16,}+)*+"
          r"(?:(?:\r?\n|\\r?\\n)[A-Za-z0-9+/]++={0,2}(?!:))?)"),
    Shape("bearer", ("bearer ",), r"(?i)(?<![\w-])bearer\s{1,4}(?![a-z_]+=)((?=[\w.~+/-]{0,200}\d)[\w.~+/-]{8,}={0,2}"
          r"|[\w.~+/-]{24,}={0,2})"),
    Shape("basic", ("basic ",), r"(?i)(?<![\w-])basic\s{1,4}([A-Za-z0-9+/_-]{4,}={0,2})"),
    Shape("cookie", ("cookie:", "set-cookie:"), r"(?i)(?<![\w-])(?:set-)?cookie:\s{0,4}([\w.-]+=[^\"'\r\n\\<>]{8,})"),
    Shape("organization", ("org-",), WORD + r"org-(?!redacted\d)(?:(?=[a-z]{0,100}[A-Z0-9])[A-Za-z0-9]{10,}|[a-z]{24})"
          r"(?![A-Za-z0-9])"),
    Shape("organization", ("organization", "organisation", "org_id", "orgid"), r"(?i)(?:organi[sz]ation|org)"
          r"[_-]?(?:id)?[\"']?\s{0,4}[:=]\s{0,4}[\"']?(org-(?!redacted\d)[A-Za-z0-9]{3,})", around=True),
    Shape("project", ("proj_",), WORD + r"proj_(?!redacted\d)(?=[a-z]{0,100}[A-Z0-9])[A-Za-z0-9]{10,}(?![A-Za-z0-9])"),
    Shape("project", ("project",), r"(?i)project[_-]?(?:id)?[\"']?\s{0,4}[:=]\s{0,4}[\"']?"
          r"(proj_(?!redacted\d)[A-Za-z0-9]{3,})", around=True),
    Shape("subscription", ("subscription",), rf"(?i)(?:/subscriptions/|subscription[_-]?(?:id)?[\"']?\s{{0,4}}[:=]"
          rf"\s{{0,4}}[\"']?|subscription '?)({GUID})(?![\w-])", around=True),
    Shape("email", ("@",), r"(?<![\w.%+-])[A-Za-z0-9][\w.%+-]{0,63}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61})\.){1,8}"
          r"[A-Za-z]{2,24}(?![\w-])", around=True),
)  # fmt: skip


def _holds_a_name_and_password(value: str) -> bool:
    """Whether it is what Basic authentication sends; ``Basic authentication`` itself is not."""
    try:
        decoded = base64.b64decode(
            value + "=" * (-len(value) % 4), altchars=b"-_" if "-" in value or "_" in value else None
        )
    except binascii.Error:
        return False
    return b":" in decoded and decoded.isascii() and decoded.decode().isprintable()


def _belongs_to_somebody(address: str) -> bool:
    name, _, domain = address.rpartition("@")
    return name != "git" and not RESERVED.fullmatch(domain) and not FILES.fullmatch(domain.rpartition(".")[2])


CHECKS = {"basic": _holds_a_name_and_password, "email": _belongs_to_somebody}
