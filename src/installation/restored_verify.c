/*
 * Is a ledger file what was written, and does it have all that was erased?
 */
#include "dossier/restored.h"
#include "dossier/store/erasure.h"

/* What the file has: {"REFERENCE SYSTEM CHANGE": true}. */
static bool
take_line(void *arg, const json_t *entry, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	(void)err;
	json_object_set_new(arg,
	    arena_printf(a, "%s %s %d", json_str_or(entry, "reference", ""),
		json_str_or(entry, "system", ""), (int)json_int_or(entry, "change", 0)),
	    json_true());
	return true;
}

static void
find_missing(const struct erasure_list *rows, const json_t *there, struct audit_findings *f)
{
	for (size_t i = 0; i < rows->n; i++) {
		auto_drop(arena) struct arena *a = arena_new();
		const struct erasure *e = &rows->items[i];
		bool must = strcmp(e->state, ERASURE_DONE) == 0 ||
		    strcmp(e->state, ERASURE_COMMITTING) == 0;
		if (must &&
		    !json_get(
			there, arena_printf(a, "%s %s %d", e->reference, e->system, e->change)))
			audit_find(f,
			    json_pack("{s:s, s:s, s:s}", "what", "ledger-file-lacks", "reference",
				e->reference, "of", e->system));
	}
}

static bool
find_cut(struct installation *in, const struct org *org, struct arena *a, struct audit_findings *f,
    struct err *err)
{
	struct outside_list all;
	if (!restored_look(in, a, &all, err))
		return false;
	for (size_t i = 0; i < all.n; i++)
		if (all.items[i].org_id == org->id && all.items[i].cut)
			audit_find(f,
			    json_pack("{s:s, s:I, s:I}", "what", "ledger-file-altered", "stands",
				(json_int_t)all.items[i].file, "follows",
				(json_int_t)all.items[i].bytes));
	return true;
}

bool
restored_verify(
    struct installation *in, const struct org *org, struct audit_findings *f, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(json) json_t *there = json_object();
	const struct ledger_file file = installation_ledger_file(in, org->slug, a);
	struct ledger_end end;
	struct err bad = { 0 };
	struct erasure_list rows;
	if (!erasure_list(in->db, org->id, 0, a, &rows, err) || !find_cut(in, org, a, f, err))
		return false;
	if (ledger_walk(&file, 0, take_line, there, &end, &bad)) {
		find_missing(&rows, there, f);
		return true;
	}
	if (bad.kind != ERR_INPUT && bad.kind != ERR_NOTFOUND)
		return err_set(err, bad.kind, "%s", bad.text);
	audit_find(f,
	    json_pack("{s:s, s:I}", "what", "ledger-file-altered", "position",
		(json_int_t)end.lines + 1));
	return true;
}
