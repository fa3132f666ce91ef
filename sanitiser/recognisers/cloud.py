"""Names of cloud resources: ARNs, accounts, buckets, images, clusters."""

import re

from sanitiser.kinds import Kind
from sanitiser.matches import Recogniser, apply, rule

_NAME = "cloud"
_FREE = r"[^\s\"'<>`,;)\]}]"


def carries_a_name(value: str) -> bool:
    """Refuse names that every cluster has, such as ``prod`` or ``kube-system``."""
    return value.casefold() not in _GENERIC and not _GENERIC_PARTS.fullmatch(value)


_GENERIC = frozenset(
    {"kube-system", "kube-public", "default", "monitoring", "logging", "ingress-nginx", "cert-manager"}
)
_GENERIC_PARTS = re.compile(
    r"(?:(?:prod|production|stage|staging|dev|test|qa|uat|api|web|app|worker|ingest|payments?|orders?|"
    r"users?|auth|gateway|frontend|backend|"
    r"service|svc|server|model|llm|inference|ml|data|db|cache|queue|scheduler|proxy|default|main|"
    r"master|primary|replica|node|pod|job|"
    r"ranker|chat|bot|search|vector|embedding|embeddings|eval|batch|stream|router|v?\d{1,4}|"
    r"[0-9a-f]{8,10}|[a-z0-9]{5})(?:[-_/.]|$)){1,8}",
    re.IGNORECASE,
)
_FIELDS = (
    r"(?:bucket(?:_?name)?|container_?name|cluster(?:_?name)?|namespace|project(?:_?id)?|"
    r"resource_?group|subscription(?:_?id)?|"
    r"db_?(?:instance|cluster)(?:_?identifier)?|vault_?name|dataset_?id|topic_?arn|queue_?url|"
    r"stack_?name|function_?name|ci)"
)
RULES = (
    rule(
        Kind.CLOUD_RESOURCE,
        rf"\barn:aws[\w-]{{0,10}}:[a-z0-9-]{{1,40}}:[\w-]{{0,30}}:\w{{0,20}}:{_FREE}{{1,400}}(?<![.:])",
        0.98,
        "an ARN",
    ),
    rule(
        Kind.CLOUD_RESOURCE,
        rf"\b(?:s3a?|gs|abfss?|wasbs?|r2|oss|cos|swift|dbfs|adl)://{_FREE}{{2,400}}(?<![.:])",
        0.97,
        "a bucket address",
    ),
    rule(
        Kind.CLOUD_RESOURCE,
        rf"\b(?:https?://)?[\w.-]{{2,100}}\.(?:s3[\w.-]{{0,40}}\.amazonaws\.com|"
        r"blob\.core\.windows\.net|r2\.(?:dev|cloudflarestorage\.com)|"
        rf"storage\.googleapis\.com|digitaloceanspaces\.com)(?:/{_FREE}{{0,400}})?(?<![.:])",
        0.96,
        "a bucket address",
    ),
    rule(
        Kind.CLOUD_RESOURCE,
        rf"\bhttps?://(?:s3[\w.-]{{0,40}}\.amazonaws\.com|storage\.(?:cloud\.google|"
        rf"googleapis)\.com)/{_FREE}{{2,400}}(?<![.:])",
        0.96,
        "a bucket address",
    ),
    rule(
        Kind.CLOUD_RESOURCE,
        r"\b[\w.-]{2,100}\.(?:[\w-]{2,30}\.)?(?:rds|elasticache|cache|redshift|es|eks|elb|opensearch|"
        r"docdb|neptune)(?:\.[\w-]{2,30})?\.amazonaws\.com(?::\d{2,5})?\b",
        0.95,
        "a managed service's address",
    ),
    rule(
        Kind.CLOUD_RESOURCE,
        r"\b[\w.-]{2,100}\.(?:azurewebsites\.net|vault\.azure\.net|database\.windows\.net|azurecr\.io|"
        r"openai\.azure\.com|azurefd\.net|"
        r"servicebus\.windows\.net|cloudapp\.azure\.com|azurecontainerapps\.io|documents\.azure\.com|"
        r"search\.windows\.net|run\.app|"
        r"cloudfunctions\.net|appspot\.com|cloudfront\.net|on\.aws|herokuapp\.com|"
        r"snowflakecomputing\.com|cloud\.databricks\.com|"
        r"mongodb\.net|confluent\.cloud|pinecone\.io|upstash\.io)\b(?:/[^\s\"'<>]{1,200})?",
        0.9,
        "a managed service's address",
    ),
    rule(
        Kind.CLOUD_RESOURCE,
        rf"(?i:/subscriptions/)[0-9a-fA-F-]{{8,36}}(?:/{_FREE}{{1,400}})?(?<![.:])",
        0.97,
        "an Azure resource",
    ),
    rule(
        Kind.CLOUD_RESOURCE,
        rf"\b(?:projects|organizations|folders)/[\w-]{{4,40}}/{_FREE}{{2,400}}(?<![.:])",
        0.95,
        "a Google Cloud resource",
    ),
    rule(
        Kind.CLOUD_RESOURCE,
        r"\b(?:i|vol|snap|vpc|subnet|sg|eni|ami|eipalloc|rtb|nat|igw|vpce|tgw|acl|lt|fs|pcx|dopt|cgw|"
        r"vgw|eipassoc|r)-(?:[0-9a-f]{17}|[0-9a-f]{8})\b",
        0.95,
        "an AWS resource number",
    ),
    rule(
        Kind.CLOUD_RESOURCE,
        r"(?i:\b(?:aws )?(?:account|acct|payer|owner-?id|accountid)(?:[ _-]?(?:id|no|"
        r"number))?[\"']?[ ]{0,2}[:=#(]?[ ]{0,2}[\"']?)(?P<it>\d{12}|\d{4}-\d{4}-\d{4})(?!\d)",
        0.85,
        "an AWS account number",
    ),
    rule(
        Kind.CLOUD_RESOURCE,
        r"(?<![\w./@-])(?P<it>(?:[a-z0-9][\w-]{0,62}(?:\.[\w-]{1,63}){1,6}(?::\d{2,5})?/)"
        r"(?:[\w.-]{1,80}/){0,6}[\w.-]{1,80}(?:@sha256:[0-9a-f]{6,64}(?:\.{3}|…)?|:[\w.-]{1,100}"
        r"(?:@sha256:[0-9a-f]{6,64})?))",
        0.93,
        "a container image",
    ),
    rule(
        Kind.CLOUD_RESOURCE,
        r"(?<![\w./@-])(?P<it>[a-z0-9][\w-]{1,40}/[a-z0-9][\w.-]{1,60}@sha256:[0-9a-f]{6,64}|"
        r"sha256:[0-9a-f]{12,64})",
        0.9,
        "an image digest",
    ),
    rule(
        Kind.CLOUD_RESOURCE,
        r"(?i:\b(?:image|imageid|image_uri)[\"']?\s{0,2}[:=]\s{0,2}[\"']?)"
        r"(?P<it>[a-z0-9][\w.-]{1,60}/[\w./-]{1,120}(?::[\w.-]{1,60})?)",
        0.75,
        "the value of an image field",
    ),
    rule(
        Kind.CLOUD_RESOURCE,
        rf"(?i:(?<![\w-]){_FIELDS}[\"']?[ ]{{0,2}}[:=][ ]{{0,2}}[\"']?)(?P<it>[a-z0-9][\w./-]{{2,100}})"
        r"(?<![./-])",
        0.75,
        "the value of a cloud field",
        check=lambda value: carries_a_name(value) and not value.isdigit(),
    ),
    rule(
        Kind.CLOUD_RESOURCE,
        r"(?i:\b(?:bucket|namespace|kubectl[^\n]{0,60}?[ ](?:-n|--namespace|--context)|-n|"
        r"resource group|gcp project|gcloud[^\n]{0,60}?--project)[ =]{1,2}[\"'`]?)(?P<it>[a-z0-9]{2,30}"
        r"(?:[-_.][a-z0-9]{1,30}){1,6})",
        0.75,
        "a name after a word such as bucket or namespace",
        check=carries_a_name,
    ),
    rule(
        Kind.CLOUD_RESOURCE,
        r"(?i:\b(?:pods?|deployments?|deploy|statefulsets?|services?|svc|nodes?|jobs?|cronjobs?|"
        r"configmaps?|secrets?|ingress)/)(?P<it>[a-z0-9](?:[a-z0-9-]{2,80})[a-z0-9])\b",
        0.7,
        "a Kubernetes object",
        check=carries_a_name,
    ),
    rule(
        Kind.CLOUD_RESOURCE,
        r"(?<![\w./-])(?P<it>[a-z][a-z0-9]{2,20}(?:-[a-z0-9]{2,20}){1,5}-[0-9a-f]{8,10}-"
        r"(?=[a-z0-9]{0,4}\d|[bcdfghjklmnpqrstvwxz]{5})[a-z0-9]{5})(?![\w-])",
        0.7,
        "a pod's name",
        check=carries_a_name,
    ),
    rule(
        Kind.CLOUD_RESOURCE,
        r"(?i:^kind:[ ](?:Deployment|StatefulSet|Service|Job|CronJob|Namespace|Pod|DaemonSet|"
        r"Ingress)\b[^\n]{0,40}\n(?:metadata:[^\n]{0,40}\n)[ ]{1,8}name:[ ]{1,4})"
        r"(?P<it>[a-z0-9][\w.-]{2,80})",
        0.8,
        "the name of a Kubernetes object",
        check=carries_a_name,
        flags=re.MULTILINE,
    ),
)
RECOGNISER = Recogniser(_NAME, lambda text: apply(RULES, text, _NAME))
