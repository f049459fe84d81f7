/*
 * A ledger file that is lost for good is begun anew, of what the ledger itself knows: nothing is
 * erased without one. What the lost one had beside that nobody has any more, so that a Dossier that
 * was restored is refused it.
 */
#include "dossier/ledger_file.h"
#include "dossier/replay.h"
#include "dossier/restored.h"
#include "dossier/store/restored.h"
#include "change_private.h"

struct anew {
	struct installation *in;
	const struct actor *who;
	const struct org *org;
	const char *why;
	struct ledger_file file;
	struct erasure_list rows;
	struct ledger_end end;
};

/* Of what was stopped nothing was changed, and what is planned writes its line before it runs. */
static bool
is_kept(const struct erasure *e)
{
	return strcmp(e->state, ERASURE_DONE) == 0 || strcmp(e->state, ERASURE_COMMITTING) == 0;
}

static int64_t
count_kept(const struct erasure_list *rows)
{
	int64_t n = 0;
	for (size_t i = 0; i < rows->n; i++)
		n += is_kept(&rows->items[i]);
	return n;
}

static bool
write_row(struct anew *x, const struct erasure *e, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(json) json_t *entry = change_ledger_entry(x->in, x->org->id, e, a, err),
			       *end = NULL;
	if (!entry || !ledger_append(&x->file, entry, &x->end, err))
		return false;
	if (strcmp(e->state, ERASURE_DONE) != 0)
		return true;
	end = change_ledger_ended(e, e->ended_at);
	return ledger_append(&x->file, end, &x->end, err);
}

/* Its first line says that it is not the first, and why; sealed as the others are. */
static bool
write_file(struct anew *x, struct err *err)
{
	char at[INSTANT_LEN];
	auto_drop(json) json_t *first = json_pack("{s:s, s:s, s:s, s:s}", "kind", LEDGER_BEGUN,
	    "at", instant_format(clock_now(), at), "by", x->who->name, "why", x->why);
	if (!ledger_put_aside(&x->file, at, err) || !ledger_append(&x->file, first, &x->end, err))
		return false;
	for (size_t i = 0; i < x->rows.n; i++)
		if (is_kept(&x->rows.items[i]) && !write_row(x, &x->rows.items[i], err))
			return err_wrap(
			    err, "%s at %s", x->rows.items[i].reference, x->rows.items[i].system);
	return true;
}

/* The organisation is locked meanwhile: no erasure begins, and nobody else begins another. */
static bool
begin(struct anew *x, struct arena *a, struct err *err)
{
	int64_t holds;
	if (!org_holds_lock(x->in->db, x->org->id, &holds, err) ||
	    !ledger_file_lock(x->in->db, x->org->id, err) ||
	    !erasure_list(x->in->db, x->org->id, 0, a, &x->rows, err) || !write_file(x, err))
		return false;
	const struct standing_outside s = {
		.bytes = x->end.bytes, .lines = x->end.lines, .hash = x->end.hash
	};
	return ledger_file_anew(x->in->db, x->org->id, &s, err) &&
	    installation_event(x->in, x->who, x->org->id, 0, "ledger.begun",
		json_pack("{s:I, s:I}", "erasures", (json_int_t)count_kept(&x->rows), "lines",
		    (json_int_t)x->end.lines),
		err);
}

json_t *
change_ledger_anew(struct installation *in, const struct actor *who, const char *slug,
    const char *why, bool confirm, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct org org;
	if (!installation_org(in, who, slug, act_roles(ACT_LEDGER), a, &org, err) ||
	    !restored_ledger_lost(in, &org, err) || !db_begin(in->db, err))
		return NULL;
	struct anew x = { in, who, &org, why, installation_ledger_file(in, org.slug, a), { 0 },
		{ 0 } };
	bool ok = confirm ? installation_commit(in, begin(&x, a, err), err)
			  : erasure_list(in->db, org.id, 0, a, &x.rows, err);
	if (!confirm)
		db_rollback(in->db);
	return ok ? json_pack("{s:{s:s, s:I, s:b}}", "ledger_file", "organisation", org.slug,
			"erasures", (json_int_t)count_kept(&x.rows), "begun", confirm)
		  : NULL;
}
