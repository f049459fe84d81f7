/*
 * The http connector against a mail service: tokens that are fetched, a list of boxes, answers that
 * are files, and texts too large for a row, of the person's and of somebody else's.
 */
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "unit/unit.h"

#include "dossier/definition.h"
#include "sink.h"

#define EMAIL "sanne.devries@bakkerij-zonnehoek.example"

static const char unit[] =
    "\xc3\xa9\"\\\nxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";

static const char system_text[] =
    "{\"id\": \"mail\", \"definition\": \"mailbox\", \"collections\": [{\"name\": \"mail\", "
    "\"category\": \"C1\", \"rows\": \"messages\", \"fields\": [{\"name\": \"id\"}, {\"name\": "
    "\"text\"}, {\"name\": \"read\", \"type\": \"bool\"}]}]}";

static struct {
	pid_t pid;
	char url[64];
} lab;

static int
start(void **state)
{
	int out[2];
	(void)state;
	assert_int_equal(pipe(out), 0);
	lab.pid = fork();
	if (lab.pid == 0) {
		(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
		(void)dup2(out[1], STDOUT_FILENO);
		execlp("python3", "python3", "tests/vendors/mailbox.py", (char *)NULL);
		_exit(127);
	}
	(void)close(out[1]);
	FILE *f = fdopen(out[0], "r");
	assert_non_null(f);
	bool up = fgets(lab.url, sizeof(lab.url), f);
	(void)fclose(f);
	if (!up)
		print_message("# python3 can not start tests/vendors/mailbox.py: skipped\n");
	lab.url[strcspn(lab.url, "\n")] = '\0';
	return 0;
}

static int
stop(void **state)
{
	(void)state;
	(void)kill(lab.pid, SIGTERM);
	(void)waitpid(lab.pid, NULL, 0);
	return 0;
}

struct run {
	struct sink sink;
	struct connector_call call;
	struct identifier_value id;
	struct definition *definition;
	struct err err;
};

/* ${from} of the definition is ${to}, unless NULL. */
static void
open_run(struct run *r, const char *from, const char *to, const char *secret)
{
	struct err err = { 0 };
	*r = (struct run){ .id = { "email", EMAIL } };
	struct json_doc *doc = json_doc_load("tests/data/connector_mailbox.json", 1u << 20, &err);
	assert_ok(doc != NULL, &err);
	const char *at = from ? strstr(doc->text, from) : NULL;
	if (at) {
		auto_drop(buf) struct buf text = { 0 };
		buf_add(&text, doc->text, (size_t)(at - doc->text));
		buf_adds(&text, to);
		buf_adds(&text, at + strlen(from));
		json_doc_free(doc);
		doc = json_doc_parse("x", text.data, text.len, &err);
	}
	r->definition = doc ? definition_new(doc, &err) : NULL;
	assert_ok(r->definition != NULL, &err);
	sink_init(&r->sink);
	call_init(&r->call, &r->sink, system_text, NULL);
	json_t *settings = (json_t *)(uintptr_t)r->call.settings;
	json_object_set_new(settings, "url", json_string(lab.url));
	json_object_set_new(settings, "client_secret", json_string(secret));
	r->call.definition = r->definition;
	r->call.ids = &r->id;
	r->call.nids = 1;
}

static void
close_run(struct run *r)
{
	sink_release(&r->sink);
	call_release(&r->call);
	definition_free(r->definition);
}

static const json_t *
file_named(const struct run *r, const char *name)
{
	size_t i;
	json_t *file;
	json_array_foreach(r->sink.files, i, file)
		if (strcmp(json_str(file, "name"), name) == 0)
			return file;
	fail_msg("no file %s", name);
	return NULL;
}

static void
test_rows_and_files(void **state)
{
	(void)state;
	struct run r;
	if (!*lab.url)
		return;
	open_run(&r, NULL, NULL, "simulated-secret");
	assert_ok(connector_http.act[ACTION_COLLECT](&r.call, &r.err), &r.err);
	/* two short ones, one long; those of somebody else nowhere, their long texts neither */
	assert_int_equal(sink_count(&r.sink, "mail"), 3);
	assert_int_equal(json_array_size(r.sink.files), 1 + 3);
	const char *mark = NULL;
	for (size_t i = 0; i < 3; i++)
		if (strcmp(sink_text(&r.sink, "mail", i, "id"), "info-3") == 0)
			mark = sink_text(&r.sink, "mail", i, "text");
	assert_non_null(mark);
	assert_string_equal(mark, "[file mail-text-2.txt]");
	const json_t *file = file_named(&r, "mail-text-2.txt");
	assert_string_equal(json_str(file, "category"), "C1");
	const char *text = json_str(file, "text");
	size_t n = (3u << 20) / 100;
	assert_int_equal(strlen(text), n * 100);
	for (size_t i = 0; i < n; i++)
		assert_memory_equal(text + 100 * i, unit, 100);
	const char *raw = json_str(file_named(&r, "info-1.eml"), "text");
	assert_int_equal(strlen(raw), strlen("From: x\r\n\r\n") + 4 * 500000);
	assert_int_equal(json_array_size(r.call.yields), 0);
	close_run(&r);
}

static void
test_refused(void **state)
{
	(void)state;
	static const struct {
		const char *from, *to, *secret, *words;
	} cases[] = {
		{ NULL, NULL, "wrong",
		    "op token: credentials refused by 127.0.0.1 (401): check setting client, "
		    "client_secret" },
		{ "\"max_bytes\": 10000000", "\"max_bytes\": 1000000", "simulated-secret",
		    "op mime: 127.0.0.1 answers more than 1000000 bytes" },
		{ "\"max_bytes\": 134217728", "\"timeout_s\": 60", "simulated-secret",
		    "op messages: 127.0.0.1 answers more than 4194304 bytes" },
	};
	if (!*lab.url)
		return;
	for (size_t i = 0; i < array_len(cases); i++) {
		struct run r;
		open_run(&r, cases[i].from, cases[i].to, cases[i].secret);
		assert_false(connector_http.act[ACTION_COLLECT](&r.call, &r.err));
		assert_err(&r.err, ERR_INPUT, cases[i].words);
		close_run(&r);
	}
}

/* A secret that is large is neither kept nor a file. */
static void
test_never(void **state)
{
	(void)state;
	struct run r;
	if (!*lab.url)
		return;
	open_run(&r, NULL, NULL, "simulated-secret");
	json_object_set_new(json_array_get(json_get(r.call.system, "collections"), 0), "never",
	    json_pack("[s]", "text"));
	assert_ok(connector_http.act[ACTION_COLLECT](&r.call, &r.err), &r.err);
	assert_int_equal(sink_count(&r.sink, "mail"), 3);
	assert_string_equal(sink_text(&r.sink, "mail", 0, "text_present"), "true");
	assert_int_equal(json_array_size(r.sink.files), 3);
	close_run(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows_and_files),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_never),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
