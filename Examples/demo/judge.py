# SPDX-License-Identifier: MIT
"""What the sandbox knows, for the demo: its own facts, the calls it saw, what is left in it. Never asks HiMAT.

judge.py FOLDER fact NAME     a field of sandbox.json
judge.py FOLDER mutating      how many calls changed something so far
judge.py FOLDER left          how many resources exist, one line a kind on stderr
"""

import json
import sys
import urllib.request


def main(folder: str, question: str, *rest: str) -> None:
    with open(f"{folder}/sandbox.json", encoding="utf-8") as file:
        facts = json.load(file)
    match question:
        case "fact":
            print(facts[rest[0]])
        case "mutating":
            print(sum(map(_changes_something, _ask(facts, "log?mutating=true"))))
        case "left":
            kinds = [(kind, n, place) for place, found in _ask(facts, "state").items() for kind, n in found.items()]
            for kind, number, place in kinds:
                print(f"left in {place}: {number} {kind}", file=sys.stderr)
            print(sum(number for _, number, _ in kinds))
        case other:
            sys.exit(f"judge.py: no question {other!r}")


def _changes_something(entry: dict) -> bool:
    """A dry run changes nothing; locks (a parameter, a Lease) are taken and given back and count as nothing."""
    is_lock = str(entry.get("resource", "")).endswith("/lock") or entry.get("resource") == "leases"
    return not entry.get("dry_run") and not is_lock


def _ask(facts: dict, path: str):
    with urllib.request.urlopen(f"{facts['control']}/{path}", timeout=10) as answer:
        return json.load(answer)


if __name__ == "__main__":
    main(*sys.argv[1:])
