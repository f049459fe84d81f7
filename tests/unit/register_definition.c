/*
 * definition_check: the small connector file passes, each change of the table is refused at its
 * place; the files that ship pass, and so do the worked examples of the reference where it is
 * present.
 */
#include <glob.h>

#include "unit/register_help.h"

#define LAST                                                                                       \
	"{ \"verify\": \"find\", \"expect\": \"no_rows\", \"not_before\": \"PT5M\", \"until\": "   \
	"\"P2D\", \"else\": \"written\" }"
#define RECEIPTS                                                                                   \
	"{ \"do\": \"receipts\", \"each\": \"customers\", \"into\": \"receipts\" },\n"             \
	"        { \"do\": \"scan\""
#define FORGET "{ \"do\": \"forget\", \"each\": \"receipts\" }"

static const struct bad_case bad[] = {
	/* the schema */
	{ "format", "dossier-connector/1", "dossier-connector/2", "\"dossier-connector/2\"",
	    "expected \"dossier-connector/1\"" },
	{ "unknown member", "\"coverage\": \"partial\"",
	    "\"coverage\": \"partial\", \"hook\": \"x()\"", "\"x()\"", "no member \"hook\"" },
	{ "unknown member of a rule", "\"from\": \"data\", \"key\": \"id\"",
	    "\"from\": \"data\", \"keys\": \"id\"", "\"id\" }, \"page\"", "no member \"keys\"" },
	{ "right that is none", "\"rectification\": {", "\"correction\": {",
	    "{ \"coverage\": \"partial\"", "no member \"correction\"" },
	{ "method", "\"method\": \"PUT\"", "\"method\": \"MOVE\"", "\"MOVE\"", "\"DELETE\"" },
	{ "path without a slash", "\"path\": \"/erasures\"", "\"path\": \"erasures\"",
	    "\"erasures\"", "of the form" },
	{ "no steps",
	    "\"coverage\": \"partial\", \"steps\": [{ \"do\": \"find\", \"into\": "
	    "\"customers\" }, { \"do\": \"rename\", \"each\": \"customers\" }]",
	    "\"coverage\": \"partial\", \"steps\": []", "[] }", "at least 1" },
	{ "next page at another host", "\"to\": \"query.after\"",
	    "\"to\": \"query.after\", \"same_host\": false", "false", "expected true" },
	{ "code hook", "\"status\": { \"404\": \"gone\" }", "\"status\": { \"404\": \"maybe\" }",
	    "\"maybe\"", "\"gone\"" },
	{ "span", "\"every\": \"20s\"", "\"every\": \"often\"", "\"often\"", "of the form" },

	/* placeholders */
	{ "identity nobody declares", "{identity.phone|sq}", "{identity.fax|sq}",
	    "\"phone:'{identity.fax|sq}'\"", "identities declares no fax" },
	{ "parameter nobody declares", "{param.url}", "{param.uri}", "\"{param.uri}\"",
	    "params declares no uri" },
	{ "secret nobody declares", "\"token\": \"{secret.key}\"", "\"token\": \"{secret.kee}\"",
	    "\"{secret.kee}\"", "params declares no kee" },
	{ "secret as a parameter", "\"token\": \"{secret.key}\"", "\"token\": \"{param.key}\"",
	    "\"{param.key}\"", "write {secret.key}" },
	{ "parameter as a secret", "\"X-Key\": \"{secret.key}\"", "\"X-Key\": \"{secret.region}\"",
	    "\"{secret.region}\"", "write {param.region}" },
	{ "scope that is none", "/erasures/{job.id}", "/erasures/{work.id}",
	    "\"/erasures/{work.id}\"", "there is no scope work" },
	{ "member of nothing", "/erasures/{job.id}", "/erasures/{now.id}", "\"/erasures/{now.id}\"",
	    "now has no members" },
	{ "scope without a member", "/erasures/{job.id}", "/erasures/{job}", "\"/erasures/{job}\"",
	    "needs a name" },
	{ "job without such a member", "/erasures/{job.id}", "/erasures/{job.uuid}",
	    "\"/erasures/{job.uuid}\"", "a job has id and state" },
	{ "request without such a member", "\"name\": \"{correct.name|omit}\"",
	    "\"name\": \"{request.author}\"", "\"{request.author}\"", "a request has reference" },
	{ "brace alone", "/erasures/{job.id}", "/erasures/{job.id", "\"/erasures/{job.id\"",
	    "open or closed alone" },
	{ "filter that is none", "{correct.name|omit}", "{correct.name|eval}",
	    "\"{correct.name|eval}\"", "there is no filter eval" },
	{ "filter with too much", "{correct.name|omit}", "{correct.name|omit:x}",
	    "\"{correct.name|omit:x}\"", "takes no argument" },
	{ "filter with too little", "{batch.ids}", "{batch.ids|join}", "\"{batch.ids|join}\"",
	    "needs an argument" },
	{ "no quoting", "{identity.phone|sq}", "{identity.phone}", "\"phone:'{identity.phone}'\"",
	    "needs a quoting filter" },
	{ "no quoting outside of quotes", "\"phone:'{identity.phone|sq}'\"",
	    "\"phone:{identity.phone|trim}\"", "\"phone:{identity.phone|trim}\"",
	    "needs a quoting filter" },
	{ "no quoting in a body", "\"{batch.ids}\"", "\"in ({batch.ids|join:,})\"",
	    "\"in ({batch.ids|join:,})\"", "needs a quoting filter" },
	{ "secret in a path", "\"/erasures/{job.id}\"", "\"/erasures/{secret.key}\"",
	    "\"/erasures/{secret.key}\"", "no secret in a path" },
	{ "secret in a query", "\"limit\": 100", "\"key\": \"{secret.key}\"",
	    "\"{secret.key}\" },\n", "no secret in a query" },
	{ "secret in a prefix", "\"prefix\": \"/v1\"", "\"prefix\": \"/{secret.key}\"",
	    "\"/{secret.key}\"", "no secret in a prefix" },
	{ "secret in the name of a file", "{row.id}.pdf", "{secret.key}.pdf",
	    "\"{secret.key}.pdf\"", "no secret in the name of a file" },
	{ "person in an address", "\"to\": \"{param.dpa_email}\"", "\"to\": \"{identity.email}\"",
	    "\"{identity.email}\"", "has no place in an address" },

	/* servers and credentials */
	{ "host made up on the way", "https://nl.kassa.example",
	    "https://{param.region}.kassa.example", "\"https://{param.region}", "host made up" },
	{ "plain http", "https://nl.kassa.example", "http://nl.kassa.example", "\"http://nl",
	    "begins with https://" },
	{ "user in an address", "https://nl.kassa.example", "https://nl@kassa.example",
	    "\"https://nl@", "without user" },
	{ "no host", "https://nl.kassa.example", "https:///nl", "\"https:///nl", "https://HOST" },
	{ "address for no value", "\"be\": \"https://be.kassa.example\"",
	    "\"fr\": \"https://fr.kassa.example\"", "{ \"by\"", "no address for region be" },
	{ "value that never comes", "\"be\": \"https://be.kassa.example\"",
	    "\"be\": \"https://be.kassa.example\", \"fr\": \"https://fr.kassa.example\"",
	    "\"https://fr", "region is never fr" },
	{ "choice by nothing", "\"by\": \"param.region\"", "\"by\": \"param.shops\"",
	    "\"param.shops\"", "no shops with an enum" },
	{ "server nobody declares", "\"server\": \"files\"", "\"server\": \"file\"", "\"file\"",
	    "servers declares no file" },
	{ "credentials nobody declares", "\"auth\": \"key\"", "\"auth\": \"keys\"", "\"keys\"",
	    "auth declares no keys" },
	{ "half credentials", "\"type\": \"bearer\", \"token\": \"{secret.key}\"",
	    "\"type\": \"basic\", \"user\": \"{secret.key}\"", "{ \"type\": \"basic\"",
	    "need password" },
	{ "credentials by call without a call", "\"type\": \"bearer\"",
	    "\"type\": \"oauth2_refresh_token\"", "\"{secret.key}\" } }",
	    "is the call that gives it" },
	{ "secret with a default", "{ \"secret\": true }",
	    "{ \"secret\": true, \"default\": \"x\" }", "{ \"secret\": true, \"default\"",
	    "given by file only" },
	{ "default that is no value", "\"default\": \"nl\"", "\"default\": \"de\"", "\"de\"",
	    "none of the enum" },
	{ "no server",
	    "\"servers\": {\n    \"api\": { \"url\": \"{param.url}\", \"prefix\": \"/v1\", "
	    "\"auth\": \"key\", \"headers\": { \"X-Key\": \"{secret.key}\" } },\n"
	    "    \"files\": { \"url\": { \"by\": \"param.region\", \"nl\": "
	    "\"https://nl.kassa.example\", \"be\": \"https://be.kassa.example\" } }\n  }",
	    "\"servers\": {}", "{},", "at least one server" },
	{ "limit without time", "\"rate\": 10, \"per\": \"1s\"", "\"rate\": 10",
	    "{ \"ops\": [\"*\"]", "rate and per together" },

	/* operations */
	{ "path to another host", "\"path\": \"/erasures\"",
	    "\"path\": \"//evil.example/erasures\"", "\"//evil", "begins with one slash" },
	{ "query in a path", "\"path\": \"/erasures\"", "\"path\": \"/erasures?all=1\"",
	    "\"/erasures?all", "put that in query" },
	{ "body of a GET", "\"method\": \"GET\", \"path\": \"/erasures/{job.id}\"",
	    "\"method\": \"GET\", \"path\": \"/erasures/{job.id}\", \"form\": {}",
	    "{ \"method\": \"GET\", \"path\": \"/erasures/{job", "a GET has no body" },
	{ "two bodies", "\"json\": { \"customers\": \"{batch.ids}\" }",
	    "\"json\": { \"customers\": \"{batch.ids}\" }, \"form\": {}", "{ \"method\": \"POST\"",
	    "one body, not 2" },
	{ "half a cursor", "\"from\": \"next\", \"to\": \"query.after\"", "\"from\": \"next\"",
	    "{ \"type\": \"cursor\"", "paging by cursor needs to" },
	{ "link without a place",
	    "\"type\": \"cursor\", \"from\": \"next\", \"to\": \"query.after\"",
	    "\"type\": \"link\", \"in\": \"body\"", "{ \"type\": \"link\"", "needs at" },
	{ "DELETE of everything", "\"path\": \"/receipts/{row.id}\"", "\"path\": \"/receipts\"",
	    "{ \"method\": \"DELETE\"", "would empty the whole list" },

	/* steps */
	{ "two things at once",
	    "{ \"do\": \"find\", \"into\": \"customers\" },\n"
	    "        " RECEIPTS,
	    "{ \"do\": \"find\", \"note\": \"x\", \"into\": \"customers\" },\n"
	    "        " RECEIPTS,
	    "{ \"do\": \"find\", \"note\"", "not do and note" },
	{ "nothing at all", LAST, "{ \"until\": \"P2D\" }", "{ \"until\"", "a step is one of" },
	{ "member of another step", LAST,
	    "{ \"verify\": \"find\", \"into\": \"x\", \"expect\": \"no_rows\", \"until\": "
	    "\"P2D\", \"else\": \"fail\" }",
	    "\"x\"", "a step verify has no into" },
	{ "verify without an end", LAST,
	    "{ \"verify\": \"find\", \"expect\": \"no_rows\", \"else\": \"fail\" }", "{ \"verify\"",
	    "needs until" },
	{ "operation that is not there", "{ \"do\": \"scan\"", "{ \"do\": \"scam\"", "\"scam\"",
	    "there is no operation scam" },
	{ "rows nobody kept", "\"each\": \"receipts\", \"when\"", "\"each\": \"bills\", \"when\"",
	    "\"bills\"", "keeps rows as bills" },
	{ "rows kept later", RECEIPTS,
	    "{ \"do\": \"receipts\", \"each\": \"receipts\", \"into\": \"receipts\" },\n"
	    "        { \"do\": \"scan\"",
	    "\"receipts\", \"into\"", "keeps rows as receipts" },
	{ "list that is none", "\"each\": \"receipts\", \"when\"",
	    "\"each\": \"param.region\", \"when\"", "\"param.region\"", "no list region" },
	{ "row without each", "{ \"do\": \"scan\", \"each\": \"receipts\", ",
	    "{ \"do\": \"scan\", ", "\"scan\"", "the step needs each" },
	{ "batch of another name", "\"as\": \"ids\"", "\"as\": \"id\"", "\"erase\"",
	    "needs a batch as ids" },
	{ "batch over nothing", "\"batch\": { \"over\": \"customers\"",
	    "\"batch\": { \"over\": \"people\"", "\"people\"", "keeps rows as people" },
	{ "job nobody started", "{ \"do\": \"scan\", \"each\": \"receipts\"",
	    "{ \"do\": \"erased\", \"each\": \"receipts\"", "\"erased\"", "only a job's poll" },
	{ "new values without rectification", "{ \"do\": \"scan\", ",
	    "{ \"do\": [\"scan\", \"rename\"], ", "\"rename\"",
	    "only reads, but operation rename is a PUT" },
	{ "access that deletes", "{ \"do\": \"scan\", ", "{ \"do\": \"forget\", ", "\"forget\"",
	    "access only reads" },
	{ "new values in an erasure", FORGET, "{ \"do\": \"rename\", \"each\": \"receipts\" }",
	    "\"rename\"", "new values come with rectification only" },
	{ "erasure of nobody in particular", "\"json\": { \"customers\": \"{batch.ids}\" }",
	    "\"json\": { \"customers\": \"all\" }", "\"erase\"",
	    "without an id, a filter or a batch" },
	{ "job neither polled nor blind", "\"poll\": \"erased\", ", "", "{\n            \"start\"",
	    "either poll or blind" },
	{ "job without an end", ", \"deadline\": \"P2D\"", "", "{\n            \"start\"",
	    "needs deadline" },
	{ "erasure in hope", "\n        " LAST, "\n        { \"note\": \"done\" }",
	    "{ \"note\": \"done\" }", "an erasure ends in verify, expires or written" },
	{ "erasure that may end in hope", LAST,
	    "{ \"expires\": { \"within\": \"P30D\", \"basis\": \"x\" }, \"when\": { \"at\": "
	    "\"row.x\", \"exists\": true } }",
	    "{ \"expires\"", "an erasure ends in" },
	{ "one way that ends in hope", LAST,
	    "{ \"branch\": { \"if\": { \"at\": \"row.x\", \"exists\": true }, \"then\": [" LAST
	    "] } }",
	    "{ \"branch\"", "an erasure ends in" },
	{ "hold over nothing", "\"hold\": { \"over\": \"receipts\"",
	    "\"hold\": { \"over\": \"bills\"", "\"bills\"", "no step keeps rows as bills" },
	{ "placeholder in a condition", "\"eq\": true", "\"eq\": \"{identity.fax}\"",
	    "\"{identity.fax}\"", "identities declares no fax" },
	{ "lift of an access", "\"coverage\": \"partial\"",
	    "\"coverage\": \"partial\", \"lift\": [{ \"note\": \"x\" }]", "[{ \"note\"",
	    "only restriction is lifted" },
};

static void
refuses(void **state)
{
	const struct bad_case *b = *state;
	char *good = help_read(CONNECTOR_SMALL), *text = help_replace(good, b->from, b->to);
	struct json_doc *doc = help_doc(text);
	struct err err = { 0 };
	if (definition_check(doc, &err))
		fail_msg("%s: passed all the same", b->name);
	help_expect(b, text, &err);
	json_doc_free(doc);
	free(text);
	free(good);
}

/* What looks like a fault of the table above, and is none. */
static const struct {
	const char *from, *to;
} fine[] = {
	{ "", NULL }, /* as it stands */
	{ "{identity.phone|sq}", "{identity.phone|digits}" },
	{ "\"phone:'{identity.phone|sq}'\"", "\"{identity.phone}\"" },
	{ "\"https://nl.kassa.example\"", "\"https://nl.kassa.example:8443/api\"" },
	{ "\"eq\": true", "\"matches\": \"^[0-9]{4}$\"" },
	{ "\"type\": \"bearer\", \"token\": \"{secret.key}\"",
	    "\"type\": \"api_key\", \"query\": { \"key\": \"{secret.key}\" }" },
	{ LAST, "{ \"expires\": { \"within\": \"P30D\", \"basis\": \"contract\" } }" },
	{ LAST, "{ \"written\": { \"template\": \"erase\" } }" },
	{ LAST,
	    "{ \"branch\": { \"if\": { \"at\": \"row.x\", \"exists\": true }, \"then\": [" LAST
	    "], \"else\": [{ \"written\": { \"template\": \"erase\" } }] } }" },
};

static void
passes(void **state)
{
	char *good = help_read(CONNECTOR_SMALL);
	(void)state;
	for (size_t i = 0; i < array_len(fine); i++) {
		char *text =
		    fine[i].to ? help_replace(good, fine[i].from, fine[i].to) : strdup(good);
		struct json_doc *doc = help_doc(text);
		struct err err = { 0 };
		if (!definition_check(doc, &err))
			fail_msg("%s: %s", fine[i].from, err.text);
		json_doc_free(doc);
		free(text);
	}
	free(good);
}

static void
plain_http_to_this_machine(void **state)
{
	static const struct {
		const char *host;
		bool good;
	} hosts[] = {
		{ "127.0.0.1:8001", true },
		{ "localhost/x", true },
		{ "[::1]:80", true },
		{ "127.0.0.1.evil.example", false },
		{ "localhost", true },
		{ "localhost.evil.example", false },
		{ "10.0.0.1", false },
	};
	char *good = help_read(CONNECTOR_SMALL);
	(void)state;
	for (size_t i = 0; i < array_len(hosts); i++) {
		char to[200];
		snprintf(to, sizeof(to), "{ \"url\": \"http://%s\", \"insecure_loopback\": true",
		    hosts[i].host);
		char *text = help_replace(good, "{ \"url\": \"{param.url}\"", to);
		struct json_doc *doc = help_doc(text);
		struct err err = { 0 };
		if (definition_check(doc, &err) != hosts[i].good)
			fail_msg("%s: %s", hosts[i].host, err.text);
		json_doc_free(doc);
		free(text);
	}
	free(good);
}

static void
check_files(const char *pattern, size_t *ret_n)
{
	glob_t g;
	*ret_n = 0;
	if (glob(pattern, 0, NULL, &g) != 0)
		return;
	for (size_t i = 0; i < g.gl_pathc; i++) {
		struct err err = { 0 };
		if (strstr(g.gl_pathv[i], ".schema.json"))
			continue;
		struct json_doc *doc = json_doc_load(g.gl_pathv[i], 1u << 20, &err);
		if (!doc || !definition_check(doc, &err))
			fail_msg("%s", err.text);
		json_doc_free(doc);
		++*ret_n;
	}
	globfree(&g);
}

static void
shipped(void **state)
{
	size_t n;
	(void)state;
	check_files("templates/connectors/*.json", &n);
	assert_true(n >= 4);
}

static void
examples_of_the_reference(void **state)
{
	size_t n;
	(void)state;
	check_files("../shared/reference/connector-examples/*.json", &n);
	if (n == 0) {
		print_message("the examples of the reference are not here\n");
		return;
	}
	assert_int_equal(n, 4);
}

int
main(void)
{
	static const struct CMUnitTest others[] = {
		cmocka_unit_test(passes),
		cmocka_unit_test(plain_http_to_this_machine),
		cmocka_unit_test(shipped),
		cmocka_unit_test(examples_of_the_reference),
	};
	static struct CMUnitTest tests[array_len(bad) + array_len(others)];
	for (size_t i = 0; i < array_len(bad); i++)
		tests[i] = (struct CMUnitTest){ .name = bad[i].name,
			.test_func = refuses,
			.initial_state = (void *)(uintptr_t)&bad[i] };
	memcpy(tests + array_len(bad), others, sizeof(others));
	return cmocka_run_group_tests(tests, NULL, NULL);
}
