/*
 * The files of a line: which of its words are names of some, what stands for a stream, and which
 * the command gets.
 */
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"

/* What operands are called that are files. */
static const struct {
	const char *called;
	bool out;
	const char *look;   /* it has one of these letters; NULL: whatever it is */
	const char *stream; /* this word is none, but a stream */
	bool in_dir;        /* a directory gets one that is named after the instant */
} file_args[] = {
	{ "FILE" },
	{ "NEWFILE", true },
	{ "[NEWFILE|-]", true, NULL, "-" },
	{ "NEWFILE|DIR", true, .in_dir = true },
	{ "ORG|FILE", false, "/." },
};

/* Whether its ${i}th operand, ${word}, is a file, and which way: by what its row calls it. */
static bool
is_file(const struct command *c, int i, const char *word, bool *ret_out, bool *ret_in_dir)
{
	const char *args = c->args;
	for (; i > 0 && *args; i--) {
		args += strcspn(args, " ");
		args += strspn(args, " ");
	}
	size_t n = strcspn(args, " ");
	for (size_t k = 0; k < array_len(file_args); k++) {
		*ret_out = file_args[k].out;
		*ret_in_dir = file_args[k].in_dir;
		if (strlen(file_args[k].called) == n && strncmp(args, file_args[k].called, n) == 0)
			return (!file_args[k].look || strpbrk(word, file_args[k].look)) &&
			    (!file_args[k].stream || strcmp(word, file_args[k].stream) != 0);
	}
	return false;
}

/* What a file is called in a directory that was named instead of one. */
static const char *
name_in(const char *word, struct arena *a)
{
	struct stat st;
	char at[INSTANT_LEN];
	if (stat(word, &st) != 0 || !S_ISDIR(st.st_mode))
		return word;
	return arena_printf(a, "%s/dossier-%s.age", word, instant_format(clock_now(), at));
}

/* The files of operands come after those of options. */
static void
add_operand_files(const struct cli *cli, struct opt_line *line)
{
	bool out, in_dir;
	struct named_files *to = &line->files;
	for (size_t i = line->options + 1; i < line->words.n; i++) {
		const char *word = line->words.items[i];
		if (!is_file(cli->command, (int)(i - line->options - 1), word, &out, &in_dir))
			continue;
		word = in_dir ? name_in(word, cli->arena) : word;
		to->items = xrealloc(to->items, (to->n + 1) * sizeof(*to->items));
		to->items[to->n++] = (struct named_file){ .name = word, .fd = -1, .out = out };
	}
}

/*
 * A - for a file is a stream, of which there is one each way: what is read has no other reader, and
 * what is written stands alone. The result of a command whose option names a file stands there too.
 */
static bool
check_streams(
    const struct cli *cli, const struct opt_line *line, size_t of_options, struct err *err)
{
	int in = line->input_read;
	for (size_t i = 0; i < line->files.n; i++) {
		const struct named_file *f = &line->files.items[i];
		if (strcmp(f->name, "-") != 0)
			continue;
		if (f->out && (cli->json || i < of_options))
			return err_set(err, ERR_USAGE,
			    "- for a file: the result of this command is printed there: name a "
			    "file");
		in += !f->out;
		if (in > 1)
			return err_set(err, ERR_USAGE,
			    "- for a file: something else reads standard input: name a file");
		if (!f->out && line->no_input && isatty(STDIN_FILENO))
			return err_set(err, ERR_USAGE,
			    "- waits for somebody to type, and --no-input says that nobody does");
	}
	return true;
}

bool
cli_name_files(const struct cli *cli, struct opt_line *line, struct err *err)
{
	size_t of_options = line->files.n;
	add_operand_files(cli, line);
	return check_streams(cli, line, of_options, err);
}

bool
cli_take_files(struct cli *cli, struct named_files *files, struct err *err)
{
	bool out, in_dir;
	for (int i = 0; i < cli->argc; i++)
		if (is_file(cli->command, i, cli->argv[i], &out, &in_dir) &&
		    !(cli->file = opt_file(files, out, err)))
			return false;
	return files->taken == files->n || err_set(err, ERR_USAGE, "a file that nobody asked for");
}
