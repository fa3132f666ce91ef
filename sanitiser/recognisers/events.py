"""Public events that let a reader date or find the case."""

from sanitiser.kinds import Kind
from sanitiser.matches import Recogniser, apply, rule
from sanitiser.words import CAPITAL

_NAME = "events"
_SORT = (
    r"(?:election(?:s)?(?: (?:count|night|day|campaign))?|referendum|strike|walk-?out|takeover|merger|"
    r"IPO|hearing|trial|inquiry|inquest|protest|riots?|floods?|flooding|earthquake|heat ?wave|blackout|"
    r"hurricane|cyclone|typhoon|wildfires?|festival|marathon|final|derby|summit|conference|expo|fair|"
    r"coronation|jubilee|royal wedding|World Cup|Olympics|Eurovision|Grand Prix|concert|eclipse|"
    r"lockdown|derailment|crash|bankruptcy|insolvency|collapse)"
)
RULES = (
    rule(
        Kind.EVENT,
        r"(?i:\b(?:greve|grève|streik|sciopero|huelga|strajk|staking|stávka|strejk|streiken)\b"
        r"(?:[ ](?:de|des|dos|das|dei|degli|della|der|do|da|du|la|van|av|til|i|los|las|"
        r"the))?(?:[ ][^\W\d_]{4,24})?)",
        0.55,
        "a strike, in another language",
    ),
    rule(
        Kind.EVENT, rf"\b(?:[Ss]torm|[Hh]urricane|[Cc]yclone|[Tt]yphoon)[ ]{CAPITAL}", 0.85, "a named storm"
    ),
    rule(
        Kind.EVENT,
        r"\b(?:(?:(?!(?:The|This|That|Our|Their|Each|Every|When|After|Before|During|His|"
        rf"Her)[ ])[A-ZÀ-Þ][\w'-]{{2,20}}|general|national|local|regional|presidential|parliamentary|"
        r"municipal|federal|rail|train|metro|tube|bus|port|dock|postal|teachers'?|doctors'?|nurses'?|"
        r"metalworkers'?|farmers'?|drivers'?|pilots'?|bin|public|hospital|airport|energy|gas|miners'?|"
        rf"steel(?:workers)?)[ ]){{1,3}}{_SORT}\b",
        0.6,
        "an event that was in the news",
    ),
    rule(
        Kind.EVENT,
        r"(?<![\w-])(?P<it>(?!(?:the|a|an|this|that|of|during|after|before|on|in|and|or|first|second|"
        r"next|last|our|their|each|every|any)[ ])[\w'-]{2,20}[ ]"
        r"(?:(?!of|and)[\w'-]{2,20}[ ])?(?:strikes?|elections?|referendum|walk-?out|takeover|merger|"
        r"by-election|inquest|earthquake|floods?))\b",
        0.5,
        "an event that was in the news",
    ),
    rule(
        Kind.EVENT,
        r"\b(?:World Cup|Olympics|Olympic Games|Eurovision|Super Bowl|Grand Prix|"
        r"Champions League final|Euro 20\d\d|Wimbledon|Tour de France|Glastonbury|Brexit|"
        r"Eurovision Song Contest|Paralympics|Ashes|Grand National|Cup [Ff]inal)(?:[ ](?:day|night|"
        r"week|weekend|Day|Night|Sunday|Saturday))?(?:[ ](?:19|"
        r"20)\d{2})?\b",
        0.75,
        "a public event",
    ),
    rule(
        Kind.EVENT,
        r"\b(?:Black Friday|Cyber Monday|Singles' Day|Prime Day)(?:[ ](?:19|20)\d{2})?\b",
        0.7,
        "a peak trading day",
    ),
)
RECOGNISER = Recogniser(_NAME, lambda text: apply(RULES, text, _NAME), soft=True)
