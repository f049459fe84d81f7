/*
 * backup: all of the installation in one sealed file, its check, and the way back.
 */
#include <inttypes.h>

#include "dossier/backup.h"
#include "dossier/phrase.h"
#include "dossier/store/restored.h"
#include "cli.h"
#include "version.h"

#define SECRET_MAX 4096

static const char *recipient, *database, *checkpoints;
static const struct named_file *passphrase, *identity;
static bool quick;
static const struct opt make_opts[] = {
	{ "recipient", "KEY",
	    "seal it to this age recipient (age1...), whose identity is elsewhere", OPT_STRING,
	    &recipient },
	{ "passphrase", "FILE", "seal it to the passphrase that is the first line of this file",
	    OPT_FILE_IN, &passphrase },
	{ "database", "URI", "as this login, which may become dossier_backup", OPT_STRING,
	    &database },
	{ 0 },
};
static const struct opt check_opts[] = {
	{ "identity", "FILE", "open it with the age identity (AGE-SECRET-KEY-1...) in this file",
	    OPT_FILE_IN, &identity },
	{ "passphrase", "FILE", "open it with the passphrase that is the first line of this file",
	    OPT_FILE_IN, &passphrase },
	{ "quick", NULL, "every byte of it, and not whether its database lives", OPT_FLAG, &quick },
	{ 0 },
};
static const struct opt restore_opts[] = {
	{ "identity", "FILE", "open it with the age identity (AGE-SECRET-KEY-1...) in this file",
	    OPT_FILE_IN, &identity },
	{ "passphrase", "FILE", "open it with the passphrase that is the first line of this file",
	    OPT_FILE_IN, &passphrase },
	{ "database", "URI",
	    "into this PostgreSQL (libpq URI), which is empty, instead of a private one",
	    OPT_STRING, &database },
	{ "checkpoints", "DIR", "take the later checkpoints and ledger files that are kept there",
	    OPT_STRING, &checkpoints },
	{ 0 },
};

/* ---- what it is sealed with ---- */

/* The line that begins so, or the first; without its end. */
static bool
read_secret(struct cli *cli, const struct named_file *f, const char *begins, const char **ret,
    struct err *err)
{
	auto_drop(buf) struct buf text = { 0 };
	if (!named_file_read(f, SECRET_MAX, &text, err))
		return false;
	for (const char *line = text.len ? text.data : ""; *line;) {
		size_t n = strcspn(line, "\r\n");
		if (n > 0 && strncmp(line, begins, strlen(begins)) == 0) {
			*ret = arena_strndup(cli->arena, line, n);
			return true;
		}
		if (!*begins)
			break;
		line += n;
		line += strspn(line, "\r\n");
	}
	return err_set(err, ERR_INPUT, "%s holds no %s", f->name,
	    *begins ? phrase("age identity: expected a line AGE-SECRET-KEY-1...")
		    : phrase("passphrase: expected it as its first line"));
}

static bool
one_of_two(bool a, bool b, const char *first, struct err *err)
{
	return a != b ||
	    err_set(err, ERR_USAGE, "one of --%s and --passphrase FILE is needed", first);
}

static bool
take_key(struct cli *cli, bool seals, struct backup_key *ret, struct err *err)
{
	unsigned char *key = arena_alloc(cli->arena, KEY_LEN);
	const char *text = recipient;
	*ret = (struct backup_key){ 0 };
	if (!one_of_two(seals ? recipient != NULL : identity != NULL, passphrase != NULL,
		seals ? "recipient KEY" : "identity FILE", err))
		return false;
	if (passphrase)
		return read_secret(cli, passphrase, "", &ret->passphrase, err);
	if (seals) {
		ret->recipient = key;
		return age_recipient_parse(text, key, err);
	}
	ret->identity = key;
	return read_secret(cli, identity, "AGE-SECRET-KEY-", &text, err) &&
	    age_identity_parse(text, key, err);
}

/* ---- make ---- */

/* That everything left is in every log. */
static bool
tell(struct cli *cli, const struct backup_made *made, struct err *err)
{
	auto_drop(json) json_t *body = json_pack("{s:s, s:I}", "to",
	    recipient ? recipient : "passphrase", "bytes", (json_int_t)made->bytes);
	if (!cli_open(cli, err) || !db_begin(cli->in->db, err))
		return false;
	return installation_commit(cli->in,
	    people_tell(cli->in, &cli->who, "backup.made", body, err) &&
		backup_put(cli->in->db, clock_now(), err),
	    err);
}

static bool
run_make(struct cli *cli, int argc, char *argv[], struct err *err)
{
	struct conf conf;
	struct backup_making m = { .conf = &conf,
		.uri = database,
		.program = DOSSIER_VERSION,
		.progress = &progress_shown };
	struct backup_made made;
	(void)argc;
	(void)argv;
	if (!conf_load(cli->home, cli->arena, &conf, err) || !take_key(cli, true, &m.key, err))
		return false;
	if (database && conf_is_private(&conf))
		return err_set(
		    err, ERR_USAGE, "--database: this installation has a database of its own");
	if (!backup_make(&m, cli->file->fd, &made, err) || !tell(cli, &made, err))
		return false;
	json_t *said = json_pack("{s:s, s:I, s:I, s:I, s:I}", "file", cli->file->name, "bytes",
	    (json_int_t)made.bytes, "members", (json_int_t)made.members, "blobs",
	    (json_int_t)made.blobs, "missing", (json_int_t)made.missing);
	print_talk(cli, "%s: %" PRId64 " bytes, %" PRId64 " files and pieces, sealed",
	    cli->file->name, made.bytes, made.members);
	if (made.missing)
		print_warning(cli, said, "%" PRId64 " files that the database names were not there",
		    made.missing);
	if (cli->json)
		print_json(said);
	else
		json_decref(said);
	return true;
}

/* ---- check ---- */

static void
print_said(const struct cli *cli, const json_t *said)
{
	static const struct column columns[] = { { "organisation", "ORGANISATION" },
		{ "events", "EVENTS" }, { "checkpoints", "CHECKPOINTS" },
		{ "requests", "REQUESTS" }, { 0 } };
	print_text("made %s by dossier %s (schema %d): %d files and pieces, every byte as it was\n",
	    json_str_or(said, "made_at", "?"), json_str_or(said, "program", "?"),
	    (int)json_int_or(said, "schema", 0), (int)json_int_or(said, "members", 0));
	if (json_flag(said, "deep")) {
		print_text("its database lives, and its logs hold:\n");
		print_table(json_get(said, "organisations"), columns, "no organisations yet");
	}
	int64_t missing = json_int_or(said, "missing", 0);
	if (missing)
		print_talk(cli, "%d files that the database names were not there when it was made",
		    (int)missing);
}

static bool
run_check(struct cli *cli, int argc, char *argv[], struct err *err)
{
	struct backup_key key;
	(void)argc;
	(void)argv;
	if (!take_key(cli, false, &key, err))
		return false;
	json_t *said = backup_check(cli->file->fd, &key, !quick, &progress_shown, err);
	print_clear();
	if (!said)
		return err_wrap(err, "%s", cli->file->name);
	if (cli->json)
		print_json(said);
	else {
		print_said(cli, said);
		json_decref(said);
	}
	return true;
}

/* ---- restore ---- */

/* What was destroyed since has its keys again until they are destroyed again, and rotated. */
static void
tell_keys(const struct cli *cli, const json_t *said)
{
	size_t i;
	const json_t *key;
	json_array_foreach(json_get(said, "keys"), i, key)
		print_talk(cli,
		    "it brought the installation key %s back, by which it is read: keep the newer "
		    "ones, which later ledger files need, beside it in %s/keys; and `dossier key "
		    "rotate --confirm` once it is replayed",
		    json_string_value(key), cli->home);
}

static bool
run_restore(struct cli *cli, int argc, char *argv[], struct err *err)
{
	struct backup_restoring r = { .home = cli->home,
		.uri = database,
		.checkpoints = checkpoints,
		.progress = &progress_shown };
	(void)argc;
	(void)argv;
	if (!cli->home_said)
		return err_set(err, ERR_USAGE,
		    "--home DIR says where the installation comes, which is not there yet");
	if (!take_key(cli, false, &r.key, err))
		return false;
	json_t *said = backup_restore(&r, cli->file->fd, err);
	print_clear();
	if (!said)
		return err_wrap(err, "%s", cli->file->name);
	json_object_set_new(said, "home", json_string(cli->home));
	print_talk(cli, "an installation in %s, as it was at %s", cli->home,
	    json_str_or(said, "made_at", "?"));
	if (strcmp(json_str_or(said, "checkpoints", ""), "checkpoints") != 0)
		print_talk(cli,
		    "its checkpoints lay in %s: they are in %s/checkpoints now; say in "
		    "dossier.conf where they belong",
		    json_str_or(said, "checkpoints", "?"), cli->home);
	tell_keys(cli, said);
	print_talk(
	    cli, "it does nothing before what was erased since is erased again: `dossier replay`");
	if (cli->json)
		print_json(said);
	else
		json_decref(said);
	return true;
}

const struct command backup_commands[] = {
	{ "backup", "make", "NEWFILE|DIR", "all of the installation, in one sealed file",
	    "Configuration, keys, credentials, templates, notices, checkpoints, ledger files, the "
	    "database as of one moment and every file it names: a tar, sealed by age. People and "
	    "workers go on meanwhile. The file has no name before it is whole, and overwrites "
	    "nothing; in a directory it is called dossier-INSTANT.age. It holds the keys: whoever "
	    "opens it reads everything.",
	    make_opts, 1, 1, NEED_HOLDER, ACT_NONE, run_make, .shapes = "backup-made",
	    .examples = "dossier backup make backup.age --recipient "
			"age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj",
	    .exits = "4  the file is there already\n"
		     "75 the disk is full, or the database is away",
	    .next = "dossier backup check backup.age --identity KEYFILE", .changes = CHANGES_MORE,
	    .demands = "--recipient KEY|--passphrase FILE", .preview = "dossier doctor",
	    .restored = true },
	{ "backup", "check", "FILE", "is it whole, and can it be restored",
	    "Opens it and holds every member against its SHA-256. Then its database comes to life "
	    "in a server of its own, below TMPDIR, every log is verified against its checkpoints, "
	    "and each file that it names is looked for.",
	    check_opts, 1, 1, NEED_NOTHING, ACT_NONE, run_check, .shapes = "backup",
	    .examples = "dossier backup check backup.age --passphrase words.txt --quick",
	    .exits = "1  it was altered or cut off, or is sealed to another key\n"
		     "4  it is of a newer program, or what it holds does not fit together",
	    .demands = "--identity FILE|--passphrase FILE", .restored = true },
	{ "backup", "restore", "FILE", "a new installation, as it was then",
	    "Into the directory that --home names, which is not there yet. It knows that it was "
	    "restored: it does nothing but `doctor`, `audit verify`, `backup`, `db` and `replay` "
	    "before what was erased since is erased again.",
	    restore_opts, 1, 1, NEED_HOLDER, ACT_NONE, run_restore, .shapes = "backup",
	    .examples = "dossier backup restore backup.age --passphrase words.txt --home again",
	    .exits = "1  it was altered or cut off, or is sealed to another key\n"
		     "4  the directory is there already, or it is of a newer program",
	    .next = "dossier replay", .changes = CHANGES_MORE,
	    .demands = "--identity FILE|--passphrase FILE --home DIR",
	    .preview = "dossier backup check FILE --quick", .restored = true },
	{ 0 },
};
