"""A bridge to Presidio's recognisers: those with a checksum that we do not write ourselves.

Only results that Presidio's own check confirmed are taken. Its e-mail, link and IBAN recognisers are left
out: the first two look up a suffix list on the network, the third writes what it reads to a log.
"""

import logging
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from sanitiser.findings import SanitiserUnavailable
from sanitiser.kinds import Kind
from sanitiser.matches import Match, Recogniser

if TYPE_CHECKING:
    from presidio_analyzer import EntityRecognizer

_NAME = "presidio"
_CLASSES = {
    "AuAbnRecognizer": Kind.NATIONAL_ID,
    "AuAcnRecognizer": Kind.NATIONAL_ID,
    "AuMedicareRecognizer": Kind.NATIONAL_ID,
    "AuTfnRecognizer": Kind.NATIONAL_ID,
    "CryptoRecognizer": Kind.FINANCIAL_ID,
    "DeHealthInsuranceRecognizer": Kind.NATIONAL_ID,
    "DeSocialSecurityRecognizer": Kind.NATIONAL_ID,
    "InGstinRecognizer": Kind.NATIONAL_ID,
    "KrRrnRecognizer": Kind.NATIONAL_ID,
    "MedicalLicenseRecognizer": Kind.CREDENTIAL_ID,
    "ThTninRecognizer": Kind.NATIONAL_ID,
    "UsNpiRecognizer": Kind.CREDENTIAL_ID,
    "ZaIdNumberRecognizer": Kind.NATIONAL_ID,
}
_CONFIRMED = 1.0


@cache
def _recognisers() -> "tuple[tuple[EntityRecognizer, Kind], ...]":
    logging.getLogger("presidio-analyzer").disabled = True
    try:
        from presidio_analyzer import predefined_recognizers
    except ImportError as error:
        message = "Presidio cannot be loaded. Install the packages in requirements.lock and start again."
        raise SanitiserUnavailable(message) from error
    found = ((getattr(predefined_recognizers, name, None), kind) for name, kind in _CLASSES.items())
    return tuple((make(), kind) for make, kind in found if make is not None)


def prepare() -> None:
    """Load Presidio's recognisers, so that the first text does not wait for them."""
    _recognisers()


def find(text: str) -> Iterator[Match]:
    """Take what Presidio's checksums confirm."""
    from presidio_analyzer.nlp_engine import NlpArtifacts

    nothing = NlpArtifacts([], [], [], [], None, "en")  # type: ignore[arg-type]  # no engine: these read text only
    for recogniser, kind in _recognisers():
        for result in recogniser.analyze(text, recogniser.supported_entities, nothing) or ():
            if result.score >= _CONFIRMED:
                yield Match(result.start, result.end, kind, 0.8, _NAME, "a number whose check digits fit")


RECOGNISER = Recogniser(_NAME, find)
