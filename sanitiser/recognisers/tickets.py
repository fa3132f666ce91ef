"""Tickets, pull requests and supplier cases."""

import re

from sanitiser import gazetteers
from sanitiser.kinds import Kind
from sanitiser.matches import Recogniser, apply, rule
from sanitiser.words import is_technology

_NAME = "tickets"
# Prefixes that look like a project key and name a standard, a model, an error or an exam instead.
_NOT_PROJECTS = gazetteers.load("standards")


def is_project(value: str) -> bool:
    """Refuse standards, models and error codes."""
    return value.partition("-")[0].lower() not in _NOT_PROJECTS


RULES = (
    rule(
        Kind.TICKET_ID,
        r"(?<![\w/.-])(?P<it>[A-Z]{3,9}-\d)(?![\w-]|\.\d)",
        0.6,
        "a project key and a digit",
        check=lambda value: is_project(value) and not is_technology(value.partition("-")[0]),
    ),
    rule(Kind.TICKET_ID, r"(?<![\w/.-])(?P<it>[A-Z]{1,5}#\d{2,8})(?!\w)", 0.85, "a key and a number"),
    rule(
        Kind.TICKET_ID,
        r"(?i:\b(?:incidents?|changes?|problems?|tasks?|stor(?:y|ies)|outage|SR)[ ](?:no\.?[ ]|"
        r"number[ ]|id[ ])?)"
        r"(?P<it>\d{4,9}|\d-\d{6,10})\b(?![.,:%]\d|[ ](?:ms|hours|days|minutes|times|tickets|users|rows))",
        0.6,
        "a number after a word for a ticket",
    ),
    rule(
        Kind.TICKET_ID,
        r"(?:\b(?:PR|MR|CR)[ ]?|(?i:\b(?:issue|bug)[ ]))(?P<it>\d{1,6})\b(?![.,:%]\d)",
        0.6,
        "a number after a word for a ticket",
    ),
    rule(
        Kind.TICKET_ID,
        r"(?i:\b(?:reported|logged|raised|filed|registered|recorded|opened)[ ](?:as|under)[ ])"
        r"(?P<it>(?:[A-Za-z]{2,20}[ ])?(?=[A-Za-z/-]{0,12}\d)[A-Za-z]{0,12}[-/]?\d{3,12}(?:[-/]\w{1,8})"
        r"{0,3})\b",
        0.75,
        "what a report was logged as",
        check=is_project,
    ),
    rule(
        Kind.TICKET_ID,
        r"(?<![\w/.-])(?P<it>[A-Z][A-Z0-9]{1,9}-\d{2,7})(?![\w-]|\.\d)",
        0.88,
        "a project key and a number",
        check=is_project,
    ),
    rule(
        Kind.TICKET_ID,
        r"(?i:\b(?:ticket|incident|issue|case|jira|bug|change|request|ref)[ :#]{1,3})"
        r"(?P<it>[A-Za-z]{2,10}-\d{1,7})(?![\w-])",
        0.85,
        "a key after a word for a ticket",
        check=is_project,
    ),
    rule(
        Kind.TICKET_ID,
        r"(?<![\w-])(?:INC|CHG|PRB|RITM|TASK|REQ|SCTASK|CTASK|CS|SR|CR|WO|KB|HD|TKT|PTASK)[-#]?\d{4,12}"
        r"(?!\w)",
        0.95,
        "a service-desk number",
    ),
    rule(
        Kind.TICKET_ID,
        r"(?i:\b(?:pr|mr|pull(?: request)?|merge request|issue|ticket|case|bug|incident|change|cr|"
        r"request|story|task|fix(?:es|ed)|closes|refs?|see|revert|via)[ :]{0,2})(?P<it>[#!]\d{1,8})\b",
        0.92,
        "a number after a word for a ticket or pull request",
    ),
    rule(Kind.TICKET_ID, r"(?<![\w&#/])(?P<it>[#!]\d{2,8})\b(?![-.]\d)", 0.5, "a number with a hash sign"),
    rule(
        Kind.TICKET_ID,
        r"(?i:\b(?:prs?|mrs?|pull requests?|merge requests?|issues?|tickets?|bugs?|"
        r"jiras?)[ ](?:no\.?[ ]|number[ ]|id[ ])?)(?P<it>\d{2,8})\b(?![.,:%]\d|[ ](?:ms|hours|days|"
        r"minutes|times|tickets))",
        0.75,
        "a number after a word for a ticket or pull request",
    ),
    rule(
        Kind.TICKET_ID,
        r"(?<![\w/.-])(?P<it>(?:inc|incident|ops|chg|prb|sre|sev|case|ticket|gh|wi|hd|req|task|bug|"
        r"story|tkt)-\d{2,8})(?![\w-])",
        0.8,
        "a lower-case key and a number",
    ),
    rule(
        Kind.TICKET_ID,
        r"(?i:\b(?:support case|case|ticket|incident|service request|helpdesk|zendesk|tac case|sr|"
        r"case (?:no|number|id|ref)|ticket (?:no|number|id|ref))[.:#]?[ ]{1,2}(?:no\.? |number |id |"
        r"ref\.? )?#?)(?P<it>\d{5,18}|[A-Z]{1,6}[-/]?\d{4,12}(?:[-/]\d{1,6})?)\b",
        0.85,
        "a number after a word for a case",
    ),
    rule(
        Kind.TICKET_ID,
        r"(?i:(?<![\w-])(?:cr|ticket|change|incident|jira|inc|case)(?:_?id)?[\"']?(?:=|"
        r":[ ]?(?=[A-Za-z]))[\"']?)(?P<it>[A-Za-z]{0,8}-?\d{3,10})\b",
        0.8,
        "the value of a ticket field",
    ),
    rule(
        Kind.TICKET_ID,
        r"(?<![\w/#&])#(?P<it>(?:inc|incident|sev\d?|ticket|case|war-?room|major|p\d)[-_]?\d{3,10}"
        r"(?:[-_][\w-]{1,40})?)\b",
        0.9,
        "a channel named after a ticket",
        flags=re.IGNORECASE,
    ),
    rule(
        Kind.TICKET_ID,
        r"(?<![\w/.-])(?P<it>[A-Z]{2,6}-\d{4}-\d{2,6})(?![\w-])",
        0.6,
        "a prefix, a year and a number",
        check=is_project,
    ),
)
RECOGNISER = Recogniser(_NAME, lambda text: apply(RULES, text, _NAME))
