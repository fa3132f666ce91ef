"""Check digits. Every function takes the identifier as written and answers yes or no."""

_DIHEDRAL = (
    "0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
    "5987604321", "6598710432", "7659821043", "8765932104", "9876543210",
)  # fmt: skip
_PERMUTATION = (
    "0123456789", "1576283094", "5803796142", "8916043527",
    "9453126870", "4286573901", "2793806415", "7046913258",
)  # fmt: skip
_NIF_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"


def digits(value: str) -> list[int]:
    """Give the decimal digits of *value*, leaving separators out."""
    return [int(char) for char in value if char.isascii() and char.isdigit()]


def luhn(value: str) -> bool:
    """Check cards, Swedish personal numbers and IMEIs."""
    total = 0
    for index, digit in enumerate(reversed(digits(value))):
        doubled = digit * 2 if index % 2 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def card(value: str) -> bool:
    """Check a payment card: length, issuer and Luhn."""
    found = digits(value)
    return 13 <= len(found) <= 19 and found[0] in {2, 3, 4, 5, 6} and len(set(found)) > 1 and luhn(value)


def mod97(value: str) -> bool:
    """Check an IBAN or a legal entity identifier turned for the mod-97 test."""
    compact = "".join(char for char in value if char.isalnum()).upper()
    if not compact.isascii() or len(compact) < 5:
        return False
    turned = compact[4:] + compact[:4]
    return int("".join(str(int(char, 36)) for char in turned)) % 97 == 1


def lei(value: str) -> bool:
    """Check a legal entity identifier."""
    return int("".join(str(int(char, 36)) for char in value.upper())) % 97 == 1


def weighted(value: str, weights: tuple[int, ...], modulus: int) -> bool:
    """Check that the weighted digit sum is a multiple of *modulus*."""
    found = digits(value)
    return len(found) == len(weights) and sum(map(int.__mul__, found, weights)) % modulus == 0


def nhs(value: str) -> bool:
    """Check a British NHS number."""
    return weighted(value, (10, 9, 8, 7, 6, 5, 4, 3, 2, 1), 11)


def pesel(value: str) -> bool:
    """Check a Polish PESEL."""
    return weighted(value, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1), 10)


def norwegian(value: str) -> bool:
    """Check a Norwegian national identity number: two check digits."""
    found = digits(value)
    first = weighted("".join(map(str, found[:10])), (3, 7, 6, 1, 8, 9, 4, 5, 2, 1), 11)
    return first and weighted(value, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1), 11)


def turkish(value: str) -> bool:
    """Check a Turkish identity number."""
    found = digits(value)
    if len(found) != 11 or found[0] == 0:
        return False
    tenth = (7 * sum(found[0:9:2]) - sum(found[1:8:2])) % 10
    return found[9] == tenth and sum(found[:10]) % 10 == found[10]


def verhoeff(value: str) -> bool:
    """Check an Indian Aadhaar number."""
    state = 0
    for index, digit in enumerate(reversed(digits(value))):
        state = int(_DIHEDRAL[state][int(_PERMUTATION[index % 8][digit])])
    return state == 0


def nif(value: str) -> bool:
    """Check the letter of a Spanish NIF or NIE."""
    compact = "".join(char for char in value if char.isalnum()).upper()
    number = compact[:-1].translate(str.maketrans("XYZ", "012"))
    return number.isdigit() and compact[-1] == _NIF_LETTERS[int(number) % 23]


def bsn(value: str) -> bool:
    """Check a Dutch citizen service number."""
    return weighted(value, (9, 8, 7, 6, 5, 4, 3, 2, -1), 11)


def cpf(value: str) -> bool:
    """Check a Brazilian CPF."""
    found = digits(value)
    return len(found) == 11 and all(
        (sum(d * w for d, w in zip(found, range(size + 1, 1, -1), strict=False)) * 10 % 11) % 10
        == found[size]
        for size in (9, 10)
    )


def steuer_id(value: str) -> bool:
    """Check a German tax identification number."""
    product = 10
    found = digits(value)
    if len(found) != 11:
        return False
    for digit in found[:10]:
        total = (digit + product) % 10 or 10
        product = total * 2 % 11
    return (11 - product) % 10 == found[10]
