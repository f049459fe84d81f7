/*
 * The http connector against the simulators of tests/vendors, with the definitions we ship and the
 * systems of JBSync's register: several pages, every fault, and never a row of somebody else in the
 * sink.
 */
#include <arpa/inet.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "unit/unit.h"

#include "dossier/net.h"
#include "dossier/definition.h"
#include "sink.h"

#define EMAIL "sanne.devries@bakkerij-zonnehoek.example"
#define PHONE "+31612345678"

static struct {
	char dir[128];
	pid_t pid;
	bool skipped;
} lab;

/* ---- the simulators ---- */

static char *
lab_read(const char *name)
{
	static char text[4][256];
	static int turn;
	char path[256], *out = text[turn++ % 4];
	(void)snprintf(path, sizeof(path), "%s/%s", lab.dir, name);
	FILE *f = fopen(path, "r");
	if (!f)
		return NULL;
	char *got = fgets(out, sizeof(text[0]), f);
	(void)fclose(f);
	if (got)
		out[strcspn(out, "\n")] = '\0';
	return got;
}

static int
lab_start(void **state)
{
	(void)state;
	/* tests/vendors/prism.sh starts the simulators itself, with a validator before each */
	const char *given = getenv("HTTP_LAB");
	(void)snprintf(lab.dir, sizeof(lab.dir), "%s", given ? given : "/tmp/http-lab-XXXXXX");
	if (given)
		return 0;
	if (!mkdtemp(lab.dir))
		return -1;
	lab.pid = fork();
	if (lab.pid == 0) {
		char pidfile[160];
		(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
		(void)snprintf(pidfile, sizeof(pidfile), "%s/pid", lab.dir);
		if (!freopen("/dev/null", "w", stdout))
			_exit(127);
		execlp("python3", "python3", "tests/vendors/run.py", "--secrets", lab.dir,
		    "--pidfile", pidfile, (char *)NULL);
		_exit(127);
	}
	for (int i = 0; i < 500; i++) {
		if (lab_read("pid"))
			return 0;
		if (waitpid(lab.pid, NULL, WNOHANG) == lab.pid)
			break;
		(void)usleep(20000);
	}
	lab.skipped = true;
	return 0;
}

static int
lab_stop(void **state)
{
	(void)state;
	char cmd[160];
	if (getenv("HTTP_LAB"))
		return 0;
	if (!lab.skipped) {
		(void)kill(lab.pid, SIGTERM);
		(void)waitpid(lab.pid, NULL, 0);
	}
	(void)snprintf(cmd, sizeof(cmd), "rm -rf %s", lab.dir);
	return system(cmd) == 0 ? 0 : -1;
}

/*
 * POST to /_sim/WHAT of a vendor, on a plain socket: this must not go through what is being tested.
 */
static void
control(const char *vendor, const char *what, const char *json)
{
	char name[64], request[512], answer[1024];
	(void)snprintf(name, sizeof(name), "%s-control", vendor);
	const char *port = strrchr(lab_read(name), ':');
	struct sockaddr_in to = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)strtoul(port + 1, NULL, 10)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof(to)), 0);
	int n = snprintf(request, sizeof(request),
	    "POST /_sim/%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %zu\r\n\r\n"
	    "%s",
	    what, strlen(json), json);
	assert_int_equal(write(fd, request, (size_t)n), n);
	ssize_t got = read(fd, answer, sizeof(answer) - 1);
	assert_true(got > 12 && memcmp(answer + 9, "200", 3) == 0);
	(void)close(fd);
}

static void
fault(const char *vendor, const char *kind, int times, const char *match)
{
	char json[256];
	(void)snprintf(json, sizeof(json), "{\"kind\": \"%s\", \"times\": %d, \"match\": \"%s\"}",
	    kind, times, match);
	control(vendor, "fault", json);
}

/* ---- one run ---- */

struct run {
	struct sink sink;
	struct connector_call call;
	struct identifier_value ids[2];
	struct err err;
	bool ok;
	json_t *definition; /* as the test changes it */
	struct definition *read;
};

static json_t *
read_json(const char *path)
{
	struct err err = { 0 };
	struct json_doc *doc = json_doc_load(path, 4 << 20, &err);
	assert_ok(doc != NULL, &err);
	json_t *root = json_incref(doc->root);
	json_doc_free(doc);
	return root;
}

/* The system of JBSync's register that uses this definition. */
static json_t *
system_of(const char *definition)
{
	json_t *reg = read_json("templates/registers/jbsync.json"), *s, *found = NULL;
	size_t i;
	json_array_foreach(json_get(reg, "systems"), i, s)
		if (strcmp(json_str_or(s, "definition", ""), definition) == 0)
			found = json_incref(s);
	json_decref(reg);
	assert_non_null(found);
	return found;
}

static json_t *
settings_of(const char *vendor, const json_t *system)
{
	json_t *out = json_object(), *v;
	const char *name;
	json_object_foreach(json_get(system, "settings"), name, v) {
		const char *value = lab_read(json_str(v, "secret"));
		assert_non_null(value);
		json_object_set_new(out, name, json_string(value));
	}
	(void)vendor;
	return out;
}

/* The shipped definition, hurried: short waits, so that faults do not take minutes. */
static json_t *
hurried(const char *vendor)
{
	char path[128];
	const char *name;
	json_t *op;
	(void)snprintf(path, sizeof(path), "templates/connectors/%s.json", vendor);
	json_t *d = read_json(path), *retry = json_get(d, "retry");
	json_object_set_new(retry, "base_ms", json_integer(5));
	json_object_set_new(retry, "tries", json_integer(3));
	json_object_foreach(json_get(d, "ops"), name, op)
		json_object_set_new(op, "timeout_s", json_integer(2));
	return d;
}

static void
run_open(struct run *r, const char *vendor)
{
	json_t *system = system_of(vendor);
	char *text = json_dumps(system, 0);
	memset(r, 0, sizeof(*r));
	sink_init(&r->sink);
	call_init(&r->call, &r->sink, text, NULL);
	json_decref((json_t *)(uintptr_t)r->call.settings);
	r->call.settings = settings_of(vendor, system);
	r->definition = hurried(vendor);
	bool phone = strcmp(vendor, "twilio") == 0;
	r->ids[0] = (struct identifier_value){ phone ? "phone" : "email", phone ? PHONE : EMAIL };
	r->call.ids = r->ids;
	r->call.nids = 1;
	free(text);
	json_decref(system);
}

static void
run_close(struct run *r)
{
	sink_release(&r->sink);
	call_release(&r->call);
	json_decref(r->definition);
	definition_free(r->read);
}

/* Read what the test made of the definition. */
static void
ready(struct run *r)
{
	char *text = json_dumps(r->definition, 0);
	struct err err = { 0 };
	struct json_doc *doc = json_doc_parse("x", text, strlen(text), &err);
	definition_free(r->read);
	r->call.definition = r->read = definition_new(doc, &err);
	assert_ok(r->read != NULL, &err);
	free(text);
}

static bool
run_check(struct run *r, json_t *problems)
{
	ready(r);
	return connector_http.check(&r->call, problems, &r->err);
}

/* No value that belongs to somebody else may be anywhere in what the sink got. */
static void
assert_nobody_else(const struct run *r)
{
	static const char *const strangers[] = { "voorbeeld.example", "+31650", "+31687654321",
		"xsanne.devries", "Iemand Anders", "Collega", "team1.", "factor-of-somebody-else",
		"someone else" };
	char *all = json_dumps(r->sink.collections, 0), *yields = json_dumps(r->call.yields, 0);
	for (size_t i = 0; i < array_len(strangers); i++)
		if (strstr(all, strangers[i]) || strstr(yields, strangers[i]))
			fail_msg("something of somebody else reached the sink: %s", strangers[i]);
	free(all);
	free(yields);
}

static void
run_collect(struct run *r)
{
	ready(r);
	r->ok = connector_http.act[ACTION_COLLECT](&r->call, &r->err);
	assert_nobody_else(r);
}

static void
skip_without_lab(void)
{
	if (lab.skipped) {
		print_message("# python3 can not start tests/vendors/run.py: skipped\n");
		return;
	}
}

/* ---- happy paths ---- */

static void
happy_stripe(void **state)
{
	(void)state;
	skip_without_lab();
	control("stripe", "reset", "{}");
	struct run r;
	run_open(&r, "stripe");
	run_collect(&r);
	assert_ok(r.ok, &r.err);
	assert_int_equal(sink_count(&r.sink, "stripe-customers"),
	    2); /* the list finds one, the search another spelling */
	assert_int_equal(sink_count(&r.sink, "stripe-charges"), 233); /* three pages */
	assert_int_equal(sink_count(&r.sink, "stripe-invoices"), 25);
	assert_string_equal(sink_text(&r.sink, "stripe-charges", 0, "amount"), "4900");
	assert_string_equal(
	    sink_text(&r.sink, "stripe-charges", 0, "created"), "2024-06-12T00:00:00Z");
	json_t *other = json_loads(sink_text(&r.sink, "stripe-charges", 0, "other"), 0, NULL);
	assert_true(json_number_value(json_get(other, "exchange_rate")) == 0.1);
	assert_null(json_get(other, "amount"));
	json_decref(other);
	assert_int_equal(json_array_size(r.call.yields), 1);
	assert_string_equal(json_str(json_array_get(r.call.yields, 0), "value"), PHONE);
	assert_string_equal(json_str_or(json_array_get(r.call.yields, 0), "field", ""), "phone");
	assert_int_equal(call_outcomes(&r.call, "withheld"), 0);
	run_close(&r);
}

static void
happy_twilio(void **state)
{
	(void)state;
	skip_without_lab();
	control("twilio", "reset", "{}");
	struct run r;
	run_open(&r, "twilio");
	run_collect(&r);
	assert_ok(r.ok, &r.err);
	assert_int_equal(sink_count(&r.sink, "twilio-messages"),
	    131); /* pages of 50; the one to oneself counts once */
	assert_int_equal(sink_count(&r.sink, "twilio-media"), 2);
	assert_int_equal(sink_count(&r.sink, "twilio-calls"), 7);
	assert_true(sink_count(&r.sink, "twilio-recordings") >= 3);
	assert_string_equal(sink_text(&r.sink, "twilio-messages", 0, "from"), PHONE);
	run_close(&r);
}

static void
happy_sendgrid(void **state)
{
	(void)state;
	skip_without_lab();
	control("sendgrid", "reset", "{}");
	struct run r;
	run_open(&r, "sendgrid");
	run_collect(&r);
	assert_ok(r.ok, &r.err);
	assert_int_equal(sink_count(&r.sink, "sendgrid-contacts"), 1);
	assert_int_equal(sink_count(&r.sink, "sendgrid-messages"), 64);
	assert_int_equal(
	    sink_count(&r.sink, "sendgrid-suppressions"), 2); /* a bounce and the global list */
	assert_string_equal(sink_text(&r.sink, "sendgrid-suppressions", 0, "list"), "bounces");
	assert_string_equal(sink_text(&r.sink, "sendgrid-suppressions", 1, "email"), EMAIL);
	assert_int_equal(sink_count(&r.sink, "sendgrid-unsubscribes"), 2);
	assert_string_equal(
	    sink_text(&r.sink, "sendgrid-unsubscribes", 1, "group_name"), "Aanbiedingen");
	run_close(&r);
}

static void
happy_supabase(void **state)
{
	(void)state;
	skip_without_lab();
	control("supabase-auth", "reset", "{}");
	struct run r;
	run_open(&r, "supabase-auth");
	r.ids[1] = (struct identifier_value){ "phone", PHONE };
	r.call.nids = 2;
	run_collect(&r);
	assert_ok(r.ok, &r.err);
	assert_int_equal(sink_count(&r.sink, "auth-users"),
	    1); /* of 26 whose address contains hers, over two pages */
	assert_string_equal(sink_text(&r.sink, "auth-users", 0, "phone"), PHONE);
	assert_int_equal(sink_count(&r.sink, "auth-factors"), 1);
	assert_string_equal(sink_text(&r.sink, "auth-factors", 0, "user_id"),
	    "00000000-0000-4000-8000-000000010042");
	assert_int_equal(json_int_or(call_outcome(&r.call, "ignored", 0), "count", 0), 140);
	run_close(&r);
}

/* Two ways to the same rows: each row counts once. */
static void
test_two_addresses(void **state)
{
	(void)state;
	skip_without_lab();
	control("stripe", "reset", "{}");
	struct run r;
	run_open(&r, "stripe");
	r.ids[1] = (struct identifier_value){ "email", "Sanne.DeVries@bakkerij-zonnehoek.example" };
	r.call.nids = 2;
	run_collect(&r);
	assert_ok(r.ok, &r.err);
	assert_int_equal(sink_count(&r.sink, "stripe-customers"), 2);
	assert_int_equal(sink_count(&r.sink, "stripe-charges"), 233);
	run_close(&r);
}

/* With the phone alone it is found by looking at everybody, page by page. */
static void
test_supabase_by_phone(void **state)
{
	(void)state;
	skip_without_lab();
	control("supabase-auth", "reset", "{}");
	struct run r;
	run_open(&r, "supabase-auth");
	r.ids[0] = (struct identifier_value){ "phone", PHONE };
	run_collect(&r);
	assert_ok(r.ok, &r.err);
	assert_int_equal(sink_count(&r.sink, "auth-users"), 1);
	run_close(&r);
}

static void
test_unknown_person(void **state)
{
	(void)state;
	skip_without_lab();
	static const char *const vendors[] = { "stripe", "twilio", "sendgrid", "supabase-auth" };
	for (size_t i = 0; i < array_len(vendors); i++) {
		struct run r;
		control(vendors[i], "reset", "{}");
		run_open(&r, vendors[i]);
		/* a quote in an address is allowed, and must not break out of the query language */
		r.ids[0].value = strcmp(r.ids[0].kind, "phone") == 0
		    ? "+31600000000"
		    : "o'brien\" or email~'example@nergens.example";
		run_collect(&r);
		assert_ok(r.ok, &r.err);
		assert_int_equal(r.sink.nrows, 0);
		assert_true(json_array_size(r.sink.collections) > 0);
		run_close(&r);
	}
}

static void
test_nothing_known(void **state)
{
	(void)state;
	skip_without_lab();
	struct run r;
	run_open(&r, "twilio");
	r.call.nids = 0;
	run_collect(&r);
	assert_ok(r.ok, &r.err);
	assert_int_equal(json_array_size(r.sink.collections), 0);
	assert_missing(call_outcome(&r.call, "not-searched", 0), "phone");
	run_close(&r);
}

/* ---- faults ---- */

static const struct fault_case {
	const char *vendor, *kind, *match;
	int times; /* -1: always */
	enum err_kind expect;
	const char *part;
} faults[] = {
	{ "stripe", "500", "charges", -1, ERR_TEMPORARY, "op charges: 127.0.0.1 answers 500" },
	{ "stripe", "500", "charges", 2, ERR_NONE, "" },
	{ "stripe", "503", "", -1, ERR_TEMPORARY, "answers 503" },
	{ "stripe", "401", "", -1, ERR_INPUT,
	    "credentials refused by 127.0.0.1 (401): check setting key" },
	{ "stripe", "403", "invoices", -1, ERR_INPUT, "op invoices: credentials refused" },
	{ "stripe", "404", "invoices", -1, ERR_INPUT,
	    "op invoices: 127.0.0.1 answers 404 where 200 was expected" },
	{ "stripe", "redirect", "search", -1, ERR_INPUT, "redirects are not followed" },
	{ "stripe", "garbage", "charges", -1, ERR_INPUT, "op charges: expected JSON" },
	{ "stripe", "html", "", -1, ERR_INPUT, "op list: expected JSON" },
	{ "stripe", "truncated", "charges", -1, ERR_INPUT, "op charges: expected JSON" },
	{ "stripe", "duplicate", "charges", -1, ERR_INPUT, "op charges: expected JSON" },
	{ "stripe", "shape", "charges", -1, ERR_INPUT,
	    "op charges: expected a list of rows at data" },
	{ "stripe", "huge", "charges", -1, ERR_INPUT, "answers more than 4194304 bytes" },
	{ "stripe", "cut", "charges", -1, ERR_TEMPORARY, "op charges: no answer from 127.0.0.1" },
	{ "stripe", "cut", "charges", 1, ERR_NONE, "" },
	{ "stripe", "endless", "charges", -1, ERR_INPUT,
	    "op charges: the vendor turns in circles" },
	{ "stripe", "429", "charges", 2, ERR_NONE, "" },
	{ "twilio", "401", "", -1, ERR_INPUT, "check setting key_sid, key_secret" },
	{ "twilio", "otherhost", "Messages", -1, ERR_INPUT,
	    "op sent_by: the link to the next page leads to another host" },
	{ "twilio", "endless", "Calls", -1, ERR_INPUT,
	    "op called_by: the vendor turns in circles" },
	{ "twilio", "circle", "Messages", -1, ERR_INPUT,
	    "op sent_by: the vendor turns in circles" },
	{ "twilio", "truncated", "Media", -1, ERR_INPUT, "op media: expected JSON" },
	{ "twilio", "shape", "Messages", -1, ERR_INPUT,
	    "op sent_by: expected a list of rows at messages" },
	{ "sendgrid", "401", "", -1, ERR_INPUT, "check setting api_key" },
	{ "sendgrid", "shape", "search/emails", -1, ERR_INPUT,
	    "op find: expected a map_values of rows at result" },
	{ "sendgrid", "500", "bounces", -1, ERR_TEMPORARY, "op bounces: 127.0.0.1 answers 500" },
	{ "sendgrid", "429", "messages", 1, ERR_NONE, "" },
	{ "supabase-auth", "401", "", -1, ERR_INPUT, "check setting service_key" },
	{ "supabase-auth", "circle", "users", -1, ERR_INPUT,
	    "op by_email: the vendor turns in circles" },
	{ "supabase-auth", "endless", "users", -1, ERR_INPUT,
	    "op by_email: the vendor turns in circles" },
	/* only the query of its links is used, so where they lead does not matter */
	{ "supabase-auth", "otherhost", "users", -1, ERR_NONE, "" },
	{ "supabase-auth", "html", "users", -1, ERR_INPUT, "op by_email: expected JSON" },
	/* the answer to one user is another user */
	{ "supabase-auth", "foreign", "users/", -1, ERR_INPUT,
	    "op factors: the answer itself says" },
};

static void
test_faults(void **state)
{
	(void)state;
	skip_without_lab();
	for (size_t i = 0; i < array_len(faults); i++) {
		const struct fault_case *f = &faults[i];
		struct run r;
		control(f->vendor, "reset", "{}");
		fault(f->vendor, f->kind, f->times, f->match);
		run_open(&r, f->vendor);
		run_collect(&r);
		if (r.err.kind != f->expect || !strstr(r.err.text, f->part))
			fail_msg("%s with %s: %d \"%s\"", f->vendor, f->kind, (int)r.err.kind,
			    r.err.text);
		assert_int_equal(r.ok, f->expect == ERR_NONE);
		if (f->expect == ERR_TEMPORARY)
			assert_true(r.call.again_s > 0);
		assert_null(strstr(r.err.text, "sanne"));
		run_close(&r);
	}
}

/* Silence and a slow drip run into the time allowed; in a hurry, with one try. */
static void
test_slow(void **state)
{
	(void)state;
	skip_without_lab();
	static const char *const kinds[] = { "silence", "drip" };
	for (size_t i = 0; i < array_len(kinds); i++) {
		struct run r;
		control("stripe", "reset", "{}");
		fault("stripe", kinds[i], -1, "charges");
		run_open(&r, "stripe");
		json_object_set_new(json_get(r.definition, "retry"), "tries", json_integer(1));
		run_collect(&r);
		assert_err(&r.err, ERR_TEMPORARY, "op charges: 127.0.0.1 did not answer in time");
		run_close(&r);
	}
}

/*
 * The wrong person's row in every answer: none of them gets anywhere, the person's own are all
 * there.
 */
static void
test_foreign_rows(void **state)
{
	(void)state;
	skip_without_lab();
	static const struct {
		const char *vendor, *collection, *match;
		size_t rows;
	} cases[] = {
		{ "stripe", "stripe-customers", "", 2 },
		{ "stripe", "stripe-charges", "", 233 },
		{ "twilio", "twilio-messages", "", 131 },
		{ "twilio", "twilio-calls", "", 7 },
		{ "sendgrid", "sendgrid-contacts", "", 0 },
		{ "sendgrid", "sendgrid-messages", "", 64 },
		{ "sendgrid", "sendgrid-suppressions", "", 1 },
		{ "sendgrid", "sendgrid-unsubscribes", "", 2 },
		{ "supabase-auth", "auth-users", "users$", 1 },
	};
	for (size_t i = 0; i < array_len(cases); i++) {
		struct run r;
		control(cases[i].vendor, "reset", "{}");
		fault(cases[i].vendor, "foreign", -1, cases[i].match);
		run_open(&r, cases[i].vendor);
		run_collect(&r);
		assert_ok(r.ok, &r.err);
		if (sink_count(&r.sink, cases[i].collection) != cases[i].rows)
			fail_msg("%s: %zu rows", cases[i].collection,
			    sink_count(&r.sink, cases[i].collection));
		run_close(&r);
	}
}

/*
 * Far more calls than the vendor lets through: every one is refused now and then, and it ends all
 * the same.
 */
static void
test_storm(void **state)
{
	(void)state;
	skip_without_lab();
	struct run r;
	control("twilio", "reset", "{}");
	control("twilio", "rate", "{\"rate\": 8, \"burst\": 3}");
	run_open(&r, "twilio");
	json_object_set_new(json_get(r.definition, "retry"), "tries", json_integer(8));
	run_collect(&r);
	assert_ok(r.ok, &r.err);
	assert_int_equal(sink_count(&r.sink, "twilio-messages"), 131);
	run_close(&r);
	control("twilio", "reset", "{}");
}

/* With our own limits, which stay below the vendor's, nothing is ever refused: one try suffices. */
static void
test_limits(void **state)
{
	(void)state;
	skip_without_lab();
	struct run r;
	control("twilio", "reset", "{}");
	control("twilio", "rate", "{\"rate\": 24, \"burst\": 24}");
	run_open(&r, "twilio");
	json_object_set_new(json_get(r.definition, "retry"), "tries", json_integer(1));
	r.call.limiter = limiter_new();
	run_collect(&r);
	assert_ok(r.ok, &r.err);
	run_collect(&r); /* and the next one goes on where this one stopped */
	assert_ok(r.ok, &r.err);
	limiter_free(r.call.limiter);
	run_close(&r);
	control("twilio", "reset", "{}");
}

/* A long wait gives the slot back instead of sleeping through it. */
static void
test_long_wait(void **state)
{
	(void)state;
	skip_without_lab();
	struct run r;
	control("stripe", "reset", "{}");
	fault("stripe", "503", -1, "charges");
	run_open(&r, "stripe");
	json_t *retry = json_get(r.definition, "retry");
	json_object_set_new(retry, "base_ms", json_integer(900000));
	json_object_set_new(retry, "jitter", json_false());
	json_object_set_new(retry, "cap_s", json_integer(600));
	time_t begin = time(NULL);
	run_collect(&r);
	assert_err(&r.err, ERR_TEMPORARY, "op charges: the vendor wants calls more slowly");
	assert_true(r.call.again_s >= 600 && r.call.again_s <= 601);
	assert_true(time(NULL) - begin < 10);
	run_close(&r);
	control("stripe", "reset", "{}");
}

static void
test_nobody_there(void **state)
{
	(void)state;
	skip_without_lab();
	struct run r;
	run_open(&r, "stripe");
	json_object_set_new(
	    (json_t *)(uintptr_t)r.call.settings, "url", json_string("http://127.0.0.1:1"));
	run_collect(&r);
	assert_err(&r.err, ERR_TEMPORARY, "op list: no answer from 127.0.0.1");
	run_close(&r);
}

/* ---- check ---- */

static void
assert_problem(const json_t *problems, const char *part)
{
	size_t i;
	json_t *line;
	json_array_foreach((json_t *)(uintptr_t)problems, i, line)
		if (strstr(json_string_value(line), part))
			return;
	char *all = json_dumps(problems, JSON_INDENT(1));
	fail_msg("no problem \"%s\" in %s", part, all);
}

static void
test_check(void **state)
{
	(void)state;
	skip_without_lab();
	static const char *const vendors[] = { "stripe", "twilio", "sendgrid", "supabase-auth" };
	for (size_t i = 0; i < array_len(vendors); i++) {
		struct run r;
		auto_drop(json) json_t *problems = json_array();
		control(vendors[i], "reset", "{}");
		run_open(&r, vendors[i]);
		assert_ok(run_check(&r, problems), &r.err);
		char *all = json_dumps(problems, 0);
		assert_string_equal(all, "[]");
		free(all);
		fault(vendors[i], "401", -1, "");
		assert_ok(run_check(&r, problems), &r.err);
		assert_problem(problems, "credentials refused");
		control(vendors[i], "reset", "{}");
		fault(vendors[i], "silence", -1, "");
		json_object_set_new(json_get(r.definition, "retry"), "tries", json_integer(1));
		json_array_clear(problems);
		assert_false(run_check(&r, problems));
		assert_int_equal(r.err.kind, ERR_TEMPORARY);
		control(vendors[i], "reset", "{}");
		run_close(&r);
	}
}

/* What would hand over somebody else's rows is refused before any call. */
static void
test_check_refuses(void **state)
{
	(void)state;
	skip_without_lab();
	static const struct {
		const char *op, *member, *json, *part;
	} cases[] = {
		{ "list", "rows", "{\"from\": \"data\", \"key\": \"id\"}",
		    "nothing proves that rows customers are this person's" },
		{ "list", "rows",
		    "{\"from\": \"data\", \"filter\": {\"at\": \"email\", \"contains\": "
		    "\"{identity.email}\"}}",
		    "nothing proves" },
		{ "list", "rows",
		    "{\"from\": \"data\", \"filter\": {\"any\": [{\"at\": \"email\", \"eq\": "
		    "\"{identity.email}\"}, {\"at\": \"name\", \"eq\": \"x\"}]}}",
		    "nothing proves" },
		{ "charges", "rows", "{\"from\": \"data\"}", "nothing proves that rows charges" },
	};
	for (size_t i = 0; i < array_len(cases); i++) {
		struct run r;
		auto_drop(json) json_t *problems = json_array();
		run_open(&r, "stripe");
		json_t *op = json_get(json_get(r.definition, "ops"), cases[i].op);
		json_object_set_new(
		    op, cases[i].member, json_loads(cases[i].json, JSON_DECODE_ANY, NULL));
		assert_ok(run_check(&r, problems), &r.err);
		assert_problem(problems, cases[i].part);
		run_collect(&r);
		assert_false(r.ok);
		assert_int_equal(r.err.kind, ERR_INPUT);
		assert_int_equal(r.sink.nrows, 0);
		run_close(&r);
	}
}

static void
test_check_settings(void **state)
{
	(void)state;
	skip_without_lab();
	static const struct {
		const char *name, *value, *part;
	} cases[] = {
		{ "account_sid", "AC/../x", "setting account_sid is not of the form ^AC" },
		{ "account_sid", NULL, "setting account_sid is not set" },
		{ "key", NULL, "setting key is not set" },
		{ "url", "http://api.stripe.com", "setting url: only https addresses are used" },
		{ "url", "https://user@api.stripe.com",
		    "setting url: an address of a server has no user" },
		{ "url", "ftp://127.0.0.1", "setting url: only https" },
		{ "url", "http://127.0.0.1.evil.example", "setting url: only https" },
	};
	for (size_t i = 0; i < array_len(cases); i++) {
		struct run r;
		auto_drop(json) json_t *problems = json_array();
		run_open(&r, strcmp(cases[i].name, "account_sid") == 0 ? "twilio" : "stripe");
		json_t *settings = (json_t *)(uintptr_t)r.call.settings;
		if (cases[i].value)
			json_object_set_new(settings, cases[i].name, json_string(cases[i].value));
		else
			json_object_del(settings, cases[i].name);
		assert_ok(run_check(&r, problems), &r.err);
		assert_problem(problems, cases[i].part);
		run_close(&r);
	}
}

static void
test_sink_refuses(void **state)
{
	(void)state;
	skip_without_lab();
	struct run r;
	control("stripe", "reset", "{}");
	run_open(&r, "stripe");
	r.sink.fail_after = 40;
	run_collect(&r);
	assert_err(&r.err, ERR_TEMPORARY, "no space left");
	run_close(&r);
}

/* What never leaves is told as left out, what has no collection too. */
static void
test_never_and_untaken(void **state)
{
	(void)state;
	skip_without_lab();
	struct run r;
	control("stripe", "reset", "{}");
	run_open(&r, "stripe");
	json_t *colls = json_get(r.call.system, "collections");
	json_object_set_new(json_array_get(colls, 0), "never", json_pack("[s]", "phone"));
	json_object_del(json_array_get(colls, 0), "yields");
	json_array_remove(colls, 2);
	run_collect(&r);
	assert_ok(r.ok, &r.err);
	assert_string_equal(sink_text(&r.sink, "stripe-customers", 0, "phone_present"), "true");
	assert_null(json_get(
	    json_array_get(json_get(sink_collection(&r.sink, "stripe-customers"), "rows"), 0),
	    "phone"));
	assert_string_equal(
	    json_str_or(call_outcome(&r.call, "withheld", 0), "field", ""), "phone");
	const json_t *untaken = call_outcome(&r.call, "withheld", 1);
	assert_string_equal(json_str_or(untaken, "why", ""), "no-collection");
	assert_int_equal(json_int_or(untaken, "count", 0), 25);
	run_close(&r);
}

/* What one run may take of a vendor; and one that is silent has no longer than the run. */
static void
test_budget(void **state)
{
	(void)state;
	skip_without_lab();
	static const struct {
		struct budget_limits limits;
		const char *text;
	} rows[] = {
		{ { 60000, 60000, { 2, 1000, 1 << 30 } }, "goes on after 2 round trips" },
		{ { 60000, 60000, { 1000, 100, 1 << 30 } }, "goes on after 100 rows" },
		{ { 60000, 60000, { 1000, 1000, 3000 } }, "goes on after 3000 bytes" },
	};
	struct run r;
	for (size_t i = 0; i < array_len(rows); i++) {
		control("stripe", "reset", "{}");
		run_open(&r, "stripe");
		r.call.budget.limits = &rows[i].limits;
		run_collect(&r);
		assert_false(r.ok);
		assert_err(&r.err, ERR_INPUT, rows[i].text);
		run_close(&r);
	}
	static const struct budget_limits over = { 1, 60000, { 1000, 1000, 1 << 30 } };
	run_open(&r, "stripe");
	r.call.budget.limits = &over;
	assert_true(budget_wait_ms(&r.call.budget, 0) <= 1);
	(void)usleep(5000);
	run_collect(&r);
	assert_false(r.ok);
	assert_err(&r.err, ERR_TEMPORARY, "given up");
	run_close(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(happy_stripe),
		cmocka_unit_test(happy_twilio),
		cmocka_unit_test(happy_sendgrid),
		cmocka_unit_test(happy_supabase),
		cmocka_unit_test(test_supabase_by_phone),
		cmocka_unit_test(test_two_addresses),
		cmocka_unit_test(test_unknown_person),
		cmocka_unit_test(test_nothing_known),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_slow),
		cmocka_unit_test(test_foreign_rows),
		cmocka_unit_test(test_storm),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_long_wait),
		cmocka_unit_test(test_nobody_there),
		cmocka_unit_test(test_check),
		cmocka_unit_test(test_check_refuses),
		cmocka_unit_test(test_check_settings),
		cmocka_unit_test(test_sink_refuses),
		cmocka_unit_test(test_budget),
		cmocka_unit_test(test_never_and_untaken),
	};
	if (getenv("HTTP_LAB"))
		cmocka_set_test_filter("happy_*");
	return cmocka_run_group_tests(tests, lab_start, lab_stop);
}
