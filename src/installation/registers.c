/*
 * Registers of the organisations: loading a file, and the parsed register of a version.
 */
#include "dossier/calendar.h"
#include "dossier/digest.h"
#include "dossier/installation.h"
#include "dossier/store/event.h"
#include "dossier/store/installation.h"
#include "dossier/store/key.h"
#include "dossier/store/register.h"

struct reg_cache {
	struct reg_cache *next;
	int64_t org_id;
	int version;
	struct reg *reg;
};

void
reg_cache_free(struct reg_cache *c)
{
	while (c) {
		struct reg_cache *next = c->next;
		reg_free(c->reg);
		free(c);
		c = next;
	}
}

const struct reg *
register_of(struct installation *in, const struct org *org, int version, struct err *err)
{
	if (version == 0)
		version = org->register_version;
	if (version == 0) {
		err_set(err, ERR_NOTFOUND,
		    "%s has no register: load one with `dossier register load FILE`", org->slug);
		return NULL;
	}
	for (struct reg_cache *c = in->registers; c; c = c->next)
		if (c->org_id == org->id && c->version == version)
			return c->reg;

	auto_drop(arena) struct arena *a = arena_new();
	const char *text;
	size_t len;
	if (!register_get(in->db, org->id, version, a, &text, &len, err))
		return NULL;
	struct json_doc *doc = json_doc_parse(
	    arena_printf(a, "register %s version %d", org->slug, version), text, len, err);
	struct reg *reg = doc ? reg_new(doc, err) : NULL;
	if (!reg)
		return NULL;
	struct reg_cache *c = xmalloc(sizeof(*c));
	*c = (struct reg_cache){
		.next = in->registers, .org_id = org->id, .version = version, .reg = reg
	};
	in->registers = c;
	return reg;
}

/* The calendar is kept with the register, so that a recomputation can be explained years later. */
static bool
keep_calendar(struct installation *in, const char *name, struct err *err)
{
	const struct calendar *c = laws_calendar(in, name, err);
	return c &&
	    calendar_put(in->db, calendar_name(c), calendar_version(c), calendar_text(c), err);
}

const char *
organisation_keys_place(const struct org *org, struct arena *a)
{
	return arena_printf(a, "organisation/%s", org->slug);
}

/* What seals what belongs to an organisation and to no request of it. */
static bool
make_keys(struct installation *in, const struct org *org, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(request_keys) struct request_keys *keys = request_keys_new();
	struct wrapped_keys k = { .content_public = hex_encode(keys->content_public, KEY_LEN, a) };
	vault_wrap(in->vault, organisation_keys_place(org, a), keys, a, &k.content, &k.ledger);
	return org_key_insert(in->db, org->id, &k, err);
}

struct request_keys *
organisation_keys(const struct installation *in, const struct org *org, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct wrapped_keys k;
	if (!org_key_get(in->db, org->id, a, &k, err))
		return NULL;
	return vault_unwrap(in->vault, organisation_keys_place(org, a), k.content, k.ledger, err);
}

static bool
put_register(struct installation *in, const struct actor *who, const struct reg *reg,
    struct org *org, bool *ret_new, struct err *err)
{
	int version;
	bool first = org->id == 0;
	if (!org_put(in->db, org, &org->id, err) ||
	    (first && !(make_keys(in, org, err) && people_tell_held(in, who, org->id, err))) ||
	    !register_put(
		in->db, org->id, reg->doc->text, reg->doc->len, who->name, &version, err) ||
	    !keep_calendar(in, reg->calendar, err))
		return false;
	*ret_new = version != org->register_version;
	org->register_version = version;
	if (!*ret_new) {
		event_none(in->db); /* the same text again: nothing changed */
		return true;
	}
	auto_drop(arena) struct arena *a = arena_new();
	unsigned char sha256[SHA256_LEN];
	digest_of(&(struct bytes){ reg->doc->text, reg->doc->len }, 1, sha256);
	return installation_event(in, who, org->id, 0, "register.loaded",
	    json_pack("{s:i, s:s, s:i, s:i}", "version", version, "sha256",
		hex_encode(sha256, SHA256_LEN, a), "categories", (int)reg->inv.ncategories,
		"recipients", (int)reg->inv.nrecipients),
	    err);
}

/* What waits for somebody who can not be there would wait for ever. */
static bool
check_second_person(const struct installation *in, const struct reg *reg, struct err *err)
{
	return !(reg->approves_answers || reg->approves_reviews || reg->approves_changes) ||
	    conf_is_shared(&in->conf) ||
	    err_set(err, ERR_DENIED,
		"%s: it asks for a second person (approvals), "
		"and in an installation of one nobody else can approve: set mode = shared in "
		"dossier.conf and run `dossier daemon`, or begin with `dossier init --shared`",
		reg->slug);
}

bool
register_load(struct installation *in, const struct actor *who, struct json_doc *doc,
    struct arena *a, struct org *ret_org, bool *ret_new, struct err *err)
{
	auto_drop(reg) struct reg *reg = doc ? reg_new(doc, err) : NULL;
	if (!reg || !reg_check_arriving(reg, err))
		return false;
	struct err none = { 0 };
	struct org org = { 0 };
	if (!org_by_slug(in->db, reg->slug, a, &org, &none) && none.kind != ERR_NOTFOUND)
		return err_set(err, none.kind, "%s", none.text);
	org.slug = arena_strdup(a, reg->slug);
	org.code = arena_strdup(a, reg->code);
	org.name = arena_strdup(a, reg->name);
	org.zone = arena_strdup(a, reg->zone);
	org.calendar = arena_strdup(a, reg->calendar);
	org.country = arena_strdup(a, reg->country);
	if (!installation_allows(in, who, org.id ? org.id : -1, act_roles(ACT_REGISTER), err) ||
	    !check_second_person(in, reg, err) || !db_begin(in->db, err) ||
	    !installation_commit(in, put_register(in, who, reg, &org, ret_new, err), err))
		return false;
	*ret_org = org;
	return true;
}
