/*
 * init, doctor, db: making and minding an installation.
 */
#include <inttypes.h>
#include <pwd.h>
#include <unistd.h>

#include "dossier/phrase.h"
#include "dossier/store/cluster.h"
#include "dossier/store/migrate.h"
#include "dossier/store/own.h"
#include "dossier/store/restored.h"
#include "dossier/worker.h"
#include "cli.h"

#define BACKUP_S (INT64_C(26) * 3600) /* of one a day */

static const char *database, *admin;
static bool rehearsal, shared, beside;
static const struct opt init_opts[] = {
	{ "database", "URI", "use this PostgreSQL (libpq URI) instead of a private one", OPT_STRING,
	    &database },
	{ "beside", NULL,
	    "with --database: although the roles of its server serve another installation, and who "
	    "may enter the one may enter the other",
	    OPT_FLAG, &beside },
	{ "rehearsal", NULL, "an installation for practice: the clock may be moved", OPT_FLAG,
	    &rehearsal },
	{ "shared", NULL, "for several users, each in their own name: `dossier daemon` serves them",
	    OPT_FLAG, &shared },
	{ "admin", "NAME", "with --shared: the user who becomes its admin and officer", OPT_STRING,
	    &admin },
	{ 0 },
};

/* The first user: of a shared one who was named, of one for oneself who runs this. */
static const char *
first_user(struct arena *a, unsigned *ret_uid, struct err *err)
{
	const struct passwd *pw = shared && admin ? getpwnam(admin) : getpwuid(geteuid());
	*ret_uid = pw ? pw->pw_uid : geteuid();
	if (shared != (admin != NULL))
		err_set(err, ERR_USAGE, "--shared and --admin NAME go together");
	else if (!pw && shared)
		err_set(err, ERR_NOTFOUND, "this machine has no user %s", admin);
	else
		return pw ? arena_strdup(a, pw->pw_name)
			  : arena_printf(a, "uid%u", (unsigned)geteuid());
	return NULL;
}

static const struct opt upgrade_opts[] = {
	{ "database", "URI", "as this login, which may become dossier_owner", OPT_STRING,
	    &database },
	{ 0 },
};

/* ---- where everything is ---- */

/* What a person looks for, and where below HOME it lies; NULL: the database says itself. */
static const struct {
	const char *key, *what, *below;
} places[] = {
	{ "configuration", "configuration", "dossier.conf" },
	{ "database", "database", NULL },
	{ "keys", "keys, without which nothing sealed is read again", "keys" },
	{ "blobs", "what is collected, sealed", "blobs" },
	{ "secrets", "credentials of systems, in ORGANISATION/NAME", "secrets" },
	{ "spool", "notices to colleagues, for you to mail", "spool" },
	{ "templates", "letters, calendars and connector files of your own", "templates" },
	{ "checkpoints", "signed checkpoints of the log", "checkpoints" },
};

/* The address of another's server may hold a password. */
static const char *
database_place(const struct cli *cli)
{
	const char *own = database ? NULL : cluster_directory(cli->home, cli->arena);
	return own ? own : phrase("a server of its own administrator, as dossier.conf says");
}

static void
tell_places(const struct cli *cli, json_t *to)
{
	for (size_t i = 0; i < array_len(places); i++) {
		const char *below = places[i].below;
		const char *path = below ? arena_printf(cli->arena, "%s/%s", cli->home, below)
					 : database_place(cli);
		json_object_set_new(to, places[i].key, json_string(path));
		print_talk(cli, "  %s: %s", phrase(places[i].what), path);
	}
}

static bool
run_init(struct cli *cli, int argc, char *argv[], struct err *err)
{
	(void)argc;
	(void)argv;
	unsigned uid;
	const char *first = first_user(cli->arena, &uid, err);
	const struct new_installation new = {
		.home = cli->home,
		.database = database,
		.first = first,
		.first_uid = uid,
		.rehearsal = rehearsal,
		.shared = shared,
		.beside = beside,
		.progress = &progress_shown,
	};
	bool made = new.first &&installation_create(&new, err);
	print_clear();
	if (!made)
		return false;
	json_t *said = json_pack("{s:s, s:b, s:b, s:s}", "home", cli->home, "rehearsal", rehearsal,
	    "shared", shared, "first", new.first);
	print_talk(cli, "made %s in %s",
	    phrase(rehearsal ? "a rehearsal installation" : "an installation"), cli->home);
	tell_places(cli, said);
	print_talk(cli, "a backup holds all of these");
	if (shared)
		print_talk(cli, "it is shared: start `dossier daemon`; %s is its admin and officer",
		    new.first);
	else
		print_talk(cli, "%s", INSTALLATION_OF_ONE);
	print_talk(cli,
	    "next: `dossier register templates` lists five to start from, `dossier register new "
	    "jcc mine.json` writes one, `dossier register load mine.json` takes it");
	if (cli->json)
		print_json(said);
	else
		json_decref(said);
	return true;
}

static void
add_row(json_t *rows, const char *check, const char *status, const char *detail, const char *remedy)
{
	json_array_append_new(rows,
	    json_pack("{s:s, s:s, s:s, s:s?}", "check", check, "status", status, "detail", detail,
		"remedy", remedy));
}

/* Where what a backup must hold lies: the database need not lie in the home. */
static void
add_places(const struct cli *cli, json_t *rows)
{
	for (size_t i = 0; i < array_len(places); i++) {
		const char *below = places[i].below;
		const char *path = below ? arena_printf(cli->arena, "%s/%s", cli->home, below)
					 : database_place(cli);
		add_row(rows, "place", "ok",
		    arena_printf(cli->arena, "%s: %s", phrase(places[i].what), path), NULL);
	}
}

/* A backup that nobody has is worth what one is that nobody checked. */
static bool
add_backup(struct cli *cli, json_t *rows, struct err *err)
{
	usec_t at;
	char text[INSTANT_LEN];
	if (!backup_get(cli->in->db, &at, err))
		return false;
	const char *when = at ? arena_printf(cli->arena, phrase("the last one was made at %s"),
				    instant_format(at, text))
			      : phrase("none was made by `dossier backup make`");
	bool old = at < clock_now() - BACKUP_S * USEC_PER_SEC;
	add_row(rows, "backup", old ? "warning" : "ok", when,
	    old ? phrase("make one every day: `dossier backup make`, and `dossier backup check`")
		: NULL);
	return true;
}

/* What was collected for requests goes after the term of each register. */
static bool
add_own(struct cli *cli, json_t *rows, struct err *err)
{
	struct org_list orgs;
	if (!installation_orgs(
		cli->in, &cli->who, NULL, act_roles(ACT_ENTER), cli->arena, &orgs, err))
		return false;
	for (size_t i = 0; i < orgs.n; i++) {
		const struct org *o = &orgs.items[i];
		struct err unread = { 0 };
		const struct reg *reg =
		    o->register_version ? register_of(cli->in, o, 0, &unread) : NULL;
		char at[INSTANT_LEN];
		int64_t n;
		usec_t last;
		if (!reg)
			continue;
		if (!own_last(cli->in->db, o->id, &n, &last, err))
			return false;
		const char *term = reg->content_term;
		add_row(rows, "own dossiers", term ? "ok" : "warning",
		    n ? arena_printf(cli->arena,
			    phrase("%s: %" PRId64 " minimised, the last at %s"), o->slug, n,
			    instant_format(last, at))
		      : arena_printf(cli->arena, phrase("%s: none minimised yet"), o->slug),
		    term ? NULL
			 : phrase("name a term in its register: \"dossiers\": {\"content\": "
				  "\"P1Y\"}"));
	}
	return true;
}

/* Requests that are late, and letters that lie there; not for who may see no case. */
static bool
add_cases(struct cli *cli, json_t *rows, struct err *err)
{
	int64_t nlate = 0, nletters = 0;
	bool late;
	size_t i;
	const json_t *r;
	auto_drop(json) json_t *due =
	    view_due(cli->in, &cli->who, &(struct due_asked){ NULL, 0, false }, &late, err);
	json_array_foreach(due, i, r) {
		nlate += json_int_or(r, "days_left", 0) < 0;
		nletters += (int64_t)json_array_size(json_get(r, "unsent"));
	}
	if (!due)
		return false;
	add_row(rows, "late requests", nlate ? "warning" : "ok",
	    arena_printf(cli->arena, "%" PRId64, nlate), nlate ? "`dossier today`" : NULL);
	add_row(rows, "unsent letters", nletters ? "warning" : "ok",
	    arena_printf(cli->arena, "%" PRId64, nletters), nletters ? "`dossier today`" : NULL);
	return true;
}

/*
 * What can be said while the database is away, to whom these files are. Which role a visitor has
 * stands in the database.
 */
static json_t *
rows_without(struct cli *cli, const struct err *away)
{
	struct conf conf;
	struct err bad = { 0 };
	json_t *rows = json_array();
	if (cli->visit) {
		add_row(rows, "database", "failed", away->text,
		    phrase("its own user starts it, and meets more with `dossier doctor`"));
		add_row(rows, "daemon", "ok", phrase("it answers"), NULL);
		return rows;
	}
	if (conf_load(cli->home, cli->arena, &conf, &bad))
		add_row(rows, "configuration", "ok", conf_path(&conf, "dossier.conf", cli->arena),
		    NULL);
	else
		add_row(rows, "configuration", "failed", bad.text, NULL);
	add_row(rows, "database", "failed", away->text, "start it: `dossier db start`, or its own");
	return rows;
}

static json_t *
doctor_rows(struct cli *cli, struct err *err)
{
	auto_drop(worker_try) struct worker_try *slots = worker_try_start(err);
	struct err away = { 0 };
	if (!slots)
		return NULL;
	bool open = cli_open(cli, &away);
	if (!open && away.kind != ERR_TEMPORARY) {
		err_set(err, away.kind, "%s", away.text);
		return NULL;
	}
	const struct doctor_tries tries = worker_tries(slots);
	auto_drop(json) json_t *rows =
	    open ? doctor(cli->in, &cli->who, &tries, err) : rows_without(cli, &away);
	struct org_list orgs = { 0 };
	if (!rows ||
	    (open &&
		!installation_orgs(
		    cli->in, &cli->who, NULL, act_roles(ACT_SEE), cli->arena, &orgs, err)) ||
	    (orgs.n > 0 && !add_cases(cli, rows, err)) ||
	    (open && (!add_backup(cli, rows, err) || !add_own(cli, rows, err))))
		return NULL;
	if (open || !cli->visit)
		add_places(cli, rows);
	return take(rows);
}

static bool
run_doctor(struct cli *cli, int argc, char *argv[], struct err *err)
{
	static const struct column columns[] = { { "status", "STATUS" }, { "check", "CHECK" },
		{ "detail", "DETAIL" }, { "remedy", "WHAT TO DO" }, { 0 } };
	(void)argc;
	(void)argv;
	json_t *rows = doctor_rows(cli, err), *row;
	size_t i;
	int failed = 0;
	json_array_foreach(rows, i, row)
		failed += strcmp(json_str_or(row, "status", ""), "failed") == 0;
	if (!print_rows(cli, rows, columns, "nothing was checked", err))
		return false;
	return failed == 0 || err_set(err, ERR_SYSTEM, "%d of the checks failed", failed);
}

static bool
private_conf(struct cli *cli, struct conf *conf, struct err *err)
{
	if (!conf_load(cli->home, cli->arena, conf, err))
		return false;
	return conf_is_private(conf) ||
	    err_set(err, ERR_DENIED,
		"this installation uses a server of its own administrator (database in "
		"dossier.conf)");
}

static bool
run_db_start(struct cli *cli, int argc, char *argv[], struct err *err)
{
	struct conf conf;
	(void)argc;
	(void)argv;
	if (!private_conf(cli, &conf, err) || !cluster_start(conf.home, err))
		return false;
	print_talk(cli, "the private PostgreSQL runs");
	if (cli->json)
		print_json(json_pack("{s:b}", "running", 1));
	return true;
}

static bool
run_db_stop(struct cli *cli, int argc, char *argv[], struct err *err)
{
	struct conf conf;
	(void)argc;
	(void)argv;
	if (!private_conf(cli, &conf, err))
		return false;
	/* one that answers knows who may; one that does not, or is older, is stopped in any case */
	struct err none = { 0 };
	if (cluster_running(conf.home) && !cli_open(cli, &none) && cli->refused)
		return err_set(err, none.kind, "%s", none.text);
	installation_close(cli->in);
	cli->in = NULL;
	if (!cluster_stop(conf.home, err))
		return false;
	print_talk(cli, "the private PostgreSQL is stopped");
	if (cli->json)
		print_json(json_pack("{s:b}", "running", 0));
	return true;
}

static bool
run_db_status(struct cli *cli, int argc, char *argv[], struct err *err)
{
	struct conf conf;
	(void)argc;
	(void)argv;
	if (!conf_load(cli->home, cli->arena, &conf, err))
		return false;
	bool private = conf_is_private(&conf);
	bool running = private && cluster_running(conf.home);
	const char *uri = private ? cluster_uri(conf.home, cli->arena) : "";
	if (cli->json)
		print_json(json_pack(
		    "{s:b, s:b, s:s}", "private", private, "running", running, "uri", uri));
	else if (!private)
		print_text("a server of its own administrator (database in dossier.conf)\n");
	else
		print_text("the private PostgreSQL is %s\n%s\n",
		    phrase(
			running ? "running" : "not running; any command that needs it starts it"),
		    uri);
	return true;
}

static bool
run_db_upgrade(struct cli *cli, int argc, char *argv[], struct err *err)
{
	struct conf conf;
	int applied = 0;
	(void)argc;
	(void)argv;
	if (!conf_load(cli->home, cli->arena, &conf, err))
		return false;
	if (database && conf_is_private(&conf))
		return err_set(err, ERR_USAGE,
		    "--database: this installation has a database of its own, which the program "
		    "upgrades as its superuser");
	if (database)
		conf.database = database;
	bool private = conf_is_private(&conf);
	if (private && !cluster_prepare(conf.home, err))
		return false;
	auto_drop(db) struct db *db = private ? cluster_open(conf.home, DB_OWNER, err)
					      : db_open(conf.database, DB_OWNER, err);
	if (!db || !migrate_upgrade(db, &applied, err) || !migrate_complete(db, err))
		return false;
	if (cli->json)
		print_json(json_pack("{s:i}", "applied", applied));
	print_talk(cli, applied ? "the schema went %d step(s) forward" : "the schema is up to date",
	    applied);
	return true;
}

const struct command setup_commands[] = {
	{ "init", NULL, NULL, "make an installation",
	    "Makes the directory, its keys and a private PostgreSQL. You become its admin and "
	    "officer, and all that is done in it is done by you. One that is --shared belongs to "
	    "a user of its own, who runs this.",
	    init_opts, 0, 0, NEED_HOLDER, ACT_NONE, run_init, .shapes = "init",
	    .examples = "dossier init\n"
			"dossier init --rehearsal --home practice",
	    .exits = "4  there is an installation already", .next = "dossier register templates",
	    .changes = CHANGES_MORE, .preview = "dossier doctor" },
	{ "doctor", NULL, NULL, "check configuration, database, keys, clock, disk and every system",
	    NULL, NULL, 0, 0, NEED_HOME, ACT_ENTER, run_doctor, .shapes = "checks", .lists = "",
	    .restored = true, .examples = "dossier doctor",
	    .exits = "1  a check failed: the last column says what to do" },
	{ "db", "start", NULL, "start the private PostgreSQL", NULL, NULL, 0, 0, NEED_HOLDER,
	    ACT_NONE, run_db_start, .shapes = "running", .restored = true,
	    .examples = "dossier db start", .exits = "4  the server is its own administrator's",
	    .changes = CHANGES_MORE, .preview = "dossier db status" },
	{ "db", "stop", NULL, "stop it", NULL, NULL, 0, 0, NEED_HOLDER, ACT_RULE, run_db_stop,
	    .shapes = "running", .restored = true, .examples = "dossier db stop",
	    .exits = "4  the server is its own administrator's", .changes = CHANGES_MORE,
	    .preview = "dossier db status" },
	{ "db", "status", NULL, "does it run, and where", NULL, NULL, 0, 0, NEED_HOLDER, ACT_NONE,
	    run_db_status, .shapes = "db-status", .restored = true,
	    .examples = "dossier db status" },
	{ "db", "upgrade", NULL, "bring the schema up to date",
	    "Also who may log in to a private PostgreSQL, and the roles of the database.",
	    upgrade_opts, 0, 0, NEED_HOLDER, ACT_NONE, run_db_upgrade, .shapes = "db-upgrade",
	    .restored = true, .examples = "dossier db upgrade",
	    .exits = "75 a daemon or worker holds the schema: stop it first",
	    .next = "dossier doctor", .changes = CHANGES_MORE, .preview = "dossier doctor" },
	{ 0 },
};
