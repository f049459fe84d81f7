#!/bin/sh
# What was decided of each right, as an auditor reads it; each right with a state and a clock of its own.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3

at 2026-03-05
installation private || exit 1
dossier register load templates/registers/jbsync.json >/dev/null 2>&1
log() {
	dossier log --again --org jbsync "$@" --email anna@example.org --received 2026-03-05 2>/dev/null
}
# decisions MEMBER... [CONDITION]: of each row of the table
decisions() {
	dossier show "$REF" --decisions --json >"$TMP/json" 2>"$TMP/err"
	json "[[r[k] for k in '$1'.split()] for r in v if ${2:-True}]" <"$TMP/json"
}
state() {
	written
}

# ---- the table ----

refuses 3 'no request JBS-2026-AAAAAA' 'decisions of an unknown request' dossier show JBS-2026-AAAAAA --decisions
refuses 2 'one of --original and --decisions' 'one view at a time' dossier show JBS-2026-AAAAAA --decisions --original "$TMP/no"
at 2026-03-10
REF=$(known "$(log --right access --right erasure --right objection --purpose security)")
dossier work >/dev/null 2>&1
nothing_found "$REF" 'niet doorzocht in deze proef'
no_customer "$REF"
is "$(decisions 'right category purpose decision facts by on told' 'r["category"] == "JBS-C01"')" \
	'[["access", "JBS-C01", "", "undecided", null, null, null, null], ["erasure", "JBS-C01", "", "undecided", null, null, null, null]]' 'nothing is decided yet'
is "$(decisions 'category purpose decision article' 'r["right"] == "objection"' | cut -c1-53)]" '[["JBS-C03", "security", "undecided", "GDPR art. 21"]]' 'of an objection by its purpose'
like "$(decisions waits_for 'r["right"] == "access"')" 'no archive' 'a copy waits for its archive'
like "$(decisions waits_for 'r["right"] == "erasure"')" 'has no decision yet' 'the others for a decision'
dossier decide "$REF" --right erasure --category JBS-C03 --nothing --proof 'gezocht' >/dev/null 2>&1
dossier refuse "$REF" --right erasure --category JBS-C02 --ground erasure-17-3-b --facts 'Facturen.' --law 'art. 52 AWR' \
	--until 2033-12-31 --necessity 'De wet.' --proportionality 'Alleen dit.' >/dev/null 2>&1
LETTER=$(dossier letter list "$REF" --json | json '[x["id"] for x in v if x["kind"] == "refusal"][0]')
is "$(decisions 'category decision article ground facts by on letter told' 'r["right"] == "erasure" and r["category"] < "JBS-C04"')" \
	"[[\"JBS-C01\", \"undecided\", \"GDPR art. 17\", null, null, null, null, null, null], [\"JBS-C02\", \"refused\", \"GDPR 17(3)(b)\", \"erasure-17-3-b\", true, \"$(id -un)\", \"2026-03-10\", $LETTER, null], [\"JBS-C03\", \"nothing\", \"GDPR art. 17\", null, true, \"$(id -un)\", \"2026-03-10\", null, null]]" \
	'each with its ground, whether its facts are recorded, by whom and when'
like "$(decisions waits_for 'r["decision"] == "refused"')" "its letter: .dossier letter sent $REF $LETTER" 'what was refused is not told before its letter left'
at 2026-03-11
ok 'that leaves' dossier letter sent "$REF" "$LETTER"
is "$(decisions 'told waits_for' 'r["decision"] == "refused"')" '[["2026-03-11", null]]' 'and is told on that day'
ok 'the archive' dossier archive build "$REF"
ok 'answers access' dossier answer "$REF" --right access
is "$(decisions 'decision by on told letter' 'r["right"] == "access"' | sed 's/\], .*/]]/')" "[[\"granted\", \"$(id -un)\", \"2026-03-11\", \"2026-03-11\", null]]" 'what a copy gives is granted, and told with it'
ok 'then something is erased' dossier decide "$REF" --right erasure --category JBS-C01 --done --proof 'uitdraai'
is "$(decisions 'decision facts told' 'r["right"] == "erasure" and r["category"] == "JBS-C01"')" '[["done", true, null]]' 'which is not told yet'
ok 'the shape is that of its schema' schema_check docs/json/decisions.schema.json "$TMP/json"
dossier show "$REF" --decisions >"$TMP/out"
like "$(cat "$TMP/out")" '^RIGHT +CATEGORY +PURPOSE +DECISION' 'a table for who reads it'
dossier show "$REF" --decisions --output csv >"$TMP/out"
like "$(head -2 "$TMP/out")" '^access,JBS-C01,,granted,' 'or a sheet'
is "$(dossier audit list --request "$REF" --json | json 'len([e for e in v if e["kind"] == "view.decisions"]) > 0')" true 'looking is an event'
is "$(dossier audit verify --json | json 'all(o["good"] for o in v)')" true 'the log verifies'
done_testing
