/*
 * Doctor: is everything there that the next request will need? Each finding says what to do about
 * it.
 */
#include <inttypes.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dossier/asset.h"
#include "dossier/connector.h"
#include "dossier/definition.h"
#include "dossier/installation.h"
#include "dossier/phrase.h"
#include "dossier/restored.h"
#include "dossier/sandbox.h"
#include "dossier/store/approval.h"
#include "dossier/store/migrate.h"
#include "dossier/store/request.h"

#define PLANNED_S 600 /* within which a worker that runs has planned a request */

static void
say(json_t *out, const char *check, const char *status, const char *detail, const char *remedy)
{
	json_array_append_new(out,
	    json_pack("{s:s, s:s, s:s, s:s?}", "check", check, "status", status, "detail", detail,
		"remedy", remedy));
}

/* "", or who is to do it: of a shared installation its own user. */
static const char *
as_user(const struct installation *in, struct arena *a)
{
	const struct passwd *pw = getpwuid(geteuid());
	return conf_is_shared(&in->conf) && pw
	    ? arena_printf(a, phrase(", as user %s"), pw->pw_name)
	    : "";
}

/* How long what was destroyed still opens in copies of the database. */
static void
check_keys(struct installation *in, json_t *out, struct arena *a)
{
	const char *newest = vault_key_id(in->vault), *remedy = NULL;
	const char *why = "";
	struct err ignored = { 0 };
	struct date made = { 0 };
	(void)!date_parse(arena_strndup(a, newest, DATE_LEN - 1), &made, &ignored);
	if (vault_keys(in->vault, a)[1]) {
		why = phrase(", and an older one: a rotation was cut short");
		remedy = "`dossier key rotate --confirm` finishes it";
	} else if (date_to_days(made) + 366 < clock_now() / USEC_PER_SEC / 86400) {
		why = phrase(", which is older than a year");
		remedy =
		    "`dossier key rotate --confirm`: what was destroyed here still stands in older "
		    "copies of the database";
	}
	say(out, "keys", remedy ? "warning" : "ok",
	    arena_printf(a, phrase("newest installation key %s%s"), newest, why), remedy);
}

/* Whether two people can be told apart here. */
static void
check_actors(struct installation *in, json_t *out, struct arena *a)
{
	if (conf_is_shared(&in->conf))
		say(out, "who acts", "ok",
		    "each user of the machine in their own name; a second person is asked for "
		    "where a register says so (approvals): the log tells who did what",
		    NULL);
	else
		say(out, "who acts", "warning",
		    arena_printf(a, "%s: %s; %s", in->owner, phrase(INSTALLATION_OF_ONE),
			phrase("nor is anybody kept from a request about themselves")),
		    "where that is not enough: mode = shared, and `dossier daemon`");
}

static void
check_disk(struct installation *in, json_t *out, struct arena *a)
{
	int64_t mib;
	bool room = installation_has_room(in, &mib);
	const char *detail =
	    arena_printf(a, phrase("%" PRId64 " MiB free in %s"), mib, in->conf.home);
	say(out, "disk", room ? "ok" : "warning", detail,
	    room ? NULL : "make room: below 1024 MiB nothing is collected");
}

/* Opening the installation looked at what was recorded of it; this looks whether it is there. */
static void
check_schema(struct installation *in, json_t *out)
{
	struct err err = { 0 };
	bool ok = migrate_complete(in->db, &err);
	say(out, "schema", ok ? "ok" : "failed", ok ? "complete" : err.text, NULL);
}

/* Who could change or delete an event, were it not for the roles of the database. */
static void
check_roles(struct installation *in, json_t *out, struct arena *a)
{
	struct err err = { 0 };
	const char *login;
	bool owns;
	if (!db_login(in->db, a, &login, &owns, &err))
		say(out, "roles", "failed", err.text, NULL);
	else if (conf_is_private(&in->conf))
		say(out, "roles", "ok",
		    arena_printf(a,
			phrase("%s, by its Unix user (peer), to whom every role is open: they "
			       "separate little here"),
			login),
		    NULL);
	else if (owns)
		say(out, "roles", "warning",
		    arena_printf(
			a, phrase("%s, who may change and delete events, by SET ROLE"), login),
		    "name a login in dossier.conf that has dossier_app, dossier_worker and "
		    "dossier_report and no more");
	else
		say(out, "roles", "ok",
		    arena_printf(
			a, phrase("%s, who may change and delete no event, by SET ROLE"), login),
		    NULL);
}

/* Roles are the server's, not the database's. */
static void
check_server(struct installation *in, json_t *out, struct arena *a)
{
	struct err err = { 0 };
	const char *others;
	if (!migrate_elsewhere(in->db, a, &others, &err))
		say(out, "server", "failed", err.text, NULL);
	else if (others)
		say(out, "server", "warning",
		    arena_printf(a,
			"its roles have tables in another database too (%s): who may enter the one "
			"may enter the other",
			others),
		    "a server of its own for each (docs/database.md)");
}

/* What lies outside of the database tells whether it came from a backup. */
static bool
check_restored(struct installation *in, json_t *out, struct arena *a, struct err *err)
{
	struct outside_list all;
	if (!restored_look(in, a, &all, err))
		return false;
	const char *why = restored_why(&all, a);
	if (why)
		say(out, "restored", "failed",
		    arena_printf(a, phrase("this Dossier was restored: %s"), why),
		    "what was erased since is erased again by `dossier replay`");
	for (size_t i = 0; i < all.n; i++)
		if (all.items[i].cut)
			say(out, "ledger file", "failed",
			    arena_printf(a,
				phrase("that of %s is not what was written: see `dossier audit "
				       "verify`"),
				all.items[i].slug),
			    "put back the one of the last backup, or find out who changed it");
	return true;
}

static void
check_clock(struct installation *in, json_t *out)
{
	if (clock_is_moved())
		say(out, "clock", "warning", "the clock is moved: this is a rehearsal", NULL);
	else if (clock_now() < INT64_C(1700000000) * USEC_PER_SEC)
		say(out, "clock", "failed", "the system clock is years behind",
		    "set the clock: every deadline follows from it");
	else
		say(out, "clock", "ok",
		    in->rehearsal ? "as the system has it (a rehearsal installation)"
				  : "as the system has it",
		    NULL);
}

static void
check_spool(struct installation *in, json_t *out, struct arena *a)
{
	const char *path = conf_path(&in->conf, "spool", a);
	size_t n = installation_notices(in);
	if (access(path, W_OK | X_OK) == 0 && n > 0)
		say(out, "spool", "warning",
		    arena_printf(a, phrase("%zu notices to colleagues lie in %s, unsent"), n, path),
		    arena_printf(a, phrase("mail each, and remove it%s (docs/operations.md)"),
			as_user(in, a)));
	else if (n == 0 && access(path, W_OK | X_OK) == 0)
		say(out, "spool", "ok", path, NULL);
	else
		say(out, "spool", "failed", path,
		    "make the directory writable: what colleagues are told is written there");
	const char *old = conf_path(&in->conf, "outbox", a);
	if (access(old, F_OK) == 0)
		say(out, "outbox", "warning", old,
		    "remove it: letters of an earlier version lie there in clear, and "
		    "`dossier letter get` has them all");
}

/* Files of the installation's own that lack what the program names, or are none. */
static void
check_templates(json_t *out, struct arena *a)
{
	bool good = true;
	for (const struct asset *f = NULL; (f = asset_next(f, ""));) {
		struct err err = { 0 };
		if (!strstr(f->name, ".json") || strncmp(f->name, "registers/", 10) == 0)
			continue;
		const char *lacks = asset_lacks(f->name, a, &err);
		if (err.kind != ERR_NONE)
			say(out, "templates", "failed", err.text, "mend the file, or remove it");
		else if (lacks)
			say(out, "templates", "warning", lacks,
			    "take it into the file, or remove the file");
		good = good && !lacks && err.kind == ERR_NONE;
	}
	if (good)
		say(out, "templates", "ok", "as built in, or whole", NULL);
}

/* What keeps code that was planted in a slot where it is. */
static void
check_sandbox(json_t *out, struct arena *a)
{
	const struct sandbox_offer o = sandbox_offers();
	const char *detail = arena_printf(a,
	    phrase("a slot reaches nothing by itself: %s (seccomp); its broker no files but the "
		   "system's: %s"),
	    phrase(o.seccomp ? "yes" : "no"),
	    o.landlock ? arena_printf(a, phrase("yes (Landlock version %d)"), o.landlock)
		       : phrase("no (Landlock)"));
	if (o.seccomp && o.landlock)
		say(out, "sandbox", "ok", detail, NULL);
	else
		say(out, "sandbox", "warning", detail,
		    "run on a kernel of 5.19 or later that has both: without them a hostile "
		    "server that took a slot over can do more");
}

/* ---- the systems ---- */

/* Its values are secrets, and go to who tries it; what they lead to goes to who lets it. */
static json_t *
try_it(const struct installation *in, const struct doctor_tries *tries, const char *name,
    const struct reg *reg, const struct system *s, const struct system_settings *settings,
    struct err *err)
{
	const struct definition *d = reg_definition(reg, s);
	const struct connector_call call = {
		.system = s->json, .definition = d, .settings = settings->values
	};
	auto_drop(json) json_t *reach = system_reach(in, s->connector, &call);
	auto_drop(json) json_t *job =
	    json_pack("{s:s, s:s, s:O, s:s?, s:O, s:s}", "connector", s->connector, "action",
		"check", "system", s->json, "definition", d ? d->doc->text : NULL, "settings",
		settings->values, "language", phrase_language_now());
	return tries->ask(tries->arg, name, job, reach, err);
}

/* Nothing of an HTTP service can be called for nobody but what its definition names. */
static bool
was_called(const struct reg *reg, const struct system *s)
{
	const struct definition *d = reg_definition(reg, s);
	return !d || d->npreflight > 0;
}

static void
tell_tried(json_t *out, const char *check, const struct reg *reg, const struct system *s,
    const json_t *answer)
{
	const json_t *problems = json_get(answer, "problems");
	json_t *p;
	size_t i;
	json_array_foreach(problems, i, p)
		say(out, check, "failed", json_string_value(p), "mend the register, or the system");
	if (!json_flag(answer, "ok"))
		say(out, check, "failed", json_str_or(answer, "text", "it gave no answer"),
		    json_flag(answer, "transient") ? "see that it runs and can be reached from here"
						   : NULL);
	else if (json_array_size(problems) == 0 && was_called(reg, s))
		say(out, check, "ok", s->connector, NULL);
	else if (json_array_size(problems) == 0)
		say(out, check, "warning",
		    "http: its settings fit its connector file, but nobody was called: whether it "
		    "answers, and takes these credentials, was not checked",
		    "name a cheap operation that asks for nobody under preflight "
		    "(docs/connectors.md)");
}

static void
tell_missing(const struct installation *in, const struct org *org, const struct system *s,
    const char *first, const char *check, struct arena *a, json_t *out)
{
	const char *file =
	    json_str_or(json_get(json_get(s->json, "settings"), first), "secret", first);
	say(out, check, "warning",
	    arena_printf(a, phrase("no value for the setting %s: %s instead"), first,
		s->recipient ? phrase("a written instruction") : phrase("a colleague's task")),
	    arena_printf(a, phrase("put it in %s/secrets/%s/%s (mode 0600)%s"), in->conf.home,
		org->slug, file, as_user(in, a)));
}

/* Rows about one system: missing settings, or what its connector finds. */
static void
check_system(struct installation *in, const struct org *org, const struct reg *reg,
    const struct system *s, const struct doctor_tries *tries, json_t *out)
{
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(system_settings) struct system_settings settings = { 0 };
	const char *check = arena_printf(a, "%s/%s", org->slug, s->id);
	const struct connector *c = connector_find(s->connector);
	struct err err = { 0 };

	if (!system_settings(in, org, reg, s, a, &settings, &err)) {
		say(out, check, "failed", err.text, NULL);
		return;
	}
	const char *first = json_string_value(json_array_get(settings.missing, 0));
	if (first) {
		tell_missing(in, org, s, first, check, a, out);
	} else if (c && c->check) {
		auto_drop(json) json_t *answer = try_it(in, tries, check, reg, s, &settings, &err);
		if (answer)
			tell_tried(out, check, reg, s, answer);
		else
			say(out, check, "failed", err.text, NULL);
	} else {
		say(out, check, "ok", "its recipient is asked by letter: nothing to try", NULL);
	}
}

json_t *
doctor_systems(struct installation *in, const struct actor *who, const char *slug,
    const char *system, const struct doctor_tries *tries, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct org org;
	if (!installation_org(in, who, slug, act_roles(ACT_CHECK), a, &org, err))
		return NULL;
	const struct reg *reg = register_of(in, &org, 0, err);
	if (!reg)
		return NULL;
	if (system && !reg_system(reg, system)) {
		err_set(err, ERR_NOTFOUND, "the register of %s has no system %s", slug, system);
		return NULL;
	}
	json_t *out = json_array();
	for (size_t i = 0; i < reg->inv.nsystems; i++)
		if (!system || strcmp(reg->inv.systems[i].id, system) == 0)
			check_system(in, &org, reg, &reg->inv.systems[i], tries, out);
	return out;
}

/* A request that nobody plans is late before anybody was asked. */
static bool
check_worker(struct installation *in, const struct org_list *orgs, json_t *out, struct arena *a,
    struct err *err)
{
	for (size_t i = 0; i < orgs->n; i++) {
		int64_t n;
		if (!request_unplanned(
			in->db, orgs->items[i].id, clock_now() - PLANNED_S * USEC_PER_SEC, &n, err))
			return false;
		if (n > 0)
			say(out, "worker", "warning",
			    arena_printf(a,
				phrase("%" PRId64 " requests of %s wait to be planned for more "
				       "than ten minutes: no worker runs"),
				n, orgs->items[i].slug),
			    arena_printf(a, phrase("start `dossier worker`%s"), as_user(in, a)));
	}
	return true;
}

/* Where an answer waits for a second person: is there one? */
static bool
check_approvers(
    struct installation *in, const struct org *org, json_t *out, struct arena *a, struct err *err)
{
	struct err unread = { 0 };
	const struct reg *reg = org->register_version ? register_of(in, org, 0, &unread) : NULL;
	struct approver_list people;
	const char *names = NULL;
	if (!reg || !(reg->approves_answers || reg->approves_reviews || reg->approves_changes))
		return true;
	if (!approval_people(in->db, org->id, 0, a, &people, err))
		return false;
	for (size_t i = 0; i < people.n; i++)
		names = names ? arena_printf(a, "%s, %s", names, people.items[i].name)
			      : people.items[i].name;
	if (!conf_is_shared(&in->conf))
		say(out, "approvals", "failed",
		    arena_printf(a,
			"%s: no copy can be answered: its register asks for a second person, "
			"and " INSTALLATION_OF_ONE,
			org->slug),
		    "mode = shared, and `dossier daemon`; or a register without approvals");
	else if (!names)
		say(out, "approvals", "failed",
		    arena_printf(a,
			"%s: no copy can be answered: its register asks for a second person, and "
			"nobody has the role approver",
			org->slug),
		    arena_printf(a, "`dossier user role USER approver --org %s`", org->slug));
	else
		say(out, "approvals", "ok",
		    arena_printf(a, "%s: an answer waits for one of %s", org->slug, names), NULL);
	return true;
}

/* Is anybody kept from a dossier about themselves who is known by nothing? */
static bool
check_known(
    struct installation *in, const struct org *org, json_t *out, struct arena *a, struct err *err)
{
	const char *names;
	if (!conf_is_shared(&in->conf))
		return true; /* who acts says so */
	if (!themselves_unknown(in, org, a, &names, err))
		return false;
	if (names)
		say(out, "about themselves", "warning",
		    arena_printf(a,
			phrase("%s: nobody is kept from a request about themselves who is known by "
			       "nothing: %s"),
			org->slug, names),
		    arena_printf(a, "`dossier user known USER --org %s --email -`", org->slug));
	else
		say(out, "about themselves", "ok",
		    arena_printf(a,
			phrase("%s: whoever works here is kept from a request about themselves"),
			org->slug),
		    NULL);
	return true;
}

static bool
check_organisations(struct installation *in, const struct actor *who,
    const struct doctor_tries *tries, json_t *out, struct arena *a, struct err *err)
{
	struct org_list orgs, known;
	if (!installation_orgs(in, who, NULL, act_roles(ACT_ENTER), a, &known, err) ||
	    !check_worker(in, &known, out, a, err) ||
	    !installation_orgs(in, who, NULL, act_roles(ACT_CHECK), a, &orgs, err))
		return false;
	for (size_t i = 0; i < known.n; i++)
		if (!check_approvers(in, &known.items[i], out, a, err) ||
		    !check_known(in, &known.items[i], out, a, err))
			return false;
	if (orgs.n == 0 && known.n > 0)
		say(out, "systems", "ok", "not looked at: that is for an officer, handler or admin",
		    NULL);
	else if (orgs.n == 0)
		say(out, "organisations", "warning", "there is none yet",
		    "load a register: `dossier register load FILE`");
	for (size_t i = 0; i < orgs.n; i++) {
		json_t *rows = orgs.items[i].register_version
		    ? doctor_systems(in, who, orgs.items[i].slug, NULL, tries, err)
		    : json_array();
		if (!rows)
			return false;
		json_array_extend(out, rows);
		json_decref(rows);
	}
	return true;
}

json_t *
doctor(struct installation *in, const struct actor *who, const struct doctor_tries *tries,
    struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	json_t *out = json_array();
	say(out, "configuration", "ok", conf_path(&in->conf, "dossier.conf", a), NULL);
	check_keys(in, out, a);
	say(out, "database", "ok",
	    conf_is_private(&in->conf) ? "the private server" : "the server of the configuration",
	    NULL);
	check_actors(in, out, a);
	check_schema(in, out);
	check_roles(in, out, a);
	check_server(in, out, a);
	check_clock(in, out);
	check_disk(in, out, a);
	check_spool(in, out, a);
	check_templates(out, a);
	check_sandbox(out, a);
	if (!check_restored(in, out, a, err) || !check_organisations(in, who, tries, out, a, err)) {
		json_decref(out);
		return NULL;
	}
	return out;
}
