"""The names of domains, for the parts below that may not know the framework."""

from itembank.core.work import Work
from itembank.framework import operations


class Catalogue:
    """Answers `itembank.core.ports.DomainNames` from the packs of this bank."""

    def titles(self, work: Work) -> dict[tuple[str, str, str], str]:
        """Return the title of every (framework, version, domain)."""
        return operations.domain_titles(work.session)
