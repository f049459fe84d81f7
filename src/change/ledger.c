/*
 * What the ledger says outside of the database, so that an erasure can be repeated by who lost that
 * too; and what it knows of the epoch of a system: one that is older there was restored.
 */
#include "dossier/ledger_file.h"
#include "dossier/store/identifier.h"
#include "dossier/store/key.h"
#include "change_private.h"

/* Of the round it was approved by: what was found, with the links that lead to it. */
static bool
found_of(struct installation *in, const struct erasure *e, int64_t org_id, struct arena *a,
    const char **ret, struct err *err)
{
	struct preview_list rows;
	*ret = NULL;
	if (!preview_list(in->db, org_id, e->request_id, a, &rows, err))
		return false;
	for (size_t i = 0; i < rows.n; i++)
		if (strcmp(rows.items[i].system, e->system) == 0 && rows.items[i].sealed &&
		    strcmp(rows.items[i].action, e->action) == 0 &&
		    rows.items[i].change <= e->change)
			*ret = rows.items[i].sealed;
	return true;
}

/* By what the person is known, sealed. */
static json_t *
known_by(
    struct installation *in, int64_t org_id, int64_t request_id, struct arena *a, struct err *err)
{
	struct identifier_list ids;
	json_t *list = json_array();
	if (!identifier_list(in->db, org_id, request_id, a, &ids, err)) {
		json_decref(list);
		return NULL;
	}
	for (size_t i = 0; i < ids.n; i++) {
		const struct identifier *id = &ids.items[i];
		if (strcmp(id->state, "usable") == 0)
			json_array_append_new(list,
			    json_pack("{s:s, s:s, s:s, s:s, s:s?}", "kind", id->kind, "blind",
				id->blind, "sealed", id->sealed, "source", id->source, "proof",
				id->proof));
	}
	return list;
}

/* Sealed as it stands in the database: nothing of it is opened for this. */
json_t *
change_ledger_entry(struct installation *in, int64_t org_id, const struct erasure *e,
    struct arena *a, struct err *err)
{
	struct wrapped_keys keys;
	struct request_list r;
	const char *found;
	char at[INSTANT_LEN];
	if (!request_key_get(in->db, org_id, e->request_id, a, &keys, err) ||
	    !request_by_ids(in->db, org_id, &e->request_id, 1, a, &r, err) ||
	    !found_of(in, e, org_id, a, &found, err))
		return NULL;
	if (r.n != 1) {
		(void)request_unknown(e->reference ? e->reference : "", err);
		return NULL;
	}
	auto_drop(json) json_t *ids = known_by(in, org_id, e->request_id, a, err);
	return ids
	    ? json_pack("{s:s, s:s, s:s, s:s, s:i, s:s, s:s, s:s, s:s?, s:o, s:s, s:s, "
			"s:{s:s?, s:s?, s:s}, s:O}",
		  "kind", LEDGER_ERASURE, "action", e->action, "reference", r.items[0].reference,
		  "system", e->system, "change", e->change, "purpose", e->purpose, "at",
		  instant_format(e->ended_at ? e->ended_at : clock_now(), at), "approved",
		  e->sealed, "found", found, "received", date_json(r.items[0].received), "language",
		  r.items[0].language, "channel", r.items[0].channel, "keys", "content",
		  keys.content, "content_public", keys.content_public, "ledger", keys.ledger,
		  "identifiers", ids)
	    : NULL;
}

bool
change_ledger_begin(struct installation *in, const struct task *t, const struct erasure *e,
    struct arena *a, struct err *err)
{
	auto_drop(json) json_t *entry = change_ledger_entry(in, t->org_id, e, a, err);
	return entry && installation_ledger(in, t->org_id, entry, err);
}

json_t *
change_ledger_ended(const struct erasure *e, usec_t ended)
{
	char at[INSTANT_LEN];
	return json_pack("{s:s, s:s, s:s, s:i, s:s, s:s, s:o}", "kind", LEDGER_END, "reference",
	    e->reference, "system", e->system, "change", e->change, "state", e->state, "at",
	    instant_format(ended, at), "epoch",
	    e->epoch < 0 ? json_null() : json_integer(e->epoch));
}

bool
change_ledger_end(
    struct installation *in, const struct task *t, const struct erasure *e, struct err *err)
{
	auto_drop(json) json_t *entry = change_ledger_ended(e, clock_now());
	return installation_ledger(in, t->org_id, entry, err);
}

bool
change_epoch_asked(struct installation *in, const struct task *t, const struct erasure *e,
    json_t *change, struct err *err)
{
	int64_t known;
	if (strcmp(e->purpose, ERASURE_REPLAY) == 0) /* of a system that was restored */
		return json_object_set_new(change, "epoch", json_null()) == 0;
	if (!erasure_epoch(in->db, t->org_id, t->system, &known, err))
		return false;
	if (known > json_int_or(change, "epoch", -1))
		json_object_set_new(change, "epoch", json_integer(known));
	return true;
}

json_t *
change_epoch_found(struct installation *in, const struct dossier *d, const struct task *t,
    const json_t *found, struct err *err)
{
	int64_t known;
	json_t *all = json_copy((json_t *)(uintptr_t)found);
	const struct system *s = reg_system(d->reg, t->system);
	const char *table = s ? json_str(json_get(s->json, "erasure"), "epoch") : NULL;
	if (!table)
		return all;
	if (!erasure_epoch(in->db, t->org_id, t->system, &known, err)) {
		json_decref(all);
		return NULL;
	}
	if (json_int_or(found, "epoch", -1) < known) {
		json_t *problems = json_copy(json_get(found, "problems"));
		if (!problems)
			problems = json_array();
		json_array_append_new(problems,
		    json_pack("{s:s, s:s, s:s}", "code", "epoch", "table", table, "name",
			CHANGE_RESTORED));
		json_object_set_new(all, "problems", problems);
	}
	return all;
}
