"""Names of projects, services, squads, bots and rooms."""

import re

from sanitiser.gazetteers import load
from sanitiser.kinds import Kind
from sanitiser.matches import Recogniser, apply, rule
from sanitiser.words import CAPITAL, is_everyday, is_functional, is_ordinary, is_technology

_NAME = "codenames"
_NOT_NAMES = frozenset(
    {
        "Manager",
        "Management",
        "Owner",
        "Lead",
        "Id",
        "ID",
        "Name",
        "Key",
        "Type",
        "The",
        "This",
        "That",
        "And",
        "Is",
        "Was",
        "In",
        "On",
        "Status",
        "Summary",
        "Board",
    }
)


def carries_a_name(value: str) -> bool:
    """Accept a joined name in which a part is no everyday word."""
    parts = [part for part in re.split(r"[-_./ ]|\d+", value) if len(part) > 2]
    return any(not is_everyday(part) for part in parts) and not is_technology(value)


def _is_rare(value: str) -> bool:
    """Accept a plain word that few people use."""
    word = value.rstrip("-0123456789")
    return len(word) > 3 and word[1:].islower() and not is_everyday(word)


RULES = (
    rule(
        Kind.CODENAME,
        r"\b(?:[Pp]roject|[Pp]rogramme|[Oo]peration|[Ii]nitiative|[Ss]quad|[Tt]ribe|[Cc]luster|"
        r"[Cc]ode-?named?|[Bb]ot|[Aa]ssistant|[Cc]hatbot|[Mm]odel|[Ss]ervice|[Pp]latform|[Aa]pp|"
        r"[Rr]oom|[Tt]eam|[Pp]ortal|[Rr]obot|[Aa]gent|[Cc]opilot|[Tt]ool|[Cc]lassifier|[Ss]canner|"
        r"[Bb]oard|[Ww]ifi|SSID)"
        rf"[ ]{{1,2}}[\"'`(]{{0,2}}(?P<it>{CAPITAL}(?:[ ]{CAPITAL})?)(?![\w])",
        0.55,
        "a name after a word for a project or service",
        check=lambda value: value not in _NOT_NAMES and not all(map(is_ordinary, value.split())),
    ),
    rule(
        Kind.CODENAME,
        rf"\b(?:[Pp]roject|[Oo]peration|[Ss]quad|[Tt]ribe|[Cc]ode-?named?|[Tt]eam)[ ]{{1,2}}[\"'`]?"
        rf"(?P<it>{CAPITAL})(?![\w]|[ ][A-Z])",
        0.5,
        "a name after a word for a project or team",
        check=lambda value: value not in _NOT_NAMES and value.casefold() not in load("functional"),
    ),
    rule(
        Kind.CODENAME,
        r"(?i:\b(?:service|job|queue|cluster|project|model|squad|bot|topic|agent|pipeline|namespace|"
        r"deployment|release|index|collection|environment|stack)[ ]{1,2}[\"'`(]{0,2})"
        r"(?P<it>[a-z][a-z0-9]{2,24}(?:-[a-z0-9]{1,24}){1,4})(?![\w@/(:=-]|\.\w)",
        0.6,
        "a joined name after a word for a service",
        check=lambda value: not is_functional(value) and not is_technology(value),
    ),
    rule(
        Kind.CODENAME,
        r"(?i:\b(?:cluster|project|squad|bot|codename|code-named|codenamed|namespace|tribe|"
        r"server named|model named|service named|called)[ ]{1,2}[\"'`(]{0,2})(?P<it>[a-z]{4,24})"
        r"(?![\w@/(:=-]|\.\w)",
        0.5,
        "an unusual word after a word for a service",
        check=lambda value: not is_everyday(value) and not is_functional(value),
    ),
    rule(
        Kind.CODENAME,
        rf"(?m:^[ ]{{0,4}}Project:[ ]{{1,4}})(?P<it>{CAPITAL}(?:[ ]{CAPITAL}){{0,3}})(?=[ ]{{2,}}|[ ]*$)",
        0.8,
        "the value of a project field",
    ),
    rule(
        Kind.CODENAME,
        rf"[\"'](?P<it>(?:Ask|Hey|My|Hello|Meet)[ ]?{CAPITAL})[\"']",
        0.8,
        "a customer-facing assistant",
    ),
    rule(
        Kind.CODENAME,
        rf"\b(?P<it>{CAPITAL}[ ](?:Assistant|Bot|Copilot|Agent|GPT))\b",
        0.5,
        "an assistant's name",
        check=carries_a_name,
    ),
    rule(
        Kind.CODENAME,
        r"\b(?:model|bot|assistant|service|project|programme|system|app|tool|agent|pipeline|platform|"
        r"robot|product|called|named|nicknamed|codenamed|dubbed)[ ,]{1,2}[\"']"
        r"(?P<it>[^\W\d_][\w -]{2,30})[\"']",
        0.65,
        "a quoted name",
        check=lambda value: not all(is_ordinary(part) for part in value.split()) or value[0].isupper(),
    ),
    rule(
        Kind.CODENAME,
        rf"[\"'](?P<it>{CAPITAL}(?:-?\d{{1,2}})?)[\"'](?![\w:])",
        0.45,
        "a quoted word of rare use",
        check=_is_rare,
    ),
    rule(
        Kind.CODENAME,
        r"\bft:[\w.-]{2,60}:[\w.-]{1,60}:[\w.-]{0,60}(?::[\w.-]{1,60})?",
        0.95,
        "a fine-tuned model with its owner",
    ),
    rule(
        Kind.CODENAME,
        r"(?i:(?<![\w-])(?:job|service|svc|queue|topic|cluster|project|app|application|model|squad|"
        r"team|bot|agent|deployment|component|system|pipeline|channel|stream|table|index|collection|"
        r"schema|database|dag|flow|monitor|dashboard|feature|flag|experiment|release|"
        r"environment)(?:_?name)?[\"']?[ ]{0,4}[=:][ ]{0,4}[\"'`]?)(?P<it>[a-z][a-z0-9]{1,24}"
        r"(?:[-_.][a-z0-9]{1,24}){0,5})(?![\w@/(:])",
        0.6,
        "the value of a field for a service",
        check=carries_a_name,
    ),
    rule(
        Kind.CODENAME,
        r"(?<![\w./@:#\\-])(?P<it>[a-z][a-z0-9]{2,20}(?:-[a-z0-9]{1,20}){1,5})(?![\w/@\\(-]|\.\w)",
        0.5,
        "a joined name with an unusual part",
        check=carries_a_name,
    ),
    rule(
        Kind.CODENAME,
        r"(?<![\w#&/])#(?P<it>[a-z][a-z0-9]{1,30}(?:[-_][a-z0-9]{1,30}){0,5})(?![\w/])",
        0.65,
        "a channel with an unusual name",
        check=carries_a_name,
    ),
)

RECOGNISER = Recogniser(_NAME, lambda text: apply(RULES, text, _NAME), soft=True)
