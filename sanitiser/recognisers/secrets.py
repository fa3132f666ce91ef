"""Keys, tokens, passwords and everything else that opens a door."""

import math
import re
from collections import Counter
from collections.abc import Iterator

from sanitiser import gazetteers
from sanitiser.kinds import Kind
from sanitiser.matches import Match, Recogniser, apply, rule

_NAME = "secrets"
_KEY_NAME = (
    r"(?:[\w.-]{0,40}(?:passw(?:or)?d|passwd|pwd|passphrase|secret|token|api[_-]?key|apikey|access[_-]?key|"
    r"private[_-]?key|signing[_-]?key|encryption[_-]?key|account[_-]?key|auth[_-]?key|credentials?|"
    r"client[_-]?secret|session[_-]?key|routing[_-]?key|licen[cs]e[_-]?key|webhook[_-]?secret|"
    r"\bpass\b|\bpin\b|\botp\b|\bcvv2?\b|\bcvc\b|\bpsk\b)[\w-]{0,20})"
)
_VALUE = r"[^\s\"'`,;<>(){}\[\]|]{3,512}"

_PREFIXED = (
    r"(?:gh[pousr]_[A-Za-z0-9_]{16,255}|github_pat_\w{16,255}|glpat-[\w-]{10,64}|gl(?:dt|rt|ptt|cbt|"
    r"soat)-[\w-]{10,64}|"
    r"xox[abeoprs]-[\w-]{8,255}|xapp-[\w-]{8,255}|[srp]k_(?:live|test)_\w{8,255}|whsec_\w{8,255}|"
    r"sk-(?:ant-|proj-|or-|svcacct-|admin-)?[\w-]{12,255}|hf_\w{12,255}|AIza[\w-]{20,64}|"
    r"ya29\.[\w.-]{10,255}|"
    r"GOCSPX-[\w-]{10,64}|npm_\w{16,255}|pypi-[\w-]{16,255}|SG\.[\w-]{8,64}\.[\w-]{8,128}|dop_v1_\w{16,255}|"
    r"hv[sbr]\.[\w-]{10,255}|dapi[0-9a-fA-F]{16,64}|lin_(?:api|oauth)_\w{10,255}|ATATT3[\w=+/-]{10,255}|"
    r"ATCTT3[\w=+/-]{10,255}|"
    r"shp(?:at|ca|pa|ss)_\w{10,255}|sq0(?:atp|csp)-[\w-]{10,64}|EAA[A-Za-z0-9]{30,255}|key-[0-9a-f]{32}|"
    r"SK[0-9a-f]{32}|dckr_pat_[\w-]{10,64}|dd[pw]_\w{20,64}|NRAK-\w{10,64}|NRJS-\w{10,64}|"
    r"glc_[\w+/=-]{10,255}|"
    r"glsa_\w{10,255}|sntry[su]_[\w+/=.-]{10,255}|pat[A-Za-z0-9]{14}\.[0-9a-f]{32,64}|"
    r"secret_[A-Za-z0-9]{30,64}|"
    r"ntn_\w{20,64}|figd_[\w-]{10,64}|rubygems_\w{20,64}|AGE-SECRET-KEY-1[A-Z0-9]{20,64}|pplx-\w{16,64}|"
    r"gsk_\w{16,64}|r8_\w{16,64}|xai-\w{16,128}|cohere_\w{16,64}|lsv2_(?:pt|sk)_\w{16,128}|phc_\w{16,64}|"
    r"tfp_\w{16,64}|[\w-]{8,20}\.atlasv1\.[\w-]{20,255}|PMAK-[\w-]{20,128}|rnd_\w{20,64}|"
    r"(?:AKIA|ASIA|ABIA|ACCA|AGPA|AIDA|AROA|ANPA|ANVA|APKA)(?=\w{0,15}\d)[A-Z0-9]{8,28})"
)
_SCHEME = r"[a-zA-Z][a-zA-Z0-9+.-]{1,30}"
_NOT_VALUES = gazetteers.load("secret_words")
_MASKED = re.compile(
    r"[*•xX.#_-]{3,}|<[^>]{1,40}>|\$\{?[\w.-]{1,60}\}?|\[[A-Z_]{2,30}(?:_?\d{1,4})?\]?|\{\{.{0,40}"
)


def is_secret_value(value: str) -> bool:
    """Refuse words, masks, variables and plain small numbers after a key name."""
    bare = value.strip(".!?:*")
    if len(bare) < 3 or bare.casefold() in _NOT_VALUES or _MASKED.fullmatch(bare):
        return False
    return not re.fullmatch(
        r"(?:process\.env|os\.environ|env|vault|secrets?|ssm|config)[.:(\[].{0,200}|\d{1,5}(?:\.\d+)?", bare
    )


def looks_typed(value: str) -> bool:
    """Accept a word after "the password was" only if it does not read like a word of the sentence."""
    bare = value.strip(".!?:,")
    if not is_secret_value(bare):
        return bool(re.fullmatch(r"\d{3,12}", bare))
    return bool(re.search(r"[\d!@#$%^&*+=~_]", bare)) or bool(re.search(r"[a-z][A-Z]", bare))


def entropy(value: str) -> float:
    """Give the Shannon entropy of *value* in bits a character."""
    total = len(value)
    return -sum(n / total * math.log2(n / total) for n in Counter(value).values())


def is_random(value: str) -> bool:
    """Say whether a long string is random enough to be a key: mixed letters and digits, high entropy."""
    has_all = re.search(r"\d", value) and re.search(r"[a-z]", value) and re.search(r"[A-Z]", value)
    return bool(has_all) and entropy(value) > 3.9


RULES = (
    rule(
        Kind.SECRET,
        r"-----BEGIN [A-Z0-9 ]{0,40}(?:KEY|CERTIFICATE|MESSAGE|PARAMETERS)[A-Z ]{0,20}-----"
        r"(?:[^-]|-(?!----)){0,20000}(?:-----END [A-Z0-9 ]{0,60}-----)?",
        0.99,
        "a key block, to its end or to the end of the text",
    ),
    rule(Kind.SECRET, r"PuTTY-User-Key-File-\d(?:.|\n){0,8000}Private-MAC: \S{1,128}", 0.99, "a PuTTY key"),
    rule(Kind.SECRET, rf"(?<![A-Za-z0-9]){_PREFIXED}(?![A-Za-z0-9])", 0.98, "begins like a provider's token"),
    rule(Kind.SECRET, r"\beyJ[\w-]{6,2000}(?:\.[\w-]{0,4000}){0,4}(?:\.{3}|…)?", 0.98, "a JSON web token"),
    rule(
        Kind.SECRET,
        rf"\b{_SCHEME}://[^\s/:@\"'<>]{{0,128}}:[^\s@\"'<>]{{1,256}}@[^\s\"'<>,;)\]}}]{{1,512}}",
        0.98,
        "an address that carries a password",
    ),
    rule(
        Kind.SECRET,
        r"\b[\w ]{2,30}=[^;\s\"']{1,128};(?:[\w ]{2,40}=[^;\"'\n]{1,256};?){0,12}?"
        r"[ ]?(?:password|pwd|accountkey|sharedaccesskey|sharedaccesssignature)=[^;\s\"']{2,512}"
        r"(?:;[\w ]{2,40}=[^;\s\"']{1,128}){0,12};?",
        0.97,
        "a connection string with a password",
        flags=re.IGNORECASE,
    ),
    rule(
        Kind.SECRET,
        r"\bjdbc:[a-z0-9:]{2,40}//[^\s\"'<>]{1,400}(?:password|pwd)=[^\s\"'<>]{1,256}",
        0.98,
        "a connection string with a password",
        flags=re.IGNORECASE,
    ),
    rule(
        Kind.SECRET,
        r"\bhttps?://[^\s\"'<>()]{1,1000}[?&;](?:X-Amz-(?:Signature|Credential|Security-Token)|sig|"
        r"signature|token|access_token|"
        r"api_?key|key|auth|password|secret|code|sv)=[^\s\"'<>()]{4,2000}",
        0.95,
        "a link that carries a signature or token",
        flags=re.IGNORECASE,
    ),
    rule(
        Kind.SECRET,
        r"\bhttps?://(?:hooks\.slack\.com/(?:services|workflows)/|[\w.-]{1,100}\.webhook\.office\.com/|"
        r"(?:\w{1,20}\.)?discord(?:app)?\.com/api/webhooks/|[\w.-]{1,100}/hooks/|"
        r"chat\.googleapis\.com/v1/spaces/)[^\s\"'<>)]{8,500}",
        0.97,
        "a webhook address",
    ),
    rule(
        Kind.SECRET,
        r"\bhttps?://[0-9a-f]{16,64}@[\w.-]{1,200}/\d{1,20}",
        0.97,
        "an error-tracker address with its key",
    ),
    rule(
        Kind.SECRET,
        r"(?i:\bauthorization[\"']?\s{0,3}[:=]\s{0,3}[\"']?(?:(?:bearer|basic|token|apikey|digest|"
        r"negotiate)\s{1,3})?)(?P<it>[^\s\"'<>,;]{6,2000})",
        0.96,
        "the value of an authorisation header",
        check=is_secret_value,
    ),
    rule(
        Kind.SECRET,
        r"(?i:\bbearer[ ]{1,3})(?P<it>[\w.~+/=-]{16,2000})",
        0.95,
        "a bearer token",
        check=lambda value: bool(re.search(r"\d", value)),
    ),
    rule(
        Kind.SECRET,
        r"(?i:\b(?:set-)?cookie[\"']?[ ]{0,3}[:=][ ]{0,3}[\"']?)(?P<it>[^\"'\n<>]{4,2000})",
        0.9,
        "the value of a cookie",
        check=lambda value: "=" in value,
    ),
    rule(
        Kind.SECRET,
        r"(?i:\b(?:session|sessionid|sid|csrftoken|jsessionid|phpsessid|xsrf-token|connect\.sid)=)"
        r"(?P<it>[\w.%+/-]{12,256})",
        0.8,
        "a session value",
        check=lambda value: (
            not re.fullmatch(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", value, re.IGNORECASE)
        ),
    ),
    rule(
        Kind.SECRET,
        r"(?i:\bcurl\b[^\n]{0,200}?\s(?:-u|--user)[ =]{1,2}[\"']?)(?P<it>[^\s\"':]{1,64}:[^\s\"']{1,128})",
        0.96,
        "a login on a command line",
    ),
    rule(
        Kind.SECRET,
        r"(?i:(?:^|\s)(?:--?(?:password|passwd|pass|token|api-key|apikey|secret|pwd)|-p)(?:=|"
        r"[ ]))[\"']?(?P<it>[^\s\"'-][^\s\"']{3,256})",
        0.85,
        "a password on a command line",
        check=lambda value: (
            is_secret_value(value)
            and bool(re.search(r"[\d!@#$%^&*]", value))
            and not re.fullmatch(r"[\d:.]{1,30}", value)
        ),
    ),
    rule(
        Kind.SECRET,
        rf"(?i:(?<![\w-]){_KEY_NAME}[\"'`]?\s{{0,3}}(?::=|=>|[:=])\s{{0,3}}[\"'`]?)(?P<it>{_VALUE})",
        0.9,
        "the value after a name that means a secret",
        check=is_secret_value,
    ),
    rule(
        Kind.SECRET,
        rf"(?i:\bname[\"']?\s{{0,3}}:\s{{0,3}}[\"']?{_KEY_NAME}[\"']?\s{{0,3}},?\s{{0,20}}[\"']?value[\"']?\s{{0,3}}:\s{{0,3}}[\"']?)(?P<it>{_VALUE})",
        0.92,
        "the value of a secret variable",
        check=is_secret_value,
    ),
    rule(
        Kind.SECRET,
        r"(?i:\b(?:password|passwort|passcode|passphrase|pass ?word|pwd|login|pin(?: code| number)?|"
        r"code|kennwort|mot de passe|"
        r"contraseña|wachtwoord|lösenord|hasło|parola|key(?: number)?|secret|token|api key|otp|psk)"
        r"(?:[ ](?:for|of|on|to)[ ](?:the[ ])?[\w-]{1,30}(?:[ ][\w-]{1,30})?)?"
        r"[ ](?:is|was|were|to|became|still|be|=|:|(?:(?:is|was)[ ](?:still|set[ ]to|changed[ ]to|just|"
        r"simply|literally|now)))[ ]{1,2}(?:still[ ])?[\"'`(]{0,2})"
        r"(?P<it>[^\s\"'`,;<>()]{3,128})(?<![.?:,])",
        0.85,
        "the word after a phrase such as 'the password was'",
        check=looks_typed,
    ),
    rule(
        Kind.SECRET,
        r"(?i:\b(?:password|passwort|passcode|passphrase|pwd|pin(?: code)?|cvv2?|cvc|one-time code|otp|"
        r"2fa code|key number|alarm code|door code)[ ]{1,2}[\"'`(]{0,2})"
        r"(?P<it>[^\s\"'`,;<>()]{3,128})(?<![.?:,])",
        0.8,
        "the word after 'password', 'pin' or a like word",
        check=looks_typed,
    ),
    rule(
        Kind.SECRET,
        r"(?i:\bdefault (?:login|credentials?|user)[ :]{1,3}[\"'`(]{0,2})"
        r"(?P<it>[\w.-]{2,40}[ ]?/[ ]?[^\s\"'`,;<>()]{2,64})",
        0.9,
        "a default login",
    ),
    rule(
        Kind.SECRET,
        r"(?<![\w/+=.-])(?P<it>(?=[\w/+-]{0,255}\d)[\w+-][\w/+-]{27,255}={0,2})(?![\w/+=-])",
        0.6,
        "a long random string",
        check=lambda value: is_random(value) and value.count("/") < 4 and value.count("-") < 4,
    ),
)
_ISOLATED = re.compile(r"\([^()\n]{0,200}\)?:[ ]{1,2}(?P<it>[^\s\"'`,;<>()]{6,64})(?<![.?:,])")
_PASSWORD_WORD = re.compile(r"\b(?:password|passphrase|passcode|kennwort|pwd)\b", re.IGNORECASE)


def find(text: str) -> Iterator[Match]:
    """Find secrets by shape, by the name before them, and by the sentence around them."""
    yield from apply(RULES, text, _NAME)
    for word in _PASSWORD_WORD.finditer(text):
        window = text[word.end() : word.end() + 240]
        for hit in _ISOLATED.finditer(window):
            if looks_typed(hit["it"]):
                start = word.end() + hit.start("it")
                yield Match(
                    start,
                    start + len(hit["it"]),
                    Kind.SECRET,
                    0.6,
                    _NAME,
                    "follows a sentence about a password",
                )


RECOGNISER = Recogniser(_NAME, find)
