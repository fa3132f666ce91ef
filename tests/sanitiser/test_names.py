"""People, organisations, suppliers and places in whole texts."""

from collections.abc import Callable

import pytest

from sanitiser import Identifies, Sanitiser

Found = Callable[[str], list[tuple[str, str]]]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Dear Ms Farrugia,\nyour letter arrived.", "Farrugia"),
        ("Wrote to Mr Long about it.", "Long"),
        ("kjersti said pull the plug", "kjersti"),
        ("J. Micallef signed the form.", "J. Micallef"),
        ("Anneliese (Liesl) Huber was told.", "Anneliese (Liesl) Huber"),
        ("| id | owner |\n|---|---|\n| 1 | Zofia W. |", "Zofia W."),
        ("Grace [16:02] canary is red\nWill [16:03] will look", "Will"),
        ("Fixed by Oluwaseun, thanks.", "Oluwaseun"),
        ("MS: it is down\nJB: looking\nMS: ok", "MS"),
    ],
)
def test_a_person_is_found(found: Found, text: str, name: str) -> None:
    """By title, by list, by place in the line or by shape."""
    assert name in [value for _, value in found(text)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Brattvik Marine Brokers AS wrote to us.", "Brattvik Marine Brokers AS"),
        ("It belongs to Halvorsen Reinsurance now.", "Halvorsen Reinsurance"),
        ("event tenant=brightmoor status=500", "brightmoor"),
        ("We told the CNIL about it.", "CNIL"),
        ("Hosted by Google Cloud in the end.", "Google Cloud"),
        ("The desk in Bergen was closed.", "Bergen"),
        ("An office in Northern Ireland.", "Northern Ireland"),
    ],
)
def test_an_organisation_or_place_is_found(found: Found, text: str, name: str) -> None:
    """By legal form, by field, by list."""
    assert name in [value for _, value in found(text)]


def test_a_name_found_once_is_found_everywhere(found: Found) -> None:
    """Parts, possessives, lower case, and names inside names."""
    text = "Maren Solvik (m.solvik@firm.example) left. Maren's key stayed. ask maren. branch maren_solvik_fix"

    values = [value for _, value in found(text)]

    assert {"Maren Solvik", "Maren", "maren", "maren_solvik_fix"} <= set(values)


@pytest.mark.parametrize(
    "text",
    [
        "Kafka, Redis, Jenkins and Prometheus run on Kubernetes with Python 3.11.",
        "The model returned HTTP 503, exit code 137, SEV1, p95 of 41 s.",
        "A NullPointerException in the worker; see RFC 9110 and PSF-3.2.",
        "On Monday the assistant answered in English, and nothing alerted.",
        "Root cause. The retry loop had no cap. Lessons learned: add jitter.",
        "We rotated the token, restarted payments-api and cleared the cache.",
    ],
)
def test_technology_and_plain_prose_survive(found: Found, text: str) -> None:
    """An emptied story teaches nothing."""
    assert found(text) == []


def test_an_authority_identifies_only_in_combination(loaded: Sanitiser) -> None:
    """A regulator fits many firms."""
    (finding,) = loaded.detect("We informed the CNIL.").findings

    assert finding.identifies is Identifies.QUASI
