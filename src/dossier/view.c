/*
 * Views: what a face shows, as JSON in the shapes of docs/json/. No rule is decided here.
 */
#include "dossier/checked.h"
#include "dossier/approval.h"
#include "dossier/store/note.h"
#include "decide_private.h"

json_t *
view_rights(const struct request_right_list *rights)
{
	json_t *out = json_array();
	for (size_t i = 0; i < rights->n; i++)
		json_array_append_new(out, json_string(rights->items[i].right));
	return out;
}

/* The parts of a right that were refused. */
static json_t *
refused_view(const struct decision_list *decisions, const char *right)
{
	json_t *out = json_array();
	for (size_t i = 0; i < decisions->n; i++) {
		const struct decision *x = &decisions->items[i];
		if (x->refused && strcmp(x->right, right) == 0)
			json_array_append_new(out,
			    json_pack("{s:s, s:s, s:s, s:o}", "category", x->part.category,
				"purpose", x->part.purpose, "ground", x->fact->ground, "on",
				date_json(x->fact->on)));
	}
	return out;
}

/* The parts that were done, with what proves it. */
static json_t *
done_view(const struct dossier *d, const char *right, struct err *err)
{
	auto_drop(json) json_t *out = json_array();
	for (size_t i = 0; i < d->decisions.n; i++) {
		const struct decision *x = &d->decisions.items[i];
		struct done_words w;
		if (x->refused || strcmp(x->right, right) != 0)
			continue;
		if (!done_words_read(d, x->fact, &w, err))
			return NULL;
		json_array_append_new(out,
		    json_pack("{s:s, s:b, s:s, s:o, s:s, s:s, s:s?, s:s?, s:s?}", "category",
			x->part.category, "nothing", x->nothing, "purpose", x->part.purpose, "on",
			date_json(x->fact->on), "by", w.by, "proof", w.proof, "receipt", w.receipt,
			"heard", w.heard, "result", w.result));
	}
	return take(out);
}

/* Is a part of an objection direct marketing, which is never refused (art. 21(3))? */
static bool
is_marketing(const struct dossier *d, const char *right, const struct right_part *part)
{
	const struct purpose *const p[] = { reg_purpose(d->reg, part->purpose), NULL };
	return absolute_of(right_of(right), p) == ABSOLUTE_MARKETING;
}

/* The parts of an open right that nothing was decided of; a copy is not decided by parts. */
static json_t *
undecided_view(const struct dossier *d, const struct request_right *r)
{
	struct right_part_list all = { 0 };
	json_t *out = json_array();
	if (!right_is_copy(r->right) && right_is_open(r))
		right_parts(d, r->right, d->a, &all);
	for (size_t i = 0; i < all.n; i++)
		if (!decision_of(&d->decisions, r->right, all.items[i]))
			json_array_append_new(out,
			    json_pack("{s:s, s:s, s:b, s:b}", "category", all.items[i].category,
				"purpose", all.items[i].purpose, "marketing",
				is_marketing(d, r->right, &all.items[i]), "empty",
				held_is_empty(d, all.items[i].category, NULL)));
	return out;
}

/* Portability with the other controller it goes to. */
static bool
add_transfer(const struct dossier *d, json_t *decisions, struct err *err)
{
	json_t *transfer, *x;
	size_t i;
	if (!transfer_view(d, &transfer, err))
		return false;
	json_array_foreach(decisions, i, x)
		if (strcmp(json_str_or(x, "right", ""), right_name(RIGHT_PORTABILITY)) == 0)
			json_object_set(x, "transfer", transfer);
	json_decref(transfer);
	return true;
}

static json_t *
decisions_view(const struct dossier *d, struct err *err)
{
	auto_drop(json) json_t *out = json_array();
	for (size_t i = 0; i < d->rights.n; i++) {
		const struct request_right *r = &d->rights.items[i];
		json_t *done = done_view(d, r->right, err);
		if (!done)
			return NULL;
		json_array_append_new(out,
		    json_pack("{s:s, s:s, s:s?, s:o, s:o, s:o, s:o, s:o}", "right", r->right,
			"state", r->state, "decision", r->decision, "decided",
			date_json(r->decided), "refused", refused_view(&d->decisions, r->right),
			"done", done, "undecided", undecided_view(d, r), "purposes",
			json_strings(r->purposes, SIZE_MAX)));
	}
	return add_transfer(d, out, err) ? take(out) : NULL;
}

/* Each right with its own dates. */
static void
add_clocks(json_t *decisions, const json_t *term)
{
	static const char *const keys[] = { "in_force", "due", "extension", "statute", "told" };
	size_t i;
	json_t *clock;
	json_array_foreach(json_get(term, "rights"), i, clock)
		for (size_t k = 0; k < array_len(keys); k++)
			json_object_set(
			    json_array_get(decisions, i), keys[k], json_object_get(clock, keys[k]));
}

/* Of which only one can be the person's, while nobody has said which. */
static json_t *
conflicts_view(const struct dossier *d, const struct identifier *x)
{
	json_t *out = json_array();
	for (size_t i = 0; i < d->identifiers.n; i++) {
		const struct identifier *y = &d->identifiers.items[i];
		bool open = identifier_is_proposed(x) || identifier_is_proposed(y);
		if (open && (identifiers_conflict(x, y) || identifiers_conflict(y, x)))
			json_array_append_new(out, json_integer((json_int_t)y->id));
	}
	return out;
}

/* Identifiers are shown to who may open the dossier: that is what the officer must compare. */
json_t *
view_identifiers(const struct dossier *d, struct err *err)
{
	json_t *out = json_array();
	for (size_t i = 0; i < d->identifiers.n; i++) {
		const struct identifier *id = &d->identifiers.items[i];
		const char *plain = unseal(d->keys->ledger,
		    seal_place(d->request.reference, id->kind, d->a), id->sealed, d->a, err);
		if (!plain) {
			json_decref(out);
			return NULL;
		}
		json_array_append_new(out,
		    json_pack("{s:I, s:s, s:s, s:s, s:s, s:s?, s:o}", "id", (json_int_t)id->id,
			"kind", id->kind, "value", plain, "source", id->source, "state", id->state,
			"proof", id->proof, "conflicts", conflicts_view(d, id)));
	}
	return out;
}

static void
add_note(json_t *out, const struct note *n, const char *text)
{
	json_array_append_new(out,
	    json_pack("{s:s, s:o, s:s, s:s}", "kind", n->kind, "at", instant_json(n->at), "by",
		n->by, "text", text));
}

/* Does its text say why a record was put right? */
static bool
is_correction(const struct fact *f)
{
	return f->kind == FACT_RECEIPT_CORRECTED || f->kind == FACT_QUESTION_TAKEN_BACK ||
	    f->kind == FACT_RIGHT_ADDED || f->kind == FACT_RIGHT_TAKEN_OFF ||
	    f->kind == FACT_LATE_CAUSE_TAKEN_BACK;
}

/* The notes of corrections up to ${until}, from *next on. */
static bool
add_corrections(const struct dossier *d, usec_t until, size_t *next, json_t *out, struct err *err)
{
	for (; *next < d->facts.n && d->facts.items[*next].recorded_at <= until; ++*next) {
		const struct fact *f = &d->facts.items[*next];
		const char *plain = is_correction(f) ? decide_fact_text(d, f, err) : "";
		if (!plain)
			return false;
		if (*plain)
			add_note(out,
			    &(struct note){ .kind = NOTE_NOTE, .at = f->recorded_at, .by = f->by },
			    plain);
	}
	return true;
}

/* Those that were written as notes, and those of corrections, which stand with their facts. */
static json_t *
notes_view(const struct dossier *d, struct err *err)
{
	struct note_list notes;
	const struct request *r = &d->request;
	auto_drop(json) json_t *out = json_array();
	size_t next = 0;
	if (!note_list(d->in->db, r->org_id, r->id, d->a, &notes, err))
		return NULL;
	for (size_t i = 0; i < notes.n; i++) {
		const struct note *n = &notes.items[i];
		const char *plain = unseal(d->keys->ledger,
		    arena_printf(d->a, "note/%s", r->reference), n->sealed, d->a, err);
		if (!plain || !add_corrections(d, n->at, &next, out, err))
			return NULL;
		add_note(out, n, plain);
	}
	return add_corrections(d, INT64_MAX, &next, out, err) ? take(out) : NULL;
}

/* The newest archive; null when none was built. */
static json_t *
archive_view(const struct dossier *d, struct err *err)
{
	struct release rel;
	struct approval_state approval;
	struct err none = { 0 };
	if (release_newest(d->in->db, d->request.org_id, d->request.id, d->a, &rel, &none))
		return approval_of(d, &rel, &approval, err)
		    ? json_pack("{s:s, s:I, s:o, s:b, s:s?, s:o}", "sha256", rel.sha256, "bytes",
			  (json_int_t)rel.bytes, "built", instant_json(rel.built_at), "current",
			  rel.changes == d->request.changes, "built_by", rel.built_by, "approval",
			  approval_view(&approval))
		    : NULL;
	if (none.kind == ERR_NOTFOUND)
		return json_null();
	err_set(err, none.kind, "%s", none.text);
	return NULL;
}

static json_t *
tasks_view(const struct dossier *d, const struct code_words *words)
{
	json_t *tasks = json_array();
	for (size_t i = 0; i < d->tasks.n; i++)
		json_array_append_new(tasks, view_dossier_task(words, d, &d->tasks.items[i], d->a));
	return tasks;
}

static json_t *
show(const struct dossier *d, struct err *err)
{
	const struct request *r = &d->request;
	const struct code_words *words = installation_words(d->in, err);
	auto_drop(json) json_t *ids = words ? view_identifiers(d, err) : NULL;
	auto_drop(json) json_t *notes = ids ? notes_view(d, err) : NULL;
	auto_drop(json) json_t *facts = notes ? history_of(d, d->today, err) : NULL;
	auto_drop(json) json_t *term = facts ? view_term_of(d, d->today, err) : NULL;
	auto_drop(json) json_t *decisions = term ? decisions_view(d, err) : NULL;
	auto_drop(json) json_t *archive = decisions ? archive_view(d, err) : NULL;
	struct unsent_letters letters;
	json_t *unsent;
	int64_t original;
	if (!archive || !original_size(d->in->db, r->org_id, r->id, &original, err) ||
	    !unsent_letters(d->in, &d->org, r->id, d->a, &letters, err) ||
	    !unsent_view(&d->org, &letters, r->id, &unsent, err))
		return NULL;
	json_t *v = view_request(&d->org, r, &letters, d->today);
	json_object_set_new(v, "unsent", unsent);
	if (!dossier_waits(d, v, err)) {
		json_decref(v);
		return NULL;
	}
	add_clocks(decisions, term);
	json_object_set(v, "decisions", decisions);
	json_object_set_new(v, "relation", json_string(r->subject_relation));
	json_object_set_new(v, "channel", json_string(r->channel));
	json_object_set_new(v, "language", json_string(r->language));
	json_object_set_new(v, "answer_by", json_string(r->answer_by));
	json_object_set_new(
	    v, "instructed_by", r->instructed_by ? json_string(r->instructed_by) : json_null());
	json_object_set_new(v, "answered", instant_json(r->answered_at));
	json_object_set_new(v, "closed", instant_json(r->closed_at));
	json_object_set_new(v, "register_version", json_integer(r->register_version));
	json_object_set(v, "identifiers", ids);
	json_object_set_new(v, "unidentified", view_unidentified(d));
	json_object_set_new(v, "restrictions", view_restrictions(d));
	json_object_set(v, "facts", facts);
	json_object_set(v, "term", term);
	json_object_set(v, "notes", notes);
	json_object_set_new(v, "tasks", tasks_view(d, words));
	json_object_set(v, "archive", archive);
	json_object_set_new(v, "destroyed", instant_json(d->content_ended));
	json_object_set_new(
	    v, "original", original ? json_integer((json_int_t)original) : json_null());
	return v;
}

json_t *
view_show(struct installation *in, const struct actor *who, const char *reference, struct err *err)
{
	auto_drop(dossier) struct dossier *d = dossier_open(in, who, reference, err);
	return d ? show(d, err) : NULL;
}
