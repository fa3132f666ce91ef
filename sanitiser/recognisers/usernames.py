"""Handles, logins and accounts."""

import re

from sanitiser import gazetteers
from sanitiser.kinds import Kind
from sanitiser.matches import Recogniser, apply, rule
from sanitiser.words import is_everyday, is_functional, is_given, is_ordinary, is_technology

_NAME = "usernames"
_DEFAULTS = gazetteers.load("default_accounts")
_TITLE = re.compile(r"[A-Z][a-z]{1,20}")


def is_account(value: str) -> bool:
    """Refuse accounts that every system has, and numbers."""
    return value.casefold() not in _DEFAULTS and not value.isdigit()


_FIELD = (
    r"(?:user(?:_?name|_?id)?|uid|usr|login|logon|account|acct|owner|actor|author|approver|approved_by|"
    r"approvedby|operator|created_by|createdby|updated_by|modified_by|"
    r"assignee|assigned_to|requested_by|requester|submitted_by|reviewer|reviewed_by|executed_by|"
    r"run_?as|runas|sudo_?user|principal|subject|sub|committer|"
    r"triggered_by|initiated_by|changed_by|deployed_by|by|member|agent_name|opened_by|closed_by|handle|"
    r"nick|screen_name|slack|\w{1,20}_(?:mgr|manager|owner|user|agent|lead|by|approver|login))"
)
_NOT_ACCOUNT = re.compile(
    r"^(?:v|p|e|i|u|s|c|x|y|z|n|k)\.\w|\.(?:py|js|ts|md|txt|json|yaml|yml|log|sh|csv|pdf|sql|go|rs|"
    r"java|com|org|net|io|test|example|internal|local)$|^(?:i\.e|e\.g|p\.m|a\.m)|^(?:sha|md|utf|fp|int|"
    r"bf|gpt|p|ipv|http|oauth|sev|day|week|step|phase|page|top|line|h)\d"
)


def is_own_account(value: str) -> bool:
    """Accept what stands in a field for an account, unless it is a default one or tells only a function."""
    if re.search(r"[._-]", value):
        return is_account(value) and not is_functional(value)
    return is_account(value) and (not is_everyday(value) or is_given(value))


_VERB = (
    r"(?:pushed|merged|deployed|approved|rolled|restarted|acked|said|opened|closed|fixed|reverted|"
    r"committed|paged|logged|wrote|"
    r"noticed|confirmed|triggered|escalated|commented|joined|reported|updated|ran)"
)
RULES = (
    rule(
        Kind.USERNAME,
        rf"(?<![\w.@/:#-])(?P<it>[a-z]{{3,12}}\d{{0,3}})(?=[ ]{_VERB}\b)",
        0.45,
        "an unusual word that does something",
        check=lambda value: is_account(value) and not is_everyday(value) and not is_ordinary(value),
    ),
    rule(
        Kind.USERNAME,
        r"(?i:\b(?:assigned to|reassigned to|escalated to|paged|pinged|asked|"
        r"cc)[ ])(?P<it>[a-z]{3,12}\d{0,3})(?![\w@/(-]|\.\w)",
        0.5,
        "an unusual word after a word for handing over",
        check=lambda value: is_account(value) and not is_everyday(value) and not is_ordinary(value),
    ),
    rule(
        Kind.USERNAME,
        r"\((?P<it>[a-z]{4,10}\d{0,3})\)",
        0.4,
        "an unusual word in brackets",
        check=lambda value: is_account(value) and not is_everyday(value) and not is_ordinary(value),
    ),
    rule(
        Kind.USERNAME,
        r"(?<![\w.@/:#-])(?P<it>[a-z]{1,2}\d{5,7})(?![\w@/(-]|\.\w)",
        0.6,
        "has the form of a staff login",
    ),
    rule(
        Kind.USERNAME,
        rf"(?i:(?<![\w-])(?:{_FIELD}[\"']?[ ]{{0,4}}[=:]|user|login|logged in as|run by|by|account|"
        rf"as)[ ]{{0,4}}[\"'`]?)(?P<it>[A-Z]{{2,8}}\d{{2,4}})(?![\w-])",
        0.6,
        "a login in capitals",
        check=lambda value: not is_technology(value.rstrip("0123456789")),
    ),
    rule(
        Kind.USERNAME,
        r"(?<![\w.@/:#-])(?P<it>[a-z]\.[a-z]\.[a-z]{2,20}(?:-[a-z]{2,20})?)(?![\w@/(-]|\.\w)",
        0.65,
        "has the form of a login",
    ),
    rule(
        Kind.USERNAME,
        r"(?i:\b(?:ssh|scp|sftp|rsync|mosh)[ ](?:-\S{1,20}[ ]){0,4})(?P<it>[a-z_][\w.-]{1,31})@(?=\w)",
        0.9,
        "the account that someone logs in with",
        check=is_account,
    ),
    rule(
        Kind.USERNAME,
        r"(?<![\w.@/+=:-])@(?P<it>[A-Za-z][\w.-]{1,38}\w)(?![\w@/(])",
        0.8,
        "a handle",
        check=is_account,
    ),
    rule(
        Kind.USERNAME,
        r"<@(?P<it>[UW][A-Z0-9]{7,11})(?:\|[^>]{1,60})?>|(?<![\w-])(?P<bare>U0[A-Z0-9]{7,9})\b",
        0.95,
        "a chat user number",
    ),
    rule(
        Kind.USERNAME,
        r"(?<![\w\\])(?P<it>[A-Z][A-Z0-9-]{1,20}\\[a-z][\w.-]{1,40})(?![\w\\])",
        0.93,
        "a Windows account",
        check=is_account,
    ),
    rule(
        Kind.USERNAME,
        r"(?<![\w.@/])(?P<it>[a-z_][\w.-]{1,31})@[\w.-]{1,63}(?::[^\n$#]{0,80})?[$#>](?=\s)",
        0.93,
        "the account in a shell prompt",
        check=is_account,
    ),
    rule(
        Kind.USERNAME,
        rf"(?i:(?<![\w-]){_FIELD}[\"']?[ ]{{0,4}}(?:=[ ]?|:[ ]{{0,4}}(?=[\"'`]|[^\s,;|]{{1,60}}[ ]*"
        rf"(?:\n|$|[,;|}}]|[ ]{{2}})))[\"'`]?@?)(?P<it>[a-z][a-z0-9]{{0,20}}(?:[._-][a-z0-9]{{1,24}})"
        rf"{{0,3}})(?![\w@.:/(\\-])",
        0.75,
        "the value of an account field",
        check=is_own_account,
    ),
    rule(
        Kind.USERNAME,
        r"(?i:\b(?:sudo -u|su -?|sudo su -?|runuser -u|chown|ssh|logged in as|log in as|login as|"
        r"as user|user|users|account|login|username|handle|ran as|running as|signed in as|author|"
        r"approved by|merged by|reverted by|pushed by|applied by|deployed by|committed by|run by|by|"
        r"from|for|to|as|cc|ping|thanks|of) )[\"'`(]?(?P<it>[a-z][a-z0-9]{0,24}(?:[._][a-z0-9]{1,24})"
        r"{1,3}|[a-z]{3,20}\d{1,4})(?![\w@/(-]|\.\w)",
        0.72,
        "an account after a word for one",
        check=lambda value: (
            is_account(value) and not _NOT_ACCOUNT.search(value) and not _plain_parts("x-" + value)
        ),
    ),
    rule(
        Kind.USERNAME,
        r"(?<![\w.@/:#-])(?P<it>[a-z]{3,20}\.[a-z]{1,20})(?![\w@/(-]|\.\w)",
        0.6,
        "has the form of a login",
        check=lambda value: (
            is_given(value.split(".")[0]) and is_account(value) and not _NOT_ACCOUNT.search(value)
        ),
    ),
    rule(
        Kind.USERNAME,
        r"(?i:\b(?:sudo -u|su - ?|runuser -u|ssh|logged in as|log in as|login as|as user|username|"
        r"account|handle|ran as|running as|signed in as|tester|by|user) )[\"'`(]?(?P<it>"
        r"(?=[a-z]{3,16}[\"'`)\s,.;:])[a-z]{3,16})(?![\w@/(-])",
        0.45,
        "a lower-case word after a word for an account",
        check=lambda value: is_account(value) and not _plain(value),
    ),
    rule(
        Kind.USERNAME,
        r"(?<![\w./@-])(?P<it>(?:svc|sa|srv|bot|adm|usr|qa|ext|ops)[-_][a-z0-9][\w.-]{1,40})(?![\w@/-])",
        0.7,
        "a service account",
        check=lambda value: not is_functional(re.split(r"[-_]", value, maxsplit=1)[1]),
    ),
    rule(
        Kind.USERNAME,
        r"(?i:\b(?:github|gitlab|bitbucket|twitter|linkedin|instagram|t)\.(?:com|org|me)/(?:in/)?)"
        r"(?P<it>[\w-]{2,39})\b(?!/)",
        0.9,
        "a profile address",
    ),
    rule(
        Kind.USERNAME,
        r"(?m:^[bcdlps-](?:[r-][w-][xsStT-]){3}[.+@]?[ ]{1,4}\d{1,5}[ ]{1,4})(?P<it>[\w.-]{2,32})"
        r"(?=[ ]{1,10}[\w.-]{1,32}[ ]{1,12}\d)",
        0.9,
        "the owner of a file",
        check=is_account,
    ),
    rule(
        Kind.USERNAME,
        r"(?<![\w/])/(?:home|Users)/(?P<it>[\w.-]{2,32})(?=/|\b)",
        0.85,
        "the account in a path",
        check=is_account,
    ),
    rule(
        Kind.USERNAME,
        r"(?<![\w./@])~(?P<it>[a-z][\w.-]{2,30})\b",
        0.6,
        "the account in a path",
        check=is_account,
    ),
    rule(
        Kind.USERNAME,
        r"(?<![\w.@/:#-])(?P<it>[a-z]{2,20}_[a-z]{2,20}_?\d{2,4}|[a-z]\.[a-z]{2,20}(?:-[a-z]{2,20})?)"
        r"(?![\w@/(-]|\.\w)",
        0.6,
        "has the form of a login",
        check=lambda value: is_account(value) and not _NOT_ACCOUNT.search(value),
    ),
)


def _plain(value: str) -> bool:
    return is_ordinary(value)


def _plain_parts(value: str) -> bool:
    parts = [part for part in re.split(r"[-_.\d]+", value)[1:] if part]
    return all(is_everyday(part) and not is_given(part) for part in parts)


RECOGNISER = Recogniser(_NAME, lambda text: apply(RULES, text, _NAME))
