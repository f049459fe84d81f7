#!/bin/sh
# What is kept though its erasure was asked: a hold rests on a statute that covers it or on a concrete claim, names what it keeps,
# and is released with a reason.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3 psql

pg_start
sql postgres -c 'CREATE DATABASE dossier'
DOSSIER_NOW=2026-12-01T10:00:00+01:00
export DOSSIER_NOW
installation "$(pg_uri dossier)" || exit 1
me=$(id -un)
dossier register load templates/registers/jbsync.json >/dev/null 2>&1
REF=$(dossier log --org jbsync --right erasure --email anna@example.org --received 2026-11-20 2>/dev/null)
state() {
	query dossier 'SELECT count(*), max(hold_id) FROM hold; SELECT holds FROM organisation'
}
CLAIM='Anna de Vries betwist factuur 2026-114'
hold() {
	dossier hold add "$REF" "$@"
}
claim() {
	hold --claim "$CLAIM" --against 'A. de Vries' --owner "$me" --review 2027-03-01 "$@"
}

# ---- what it rests on ----

rejects 4 '17\(3\)\(b\), \(e\)' 'neither a statute nor a claim' hold --category JBS-C02
rejects 2 'place two holds' 'both' hold --category JBS-C02 --basis NL-AWR52 --claim "$CLAIM"
rejects 4 'concrete one \(art. 17\(3\)\(e\)' 'you never know' hold --category JBS-C02 --claim 'you never know' --against 'A. de Vries' --owner "$me" --review 2027-03-01
rejects 4 'concrete one' 'je weet maar nooit' hold --category JBS-C02 --claim 'Je weet maar nooit!' --against 'A. de Vries' --owner "$me" --review 2027-03-01
rejects 4 'has an owner' 'nobody owns it' hold --category JBS-C02 --claim "$CLAIM" --against 'A. de Vries' --review 2027-03-01
rejects 4 'may not see holds here' 'an owner there is not' hold --category JBS-C02 --claim "$CLAIM" --against 'A. de Vries' --owner nobody-here --review 2027-03-01
rejects 4 'by 2027-12-01' 'no day of review' hold --category JBS-C02 --claim "$CLAIM" --against 'A. de Vries' --owner "$me"
rejects 4 'by 2027-12-01' 'one that is more than a year away' hold --category JBS-C02 --claim "$CLAIM" --against 'A. de Vries' --owner "$me" --review 2027-12-02
rejects 4 'AWR 52\(1\), 52\(4\) does not have JBS-C06 kept' 'AWR 52 on prospects' hold --category JBS-C06 --basis 'AWR 52' --from 2025-03-01
rejects 4 'norm and no statute' 'a norm' hold --category JBS-C17 --basis NL-SOLL --from 2026-11-20
rejects 4 'law of BE' "another country's" hold --category JBS-C02 --basis BE-VAT60 --from 2024-03-01
rejects 4 'through 2025-12-31: that is over' 'one that is over' hold --category JBS-C02 --basis NL-AWR52 --from 2018-03-01
rejects 2 'no basis of retention' 'a statute there is not' hold --category JBS-C02 --basis NL-AWR53
rejects 4 'does not have consents kept' 'AWR 52 on a newsletter' hold --system app --collection consents --basis NL-AWR52
rejects 4 'does not have column mobile of customers kept' 'AWR 52 on a telephone number' hold --system app --collection customers --column mobile --basis 'AWR 52' --from 2025-03-01
rejects 4 'JBS-C01 kept as a whole: name the collection' 'AWR 52 on all of an account' hold --category JBS-C01 --basis NL-AWR52 --from 2025-03-01
rejects 4 'say the day with --from' 'one that lies ahead, of which no rule finds the day' hold --system stripe --category JBS-C02 --basis NL-AWR52
rejects 4 'say the day with --from' 'nor on a day to come' hold --system stripe --category JBS-C02 --basis NL-AWR52 --from 2099-01-01
rejects 4 'name them with --against' 'a claim against nobody' hold --category JBS-C02 --claim "$CLAIM" --owner "$me" --review 2027-03-01
rejects 4 'name them with --against' 'or against somebody' hold --category JBS-C02 --claim "$CLAIM" --against iemand --owner "$me" --review 2027-03-01
for text in 'je weet maar nooit wat er nog komt' 'we would like to keep all of this' 'misschien komt er een geschil' 'zeker weten doe je nooit' 'wij willen het graag houden'; do
	rejects 4 'concrete one' "$text" hold --category JBS-C02 --claim "$text" --against 'A. de Vries' --owner "$me" --review 2027-03-01
done
rejects 2 'are of a claim' 'an owner of a statute' hold --category JBS-C02 --basis NL-AWR52 --owner "$me"

# ---- what it is on ----

rejects 4 'never on all there is of a person' 'all of a person' claim
rejects 3 'no category JBS-C99' 'a category there is not' claim --category JBS-C99
rejects 3 'no system nowhere' 'a system there is not' claim --system nowhere --category JBS-C02
rejects 2 'say with --system' 'a collection of no system' claim --collection invoices
rejects 3 'no collection bills' 'a collection there is not' claim --system app --collection bills
rejects 2 'say with --collection' 'records of nothing' claim --category JBS-C02 --key 1
rejects 2 'the key of a record' 'a key that is none' claim --system app --collection invoices --key '[1,{}]'
rejects 2 'is of JBS-C02' 'of another category' claim --system app --collection invoices --category JBS-C01
rejects 3 'JBS-2026-' 'a request there is not' dossier hold add JBS-2026-AAAAAA --category JBS-C02 --basis NL-AWR52

# ---- placing ----

ok 'a statute' hold --category JBS-C02 --basis 'AWR 52' --from 2022-03-01 --json
is "$(json '[v["basis"], v["last_day"], v["article"], v["state"], v["records"], v["owner"]]' <"$TMP/out")" \
	'["NL-AWR52", "2029-12-31", "AWR 52(1), 52(4)", "running", null, null]' 'an invoice of 2022 is held through 2029'
ok 'one that lies ahead' hold --system app --collection customers --basis NL-AWR52 --json
is "$(json '[v["last_day"], v["ahead"], v["columns"]]' <"$TMP/out")" '[null, true, ["customer_number", "first_name", "last_name"]]' 'has no last day, and is on what the law has kept'
ok 'a claim on two records' claim --system app --collection invoices --key 114 --key 115 --column amount --json
is "$(json '[v["kind"], v["dispute"], v["keys"], v["columns"], v["records"], v["category"], v["review"], v["article"], v["against"]]' <"$TMP/out")" \
	"[\"claim\", \"$CLAIM\", [[\"114\"], [\"115\"]], [\"amount\"], 2, \"JBS-C02\", \"2027-03-01\", \"GDPR 17(3)(e)\", \"A. de Vries\"]" 'with all that was said'
no=$(json 'v["hold"]' <"$TMP/out")
is "$(sql dossier -c 'SELECT holds FROM organisation')" 3 'each raises the counter that a commit goes by'
is "$(sql dossier -c "SELECT count(*) FROM event WHERE body LIKE '%betwist%' OR body LIKE '%114%'")" 0 'the log has nothing of what it says'
is "$(sql dossier -c "SELECT body::jsonb ->> 'kind' FROM event WHERE body LIKE '%hold%' ORDER BY event_id" | sort | uniq -c | tr -s ' ' | tr '\n' ';')" ' 3 hold.placed; 3 view.hold;' 'but that they were placed and read'
is "$(sql dossier -c "SELECT count(*) FROM hold WHERE sealed LIKE '%betwist%' OR sealed LIKE '%114%'")" 0 'nor has the table'
is "$(dossier hold list "$REF" --json | json '[h["hold"] for h in v] == [1, 2, 3] and "dispute" not in v[0]')" true 'of a request: all of it'
is "$(dossier hold list jbsync --json | json 'len(v)')" 3 'of an organisation'
like "$(dossier hold show "$no")" "^dispute +$CLAIM" 'shown'
like "$(dossier --lang nl hold show "$no" 2>/dev/null)" '^geschil ' 'and in Dutch'
refuses 3 'no hold 999' 'one there is not' dossier hold show 999
refuses 2 "by its number" "nor one without a number" dossier hold show three

# ---- what is held was not erased by hand ----

known "$REF" >/dev/null
rejects 4 'hold 1 keeps JBS-C02 \(NL-AWR52, through 2029-12-31\).*dossier refuse' 'what a statute holds was not erased' dossier decide "$REF" --right erasure --done --category JBS-C02 --proof 'zelf gewist'
rejects 4 'hold 1 keeps JBS-C02' 'nor is it nothing' dossier decide "$REF" --right erasure --nothing --category JBS-C02 --proof 'niets gezien'
ok 'what none holds may have been' dossier decide "$REF" --right erasure --done --category JBS-C07 --proof 'zelf gewist'

# ---- releasing ----

rejects 2 'say it with --reason' 'not without a reason' dossier hold release "$no"
ok 'released' dossier hold release "$no" --reason 'Geschikt op 3 maart.' --json
is "$(json '[v["state"], v["released_by"], v["reason"]]' <"$TMP/out")" "[\"released\", \"$me\", \"Geschikt op 3 maart.\"]" 'by whom and why'
rejects 4 'was released or is over' 'once' dossier hold release "$no" --reason x
is "$(dossier hold list --json | json 'len(v)') $(dossier hold list --ended --json | json 'len(v)')" '2 3' 'what was released stays to be seen'
is "$(sql dossier -c 'SELECT holds FROM organisation')" 4 'what was approved before is not approved any more'

ok 'a claim on a whole invoice' claim --system app --collection invoices --key 114 --json
is "$(json 'v["parts"]' <"$TMP/out")" '["invoice-lines", "payments"]' 'is on what it consists of, which is told'

# ---- who may ----

sql dossier -c "DELETE FROM user_role WHERE user_id = (SELECT user_id FROM app_user WHERE name = '$me')" >/dev/null
for role in handler dpo auditor approver; do
	sql dossier -c "DELETE FROM user_role WHERE user_id = (SELECT user_id FROM app_user WHERE name = '$me')" \
		-c "INSERT INTO user_role (user_id, role) SELECT user_id, '$role' FROM app_user WHERE name = '$me'" >/dev/null
	refuses 4 'may|role' "no $role places one" hold --category JBS-C02 --basis NL-AWR52
	case $role in
	approver) refuses 4 'may|role' 'nor does an approver see them' dossier hold list jbsync ;;
	*) ok "a $role sees them" dossier hold list jbsync ;;
	esac
done
done_testing
