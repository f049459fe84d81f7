#!/usr/bin/python3
"""Is each test that docs/threats.md names there? A file below tests/, then words that stand in it."""
import pathlib
import re

lines = [line for line in pathlib.Path("docs/threats.md").read_text().splitlines() if line.startswith("| ") and "`" in line]
rooms = re.search(r"^ROOMS = (.*)$", pathlib.Path("Makefile").read_text(), re.M).group(1).split()
wrong, seen = [], set()
for line in lines:
    cells = [cell.strip() for cell in line.strip("|").split("|")]
    found = re.fullmatch(r"`([^`]+)` `([^`]+)`", cells[4])
    seen.add(cells[0])
    if cells[1] not in "STRIDE" or not found:
        wrong.append(line)
    elif found.group(2) not in pathlib.Path("tests", found.group(1)).read_text():
        wrong.append(f"{found.group(1)} has no {found.group(2)}")
print("1..2")
print("ok 1 - every test that the threat model names is there" if lines and not wrong else "not ok 1\n# " + "\n# ".join(wrong))
# law/ takes nothing from outside
missing = [room for room in rooms if room not in seen | {"law"}]
print("ok 2 - every room has its threats" if not missing else f"not ok 2 # none of {missing}")
