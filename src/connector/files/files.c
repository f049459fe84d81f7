/*
 * CSV and JSON files that another program leaves in a directory: the person's rows, by an
 * identifier in one of their fields. Streamed, read only. Messages number files and rows, since
 * even the name of a file may be somebody's.
 */
#include <sys/stat.h>

#include "../answer.h"
#include "../reach.h"
#include "drop.h"

static bool
read_file(struct drop *d, struct err *err)
{
	auto_drop(fd) int fd = -1;
	struct stat st;
	if (!drop_file(d, &fd, err))
		return false;
	if (fstat(fd, &st) != 0)
		return err_set(err, ERR_SYSTEM, "cannot look at a file: %m");
	if (!budget_take(&d->call->budget, BUDGET_BYTES, st.st_size, err))
		return drop_wrap(d, err);
	struct row_file_input in = { .fd = fd,
		.columns = d->column,
		.ncolumns = d->ncolumns,
		.visit = row_visit,
		.arg = d,
		.exact = json_array_size(json_get(d->collection, "fields")) ? 0 : d->nfields };
	d->input = &in;
	bool ok = drop_is_json(d) ? row_file_json_read(&in, err) : row_file_csv_read(&in, err);
	free(in.large.items);
	if (ok)
		return true;
	if (in.row)
		(void)err_wrap(err, "row %lld", (long long)in.row);
	return drop_wrap(d, err);
}

static bool
read_files(struct drop *d, struct err *err)
{
	struct row_sink *sink = d->call->sink;
	struct collection c = { json_str(d->collection, "category"), d->name, d->out, d->nfields };
	if (!sink->begin(sink, &c, err))
		return false;
	for (d->at = 0; d->at < d->nfiles; d->at++)
		if (!read_file(d, err))
			return false;
	for (size_t i = 0; i < d->nfields; i++)
		if (d->omitted[i] > 0)
			answer_withheld(
			    d->call, d->collection, d->field[i].name, REASON_SECRET, d->omitted[i]);
	return sink->end(sink, err);
}

static bool
any_known(const struct drop *d, const char *const **ret_kinds)
{
	bool known = false;
	const char **kinds = arena_alloc(d->a, (d->nmatch + 1) * sizeof(*kinds));
	for (size_t i = 0; i < d->nmatch; i++) {
		known = known || answer_knows(d->call, d->match[i].kind);
		kinds[i] = d->match[i].kind;
	}
	*ret_kinds = kinds;
	return known;
}

static bool
collect_one(struct drop *d, struct err *err)
{
	const char *const *kinds;
	if (!drop_list(d, err))
		return false;
	/* a directory whose files have not come is not a directory without this person */
	if (d->nfiles == 0)
		return err_set(err, ERR_INPUT, "collection %s: no file is there", d->name);
	if (!drop_shape(d, err))
		return false;
	if (!any_known(d, &kinds)) {
		answer_unsearched(d->call, d->collection, kinds);
		return true;
	}
	return read_files(d, err);
}

static struct drop
drop_of(struct connector_call *call, const json_t *collection, int dir, struct arena *a)
{
	return (struct drop){ .call = call,
		.collection = collection,
		.name = json_str_or(collection, "name", ""),
		.country = json_str(json_get(call->request, "organisation"), "country"),
		.a = a,
		.dir = dir };
}

static bool
collect(struct connector_call *call, struct err *err)
{
	size_t i;
	json_t *collection;
	auto_drop(fd) int dir = -1;
	if (!drop_open(call->settings, &dir, err))
		return false;
	json_array_foreach(json_get(call->system, "collections"), i, collection) {
		auto_drop(arena) struct arena *a = arena_new();
		struct drop d = drop_of(call, collection, dir, a);
		if (answer_wanted(call, collection) && !collect_one(&d, err))
			return false;
	}
	return true;
}

static bool
nothing(void *arg, const struct value *cells, struct err *err)
{
	(void)arg;
	(void)cells;
	(void)err;
	return true;
}

/*
 * One way and the other: what the register names and is not there, what is there and would be left
 * behind.
 */
static void
check_heading(const struct drop *d, const char **heading, size_t n, json_t *problems)
{
	size_t i, k;
	for (i = 0; i < d->ncolumns; i++) {
		for (k = 0; k < n && strcmp(heading[k], d->column[i].name) != 0; k++)
			;
		if (k == n)
			answer_problem(problems,
			    "collection %s, file %zu of %zu by name: no column %s", d->name,
			    d->at + 1, d->nfiles, d->column[i].name);
	}
	for (k = 0; k < n; k++) {
		for (i = 0; i < d->nfields && strcmp(heading[k], d->column[i].name) != 0; i++)
			;
		if (i == d->nfields)
			answer_problem(problems,
			    "collection %s, file %zu of %zu by name: column %zu is not "
			    "among the fields and would not be handed over",
			    d->name, d->at + 1, d->nfiles, k + 1);
	}
}

static void
check_file(struct drop *d, json_t *problems)
{
	struct err err = { 0 };
	auto_drop(fd) int fd = -1;
	const char **heading = NULL;
	size_t n = 0;
	struct row_file_input in = {
		.columns = d->column, .ncolumns = d->ncolumns, .visit = nothing
	};
	if (!drop_file(d, &fd, &err)) {
		answer_problem(problems, "%s", err.text);
		return;
	}
	in.fd = fd;
	/* a CSV file is read no further than its heading */
	if (drop_is_json(d) ? !row_file_json_read(&in, &err)
			    : !row_file_csv_heading(fd, d->a, &heading, &n, &err)) {
		(void)drop_wrap(d, &err);
		answer_problem(problems, "%s", err.text);
	} else if (heading) {
		check_heading(d, heading, n, problems);
	}
}

static bool
check(struct connector_call *call, json_t *ret_problems, struct err *err)
{
	size_t i;
	json_t *collection;
	auto_drop(fd) int dir = -1;
	if (!drop_open(call->settings, &dir, err))
		return false;
	json_array_foreach(json_get(call->system, "collections"), i, collection) {
		auto_drop(arena) struct arena *a = arena_new();
		struct drop d = drop_of(call, collection, dir, a);
		struct err wrong = { 0 };
		if (!drop_list(&d, &wrong) ||
		    (d.nfiles == 0 &&
			!err_set(&wrong, ERR_INPUT, "collection %s: no file is there", d.name)) ||
		    !drop_shape(&d, &wrong)) {
			answer_problem(ret_problems, "%s", wrong.text);
			continue;
		}
		for (d.at = 0; d.at < d.nfiles; d.at++)
			check_file(&d, ret_problems);
	}
	return true;
}

static void
reach(const struct connector_call *call, json_t *ret)
{
	reach_path(ret, "directories", json_str(call->settings, "directory"));
}

const struct connector connector_files = {
	.kind = "files",
	.reach = reach,
	.check = check,
	.act = { [ACTION_COLLECT] = collect },
};
