/*
 * What the pages say, as one JSON object of ready texts in one language. The register's objects
 * come in whole; only what is meant for the person goes on. Decides nothing and renders nothing.
 */
#include "dossier/plan.h"
#include "dossier/text.h"

#include "model.h"

static json_t *
model_organisation(const json_t *facts, const struct words *w)
{
	const json_t *o = json_get(facts, "organisation"), *contact = json_get(o, "contact"),
		     *dpo = json_get(o, "dpo");
	const json_t *statement = json_get(o, "statement");
	const char *title = json_str(statement, "title"), *version = json_str(statement, "version");
	const char *date = words_date(w, json_str(statement, "date"));
	if (title)
		title = arena_printf(w->arena, "%s%s%s%s%s", title, version ? ", " : "",
		    version ? version : "", date ? ", " : "", date ? date : "");
	return json_pack("{s:s?, s:s?, s:s?, s:s?, s:s?, s:s?, s:s?, s:o}", "name",
	    json_str(o, "name"), "address", json_str(o, "address"), "email",
	    json_str(contact, "email"), "phone", json_str(contact, "phone"), "whatsapp",
	    json_str(contact, "whatsapp"), "site", json_str(contact, "site"), "statement", title,
	    "dpo",
	    json_is_object(dpo) ? json_pack("{s:s?, s:s?}", "name", json_str(dpo, "name"), "email",
				      json_str(dpo, "email"))
				: json_null());
}

static json_t *
model_request(const json_t *facts, const struct words *w)
{
	const json_t *r = json_get(facts, "request");
	const char *last = json_str_or(r, "extended", json_str_or(r, "deadline", ""));
	bool late = strcmp(json_str_or(r, "answered", ""), last) > 0; /* days as YYYY-MM-DD */
	return json_pack("{s:s?, s:s?, s:s?, s:s?, s:s?, s:s?, s:s?, s:s?, s:s?, s:b, s:b}",
	    "reference", json_str(r, "reference"), "name", json_str(r, "name"), "received",
	    words_date(w, json_str(r, "received")), "deadline",
	    words_date(w, json_str(r, "deadline")), "extended",
	    words_date(w, json_str(r, "extended")), "answered",
	    words_date(w, json_str(r, "answered")), "requester", json_str(r, "requester"),
	    "verification", json_str(r, "verification"), "instructed_by",
	    json_str(r, "instructed_by"), "late", late, "rehearsal", json_flag(r, "rehearsal"));
}

/* The categories of a right that were refused, each with its ground (art. 12(4)). */
static json_t *
model_parts(const json_t *facts, const json_t *right, const struct words *w)
{
	json_t *out = json_array(), *p;
	size_t i;
	json_array_foreach(json_get(right, "parts"), i, p) {
		json_array_append_new(out,
		    json_pack("{s:s, s:s, s:s?, s:s?}", "category",
			model_category_name(facts, json_str_or(p, "category", "?"), w), "decision",
			words_get(w, "decision", "refused"), "ground", json_str(p, "ground"),
			"article", json_str(p, "article")));
	}
	return out;
}

/* Before everything is accounted for nothing is granted. */
static const char *
decision_of(const json_t *facts, const json_t *right)
{
	static const char *const later[] = { "granted", "partly", "unsearched",
		"nothing-portable" };
	const char *decision = json_str(right, "decision");
	bool draft = json_array_size(json_get(facts, "open")) > 0;
	return draft && decision && text_among(decision, later, array_len(later)) ? "draft"
										  : decision;
}

/* To whom else what is portable goes (art. 20(2)): by how it stands. */
static void
model_transfer(json_t *m, const json_t *transfer, const struct words *w)
{
	const char *state = json_str(transfer, "state");
	if (!state)
		return;
	json_object_set_new(m, arena_printf(w->arena, "transfer_%s", state),
	    json_pack("{s:s, s:s?, s:s?}", "to", json_str_or(transfer, "to", "?"), "why",
		json_str(transfer, "why"), "on", words_date(w, json_str(transfer, "on"))));
}

static json_t *
model_rights(const json_t *facts, const struct words *w)
{
	json_t *out = json_array(), *r;
	size_t i;
	json_array_foreach(json_get(facts, "rights"), i, r) {
		json_t *m = json_pack("{s:s?, s:s?, s:s?, s:s?}", "name",
		    words_get(w, "right", json_str(r, "right")), "decision",
		    words_get(w, "decision", decision_of(facts, r)), "ground",
		    json_str(r, "ground"), "article", json_str(r, "article"));
		model_set_list(m, "parts", model_parts(facts, r, w));
		model_transfer(m, json_get(r, "transfer"), w);
		json_array_append_new(out, m);
	}
	return out;
}

static json_t *
model_mechanisms(const json_t *recipient, const struct words *w)
{
	const json_t *transfer = json_get(recipient, "transfer");
	json_t *out = json_array(), *m;
	size_t i;
	json_array_foreach(json_get(transfer, "mechanisms"), i, m) {
		bool unsaid = strcmp(json_string_value(m), "not-stated") == 0;
		if (!unsaid || model_is_draft(w->facts))
			json_array_append_new(
			    out, json_string(words_get(w, "mechanism", json_string_value(m))));
	}
	if (json_str(transfer, "text"))
		json_array_append_new(out, json_string(json_str(transfer, "text")));
	return out;
}

static json_t *
model_recipient(const json_t *r, const char *category, const struct words *w)
{
	const char *name = json_str(r, "name"), *purpose = json_str(r, "purpose");
	if (!name)
		name = json_str_or(r, "described_as", json_str(r, "id"));
	json_t *m = json_pack("{s:s?, s:s?, s:s?, s:s?, s:s?, s:o}", "id", json_str(r, "id"),
	    "name", name, "role", words_get(w, "recipient_role", json_str(r, "role")), "purpose",
	    purpose ? purpose : json_str(r, "kind"), "location", json_str(r, "location"),
	    "mechanisms", model_mechanisms(r, w));
	model_reached(m, r, category, w);
	return m;
}

/* All recipients, or of a category those whose ids stand in ${ids}. */
static json_t *
model_recipients(
    const json_t *facts, const json_t *ids, const char *category, const struct words *w)
{
	json_t *out = json_array(), *r;
	size_t i;
	json_array_foreach(json_get(facts, "recipients"), i, r) {
		bool wanted = !ids || json_has(ids, json_str_or(r, "id", ""));
		if (wanted && !recipient_is_internal(r))
			json_array_append_new(out, model_recipient(r, category, w));
	}
	return out;
}

static json_t *
model_controllers(const json_t *facts, const struct words *w)
{
	json_t *out = json_array(), *c;
	size_t i;
	json_array_foreach(json_get(facts, "controllers"), i, c) {
		json_array_append_new(out,
		    json_pack("{s:s?, s:s?}", "name", json_str(c, "name"), "forwarded",
			words_date(w, json_str(c, "forwarded"))));
	}
	return out;
}

/* Why it was passed on to none of them; NULL: it was, or is to be. */
static const char *
model_unforwarded(const json_t *facts)
{
	json_t *s;
	size_t i;
	json_array_foreach(json_get(facts, "completeness"), i, s) {
		if (strcmp(json_str_or(s, "action", ""), action_name(ACTION_FORWARD)) == 0)
			return json_str(s, "ground");
	}
	return NULL;
}

static json_t *
model_automated(const json_t *facts)
{
	const json_t *a = json_get(json_get(facts, "organisation"), "automated_decisions");
	return json_is_object(a)
	    ? json_pack("{s:b, s:s?}", "exist", json_flag(a, "exist"), "text", json_str(a, "text"))
	    : json_null();
}

/* What was said of an authority, else the short list of the words. */
static json_t *
model_authority(const json_t *facts, const char *id, const struct words *w)
{
	const json_t *known = json_get(json_get(w->root, "authority"), id);
	json_t *a;
	size_t i;
	json_array_foreach(json_get(facts, "authorities"), i, a) {
		if (strcmp(json_str_or(a, "id", ""), id) == 0)
			known = a;
	}
	const char *name = json_text_in(json_get(known, "name"), w->lang);
	return json_pack("{s:s, s:s?, s:s?, s:s?}", "name", name ? name : id, "address",
	    json_str(known, "address"), "phone", json_str(known, "phone"), "site",
	    json_str(known, "site"));
}

/* Art. 12(4), 15(1)(f): a statement that names no authority does not take the complaint away. */
static json_t *
model_authorities(const json_t *facts, const struct words *w)
{
	static const char *const by_country[][2] = { { "NL", "NL-AP" }, { "BE", "BE-GBA" },
		{ "SE", "SE-IMY" } };
	const json_t *o = json_get(facts, "organisation"), *ids = json_get(o, "authorities");
	json_t *out = json_array(), *id;
	size_t i;
	json_array_foreach(ids, i, id) {
		json_array_append_new(out, model_authority(facts, json_string_value(id), w));
	}
	for (i = 0; json_array_size(out) == 0 && i < array_len(by_country); i++)
		if (strcmp(by_country[i][0], json_str_or(o, "country", "NL")) == 0)
			json_array_append_new(out, model_authority(facts, by_country[i][1], w));
	return out;
}

static const char *
court_text(const json_t *facts, const struct words *w)
{
	const json_t *courts = json_get(w->root, "court");
	const char *own = json_str(facts, "court");
	return own
	    ? own
	    : json_str_or(courts, json_str_or(json_get(facts, "organisation"), "country", ""),
		  json_str_or(courts, "", ""));
}

static json_t *
model_courts(const json_t *facts, const struct words *w)
{
	const json_t *own = json_get(facts, "courts");
	return json_array_size(own) > 0
	    ? json_deep_copy(own)
	    : json_pack("[{s:n, s:s}]", "about", "text", court_text(facts, w));
}

static json_t *
texts(const json_t *array)
{
	return json_is_array(array) ? json_deep_copy(array) : json_array();
}

static json_t *
model_bases(const json_t *category, const struct words *w)
{
	json_t *out = json_array(), *b;
	size_t i;
	json_array_foreach(json_get(category, "legal_basis"), i, b) {
		json_array_append_new(
		    out, json_string(words_get(w, "basis", json_str_or(b, "article", "?"))));
	}
	return out;
}

/* The statute, as people write it; never its id in the register. */
static const char *
law_of(const json_t *category, const struct words *w)
{
	const json_t *retention = json_get(category, "retention");
	const char *law = json_str(category, "law"), *basis = json_str(retention, "basis");
	return law ? law : json_str(json_get(w->root, "law"), basis ? basis : "");
}

/* Art. 15(1)(a), (b), (c), (d), (g) of one category, and where it was searched. */
static json_t *
model_category(
    const json_t *facts, const json_t *c, const struct holdings *h, const struct words *w)
{
	const json_t *retention = json_get(c, "retention");
	const json_t *sources = json_get(c, "sources");
	const char *role = json_str_or(c, "role", "unclear");
	bool processor = strcmp(role, "processor") == 0;
	/* to the controller whose instruction this was, or the person */
	bool theirs = json_str(json_get(facts, "request"), "instructed_by") != NULL;
	json_t *m = json_pack("{s:s?, s:s, s:s?, s:s?, s:s?, s:s?, s:s?}", "id", json_str(c, "id"),
	    "name", model_name_of(c, w), "examples", json_str(c, "examples"), "role",
	    words_get(w, "role", processor && theirs ? "instructed" : role), "retention",
	    json_str(retention, "text"), "until", words_date(w, json_str(c, "until")), "law",
	    law_of(c, w));
	model_set_flag(m, "is_processor", processor);
	model_set_flag(
	    m, "by_customer", strcmp(json_str_or(retention, "set_by", ""), "customer") == 0);
	model_set_flag(m, "provided", json_flag(c, "provided"));
	model_set_flag(m, "any_secrets", json_array_size(json_get(c, "never_exported")) > 0);
	model_set_list(m, "purposes", texts(json_get(c, "purposes")));
	model_set_list(m, "bases", model_bases(c, w));
	/*
	 * the organisation's own list of sources is about data that did not come from the person:
	 * art. 15(1)(g)
	 */
	if (!sources && !json_flag(c, "provided"))
		sources = json_get(json_get(facts, "organisation"), "sources");
	model_set_list(m, "sources", texts(sources));
	json_t *none = json_array();
	const json_t *ids = json_get(c, "recipients");
	model_set_list(
	    m, "recipients", model_recipients(facts, ids ? ids : none, json_str(c, "id"), w));
	json_decref(none);
	model_told(m, facts, c);
	model_holdings(m, h, w);
	model_searched(m, facts, w);
	return m;
}

static json_t *
model_categories(const json_t *facts, const struct holdings *h, const struct words *w)
{
	json_t *out = json_array(), *c;
	size_t i;
	json_array_foreach(json_get(facts, "categories"), i, c) {
		json_array_append_new(out, model_category(facts, c, h, w));
	}
	return out;
}

/*
 * A number as text with its flag for the singular: {{n}}, {{#one_n}}. Null when zero, so that
 * {{#n}} leaves it out.
 */
static void
set_number(json_t *m, const char *name, const char *one, int64_t n, const struct words *w)
{
	json_object_set_new(m, name, n ? json_string(words_number(w, n)) : json_null());
	model_set_flag(m, one, n == 1);
}

static void
model_totals(json_t *m, const struct holdings *h, const struct words *w)
{
	int64_t rows = 0, files = 0, found = 0;
	bool portable = false, data = false, other = false, processor = false, elsewhere = false;
	bool given = false;
	json_t *c;
	size_t i;
	for (i = 0; i < h->n; i++) {
		portable |= h->entries[i].is_portable;
		data |= !h->entries[i].is_portable;
	}
	for (i = 0; i < h->n; i++) {
		const struct part *p = h->entries[i].part;
		bool once =
		    h->entries[i].is_portable != data; /* portability/ repeats what data/ holds */
		rows += once && strcmp(p->format, "json") == 0 ? p->rows : 0;
		files += once && strcmp(p->format, "file") == 0;
		given |= strcmp(p->format, "file") == 0 || p->rows > 0;
	}
	json_array_foreach(json_get(m, "categories"), i, c) {
		found += json_flag(c, "is_found");
		other |= !json_flag(c, "is_found");
		processor |= json_flag(c, "is_processor");
		elsewhere |= json_str(c, "counted") != NULL;
	}
	model_set_flag(m, "any_found", found > 0);
	model_set_flag(m, "any_other", other);
	model_set_flag(m, "any_elsewhere", elsewhere);
	model_set_flag(m, "any_portable", portable);
	model_set_flag(m, "only_portable", portable && !data);
	model_set_flag(m, "any_given", given);
	model_set_flag(m, "any_processor", processor);
	set_number(m, "nfound", "one_found", found, w);
	set_number(m, "files", "one_file", files, w);
	set_number(m, "rows", "one_row", rows, w);
	if (rows == 0)
		json_object_set_new(m, "rows", json_string("0"));
}

/* What an answer still waits for: {name, state}. */
static json_t *
model_open(const json_t *facts, const struct words *w)
{
	json_t *out = json_array(), *o;
	size_t i;
	json_array_foreach(json_get(facts, "open"), i, o) {
		const char *kind = json_str(o, "kind");
		const char *name = json_flag(o, "review") ? words_get(w, "state", "review")
		    : json_str(o, "item")                 ? model_open_item(facts, o, w)
		    : kind ? identifier_words(w->codes, kind, w->lang, w->arena)
			   : model_source_name(facts, o, w);
		json_array_append_new(out,
		    json_pack("{s:s, s:s?}", "name", name, "state",
			words_get(w, "state", json_str(o, "state"))));
	}
	return out;
}

/* The language of what is taken literally from the organisation's texts; NULL: the page's own. */
static const char *
literal_language(const json_t *facts, const struct words *w)
{
	const json_t *languages = json_get(json_get(facts, "organisation"), "languages");
	const char *first = json_string_value(json_array_get(languages, 0));
	return first && strcmp(first, w->lang) != 0 ? first : NULL;
}

json_t *
model_frame(const json_t *facts, const struct words *w)
{
	bool nl = strcmp(w->lang, "nl") == 0;
	json_t *m = json_pack("{s:s, s:s?, s:b, s:b, s:s, s:s, s:b, s:o}", "lang", w->lang,
	    "literal", literal_language(facts, w), "nl", nl, "en", !nl, "start",
	    nl ? "LEESMIJ.html" : "README.html", "up", "", "is_rows", false, "request",
	    model_request(facts, w));
	model_set_list(m, "open", model_open(facts, w));
	model_set_flag(m, "is_marked",
	    json_array_size(json_get(facts, "open")) > 0 ||
		json_flag(json_get(facts, "request"), "rehearsal"));
	return m;
}

json_t *
model_make(const json_t *facts, const struct holdings *h, const struct words *w)
{
	json_t *m = model_frame(facts, w);
	json_object_set_new(m, "org", model_organisation(facts, w));
	json_object_set_new(m, "courts", model_courts(facts, w));
	json_object_set_new(m, "automated", model_automated(facts));
	model_decisions(m, facts, w);
	json_t *rights = model_rights(facts, w), *r;
	size_t i;
	bool refused = false;
	json_array_foreach(json_get(facts, "rights"), i, r) {
		refused |= json_array_size(json_get(r, "parts")) > 0 ||
		    strcmp(json_str_or(r, "decision", ""), "refused") == 0;
	}
	json_object_set_new(m, "rights", rights);
	model_set_flag(m, "any_refused", refused);
	json_object_set_new(m, "authorities", model_authorities(facts, w));
	model_set_flag(m, "one_authority", json_array_size(json_get(m, "authorities")) == 1);
	model_set_list(m, "controllers", model_controllers(facts, w));
	json_object_set_new(m, "unforwarded", json_pack("s?", model_unforwarded(facts)));
	model_set_list(m, "recipients", model_recipients(facts, NULL, NULL, w));
	model_set_list(m, "categories", model_categories(facts, h, w));
	json_object_set_new(m, "remarks", texts(json_get(facts, "remarks")));
	model_sources(m, facts, w);
	model_totals(m, h, w);
	return m;
}
