"""Commits, private repositories, branches, paths and package names."""

import re

from sanitiser.gazetteers import fold, load
from sanitiser.kinds import Kind
from sanitiser.matches import Recogniser, apply, rule
from sanitiser.words import is_everyday

_NAME = "code"
_PUBLIC_PACKAGES = re.compile(
    r"(?:com\.(?:fasterxml|google|sun|amazonaws|microsoft|github|zaxxer|mysql|datastax|azure|squareup|"
    r"netflix|typesafe|ibm|oracle)|"
    r"org\.(?:apache|springframework|hibernate|postgresql|junit|slf4j|eclipse|jetbrains|elasticsearch|"
    r"json|w3c|xml|yaml|jboss|mockito|"
    r"hsqldb|h2|mozilla|python|gradle|reactivestreams|flywaydb|redisson|quartz|opensearch|codehaus|"
    r"bouncycastle|scala|xerial|openqa)|"
    r"io\.(?:netty|grpc|micrometer|kubernetes|prometheus|opentelemetry|jsonwebtoken|vertx|quarkus|"
    r"lettuce|reactivex|confluent|swagger|jaegertracing|"
    r"smallrye|helidon|fabric8|undertow|debezium|ktor)|"
    r"net\.(?:sf|bytebuddy|minidev|javacrumbs)|ch\.qos|rx\.|sun\.|jdk\.|javax?\.|jakarta\.|kotlin\.|"
    r"scala\.|akka\.|reactor\.|redis\.clients|"
    r"system\.|microsoft\.|android\.|androidx\.)",
    re.IGNORECASE,
)
_COUNTRY_ROOTS = (
    "com|org|net|io|in|uk|de|fr|it|es|pt|nl|be|ch|at|dk|se|no|fi|is|ie|pl|cz|sk|hu|ro|bg|gr|tr|il|ae|"
    "ng|gh|ke|za|pk|np|cn|jp|kr|sg|"
    "my|th|vn|id|au|nz|ca|us|mx|br|ar|cl|pe|co|eu|ai|dev|app|edu|gov|lk|bd|rs|hr|si|ee|lv|lt|ua"
)

_PLAIN_PARTS = load("path_parts")


def is_commit(value: str) -> bool:
    """Accept hexadecimal strings with a letter and a digit."""
    return bool(re.search(r"\d", value)) and bool(re.search(r"[a-f]", value, re.IGNORECASE))


def is_private_package(value: str) -> bool:
    """Refuse packages that anyone can download."""
    return not _PUBLIC_PACKAGES.match(value)


def is_private_path(value: str) -> bool:
    """Accept a path that carries a user, an organisation or a name nobody else has."""
    parts = [part for part in re.split(r"[\\/]", value) if part]
    if re.match(r"(?i)(?:/(?:home|Users)/\w|~\w|[A-Z]:\\Users\\\w|\\\\\w)", value):
        return True
    if any(part in {"site-packages", "dist-packages", "node_modules"} for part in parts):
        return False
    return any(not _is_plain(part) for part in parts)


def _is_plain(part: str) -> bool:
    """Say whether a path segment says nothing about whose machine it is on."""
    stem = re.sub(r"(?:\.[A-Za-z0-9*]{1,8}){1,3}$", "", part)
    pieces = [piece for piece in re.split(r"[-_.@+ ]|\d{1,14}|(?<=[a-z])(?=[A-Z])", stem) if piece]
    return all(_is_plain_word(piece) for piece in pieces)


def _is_plain_word(piece: str) -> bool:
    word = fold(piece)
    return (
        len(word) < 4
        or word in _PLAIN_PARTS
        or word in load("english")
        or word in load("jargon")
        or word in load("technologies")
        or word.rstrip("s") in load("english")
    )


def is_private_branch(value: str) -> bool:
    """Accept a branch or repository that carries more than ordinary words."""
    return not re.fullmatch(
        r"(?:main|master|develop|dev|trunk|head|release/v?[\d.]{1,12}|v?[\d.]{1,12})", value, re.IGNORECASE
    ) and not all(_is_plain(part) for part in value.split("/"))


def is_private_name(value: str) -> bool:
    """Accept a dotted name of a program in which a part is unusual; a host is no such name."""
    if re.search(r"\.(?:com|org|net|io|internal|local|example|test)$", value):
        return False
    return is_private_package(value) and not all(map(_is_plain, value.split(".")))


_PATH_CHARS = r"[^\s\"'<>`|:;,()\[\]{}=*?]"
_OPEN_SCOPES = re.compile(
    r"@(?:types|babel|angular|vue|react|aws-sdk|azure|google-cloud|nestjs|mui|emotion|testing-library|"
    r"typescript-eslint|jest|storybook|"
    r"apollo|tanstack|sentry|opentelemetry|grpc|octokit|langchain|anthropic-ai|modelcontextprotocol|"
    r"huggingface|vercel|next|swc|rollup|vitejs|"
    r"tailwindcss|reduxjs|firebase|prisma|hapi|fastify|ngrx|nrwl|playwright|cypress|eslint|npmcli|"
    r"microsoft|elastic|datadog)/",
)
RULES = (
    rule(
        Kind.CODE_REF,
        r"(?<![\w.@/:-])(?P<it>[a-z]\w{2,30}(?:\.[a-z]\w{2,30}){2,6})(?![\w@/(:-]|\.\w)",
        0.45,
        "a dotted name with an unusual part",
        check=is_private_name,
    ),
    rule(
        Kind.CODE_REF,
        r"\brefs/(?:heads|tags|remotes)/(?P<it>[\w./-]{3,120})(?<![.])",
        0.85,
        "a branch",
        check=is_private_branch,
    ),
    rule(
        Kind.CODE_REF,
        r"(?i:\b(?:commit(?:ted)?(?:s)?(?: hash| id)?|revert(?:s|ed)?(?: to)?|rev(?:ision)?|sha1?|"
        r"deploy(?:ed|s)?(?: of)?|build|merged?(?: in| as)?|cherry-pick(?:ed)?|"
        r"roll(?:ed|ing)? ?back to|rollback to|head(?: is now at)?|patched in|fixed in|restored in|"
        r"introduced in|since|in|at|hash|version|git|from|to|checkout|bisect|ref|blame|tag)"
        r"[ :=(#@`\"']{1,4})(?P<it>[0-9a-f]{7,40})\b(?!-|@|\.\w)",
        0.85,
        "a commit after a word for one",
        check=is_commit,
    ),
    rule(
        Kind.CODE_REF,
        r"(?<![\w/-])(?P<it>[0-9a-f]{40})(?![\w-])",
        0.8,
        "has the form of a commit",
        check=is_commit,
    ),
    rule(
        Kind.CODE_REF,
        r"(?:^|(?<=\n))(?P<it>[0-9a-f]{7,10})(?=[ ](?:\([^)\n]{1,80}\) )?[A-Za-z])",
        0.75,
        "a commit at the start of a log line",
        check=is_commit,
    ),
    rule(Kind.CODE_REF, r"\b(?P<it>[0-9a-f]{7,12}\.{2,3}[0-9a-f]{7,12})\b", 0.9, "a range of commits"),
    rule(
        Kind.CODE_REF,
        r"(?<![\w/.-])(?P<it>(?=[a-f]{0,8}\d)(?=\d{0,8}[a-f])[0-9a-f]{7,12})(?!\w|-|@|\.\w)",
        0.55,
        "has the form of a short commit",
        check=lambda value: len(re.findall(r"[a-f]", value)) > 1 and len(re.findall(r"\d", value)) > 1,
    ),
    rule(
        Kind.CODE_REF,
        r"(?<![\w/.@:-])(?P<it>[a-z][a-z0-9_-]{2,40}/[a-z][a-z0-9_.-]{2,60})(?![\w/@:(]|-\w)",
        0.5,
        "a repository or path that carries a name",
        check=lambda value: any(
            not is_everyday(part) for part in re.split(r"[-_./]|\d+", value) if len(part) > 2
        ),
    ),
    rule(Kind.CODE_REF, r"(?<![\w@])git@[\w.-]{2,100}:[\w./~-]{2,200}", 0.97, "a repository address"),
    rule(
        Kind.CODE_REF,
        r"(?i:\b(?:repo(?:sitory)?|github|gitlab|bitbucket|fork(?:ed)? (?:of|from)|clone|submodule|"
        r"remote)[\"']?[ ]{0,4}[:=]?[ ]{1,4}[\"'`]?)(?P<it>[\w.-]{2,60}/[\w.-]{2,80}(?:/[\w.-]{2,80})"
        r"{0,2})(?<![.])",
        0.88,
        "a repository",
    ),
    rule(
        Kind.CODE_REF,
        r"(?i:\b(?:repo(?:sitory)?)[\"']?[ ]{0,4}[:=][ ]{0,4}[\"'`]?)(?P<it>[\w.-]{3,80})",
        0.75,
        "the value of a repository field",
        check=is_private_branch,
    ),
    rule(
        Kind.CODE_REF,
        r"(?i:\b(?:branch(?:es)?|checkout(?: -b)?|merge(?:d)?|rebase|tag|"
        r"switch(?: -c)?)[\"']?[ ]{0,4}[:=]?[ ]{1,4}(?:origin/)?[\"'`]?)"
        r"(?P<it>[\w.-]{2,60}/[\w./-]{2,100}|[\w]{2,30}(?:-[\w]{1,30}){1,8})(?<![.])",
        0.75,
        "a branch",
        check=is_private_branch,
    ),
    rule(
        Kind.CODE_REF,
        r"(?<![\w/.@-])(?P<it>(?:feature|feat|hotfix|bugfix|fix|users?|personal|chore|spike|wip|"
        r"task)/[\w./-]{3,120})(?<![.])",
        0.8,
        "a branch",
        check=is_private_branch,
    ),
    rule(
        Kind.CODE_REF,
        rf"(?<![\w:/.~<-])(?P<it>~?/(?:{_PATH_CHARS}{{1,80}}/){{1,20}}{_PATH_CHARS}{{0,120}})(?<![.,])",
        0.85,
        "a path that carries a name",
        check=is_private_path,
    ),
    rule(
        Kind.CODE_REF,
        r"(?<![\w])(?P<it>[A-Za-z]:\\(?:[^\s\\/:*?\"<>|]{1,80}(?:[ ][^\s\\/:*?\"<>|]{1,40}){0,3}\\)"
        r"{1,20}[^\s\\/:*?\"<>|,;)]{0,120})(?<![.])",
        0.85,
        "a path that carries a name",
        check=is_private_path,
    ),
    rule(
        Kind.CODE_REF,
        r"(?<![\w\\])(?P<it>\\\\[\w.-]{1,60}(?:\\[^\s\\/:*?\"<>|]{1,80}){1,12})",
        0.95,
        "a network share",
    ),
    rule(
        Kind.CODE_REF,
        r"(?<![\w:/.@<~-])(?P<it>(?:[\w.-]{1,60}/){1,12}[\w.-]{1,100}\.(?:tfvars|tf|py|ya?ml|"
        r"json|parquet|csv|txt|log|sql|ipynb|sh|ts|js|java|go|rb|toml|cfg|conf|ini|pkl|bin|"
        r"safetensors|flac|wav|mp3|pdf|docx?|xlsx?|jpe?g|png|zip|tar\.gz|gz|md|eml|pst))(?![\w/])",
        0.8,
        "a path that carries a name",
        check=is_private_path,
    ),
    rule(
        Kind.CODE_REF,
        rf"(?<![\w.@/-])(?P<it>(?:{_COUNTRY_ROOTS})\.[a-z][a-z0-9_]{{1,40}}(?:\.[a-z][a-z0-9_]{{0,40}})"
        rf"{{1,8}}(?:\.[A-Z][A-Za-z0-9_$]{{1,60}})?)(?![\w@/-])",
        0.8,
        "a package that carries a name",
        check=is_private_package,
    ),
    rule(
        Kind.CODE_REF,
        rf"(?<![\w.@/-])(?P<it>(?:{_COUNTRY_ROOTS})\.[a-z][a-z0-9_]{{1,40}}(?:\.[a-z][a-z0-9_]{{0,40}})"
        rf"{{0,8}}\.[A-Z][A-Za-z0-9_$]{{1,60}})(?![\w@-])",
        0.85,
        "a package that carries a name",
        check=is_private_package,
    ),
    rule(
        Kind.CODE_REF,
        r"(?<![\w@/.])(?P<it>@[a-z][\w.-]{1,40}/[a-z][\w.-]{1,60})\b",
        0.7,
        "a scoped package",
        check=lambda value: not _OPEN_SCOPES.match(value),
    ),
)

RECOGNISER = Recogniser(_NAME, lambda text: apply(RULES, text, _NAME))
