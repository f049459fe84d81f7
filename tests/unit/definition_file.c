/*
 * Connector files: the small one passes, each change of the table is refused at its place; the
 * files that ship pass, and what is read stands in the structs.
 */
#include <glob.h>

#include "unit/file_help.h"

#include "dossier/definition.h"

#define LAST                                                                                       \
	"{ \"verify\": \"find\", \"not_before\": \"PT5M\", \"until\": \"P2D\", \"else\": "         \
	"\"written\" }"
#define RECEIPTS                                                                                   \
	"{ \"do\": \"receipts\", \"each\": \"customers\", \"into\": \"receipts\" },\n        { "   \
	"\"do\": \"scan\""
#define FORGET "{ \"do\": \"forget\", \"each\": \"bills\" }"
#define RENAME "\"steps\": [{ \"do\": \"rename\", \"each\": \"customers\" }]"
#define FIND "\"find\": [{ \"do\": \"find\", \"into\": \"customers\" }]"
#define CURSOR "\"type\": \"cursor\", \"from\": \"next\", \"to\": \"query.after\""

static const struct bad_case bad[] = {
	/* form */
	{ "format", "dossier-connector/1", "dossier-connector/2", "\"dossier-connector/2\"",
	    "expected \"dossier-connector/1\"" },
	{ "rights of before", FIND ",", "\"rights\": {}, " FIND ",", "{}, \"find\"",
	    "put the steps that find a person into \"find\"" },
	{ "no find", FIND ",", "", "{\n  \"format\"", "find is missing" },
	{ "unknown member", "\"coverage\": \"partial\"",
	    "\"coverage\": \"partial\", \"hook\": \"x()\"", "\"x()\"", "no member \"hook\"" },
	{ "unknown member of a rule", "\"from\": \"data\", \"key\": \"id\"",
	    "\"from\": \"data\", \"keys\": \"id\"", "\"id\", \"filter\"", "no member \"keys\"" },
	{ "action that is none", "\"rectify\": {", "\"correct\": {", "{ \"coverage\": \"partial\"",
	    "there is no action correct, only collect, erase" },
	{ "method", "\"method\": \"PUT\"", "\"method\": \"MOVE\"", "\"MOVE\"", "\"DELETE\"" },
	{ "path without a slash", "\"path\": \"/erasures\"", "\"path\": \"erasures\"",
	    "\"erasures\"", "begins with one slash" },
	{ "no steps", RENAME, "\"steps\": []", "[] }", "a list of steps" },
	{ "status that is none", "\"status\": { \"404\": \"gone\" }",
	    "\"status\": { \"404\": \"maybe\" }", "\"maybe\"", "\"gone\"" },
	{ "status without a number", "\"status\": { \"404\": \"gone\" }",
	    "\"status\": { \"4xx\": \"gone\" }", "\"gone\" } }", "from 100 to 599" },
	{ "span", "\"every\": \"20s\"", "\"every\": \"often\"", "\"often\"", "a time such as" },
	{ "number for a text", "\"name\": \"Till in the cloud\"", "\"name\": 7", "7",
	    "expected a text" },
	{ "text for a number", "\"tries\": 4", "\"tries\": \"4\"", "\"4\"",
	    "a whole number from 1 to 20" },
	{ "too many tries", "\"tries\": 4", "\"tries\": 400", "400", "from 1 to 20" },
	{ "text for a flag", "{ \"secret\": true }", "{ \"secret\": \"yes\" }", "\"yes\"",
	    "true or false" },
	{ "object for a list", "\"status\": [429, 503]", "\"status\": {}", "{}",
	    "expected a list" },
	{ "name that is none", "\"shops\": {", "\"Shops!\": {", "{ \"list\"",
	    "a name such as customer_id" },
	{ "path that is none", "\"from\": \"next\"", "\"from\": \"next..page\"", "\"next..page\"",
	    "a path looks like" },
	{ "pattern that is none", "{ \"secret\": true }", "{ \"pattern\": \"[\" }", "\"[\"",
	    "not a POSIX regular expression" },

	/* placeholders */
	{ "identity nobody declares", "{identity.phone|sq}", "{identity.fax|sq}",
	    "\"phone:'{identity.fax|sq}'\"", "identities declares no fax" },
	{ "two identities in a call", "\"limit\": 100", "\"mail\": \"{identity.email}\"",
	    "\"{identity.email}\"", "one kind of identifier a call" },
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
	{ "scope without a member", "/erasures/{job.id}", "/erasures/{job}", "\"/erasures/{job}\"",
	    "needs a name" },
	{ "job without such a member", "/erasures/{job.id}", "/erasures/{job.uuid}",
	    "\"/erasures/{job.uuid}\"", "a job has an id and nothing else" },
	{ "brace alone", "/erasures/{job.id}", "/erasures/{job.id", "\"/erasures/{job.id\"",
	    "open or closed alone" },
	{ "filter that is none", "{correct.name|omit}", "{correct.name|eval}",
	    "\"{correct.name|eval}\"", "there is no filter eval, only lower" },
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
	{ "filter that does not normalise", "\"normalise\": [\"lower\"]", "\"normalise\": [\"sq\"]",
	    "\"sq\"", "one of lower, upper, trim, digits" },

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
	    "\"param.shops\"", "a parameter with an enum" },
	{ "server nobody declares", "\"server\": \"files\"", "\"server\": \"file\"", "\"file\"",
	    "servers declares no file" },
	{ "credentials nobody declares", "\"auth\": \"key\"", "\"auth\": \"keys\"", "\"keys\"",
	    "auth declares no keys" },
	{ "credentials of no type", "\"type\": \"bearer\"", "\"type\": \"oauth9\"", "\"oauth9\"",
	    "\"oauth2_client_credentials\"" },
	{ "half credentials", "\"type\": \"bearer\", \"token\": \"{secret.key}\"",
	    "\"type\": \"basic\", \"user\": \"{secret.key}\"", "{ \"type\": \"basic\"",
	    "password is missing" },
	{ "credentials with too much", "\"type\": \"bearer\", ",
	    "\"type\": \"bearer\", \"user\": \"x\", ", "\"x\"", "no member \"user\"" },
	{ "credentials by call without a call", "\"type\": \"bearer\"",
	    "\"type\": \"oauth2_client_credentials\"", "\"{secret.key}\" } }",
	    "expected an object" },
	{ "token from a server that asks for one",
	    "\"type\": \"bearer\", \"token\": \"{secret.key}\"",
	    "\"type\": \"oauth2_client_credentials\", \"token\": { \"method\": \"POST\", \"path\": "
	    "\"/t\" }",
	    "{ \"method\": \"POST\", \"path\": \"/t\"", "can not ask for one itself" },
	{ "secret with a default", "{ \"secret\": true }",
	    "{ \"secret\": true, \"default\": \"x\" }", "{ \"secret\": true, \"default\"",
	    "given by file only" },
	{ "default that is no value", "\"default\": \"nl\"", "\"default\": \"de\"", "\"de\"",
	    "none of the enum" },
	{ "no server",
	    "\"servers\": {\n    \"api\": { \"url\": \"{param.url}\", \"prefix\": \"/v1\", "
	    "\"auth\": \"key\", \"headers\": { \"X-Key\": \"{secret.key}\" } },\n    \"files\": { "
	    "\"url\": { \"by\": \"param.region\", \"nl\": \"https://nl.kassa.example\", \"be\": "
	    "\"https://be.kassa.example\" } }\n  }",
	    "\"servers\": {}", "{},", "at least 1" },
	{ "limit without time", "\"rate\": 10, \"per\": \"1s\"", "\"rate\": 10",
	    "{ \"ops\": [\"*\"]", "per is missing" },
	{ "limit of nothing", "\"ops\": [\"*\"]", "\"ops\": [\"fetch\"]", "\"fetch\"",
	    "there is no operation fetch" },

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
	    "one body, json or form" },
	{ "rows and a file", "\"save\": {", "\"rows\": {}, \"save\": {", "{ \"server\": \"files\"",
	    "rows or a file, not both" },
	{ "paging that is none", "\"type\": \"cursor\"", "\"type\": \"window\"", "\"window\"",
	    "\"offset\"" },
	{ "half a cursor", "\"from\": \"next\", \"to\": \"query.after\"", "\"from\": \"next\"",
	    "{ \"type\": \"cursor\"", "to is missing" },
	{ "cursor to nowhere", "query.after", "header.after", "\"header.after\"",
	    "goes to query.NAME" },
	{ "link without a place", CURSOR, "\"type\": \"link\", \"in\": \"body\"",
	    "{ \"type\": \"link\"", "needs at" },
	{ "short pages of no size", CURSOR,
	    "\"type\": \"page\", \"param\": \"p\", \"stop\": \"short\"", "{ \"type\": \"page\"",
	    "needs size" },
	{ "total that stands nowhere", CURSOR,
	    "\"type\": \"page\", \"param\": \"p\", \"stop\": \"total\"", "{ \"type\": \"page\"",
	    "total says where" },
	{ "DELETE of everything", "\"path\": \"/receipts/{row.id}\"", "\"path\": \"/receipts\"",
	    "{ \"method\": \"DELETE\"", "would empty the whole list" },
	{ "shape", "{ \"from\": \"data\", \"key\"",
	    "{ \"shape\": \"lines\", \"from\": \"data\", \"key\"", "\"lines\"", "\"map_values\"" },

	/* conditions */
	{ "operator that is none", "\"eq\": true", "\"matches\": \"x\"",
	    "{ \"at\": \"row.scanned\"", "at and one of eq" },
	{ "two operators", "\"eq\": true", "\"eq\": true, \"ne\": 1", "{ \"at\": \"row.scanned\"",
	    "at and one of eq" },
	{ "empty list", "{ \"at\": \"row.scanned\", \"eq\": true }", "{ \"any\": [] }", "[]",
	    "a list of conditions" },
	{ "path from nowhere", "\"at\": \"row.scanned\"", "\"at\": \"scanned\"", "\"scanned\"",
	    "begins with row." },
	{ "number that is a text", "\"eq\": true", "\"gt\": \"7\"", "\"7\"", "gt needs a number" },
	{ "list that is a text", "\"eq\": true", "\"in\": \"7\"", "\"7\"", "in needs a list" },
	{ "flag that is a text", "\"eq\": true", "\"exists\": \"no\"", "\"no\"",
	    "exists is true or false" },
	{ "time that is none", "\"newer_than\": \"7y\"", "\"newer_than\": \"seven years\"",
	    "\"seven years\"", "needs a time" },
	{ "placeholder in a condition", "\"eq\": true", "\"eq\": \"{identity.fax}\"",
	    "\"{identity.fax}\"", "identities declares no fax" },
	{ "placeholder in a retry", "\"tries\": 4",
	    "\"tries\": 4, \"body\": { \"at\": \"body.x\", \"eq\": \"{param.region}\" }",
	    "{ \"at\": \"body.x\"", "depends on no placeholder" },

	/* steps */
	{ "two things at once", FIND,
	    "\"find\": [{ \"do\": \"find\", \"job\": {}, \"into\": \"customers\" }]",
	    "{ \"do\": \"find\", \"job\"", "a step is one of" },
	{ "nothing at all", LAST, "{ \"until\": \"P2D\" }", "{ \"until\"", "a step is one of" },
	{ "member of another step", LAST,
	    "{ \"verify\": \"find\", \"into\": \"x\", \"until\": \"P2D\", \"else\": \"fail\" }",
	    "\"x\"", "no member \"into\"" },
	{ "verify without an end", LAST, "{ \"verify\": \"find\", \"else\": \"fail\" }",
	    "{ \"verify\"", "until is missing" },
	{ "verify by what finds nothing", LAST,
	    "{ \"verify\": \"erased\", \"until\": \"P2D\", \"else\": \"fail\" }", "\"erased\"",
	    "finds no rows" },
	{ "operation that is not there", "{ \"do\": \"scan\"", "{ \"do\": \"scam\"", "\"scam\"",
	    "there is no operation scam" },
	{ "rows nobody kept", "\"each\": \"receipts\", \"when\"", "\"each\": \"papers\", \"when\"",
	    "\"papers\"", "keeps rows as papers" },
	{ "rows kept later", RECEIPTS,
	    "{ \"do\": \"receipts\", \"each\": \"receipts\", \"into\": \"receipts\" },\n        { "
	    "\"do\": \"scan\"",
	    "\"receipts\", \"into\"", "keeps rows as receipts" },
	{ "rows kept twice", "\"into\": \"bills\"", "\"into\": \"customers\"", "\"customers\" },",
	    "keeps rows as customers already" },
	{ "rows without a name", ", \"into\": \"receipts\"", "",
	    "{ \"do\": \"receipts\", \"each\": \"customers\" }", "a name of their own" },
	{ "rows of what gives none", FORGET,
	    "{ \"do\": \"forget\", \"each\": \"bills\", \"into\": \"gone\" }", "\"forget\"",
	    "gives no rows" },
	{ "list that is none", "\"each\": \"receipts\", \"when\"",
	    "\"each\": \"param.region\", \"when\"", "\"param.region\"", "no list region" },
	{ "row without each", "\"each\": \"customers\", \"into\": \"receipts\"",
	    "\"into\": \"receipts\"", "\"receipts\", \"into\"", "the step needs each" },
	{ "when without each", FIND,
	    "\"find\": [{ \"do\": \"find\", \"into\": \"customers\", \"when\": { \"at\": "
	    "\"row.x\", \"eq\": 1 } }]",
	    "{ \"at\": \"row.x\"", "the step needs each" },
	{ "batch of another name", "\"as\": \"ids\"", "\"as\": \"id\"", "\"erase\"",
	    "a batch as ids" },
	{ "batch over nothing", "\"batch\": { \"over\": \"customers\"",
	    "\"batch\": { \"over\": \"people\"", "\"people\"", "keeps rows as people" },
	{ "job nobody started", FORGET, "{ \"do\": \"erased\", \"each\": \"bills\" }", "\"erased\"",
	    "only a job's poll" },
	{ "collect that changes", "{ \"do\": \"scan\", ", "{ \"do\": [\"scan\", \"rename\"], ",
	    "\"rename\"", "collect only reads, but operation rename is a PUT" },
	{ "find that deletes", FIND, "\"find\": [{ \"do\": \"forget\" }]", "\"forget\"",
	    "find only reads" },
	{ "reading of nothing", "{ \"do\": \"scan\", ", "{ \"do\": \"erased\", ", "\"erased\"",
	    "only a job's poll" },
	{ "new values in an erasure", FORGET, "{ \"do\": \"rename\", \"each\": \"bills\" }",
	    "\"rename\"", "new values come with rectify only" },
	{ "erasure of nobody in particular", "\"json\": { \"customers\": \"{batch.ids}\" }",
	    "\"json\": { \"customers\": \"all\" }", "\"erase\"",
	    "without an id, a filter or a batch" },
	{ "job neither polled nor blind", "\"poll\": \"erased\", ", "", "{\n            \"start\"",
	    "either poll or blind" },
	{ "job without an end", ", \"deadline\": \"P2D\"", "", "{\n            \"start\"",
	    "needs deadline" },
	{ "erasure in hope", ",\n        " LAST, "", "{\n          \"job\"",
	    "an erasure ends in verify, expires or written" },
	{ "hold over nothing", "\"hold\": { \"over\": \"bills\"",
	    "\"hold\": { \"over\": \"papers\"", "\"papers\"", "keeps rows as papers" },
	{ "hold of what stays", RENAME,
	    RENAME ", \"hold\": { \"over\": \"customers\", \"when\": { \"at\": \"row.x\", \"eq\": "
		   "1 }, \"reason\": \"x\" }",
	    "{ \"over\": \"customers\"", "only what would be erased" },
	{ "preflight that asks for somebody", FIND, "\"preflight\": [\"find\"], " FIND, "\"find\"]",
	    "preflight asks for nobody" },
};

static void
refuses(void **state)
{
	const struct bad_case *b = *state;
	char *good = help_read(CONNECTOR_SMALL), *text = help_replace(good, b->from, b->to);
	struct err err = { 0 };
	if (definition_new(help_doc(text), &err))
		fail_msg("%s: passed all the same", b->name);
	help_expect(b, text, &err);
	free(text);
	free(good);
}

static struct definition *
read_small(const char *from, const char *to, struct err *err)
{
	char *good = help_read(CONNECTOR_SMALL),
	     *text = from ? help_replace(good, from, to) : strdup(good);
	struct definition *d = definition_new(help_doc(text), err);
	free(text);
	free(good);
	return d;
}

/* What looks like a fault of the table above, and is none. */
static const struct {
	const char *from, *to;
} fine[] = {
	{ NULL, NULL }, /* as it stands */
	{ "{identity.phone|sq}", "{identity.phone|digits}" },
	{ "\"phone:'{identity.phone|sq}'\"", "\"{identity.phone}\"" },
	{ "\"https://nl.kassa.example\"", "\"https://nl.kassa.example:8443/api\"" },
	{ "\"newer_than\": \"7y\"", "\"newer_than\": \"{param.region}y\"" },
	{ "\"type\": \"bearer\", \"token\": \"{secret.key}\"",
	    "\"type\": \"api_key\", \"query\": { \"key\": \"{secret.key}\" }" },
	{ "\"type\": \"bearer\", \"token\": \"{secret.key}\"",
	    "\"type\": \"oauth2_client_credentials\", \"early_s\": 60, \"token\": { \"server\": "
	    "\"files\", \"method\": \"POST\", \"path\": \"/t\", \"form\": { \"s\": "
	    "\"{secret.key}\" } }" },
	{ LAST, "{ \"expires\": { \"within\": \"P30D\", \"basis\": \"contract\" } }" },
	{ LAST, "{ \"written\": { \"template\": \"erase\" } }" },
};

static void
passes(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_len(fine); i++) {
		struct err err = { 0 };
		struct definition *d = read_small(fine[i].from, fine[i].to, &err);
		if (!d)
			fail_msg("%s: %s", fine[i].to, err.text);
		definition_free(d);
	}
}

static void
key_in_the_query_and_links(void **state)
{
	(void)state;
	char *good = help_read(CONNECTOR_SMALL);
	char *one =
	    help_replace(good, CURSOR, "\"type\": \"link\", \"in\": \"body\", \"at\": \"next\"");
	char *text = help_replace(one, "\"type\": \"bearer\", \"token\": \"{secret.key}\"",
	    "\"type\": \"api_key\", \"query\": { \"key\": \"{secret.key}\" }");
	struct err err = { 0 };
	assert_null(definition_new(help_doc(text), &err));
	assert_non_null(strstr(err.text, "does not go with paging by link"));
	free(text);
	free(one);
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
	(void)state;
	for (size_t i = 0; i < array_len(hosts); i++) {
		char to[200];
		snprintf(to, sizeof(to), "{ \"url\": \"http://%s\", \"insecure_loopback\": true",
		    hosts[i].host);
		struct err err = { 0 };
		struct definition *d = read_small("{ \"url\": \"{param.url}\"", to, &err);
		if (!d == hosts[i].good)
			fail_msg("%s: %s", hosts[i].host, err.text);
		definition_free(d);
	}
}

/* Whatever the order of the file, each part knows the others. */
static void
reads(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct definition *d = read_small(NULL, NULL, &err);
	if (!d)
		fail_msg("%s", err.text);
	const struct def_step *customers = definition_rows(d, "collect", "customers"),
			      *receipts = definition_rows(d, "collect", "receipts");
	assert_non_null(customers);
	assert_non_null(receipts);
	assert_null(definition_rows(d, "collect", "bills"));
	assert_ptr_equal(definition_rows(d, "erase", "customers"), customers);
	assert_ptr_equal(receipts->each, customers);
	assert_true(customers->proven && receipts->proven);
	assert_string_equal(customers->key->text, "id");
	assert_string_equal(customers->ops[0]->uses.identity, "phone");
	assert_int_equal(receipts->ops[0]->uses.rows.n, 1);
	assert_string_equal(receipts->ops[0]->uses.rows.items[0]->text, "id");
	const struct def_action *erase = definition_action(d, "erase");
	assert_string_equal(erase->hold.over->into, "bills");
	assert_int_equal(erase->steps.items[2].job.deadline_s, 2 * 86400);
	assert_int_equal(erase->steps.items[2].job.every_s, 20);
	assert_int_equal(erase->steps.items[3].verify.not_before_s, 300);
	assert_null(definition_action(d, "suppress"));
	assert_int_equal(customers->ops[0]->retry->tries, 4);
	assert_true(customers->ops[0]->server->auth == &d->auths[0]);
	definition_free(d);
}

/*
 * Rows that nothing holds against the person are not proven, and what goes into them is not either.
 */
static void
proof(void **state)
{
	static const struct {
		const char *from, *to;
		bool customers, receipts;
	} cases[] = {
		{ ", \"filter\": { \"at\": \"phone\", \"eq\": \"{identity.phone}\" }", "", false,
		    false },
		{ "\"at\": \"phone\", \"eq\"", "\"at\": \"phone\", \"contains\"", false, false },
		{ "\"at\": \"customer\", \"eq\"", "\"at\": \"customer\", \"ne\"", true, false },
		{ "{ \"at\": \"customer\", \"eq\": \"{row.id}\" }",
		    "{ \"at\": \"customer\", \"eq\": \"x{row.id}\" }", true, false },
		{ "{ \"at\": \"customer\", \"eq\": \"{row.id}\" }",
		    "{ \"any\": [{ \"at\": \"a\", \"eq\": \"{row.id}\" }, { \"at\": \"b\", "
		    "\"exists\": true }] }",
		    true, false },
		{ "{ \"at\": \"customer\", \"eq\": \"{row.id}\" }",
		    "{ \"all\": [{ \"at\": \"a\", \"eq\": \"{row.id}\" }, { \"at\": \"b\", "
		    "\"exists\": true }] }",
		    true, true },
	};
	(void)state;
	for (size_t i = 0; i < array_len(cases); i++) {
		struct err err = { 0 };
		struct definition *d = read_small(cases[i].from, cases[i].to, &err);
		if (!d)
			fail_msg("%s: %s", cases[i].to, err.text);
		if (definition_rows(d, "collect", "customers")->proven != cases[i].customers ||
		    definition_rows(d, "collect", "receipts")->proven != cases[i].receipts)
			fail_msg("%s", cases[i].to);
		definition_free(d);
	}
}

static void
shipped(void **state)
{
	glob_t g;
	(void)state;
	assert_int_equal(glob("templates/connectors/*.json", 0, NULL, &g), 0);
	assert_true(g.gl_pathc >= 4);
	for (size_t i = 0; i < g.gl_pathc; i++) {
		struct err err = { 0 };
		struct json_doc *doc = json_doc_load(g.gl_pathv[i], 1u << 20, &err);
		struct definition *d = doc ? definition_new(doc, &err) : NULL;
		if (!d || !definition_action(d, "collect"))
			fail_msg("%s: %s", g.gl_pathv[i], err.text);
		definition_free(d);
	}
	globfree(&g);
}

static void
opens_by_name(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct definition *d = definition_open("stripe", &err);
	assert_non_null(d);
	assert_string_equal(d->id, "stripe");
	definition_free(d);
	assert_null(definition_open("strype", &err));
	assert_int_equal(err.kind, ERR_NOTFOUND);
	assert_non_null(strstr(err.text, "sendgrid, stripe"));
	err_clear(&err);
	assert_null(definition_open("../law/calendar-nl", &err));
	assert_int_equal(err.kind, ERR_INPUT);
}

int
main(void)
{
	static const struct CMUnitTest others[] = {
		cmocka_unit_test(passes),
		cmocka_unit_test(key_in_the_query_and_links),
		cmocka_unit_test(plain_http_to_this_machine),
		cmocka_unit_test(reads),
		cmocka_unit_test(proof),
		cmocka_unit_test(shipped),
		cmocka_unit_test(opens_by_name),
	};
	static struct CMUnitTest tests[array_len(bad) + array_len(others)];
	for (size_t i = 0; i < array_len(bad); i++)
		tests[i] = (struct CMUnitTest){ .name = bad[i].name,
			.test_func = refuses,
			.initial_state = (void *)(uintptr_t)&bad[i] };
	memcpy(tests + array_len(bad), others, sizeof(others));
	return cmocka_run_group_tests(tests, NULL, NULL);
}
