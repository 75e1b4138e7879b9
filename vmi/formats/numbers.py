"""Numbers as people write them, into exact decimals."""

import re
import unicodedata
from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Final

from vmi.formats.shape import DECIMAL_DIGITS, CellError, DecimalMark

# What stands for "not said": it becomes None, never zero.
NOT_SAID: Final = frozenset({"", "-", "--", "/", "n/a", "na", "nan", "null", "none", "无", "空"})

LONGEST_NUMBER: Final = 64
# A float that came through a spreadsheet carries noise in its sixteenth digit.
FLOAT_NOISE: Final = Decimal("1e-12")
FLOAT_DIGITS: Final = 16

_PLAIN: Final[dict[DecimalMark, re.Pattern[str]]] = {
    ".": re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,3})?"),
    ",": re.compile(r"-?[0-9]{1,12}(?:,[0-9]{1,3})?"),
}


def _grammar(mark: DecimalMark, other: str) -> re.Pattern[str]:
    """Digits, or groups of three parted alike; a decimal part; a power of ten."""
    return re.compile(
        rf"(?P<whole>[0-9]{{1,3}}(?P<group>[{other}' ])[0-9]{{3}}(?:(?P=group)[0-9]{{3}})*|[0-9]*)"
        rf"(?:[{mark}](?P<part>[0-9]*))?(?:[eE](?P<power>[+-]?[0-9]{{1,2}}))?"
    )


_GRAMMAR: Final[dict[DecimalMark, re.Pattern[str]]] = {
    ".": _grammar(".", ","),
    ",": _grammar(",", "."),
}
_ONE_FORM: Final = str.maketrans({"−": "-", "–": "-", "—": "-", "’": "'", "￥": "¥"})
_CURRENCY: Final = r"(?:(?:US|HK|CN|A|C|S|NT)?\$|¥|€|£|₩|元|圆|CNY|RMB|USD|EUR|GBP|HKD|JPY|TWD)"
_CURRENCY_SIGN: Final = re.compile(
    rf"(?P<minus>[-+]?) ?{_CURRENCY} ?(?P<first>.*)|(?P<last>.*?) ?{_CURRENCY}", re.IGNORECASE
)
_EXACT: Final = Context(prec=LONGEST_NUMBER + 40, rounding=ROUND_HALF_EVEN)


def parse_number(text: str, *, mark: DecimalMark, places: int, is_money: bool) -> Decimal | None:
    """The number that `text` says, with at most `places` decimals; None when it says none.

    Negative: -12, 12-, (12). Groups of three by the other mark, a space or an apostrophe. A currency
    sign is dropped, in money only. Percents are refused. More decimals than `places` are refused too,
    unless they are the noise of a float.
    """
    if _PLAIN[mark].fullmatch(text):
        return Decimal(text.replace(",", "."))
    tidy = _tidy(text)
    if tidy.casefold() in NOT_SAID:
        return None
    if len(tidy) > LONGEST_NUMBER:
        raise CellError("bad_number")
    if is_money:
        tidy = _without_currency(tidy)
    is_negative, body = _split_sign(tidy)
    matched = _GRAMMAR[mark].fullmatch(body)
    if not matched or not (matched["whole"] or matched["part"]):
        raise CellError("bad_number")
    whole = re.sub(r"[^0-9]", "", matched["whole"]) or "0"
    number = Decimal(f"{whole}.{matched['part'] or '0'}e{matched['power'] or '0'}")
    return settle(-number if is_negative else number, places)


def settle(number: Decimal, places: int) -> Decimal:
    """The number with `places` decimals: exactly itself, or freed of float noise; else refused."""
    if number and number.adjusted() >= DECIMAL_DIGITS - places:
        raise CellError("number_too_large")
    step = Decimal(1).scaleb(-places)
    rounded = number.quantize(step, context=_EXACT)
    excess = abs(rounded - number)
    is_noise = (
        len(number.as_tuple().digits) >= FLOAT_DIGITS
        and excess <= abs(number) * FLOAT_NOISE
        and excess < step / 10
    )
    if excess and not is_noise:
        raise CellError("too_precise")
    if rounded and rounded.adjusted() >= DECIMAL_DIGITS - places:
        raise CellError("number_too_large")
    return rounded or abs(rounded)


def _tidy(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).translate(_ONE_FORM).split())


def _without_currency(text: str) -> str:
    inner, is_bracketed = _unbracketed(text)
    matched = _CURRENCY_SIGN.fullmatch(inner)
    if not matched:
        return text
    bare = matched["last"] if matched["first"] is None else f"{matched['minus']}{matched['first']}"
    return f"({bare})" if is_bracketed else bare


def _unbracketed(text: str) -> tuple[str, bool]:
    if text.startswith("(") and text.endswith(")"):
        return text[1:-1].strip(), True
    return text, False


def _split_sign(text: str) -> tuple[bool, str]:
    body, is_negative = _unbracketed(text)
    if is_negative:
        return True, body
    if body.startswith(("-", "+")):
        return body[0] == "-", body[1:].lstrip()
    if body.endswith("-"):
        return True, body[:-1].rstrip()
    return False, body


_MARKS: Final[tuple[DecimalMark, ...]] = (".", ",")
_MARKED: Final = re.compile(r"[0-9][0-9.,' ]*")


def _vote(text: str) -> set[DecimalMark]:
    """The marks that can be the decimal mark of this text; empty when it says nothing of it."""
    matched = _MARKED.search(_tidy(text))
    body = matched.group().rstrip(".,' ") if matched else ""
    if "." not in body and "," not in body:
        return set()
    return {mark for mark in _MARKS if (m := _GRAMMAR[mark].fullmatch(body)) and _plausible(m)}


def _plausible(matched: re.Match[str]) -> bool:
    return not (matched["group"] and matched["whole"].startswith("0"))


def find_decimal_mark(texts: Iterable[str]) -> tuple[DecimalMark | None, bool, tuple[str, ...]]:
    """The decimal mark, whether it was decided without proof, and the texts that leave it open.

    A text like 1,234.5 or 12,5 proves its mark. When nothing is proven, "1,234" reads as grouped
    thousands (said to be unproven), while "1.234" may be either: no mark is chosen. Contradicting
    proofs choose none either. Without any mark in sight it is the point.
    """
    proven: dict[DecimalMark, list[str]] = {".": [], ",": []}
    open_texts: list[str] = []
    for text in texts:
        marks = _vote(text)
        if len(marks) == 1:
            proven[marks.pop()].append(text)
        elif marks:
            open_texts.append(text)
    if proven["."] and proven[","]:
        return None, False, (proven["."][0], proven[","][0])
    if proven["."] or proven[","]:
        return ("." if proven["."] else ","), False, ()
    if any("." in text for text in open_texts):
        return None, False, tuple(open_texts[:3])
    return ".", bool(open_texts), tuple(open_texts[:3])
