"""Amounts of money."""

import re

from sanitiser.kinds import Kind
from sanitiser.matches import Recogniser, apply, rule

_NAME = "money"
_SYMBOL = r"(?:[$€£¥₹₦₩₽₺₫₪₱฿₴₡₲₵₸]|(?:US|A|C|NZ|HK|S|R|CA|AU|NT)\$)"
_CODE = (
    r"(?:USD|EUR|GBP|CHF|NOK|SEK|DKK|ISK|PLN|CZK|HUF|RON|BGN|TRY|RUB|UAH|ILS|AED|SAR|QAR|KWD|OMR|BHD|"
    r"EGP|MAD|NGN|GHS|KES|UGX|TZS|ZAR|INR|PKR|BDT|LKR|NPR|CNY|RMB|HKD|TWD|JPY|KRW|SGD|MYR|THB|VND|PHP|"
    r"IDR|AUD|NZD|CAD|MXN|BRL|ARS|CLP|PEN|COP|XOF|XAF)"
)
_WORD = (
    r"(?:euros?|dollars?|pounds?(?: sterling)?|francs?|kroner?|kronor|zł(?:oty(?:ch)?)?|zlotys?|Kč|"
    r"koruna|forints?|lei|lira|TL|rupees?|naira|rand|yen|yuan|won|shillings?|cedis?|dirhams?|riyals?|"
    r"dinars?|pesos?|reais|ringgit|baht|rubles?|đồng|dong|tỷ đồng|triệu đồng|rupiah|hryvnia|kr|Ft|Rs|"
    r"quid|bucks|cents)"
)
_NUMBER = r"\d{1,3}(?:(?:[., '’]\d{2,3}){1,6}|\d{0,12})(?:[.,]\d{1,2})?"
_SCALE = (
    r"(?:[ ]?(?:k|K|m|M|mn|mln|mio|bn|B|b|tn|thousand|hundred thousand|hundred|million|billion|"
    r"trillion|lakhs?|crores?|Mio\.?|Mrd\.?|mill\.?|tys\.?|tỷ|triệu)\b)?"
)


RULES = (
    rule(
        Kind.MONEY,
        rf"(?<![\w]){_SYMBOL}[ ]?{_NUMBER}{_SCALE}(?:[ ]?-[ ]?{_SYMBOL}?[ ]?{_NUMBER}{_SCALE})?(?![\d])",
        0.92,
        "an amount with a currency sign",
    ),
    rule(
        Kind.MONEY, rf"(?<![\w]){_CODE}[ ]?{_NUMBER}{_SCALE}(?![\d])", 0.92, "an amount with a currency code"
    ),
    rule(
        Kind.MONEY,
        rf"(?<![\w.,-]){_NUMBER}{_SCALE}[ ]?(?:{_SYMBOL}|{_CODE}\b|{_WORD}\b)(?![\w])",
        0.9,
        "an amount with a currency after it",
    ),
    rule(
        Kind.MONEY,
        rf"(?<![\w])(?:R|Rs\.?|kr\.?|Kč|zł|Ft|Fr\.?|RM|Rp|KSh|Sh|Tk|L|₨)[ ]{_NUMBER}{_SCALE}(?![\d])",
        0.8,
        "an amount with a currency before it",
        check=lambda v: len(re.sub(r"\D", "", v)) > 1,
    ),
    rule(
        Kind.MONEY,
        r"(?<![\w])R\d{1,3}(?:[ ,]\d{3}){1,3}(?:\.\d{2})?|(?<![\w])R[ ]?\d{1,4}(?:\.\d)?[ ]?"
        r"(?:m|million|bn|k)\b",
        0.75,
        "an amount in rand",
    ),
    rule(
        Kind.MONEY,
        r"(?i:[\"']?\b(?:\w{0,20}_)?(?:amount|total|price|premium|payout|refund|fee|fine|balance|"
        r"salary|cost|loss|revenue|invoice_total|settlement|charge|credit_limit|limit_amount|sum|"
        r"value_eur|value_usd)(?:_(?:eur|usd|gbp|nok|sek|cents|pence|due|paid|"
        r"total))?[\"']?[ ]{0,2}[:=][ ]{0,2}[\"']?)(?P<it>-?\d{1,3}(?:[., ]?\d{3}){0,5}(?:[.,]\d{1,2})"
        r"?)(?![\w%.]|[ ]?(?:ms|tokens|seconds|%))",
        0.7,
        "the value of a field for money",
    ),
    rule(
        Kind.MONEY,
        r"(?i:\b(?:half a|a quarter of a|a|one|two|three|four|five|six|seven|eight|nine|ten|twelve|"
        r"fifteen|twenty|thirty|forty|fifty|several)[ -](?:(?:hundred|thousand|million|"
        rf"billion)[ -]?){{1,3}}(?:{_WORD}|{_CODE}))\b",
        0.85,
        "an amount in words",
    ),
)
RECOGNISER = Recogniser(_NAME, lambda text: apply(RULES, text, _NAME))
