"""Posts held by one person or a few, and the titles in a signature."""

from sanitiser.kinds import Kind
from sanitiser.matches import Recogniser, apply, rule

_NAME = "titles"
_CAP = r"[A-ZÀ-Þ][\w&'-]{1,24}"
_PHRASE = rf"{_CAP}(?:(?:,?[ ](?:of|and|for|the|&)){{0,2}}[ ]{_CAP}){{0,4}}"
_SENIOR = (
    r"(?:Head|Director|Directeur|Directrice|Leiter|Leiterin|Vice President|VP|SVP|EVP|AVP|President|"
    r"Chair|Chairman|Chairwoman|Secretary|Superintendent|Dean|Provost|Registrar|Controller|"
    r"Commissioner|Chief)"
)
RULES = (
    rule(
        Kind.JOB_TITLE,
        r"(?:\b(?:the|our|my|their|an?|by|as|from|to|and)|,|[(-])[ ]?(?P<it>(?!(?:Incident|On-Call|"
        r"Oncall|Duty|Support|Customer|Secrets|"
        rf"Task|Package|Resource|Session|Password|Window|Device|Service Desk)\b)(?:{_CAP}[ ]){{1,4}}"
        r"(?:Director|Manager|Officer|Architect|"
        r"Owner|Clerk|Guardian|Superintendent|Controller|Administrator|Secretary|Counsel|Actuary|"
        r"Ombudsman|Registrar|Bursar|"
        r"Matron|Editor|Scientist|Engineer|Lead))(?![\w-]|[ ][A-Z])",
        0.5,
        "a post written with capitals",
    ),
    rule(
        Kind.JOB_TITLE,
        r"\b(?:Secretary[ -]General|[Bb]oard [Cc]hair|[Cc]hair of the [Bb]oard)\b",
        0.8,
        "a senior post",
    ),
    rule(
        Kind.JOB_TITLE,
        r"\b(?:our|the|my|their|his|her)[ ](?P<it>ceo|cto|cio|cfo|coo|ciso|cdo|cpo|cro|cmo|dpo)(?![\w-])",
        0.7,
        "a post of which a firm has one",
    ),
    rule(
        Kind.JOB_TITLE,
        r"(?i:\b[\w-]{2,20}(?:johtaja|direktör|direktør|leder|ledare|leiter(?:in)?|chef(?:in)?|sjef)\b)",
        0.55,
        "a post, in another language",
        check=lambda value: value.casefold() not in {"under-chef", "sous-chef"},
    ),
    rule(
        Kind.JOB_TITLE,
        r"(?i:\b(?:dyrektor|kierownik|vedoucí|ředitel(?:ka)?|správce|jefe|jefa|responsable|"
        r"responsabile|leiter(?:in)?|redaktør|directeur|"
        r"directrice|direttore|direttrice|gerente|diretora?|directora|direktor(?:in)?)"
        r"(?:[ ](?:de|del|della|du|des|la|le|ds\.|do|für|der|di)){0,3}[ ][^\W\d_]{2,24}"
        r"(?:[ ][^\W\d_]{2,24})?)",
        0.6,
        "a post, in another language",
    ),
    rule(
        Kind.JOB_TITLE,
        r"\b(?:(?:Interim|Acting|Deputy|Global|Group|Regional|Associate|Assistant|Senior|"
        rf"Co-)[ -]){{0,2}}{_SENIOR}(?:,?[ ](?:of|for|de|de la|du|des|der|für)[ ](?:the[ ])?)"
        rf"(?:{_PHRASE}|la [\w ]{{3,30}}|[a-zé]{{3,20}}(?:[ ][a-z]{{3,20}}){{0,3}})",
        0.88,
        "a senior post",
    ),
    rule(
        Kind.JOB_TITLE,
        rf"\b(?:[Hh]ead|[Dd]irector|[Vv]ice[ -][Pp]resident|VP|SVP|EVP)[ ](?:of[ ])?(?:the[ ])?{_PHRASE}",
        0.85,
        "a senior post",
    ),
    rule(
        Kind.JOB_TITLE,
        r"\b(?:head|director|manager|chief|lead)[ ]of[ ](?:the[ ])?[a-z]{3,20}(?:[ ]"
        r"(?:and[ ])?[a-z]{3,20})?(?=[,.;)\n]|[ ](?:said|told|asked|was|is|had|has|who|wrote|signed|"
        r"decided|called|at|in|for|and)\b)",
        0.6,
        "a senior post",
    ),
    rule(
        Kind.JOB_TITLE,
        rf"\bChief[ ]{_CAP}(?:[ ](?:and[ ])?{_CAP}){{0,3}}(?<!Inspector)",
        0.85,
        "a chief's post",
    ),
    rule(
        Kind.JOB_TITLE,
        r"\bchief[ ](?:[a-z]{3,20}[ ]){1,3}(?:officer|engineer|actuary|scientist|architect|economist|"
        r"nurse|pharmacist)\b",
        0.8,
        "a chief's post",
    ),
    rule(
        Kind.JOB_TITLE,
        r"(?<![\w-])(?:CEO|CTO|CIO|CFO|COO|CISO|CDO|CPO|CRO|CMO|CHRO|CAIO|CSO|CLO|DPO|MLRO|SIRO|GC|CCO|"
        r"RSSI|DSI|DPD|BISO)(?![\w-]|[ ]\d)",
        0.75,
        "a post of which a firm has one",
    ),
    rule(
        Kind.JOB_TITLE,
        r"\b(?:[Dd]ata [Pp]rotection [Oo]fficer|[Mm]anaging [Dd]irector|[Gg]eneral [Cc]ounsel|"
        r"[Gg]eneral [Mm]anager|[Cc]ompany [Ss]ecretary|[Mm]edical [Dd]irector|[Cc]linical [Dd]irector|"
        r"[Ee]xecutive [Dd]irector|[Ff]inance [Dd]irector|[Tt]echnical [Dd]irector|"
        r"[Ii]nformation [Ss]ecurity [Oo]fficer|[Pp]rivacy [Oo]fficer|[Cc]ompliance [Oo]fficer|"
        r"[Dd]eputy [Dd]irector|[Aa]ssistant [Dd]irector|[Vv]ice [Pp]resident|[Mm]anaging [Pp]artner|"
        r"[Ff]ounder(?: and [\w ]{2,20})?|[Cc]o-[Ff]ounder|[Hh]ead [Tt]eacher|[Hh]eadteacher|"
        r"[Cc]hief [Cc]onstable|Geschäftsführer(?:in)?|Datenschutzbeauftragter?|Directeur général|"
        r"Direttore [a-z]{3,20}|Director General|Responsable [\w ]{3,30})\b",
        0.82,
        "a post of which a firm has one",
    ),
    rule(
        Kind.JOB_TITLE,
        r"\b(?:the |our |as )(?P<it>(?:sole)[ ](?:[\w-]{2,20}[ ]){0,3}(?:engineer|developer|"
        r"administrator|admin|analyst|scientist|person|architect|manager|moderator|specialist|"
        r"technician|dba|lawyer|pharmacist|radiologist))\b",
        0.6,
        "the only one in the post",
    ),
    rule(
        Kind.JOB_TITLE,
        rf"(?m:^[ \t]*(?:--? ?)?[A-ZÀ-Þ][\w.'-]{{1,20}}(?:[ ][A-ZÀ-Þ][\w.'-]{{1,24}}){{0,3}}"
        rf"(?:,[ ][^,\n]{{2,40}})?[ ]*(?:\n[ \t]*|,[ ]|[ ]-[ ]|[ ]\|[ ]))(?P<it>(?:(?:Senior|Lead|"
        r"Principal|Staff|Chief|Junior|Deputy|Assistant|Group|Site|Team|Regional|Global|"
        rf"Interim)[ ]){{0,2}}(?:{_CAP}[ ](?:and[ ]|&[ ])?){{0,4}}(?:Engineer|Manager|Lead|Officer|"
        r"Analyst|Architect|Scientist|Administrator|Director|Consultant|Specialist|Coordinator|"
        r"Supervisor|Partner|Counsel|Controller|Owner|Developer|Technician|Auditor|Actuary|Executive|"
        rf"Advisor|Adviser|Steward|Researcher|Strategist)(?:[ ](?:of[ ])?{_CAP}){{0,3}})(?=[ ]*(?:$|,|"
        r"\||[ ]-[ ]))",
        0.75,
        "a title in a signature",
    ),
    rule(
        Kind.JOB_TITLE,
        rf"(?m:^[ \t]*{_CAP}(?:[ ]{_CAP}){{1,2}},[ ])(?P<it>[^\W\d_][\w -]{{2,40}})(?=,[ ](?:tel|phone|"
        r"mob|mobile|cell|fax|ext|\+\d))",
        0.7,
        "a title before a telephone number",
    ),
    rule(
        Kind.JOB_TITLE,
        r"(?i:\b(?:i am|i'm|ich bin|je suis|sono|soy|jestem|i work as)[ ](?:the[ ]|a[ ]|an[ ]|il[ ]|"
        r"la[ ]|le[ ]|el[ ]|der[ ]|die[ ])?(?:only[ ]|sole[ ])?)(?P<it>(?:(?:IT|AI|ML|data|security|"
        r"platform|operations|quality|risk|clinical|technical|product|service|infrastructure|"
        r"compliance|systems?|network|database)[ ]){1,3}(?:manager|director|lead|officer|administrator|"
        r"admin|architect|owner|coordinator|supervisor))\b",
        0.6,
        "a title the writer gives themselves",
    ),
)
RECOGNISER = Recogniser(_NAME, lambda text: apply(RULES, text, _NAME))
