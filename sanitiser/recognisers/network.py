"""Links, host names, addresses of machines and of network cards."""

import ipaddress
import re
from collections.abc import Iterator

from sanitiser.gazetteers import load
from sanitiser.kinds import Identifies, Kind
from sanitiser.matches import Match, Recogniser, apply, rule
from sanitiser.words import is_everyday

_NAME = "network"
# Endings that mean a host name even though they are no public suffix, or are reserved for examples.
_PRIVATE_SUFFIXES = (
    "internal|local|localdomain|corp|lan|intra|intranet|private|home|arpa|svc|cluster|consul|test|"
    "example|invalid|onion|prod|stage|staging|dev"
)
_PUBLIC_SUFFIXES = (
    "com|org|net|edu|gov|mil|int|info|biz|name|pro|io|ai|app|cloud|co|me|tv|eu|uk|de|fr|it|es|pt|nl|be|"
    "lu|ch|at|dk|se|no|fi|is|ie|pl|cz|"
    "sk|hu|ro|bg|gr|hr|si|rs|ba|mk|al|ee|lv|lt|ua|by|ru|tr|il|ae|sa|qa|kw|om|bh|jo|lb|eg|ma|tn|dz|ng|"
    "gh|ke|ug|tz|za|rw|et|sn|ci|cm|"
    "in|pk|bd|lk|np|cn|hk|tw|jp|kr|sg|my|th|vn|ph|id|au|nz|ca|us|mx|br|ar|cl|pe|uy|ve|ec|bo|py|cr|pa|"
    "gt|do|cu|xyz|online|site|shop|store|"
    "tech|digital|agency|bank|health|care|energy|media|news|group|systems|solutions|services|global|"
    "world|network|run|page|dev|gg|so|to|ly"
)
_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_KEPT_HOSTS = re.compile(
    r"(?:www\.)?example\.(?:com|org|net)|(?:.{0,200}\.)?(?:localhost|k8s\.io|kubernetes\.io|w3\.org|"
    r"ietf\.org|iso\.org|nist\.gov|owasp\.org|"
    r"python\.org|pypi\.org|npmjs\.(?:com|org)|readthedocs\.(?:io|org)|apache\.org|postgresql\.org|"
    r"mitre\.org|schema\.org|"
    r"json-schema\.org|mozilla\.org|wikipedia\.org|stackoverflow\.com|letsencrypt\.org|cve\.org|"
    r"first\.org|europa\.eu)|"
    r"[a-z0-9-]{1,30}\.amazonaws\.com|[a-z0-9-]{1,30}\.googleapis\.com",
    re.IGNORECASE,
)
_KEPT_ADDRESSES = load("kept_addresses")
_CODE_HOSTS = re.compile(
    r"^(?:(?:self|this|cls|np|pd|os|sys|re|json|java|javax|org|com|io|net|torch|app|config|settings|"
    r"request|response|logger|log|"
    r"df|model|nn|tf|plt|math|time|random|string|data|obj|args|kwargs|res|req|ctx|e|err|ex|self)\.)",
)


def is_host(value: str) -> bool:
    """Refuse file names, kept documentation hosts, and attribute chains of program code."""
    last = value.rsplit(".", 1)[-1].casefold()
    if _KEPT_HOSTS.fullmatch(value) or _CODE_HOSTS.match(value):
        return False
    return not (last in load("file_suffixes") and value.count(".") == 1)


def is_link(value: str) -> bool:
    """Refuse links to the machine itself and to public documentation."""
    host = (
        re.sub(r"^[a-zA-Z+]{2,12}://", "", value).split("/")[0].split("?")[0].rsplit("@", 1)[-1].split(":")[0]
    )
    return host != "localhost" and host not in _KEPT_ADDRESSES and not _KEPT_HOSTS.fullmatch(host)


URL_RULES = (
    rule(
        Kind.URL,
        r"(?i:\b(?:https?|hxxps?|ftps?|sftp|ssh|wss?|ldaps?|smb|nfs|rtmps?|grpcs?|tcp|file|"
        r"git)://)[^\s\"'<>`{}|\\^]{2,2000}(?<![.,;:!?)\]*])",
        0.95,
        "a link",
        check=is_link,
    ),
    rule(
        Kind.URL,
        rf"(?<![\w@./:-])(?P<it>(?:www\.)?(?:{_LABEL}\.){{1,6}}(?i:{_PUBLIC_SUFFIXES}|"
        rf"{_PRIVATE_SUFFIXES})(?::\d{{2,5}})?/[^\s\"'<>`|]{{1,500}})(?<![.,;:!?)\]])",
        0.85,
        "a host with a path",
        check=is_link,
    ),
)
_KNOWN_SHORT = re.compile(
    r"(?:gpt|claude|llama|gemini|mistral|mixtral|qwen|gemma|phi|deepseek|command|titan|whisper|bert)-|"
    r"(?:utf|sha|md|aes|rsa|iso|rfc|cve|cwe|psf|gpt|llama|claude|gemini|bert|covid|http|base|mp|h|v|x|"
    r"t|p|ft|en|us|eu|ap|ca|sa|me|af|web|app|api|worker|db|node|pod|"
    r"qwen|mistral|mixtral|phi|gemma|titan|nova|text|davinci|o1|python|node|java|ubuntu|debian|"
    r"postgres|redis|cuda|sm|rc|beta|alpha|build|rev|week|day|step|phase|tier|level|art|article|"
    r"line|page|row|col|item|case|form|zone|class|type|port|exit|code|error|step|top|max|"
    r"min)-?[a-z]{0,10}-?\d{1,4}[a-z]?(?:-\d{1,4}[a-z]?)?$"
    r"|(?:us|eu|ap|ca|sa|me|af|il)-(?:gov-)?(?:north|south|east|west|central)(?:east|west)?-?\d|\d{4}-",
)
HOST_RULES = (
    rule(
        Kind.HOSTNAME,
        r"(?i:\b(?:ssh|scp|sftp|rsync|mosh)[ ](?:-\S{1,20}[ ]){0,4}[\w.-]{1,32}@)(?P<it>\w[\w.-]{1,62}\w)",
        0.9,
        "the machine that someone logs in to",
    ),
    rule(
        Kind.HOSTNAME,
        r"(?i:\b(?:on|at|host|box|server|node|machine|from|restarted|rebooted|to)[ ])"
        r"(?P<it>(?P<stem>[a-z]{3,16})\d{1,3})(?![\w./@(-])",
        0.5,
        "a machine's short name after a word for its place",
        check=lambda value: not is_everyday(value.rstrip("0123456789")) and not _KNOWN_SHORT.match(value),
    ),
    rule(
        Kind.HOSTNAME,
        rf"(?<![\w@.$/-])(?P<it>(?:{_LABEL}\.){{1,8}}(?i:{_PUBLIC_SUFFIXES}|{_PRIVATE_SUFFIXES}))"
        r"(?![\w-]|\.\w|\()",
        0.88,
        "a host name with a known ending",
        check=is_host,
    ),
    rule(
        Kind.HOSTNAME,
        r"(?i:\b(?:host(?:name)?|server|node|instance|upstream|machine|src_host|dst_host|fqdn|"
        rf"nodename)[\"']?\s{{0,2}}[=:]\s{{0,2}}[\"']?)(?P<it>{_LABEL}(?:\.{_LABEL}){{0,8}})(?![\w.@])",
        0.8,
        "the value of a host field",
        check=lambda value: (
            bool(re.search(r"[-.\d]", value))
            and value != "localhost"
            and not re.fullmatch(r"[\d.:]{1,30}", value)
        ),
    ),
    rule(
        Kind.HOSTNAME,
        r"(?<![\w.@/])[\w.-]{1,32}@(?P<it>[\w][\w.-]{1,62})(?::[^\n$#]{0,80})?[$#>](?=\s)",
        0.9,
        "the machine in a shell prompt",
    ),
    rule(
        Kind.HOSTNAME,
        r"(?m:^(?:<\d{1,3}>)?[A-Z][a-z]{2}[ ]{1,2}\d{1,2}[ ]\d{2}:\d{2}:\d{2}[ ])"
        r"(?P<it>[\w][\w.-]{1,62})(?=[ ][\w./-]{1,40}(?:\[\d{1,8}\])?:)",
        0.9,
        "the machine in a system log",
    ),
    rule(
        Kind.HOSTNAME,
        r"(?<![\w./@-])(?P<it>(?=[a-z0-9-]{0,60}[a-z]{2})[a-z][a-z0-9]{1,15}(?:-[a-z0-9]{1,15}){0,4}-?"
        r"(?:[a-z]{0,8})?\d{2,4})(?![\w./-])",
        0.5,
        "has the form of a machine's short name",
        check=lambda value: bool(re.search(r"-[a-z]{0,10}\d{2,4}$", value)) and not _KNOWN_SHORT.match(value),
    ),
    rule(
        Kind.HOSTNAME,
        r"(?i:\b(?:ssh|scp|rsync|ping|telnet|logged (?:on|in) to|rebooted|restarted|server|box|host|"
        r"node|machine)[ ]{1,2})(?P<it>(?=[\w-]{0,60}\d)[a-z][a-z0-9]{1,20}(?:-[a-z0-9]{1,20}){1,5})"
        r"(?![\w.-])",
        0.7,
        "a machine's short name after a word for machine",
        check=lambda value: not _KNOWN_SHORT.match(value),
    ),
)
_MAC = (
    rule(
        Kind.MAC_ADDRESS,
        r"(?<![\w:-])(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}(?![\w:-])",
        0.97,
        "six pairs of hexadecimal digits",
    ),
    rule(
        Kind.MAC_ADDRESS,
        r"(?<![\w.])(?:[0-9A-Fa-f]{4}\.){2}[0-9A-Fa-f]{4}(?![\w.])",
        0.9,
        "three groups of hexadecimal digits",
    ),
)
_V4 = re.compile(r"(?<![\w.])(?<!\d\.)(?P<it>\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2})?)(?![\w]|\.\d)")
_V6 = re.compile(
    r"(?<![\w:.])(?P<it>(?:[0-9A-Fa-f]{0,4}:){2,7}(?:[0-9A-Fa-f]{0,4}|\d{1,3}(?:\.\d{1,3}){3})"
    r"(?:%\w{1,15})?(?:/\d{1,3})?)(?![\w:])"
)
_VERSION_BEFORE = re.compile(
    r"(?:\bv|\bversion[ :=]{0,3}|\brelease[ :=]{0,3}|\bbuild[ :=]{0,3}|[\w-]==)$", re.IGNORECASE
)
_ASN = (rule(Kind.IP_ADDRESS, r"\bAS(?:N[ ]?)?\d{4,6}\b", 0.6, "an autonomous system number"),)


def find_links(text: str) -> Iterator[Match]:
    """Find links and host names."""
    yield from apply(URL_RULES, text, _NAME)
    yield from apply(HOST_RULES, text, _NAME)


def find_addresses(text: str) -> Iterator[Match]:
    """Find network addresses, saying which are private."""
    yield from apply(_MAC, text, _NAME)
    yield from apply(_ASN, text, _NAME)
    for pattern in (_V4, _V6):
        for hit in pattern.finditer(text):
            identifies = judge_address(hit["it"])
            if identifies and not _VERSION_BEFORE.search(text[max(0, hit.start() - 12) : hit.start()]):
                yield Match(
                    hit.start("it"),
                    hit.end("it"),
                    Kind.IP_ADDRESS,
                    0.95,
                    _NAME,
                    "a network address",
                    identifies,
                )


def judge_address(value: str) -> Identifies | None:
    """Say how strongly an address identifies; None when it is none, or means every machine."""
    bare = value.split("%", maxsplit=1)[0]
    try:
        network = ipaddress.ip_network(bare, strict=False)
    except ValueError:
        return None
    if bare in _KEPT_ADDRESSES or network.is_loopback or (":" in bare and len(bare) < 4):
        return None
    if _is_private(network.network_address):
        return Identifies.QUASI
    return Identifies.DIRECT


def _is_private(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Say whether an address is of RFC 1918, CGNAT, link-local or unique-local space."""
    blocks = (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "100.64.0.0/10",
        "169.254.0.0/16",
        "fc00::/7",
        "fe80::/10",
    )
    return any(
        address in ipaddress.ip_network(block) for block in blocks if (":" in block) == (address.version == 6)
    )


def find(text: str) -> Iterator[Match]:
    """Find everything that names a place on a network."""
    yield from find_links(text)
    yield from find_addresses(text)


RECOGNISER = Recogniser(_NAME, find)
