"""Tickets, records, code, cloud resources and accounts: cases and near misses for each family."""

import pytest

from sanitiser.matches import Recogniser
from sanitiser.recognisers import cloud, code, codenames, credentials, devices, records, tickets, usernames
from tests.sanitiser.conftest import hits

FOUND = [
    (tickets, "opened INC-20931 at once", "INC-20931"),
    (tickets, "see INC0091833", "INC0091833"),
    (tickets, "PR #4821 merged", "#4821"),
    (tickets, "support case 00482913", "00482913"),
    (tickets, "in #inc-20931 now", "inc-20931"),
    (records, "trace 4bf92f3577b34da6a3ce929d0e0e4736", "4bf92f3577b34da6a3ce929d0e0e4736"),
    (records, "id 9c29e2b2-43ce-43e0-bf79-3e0649c9ac28", "9c29e2b2-43ce-43e0-bf79-3e0649c9ac28"),
    (records, "policy CM-771-2290 lapsed", "CM-771-2290"),
    (records, "claim no. 88120447 was paid", "88120447"),
    (records, "patient_id=C-0091827", "C-0091827"),
    (records, "file CDP/2024/BR/1187", "CDP/2024/BR/1187"),
    (code, "rolled back to 5a23adf.", "5a23adf"),
    (code, "/home/jdoe/claims/run.py", "/home/jdoe/claims/run.py"),
    (code, r"C:\Users\jdoe\notes.txt", r"C:\Users\jdoe\notes.txt"),
    (code, r"on \\fs01\claims$", r"\\fs01\claims$"),
    (code, "git@git.firm.test:ml/x.git", "git@git.firm.test:ml/x.git"),
    (code, "in com.vallonia.freight.RouteService", "com.vallonia.freight.RouteService"),
    (cloud, "role arn:aws:iam::208847113390:role/Reader", "arn:aws:iam::208847113390:role/Reader"),
    (cloud, "from s3://vallonia-models/a/b", "s3://vallonia-models/a/b"),
    (cloud, "i-0abcdef1234567890 died", "i-0abcdef1234567890"),
    (cloud, "reg.vallonia.test/ml/rank:v2", "reg.vallonia.test/ml/rank:v2"),
    (cloud, "projects/vallonia-prod-7/locations/x", "projects/vallonia-prod-7/locations/x"),
    (usernames, "thanks @mkowal for this", "mkowal"),
    (usernames, r"CORP\jdoe logged in", r"CORP\jdoe"),
    (usernames, "mkowal@jump1:~$ ls", "mkowal"),
    (usernames, "user=j.achterberg action=read", "j.achterberg"),
    (usernames, "<@U02ABCDEF9> ping", "U02ABCDEF9"),
    (credentials, "holder of AIDA-2026-0417", "AIDA-2026-0417"),
    (credentials, "CPAP-2025-00417 and others", "CPAP-2025-00417"),
    (credentials, "GMC 7099182", "7099182"),
    (devices, "serial CGX-88-104471", "CGX-88-104471"),
    (devices, "truck 5T2 8841 waited", "5T2 8841"),
    (codenames, "Project Nightjar slipped", "Nightjar"),
    (codenames, "kestrel-ranker is red", "kestrel-ranker"),
    (codenames, "model ft:gpt-4o-mini:vallonia::9xYz", "ft:gpt-4o-mini:vallonia::9xYz"),
]
LEFT = [
    (tickets, "UTF-8, SHA-256, CVE-2021-44228, ISO-27001, PSF-3.2, GPT-4"),
    (tickets, "HTTP 503 and line #3"),
    (records, "version 3.8.18, 2024-05-02 and 10:22:31"),
    (records, "case 3 of 7"),
    (code, "in /var/log/syslog and /app/main.py"),
    (code, "com.fasterxml.jackson.databind.ObjectMapper"),
    (code, "on branch main, release/2.4"),
    (code, "and/or, input/output, read/write"),
    (cloud, "namespace: prod"),
    (cloud, "in eu-west-1 on S3 and EC2"),
    (usernames, "root@localhost, user: hello there"),
    (usernames, "sudo -u postgres psql"),
    (usernames, "@app.route and @dataclass"),
    (credentials, "she holds AIDA and CPAP"),
    (credentials, "CVE-2021-44228"),
    (devices, "the bus was late"),
    (codenames, "payments-api and ingest-worker"),
    (codenames, "team Platform Reliability"),
]


@pytest.mark.parametrize(("family", "text", "value"), FOUND)
def test_an_identifier_is_found_whole(family: object, text: str, value: str) -> None:
    """Each family finds its own kind, from the first to the last character."""
    assert value in hits(_recogniser(family), text)


@pytest.mark.parametrize(("family", "text"), LEFT)
def test_a_near_miss_is_left_alone(family: object, text: str) -> None:
    """What only looks like one stays."""
    assert hits(_recogniser(family), text) == set()


def _recogniser(family: object) -> Recogniser:
    recogniser = getattr(family, "RECOGNISER")  # noqa: B009 - modules have no common type
    assert isinstance(recogniser, Recogniser)
    return recogniser
