# SPDX-License-Identifier: MIT
"""How rattler, the library behind pixi, reads conda's match specifications: a JSON list of texts on standard input, the list
of what each means, in one form, on standard output; null where it is none."""
import json
import sys

from rattler import MatchSpec
from rattler.exceptions import InvalidMatchSpecError


def meaning(text):
    try:
        return str(MatchSpec(text))
    except InvalidMatchSpecError:
        return None


json.dump([meaning(text) for text in json.load(sys.stdin)], sys.stdout)
