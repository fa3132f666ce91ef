"""Numbers of people, banks, telephones, money and time."""

import pytest

from sanitiser import checksums
from sanitiser.recognisers import addresses, financial, money, national, phones, quantities, times
from tests.sanitiser.conftest import hits


class TestNational:
    """A state's numbers are found by name and by check digit."""

    @pytest.mark.parametrize(
        "value",
        [
            "QQ 12 34 56 C",
            "943 476 5919",
            "81041732675",
            "3059 0344 5364",
            "12345678Z",
            "RSSMRA80A01F205X",
            "131052-308T",
        ],
    )
    def test_a_national_number_is_found(self, value: str) -> None:
        """Letters, gaps and hyphens belong to it."""
        text = f"applicant ({value}) complained"
        named = f"nino {value}" if value.startswith("QQ") else text

        assert value in hits(national.RECOGNISER, named)

    @pytest.mark.parametrize("value", ["943 476 5918", "81041732676", "3059 0344 5365", "131052-308A"])
    def test_a_wrong_check_digit_is_refused(self, value: str) -> None:
        """One digit off is another number."""
        assert hits(national.RECOGNISER, f"saw {value} there") == set()

    def test_a_name_before_the_number_outweighs_the_check_digit(self) -> None:
        """People mistype, and a mistyped number still identifies."""
        assert "943 476 5918" in hits(national.RECOGNISER, "NHS no 943 476 5918")


class TestFinancial:
    """Cards and accounts."""

    @pytest.mark.parametrize(
        "text",
        [
            "DE89 3704 0044 0532 0130 00",
            "4000 0078 7789 3286",
            "378282246310005",
            "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
        ],
    )
    def test_an_account_is_found_whole(self, text: str) -> None:
        """Gaps belong to it."""
        assert text in hits(financial.RECOGNISER, f"paid to {text} today")

    @pytest.mark.parametrize("text", ["DE88 3704 0044 0532 0130 00", "4000 0078 7789 3287", "1731290402123"])
    def test_a_wrong_check_digit_is_refused(self, text: str) -> None:
        """Without a word before it, the check digit decides."""
        assert hits(financial.RECOGNISER, f"saw {text} there") == set()

    @pytest.mark.parametrize(
        ("test", "good", "bad"),
        [
            (checksums.luhn, "79927398713", "79927398710"),
            (checksums.nhs, "9434765919", "9434765918"),
            (checksums.pesel, "44051401359", "44051401358"),
            (checksums.verhoeff, "2363", "2364"),
            (checksums.bsn, "111222333", "111222334"),
            (checksums.cpf, "529.982.247-25", "529.982.247-26"),
            (checksums.turkish, "10000000146", "10000000147"),
            (checksums.norwegian, "01010750160", "01010750161"),
            (checksums.steuer_id, "86095742719", "86095742718"),
            (checksums.nif, "12345678Z", "12345678A"),
            (checksums.lei, "5493001KJTIIGC8Y1R12", "5493001KJTIIGC8Y1R13"),
        ],
    )
    def test_a_check_digit_tells_right_from_wrong(self, test: object, good: str, bad: str) -> None:
        """Each checksum accepts a number known to be right and refuses its neighbour."""
        assert callable(test)
        assert (test(good), test(bad)) == (True, False)


class TestPhones:
    """Telephone numbers."""

    @pytest.mark.parametrize(
        "value",
        [
            "+44 1632 960 417",
            "+420 601 000 214",
            "(808) 555-0142",
            "902-555-0127",
            "07700 900 614",
            "+49 (0)30 900 1182",
        ],
    )
    def test_a_telephone_number_is_found(self, value: str) -> None:
        """International and national forms."""
        assert value in hits(phones.RECOGNISER, f"rang {value} twice")

    @pytest.mark.parametrize(
        "text", ["took 1200 ms", "2024-05-02 10:22", "10.44.7.19", "0.93 0.41 0.25", "v2.14.0"]
    )
    def test_other_figures_are_no_telephone_number(self, text: str) -> None:
        """Digits alone do not ring."""
        assert hits(phones.RECOGNISER, text) == set()


class TestAddresses:
    """Postal addresses."""

    @pytest.mark.parametrize(
        "value",
        [
            "18 Kelvin Terrace, Auchterbridge AB41 7QX",
            "Flat 3, 52 Cotterill Rise, Salford M6 9XX",
            "1187 Kaulana Loop, Hilo, HI 96720",
            "Lindenstraße 14, 50674 Köln",
            "12 rue des Lilas, 69003 Lyon",
        ],
    )
    def test_an_address_is_found_whole(self, value: str) -> None:
        """Street, town and postcode go together."""
        assert value in hits(addresses.RECOGNISER, f"lives at {value}.")

    def test_a_street_without_a_number_is_no_address(self) -> None:
        """It is a place."""
        assert hits(addresses.RECOGNISER, "They met in Tanner Street.") == set()


class TestTimes:
    """Dates, and clock times where there is a date."""

    @pytest.mark.parametrize(
        "value",
        [
            "3 March 2025",
            "2025-03-03T02:14:09Z",
            "02:14 UTC on 3 March 2025",
            "30/Jan/2025:04:10:31 +0000",
            "Jan 30 04:10:31",
            "14 Nov 2024",
            "28.05.2024",
            "autumn 2023",
            "1 and 9 August",
            "2024-W41",
            "New Year's Eve",
            "1731290402",
            "17 Ocak 2025",
        ],
    )
    def test_a_date_is_found_whole(self, value: str) -> None:
        """Zone and year belong to it."""
        assert value in hits(times.RECOGNISER, f"on {value} it began")

    @pytest.mark.parametrize(
        "text", ["two days later", "T+12", "after 47 min", "on Tuesday", "at 02:14", "0 2 * * *"]
    )
    def test_a_time_that_dates_nothing_stays(self, text: str) -> None:
        """Relative times, and clock times in a text without a date."""
        assert hits(times.RECOGNISER, text) == set()

    def test_a_clock_time_counts_once_the_text_has_a_date(self) -> None:
        """Together they place the event."""
        assert "02:14" in hits(times.RECOGNISER, "On 3 March 2025 it began. At 02:14 it ended.")


class TestAmounts:
    """Money and exact counts."""

    @pytest.mark.parametrize(
        "value", ["€212,480", "R 48,200.00", "NOK 1.9m", "£1.4m", "18 700 €", "340 000 Kč", "$61,250"]
    )
    def test_an_amount_is_found_whole(self, value: str) -> None:
        """Currency and scale belong to it."""
        assert value in hits(money.RECOGNISER, f"cost {value} in all")

    @pytest.mark.parametrize("text", ["p95 was 41 s", "128k context", "38%", "the R value of 3"])
    def test_other_figures_are_no_money(self, text: str) -> None:
        """A scale without a currency is not money."""
        assert hits(money.RECOGNISER, text) == set()

    @pytest.mark.parametrize(
        ("text", "value"), [("1,284,331 registered cooks", "1,284,331"), ("418 erased people", "418")]
    )
    def test_an_exact_count_is_found_without_its_noun(self, text: str, value: str) -> None:
        """Only the number goes."""
        assert value in hits(quantities.RECOGNISER, text)

    @pytest.mark.parametrize("text", ["400 people", "4096 tokens", "12 users", "8,192 tokens", "1.5 MB"])
    def test_round_and_technical_numbers_stay(self, text: str) -> None:
        """They fit many."""
        assert hits(quantities.RECOGNISER, text) == set()
