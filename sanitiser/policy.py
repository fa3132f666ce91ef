"""The policy: which kinds are reported, from which score on, and how long a text may take."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from sanitiser.findings import SanitiserUnavailable
from sanitiser.kinds import Kind


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of the policy.

    *digest* is the SHA-256 of its file; *seconds* bounds the time of one text.
    """

    name: str
    version: str
    digest: str
    seconds: float
    model: str
    model_sha256: str
    off: frozenset[Kind]
    thresholds: Mapping[Kind, float]

    def wants(self, kind: Kind, score: float) -> bool:
        """Say whether a finding of *kind* with *score* is reported."""
        return kind not in self.off and score >= self.thresholds[kind]


def read(name: str) -> Policy:
    """Read the policy *name* that ships with the package.

    Raise SanitiserUnavailable where there is none of that name, or where it cannot be understood.
    """
    if not name.replace("-", "").replace("_", "").isalnum():
        message = "A policy name holds letters, digits and hyphens only."
        raise SanitiserUnavailable(message)
    source = files("sanitiser") / "policies" / f"{name}.toml"
    if not source.is_file():
        message = (
            "There is no sanitiser policy of that name. Look in sanitiser/policies for those that exist."
        )
        raise SanitiserUnavailable(message)
    content = source.read_bytes()
    try:
        return _parse(content)
    except (KeyError, ValueError, TypeError) as error:
        message = (
            f"The sanitiser policy {name} cannot be understood ({type(error).__name__}). Restore the file "
            "that was installed."
        )
        raise SanitiserUnavailable(message) from error


def _parse(content: bytes) -> Policy:
    table = tomllib.loads(content.decode("utf-8"))
    given = dict(table["thresholds"])
    default = float(given.pop("default"))
    thresholds = dict.fromkeys(Kind, default) | {Kind(key): float(value) for key, value in given.items()}
    return Policy(
        name=str(table["name"]),
        version=str(table["version"]),
        digest=hashlib.sha256(content).hexdigest(),
        seconds=float(table["limits"]["seconds"]),
        model=str(table["model"]["name"]),
        model_sha256=str(table["model"]["sha256"]),
        off=frozenset(Kind(label) for label in table["kinds"]["off"]),
        thresholds=thresholds,
    )
