# SPDX-License-Identifier: MIT
"""Resource quantities as Kubernetes writes them: parsed to exact fractions and put into their canonical form."""

from __future__ import annotations

import re
from fractions import Fraction

_BINARY = {"Ki": 1, "Mi": 2, "Gi": 3, "Ti": 4, "Pi": 5, "Ei": 6}
_DECIMAL = {"n": -3, "u": -2, "m": -1, "": 0, "k": 1, "M": 2, "G": 3, "T": 4, "P": 5, "E": 6}
_FORM = re.compile(r"^([+-]?[0-9]*\.?[0-9]+|[+-]?[0-9]+\.)([eE][+-]?[0-9]+|[numkMGTPE]|[KMGTPE]i)?$")


def parse(text: object) -> Fraction:
    """The exact amount; raises ValueError for what is no quantity."""
    match = _FORM.match(str(text))
    if not match:
        raise ValueError(text)
    number, suffix = Fraction(match[1]), match[2] or ""
    if suffix in _BINARY:
        return number * 1024 ** _BINARY[suffix]
    if suffix in _DECIMAL:
        return number * Fraction(1000) ** _DECIMAL[suffix]
    return number * Fraction(10) ** int(suffix[1:])


def canonical(text: object) -> str:
    """The same amount in the form the API server stores: no fraction, the largest suffix that divides it."""
    amount = parse(text)
    suffix = _FORM.match(str(text))[2] or ""  # type: ignore[index]
    if suffix in _BINARY and amount.denominator == 1 and abs(amount) >= 1024:
        power = 0
        while power < 6 and amount.denominator == 1 and amount.numerator % 1024 == 0 and amount != 0:
            amount, power = amount / 1024, power + 1
        return f"{amount.numerator}{list(_BINARY)[power - 1] if power else ''}"
    power = 0
    while amount.denominator != 1 and power > -3:
        amount, power = amount * 1000, power - 1
    if amount.denominator != 1:
        amount = Fraction(-((-amount.numerator) // amount.denominator))
    while amount != 0 and amount.numerator % 1000 == 0 and power < 6:
        amount, power = amount / 1000, power + 1
    if amount == 0:
        return "0"
    return f"{amount.numerator}{next(name for name, value in _DECIMAL.items() if value == power)}"


def milli(text: object) -> int:
    """Thousandths, rounded up: how CPU is counted."""
    amount = parse(text) * 1000
    return -((-amount.numerator) // amount.denominator)


def whole(text: object) -> int:
    """Units, rounded up: how memory and pods are counted."""
    amount = parse(text)
    return -((-amount.numerator) // amount.denominator)
