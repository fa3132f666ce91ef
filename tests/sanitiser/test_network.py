"""E-mail addresses, links, hosts and addresses of machines."""

import pytest

from sanitiser import Identifies
from sanitiser.recognisers import emails, network
from tests.sanitiser.conftest import hits


class TestEmails:
    """Any suffix counts."""

    @pytest.mark.parametrize(
        "address",
        [
            "a.b@corp.internal",
            "ops+alerts@firm.example",
            "o'neil@mail.firm.co.uk",
            "x_y@host.local",
            "josé@firm.test",
        ],
    )
    def test_an_address_with_any_suffix_is_found(self, address: str) -> None:
        """Private and reserved suffixes are addresses too."""
        assert address in hits(emails.RECOGNISER, f"write to {address}, please")

    @pytest.mark.parametrize("text", ["git@v2", "a @ b", "@handle", "5@3.2", "user@host:~$"])
    def test_what_only_holds_the_sign_is_no_address(self, text: str) -> None:
        """The sign alone is not enough."""
        assert hits(emails.RECOGNISER, text) == set()


class TestHosts:
    """The longest name is taken, and file names are left."""

    @pytest.mark.parametrize(
        "host",
        ["db-prod-01.eu-west-1.firm.internal", "mx2.firm.example", "api.firm.co.uk", "llm-a1.hel.firm.lan"],
    )
    def test_a_host_is_found_whole(self, host: str) -> None:
        """Nothing is cut inside a label."""
        assert host in hits(network.RECOGNISER, f"restarted {host} twice")

    @pytest.mark.parametrize(
        "text",
        [
            "deploy.sh",
            "main.rs",
            "config.py",
            "README.md",
            "example.com",
            "sts.amazonaws.com",
            "v1.2.3",
            "localhost",
        ],
    )
    def test_files_and_documentation_hosts_stay(self, text: str) -> None:
        """A dot does not make a host."""
        assert hits(network.RECOGNISER, f"see {text} for more") == set()

    def test_a_link_ends_before_the_punctuation_of_the_sentence(self) -> None:
        """The full stop belongs to the sentence."""
        assert "https://wiki.firm.internal/x/7" in hits(
            network.RECOGNISER, "See https://wiki.firm.internal/x/7."
        )


class TestAddresses:
    """Public addresses identify directly, private ones in combination, some not at all."""

    @pytest.mark.parametrize(
        ("value", "answer"),
        [
            ("203.0.113.9", Identifies.DIRECT),
            ("2001:db8::7", Identifies.DIRECT),
            ("10.1.2.3", Identifies.QUASI),
            ("192.168.40.11", Identifies.QUASI),
            ("100.64.1.1", Identifies.QUASI),
            ("fd12:3456::1", Identifies.QUASI),
            ("10.20.0.0/16", Identifies.QUASI),
            ("127.0.0.1", None),
            ("8.8.8.8", None),
            ("169.254.169.254", None),
            ("10.0.0.0/8", None),
            ("::1", None),
            ("300.1.1.1", None),
        ],
    )
    def test_an_address_is_judged_by_its_block(self, value: str, answer: Identifies | None) -> None:
        """The block decides."""
        assert network.judge_address(value) is answer

    def test_a_version_is_no_address(self) -> None:
        """Four numbers after a word for a version stay."""
        assert hits(network.RECOGNISER, "upgraded to version 1.2.3.4 and v10.0.0.1") == set()

    @pytest.mark.parametrize("value", ["00:00:5e:00:53:af", "00-00-5E-00-53-AF", "0000.5e00.53af"])
    def test_a_card_address_is_found_in_every_notation(self, value: str) -> None:
        """Colons, hyphens and dots are all in use."""
        assert value in hits(network.RECOGNISER, f"nic {value} flapped")
