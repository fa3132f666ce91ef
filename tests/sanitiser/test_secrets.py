"""Keys, tokens and passwords. Every value here is invented and opens nothing."""

import pytest

from sanitiser.recognisers import secrets
from tests.sanitiser.conftest import hits

JWT = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJub2JvZHkifQ.c2lnbmF0dXJlLW5vdC1yZWFs"
BLOCK = "-----BEGIN RSA PRIVATE KEY-----\nTk9ULUEtUkVBTC1LRVk=\n-----END RSA PRIVATE KEY-----"


class TestFound:
    """What opens a door is found whole."""

    @pytest.mark.parametrize(
        ("text", "secret"),
        [
            ("key AKIAEXAMPLE7NOTREAL2 was in the log", "AKIAEXAMPLE7NOTREAL2"),
            ("ghp_NotRealNotRealNotReal0123456789ab", "ghp_NotRealNotRealNotReal0123456789ab"),
            ("use glpat-NotRealNotReal12345", "glpat-NotRealNotReal12345"),
            ("xoxb-111111111111-notrealnotreal", "xoxb-111111111111-notrealnotreal"),
            ("sk-proj-NotRealNotReal0123", "sk-proj-NotRealNotReal0123"),
            ("hf_NotRealNotRealNotReal", "hf_NotRealNotRealNotReal"),
            (f"header {JWT} seen", JWT),
            (f"pasted:\n{BLOCK}\nsorry", BLOCK),
            ("postgres://app:n0treal@db.corp:5432/x failed", "postgres://app:n0treal@db.corp:5432/x"),
            ("Authorization: Basic bm90OnJlYWw=", "bm90OnJlYWw="),
            ("DB_PASSWORD=hunter-not-2", "hunter-not-2"),
            ('{"api_key": "n0tr3al-k3y"}', "n0tr3al-k3y"),
            ("the password was Winter2031!", "Winter2031!"),
            ("pin 4471 on a sticker", "4471"),
            ("cvv 904", "904"),
            ("https://files.test/a?X-Amz-Signature=00ff", "https://files.test/a?X-Amz-Signature=00ff"),
            ("curl -u bob:n0treal https://x.test", "bob:n0treal"),
            (
                "https://hooks.slack.com/services/T0/B0/notreal",
                "https://hooks.slack.com/services/T0/B0/notreal",
            ),
        ],
    )
    def test_a_secret_is_found_whole(self, text: str, secret: str) -> None:
        """The value is covered from its first to its last character."""
        assert secret in hits(secrets.RECOGNISER, text)

    def test_a_key_block_without_an_end_is_taken_to_the_end_of_the_text(self) -> None:
        """Half a key is still a key."""
        text = "-----BEGIN PRIVATE KEY-----\nTk9UUkVBTA==\nTk9UUkVBTA=="

        assert text in hits(secrets.RECOGNISER, text)


class TestLeft:
    """Talk about secrets is no secret."""

    @pytest.mark.parametrize(
        "text",
        [
            "The password was rotated and the token expired.",
            "password: ********",
            "token=${VAULT_TOKEN}",
            "token budget of 4096 tokens",
            "secret: [SECRET]",
            "the pin code was never asked for",
            "max_tokens: 512",
            "commit 5a23adf fixed the secret scanner",
        ],
    )
    def test_prose_about_secrets_stays(self, text: str) -> None:
        """A word that is no value is left alone."""
        assert hits(secrets.RECOGNISER, text) == set()
