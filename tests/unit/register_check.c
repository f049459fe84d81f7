/*
 * reg_new: the small register loads and reads as it stands; each change of the table is refused at
 * its place.
 */
#include "unit/register_help.h"

#include "dossier/definition.h"

static const struct bad_case bad[] = {
	/* the schema */
	{ "format", "dossier-register/1", "dossier-register/9", "\"dossier-register/9\"",
	    "expected \"dossier-register/1\"" },
	{ "unknown member", "\"kvk\":", "\"kvkk\":", "\"12345678\"",
	    "there is no member \"kvkk\"" },
	{ "missing member", "\"zone\": \"Europe/Amsterdam\", ", "", "{\n    \"slug\"",
	    "\"zone\" is missing" },
	{ "slug", "\"slug\": \"bakker\"", "\"slug\": \"De Bakker\"", "\"De Bakker\"",
	    "of the form" },
	{ "code", "\"code\": \"BAK\"", "\"code\": \"bak\"", "\"bak\"", "of the form" },
	{ "code too long", "\"code\": \"BAK\"", "\"code\": \"BAKKERIJ\"", "\"BAKKERIJ\"",
	    "of the form" },
	{ "role that is none", "\"role\": \"processor\",\n      \"examples\"",
	    "\"role\": \"owner\",\n      \"examples\"", "\"owner\"", "expected \"controller\"" },
	{ "connector that is none", "\"connector\": \"manual\"", "\"connector\": \"ftp\"",
	    "\"ftp\"", "\"postgresql\"" },
	{ "type of a field", "\"type\": \"number\"", "\"type\": \"int\"", "\"int\"", "\"text\"" },
	{ "id of a category", "\"id\": \"BAK-C03\"", "\"id\": \"BAK-3\"", "\"BAK-3\"",
	    "of the form" },
	{ "id of a recipient", "\"id\": \"BAK-R02\"", "\"id\": \"BAK-C09\"", "\"BAK-C09\"",
	    "of the form" },
	{ "period", "\"period\": \"P2Y\"", "\"period\": \"2 years\"", "\"2 years\"",
	    "of the form" },
	{ "period without a number", "\"period\": \"P2Y\"", "\"period\": \"P\"", "\"P\"",
	    "of the form" },
	{ "article", "\"article\": \"6(1)(c)\"", "\"article\": \"6(1)(g)\"", "\"6(1)(g)\"",
	    "of the form" },
	{ "right that is none", "\"right\": \"erasure\"", "\"right\": \"deletion\"", "\"deletion\"",
	    "expected" },
	{ "identifier kind", "\"needs\": [\"phone\"]", "\"needs\": [\"Phone\"]", "\"Phone\"",
	    "of the form" },
	{ "category listed twice", "[\"BAK-C01\", \"BAK-C02\", \"BAK-C03\"]",
	    "[\"BAK-C01\", \"BAK-C01\"]", "[\"BAK-C01\", \"BAK-C01\"]", "there twice" },
	{ "mechanism", "\"mechanisms\": [\"none-needed\"] }, \"dpa\": \"yes\"",
	    "\"mechanisms\": [] }, \"dpa\": \"yes\"", "[] }", "at least 1" },
	{ "setting without value", "{ \"secret\": \"redis-url\" }", "{}", "{}",
	    "\"secret\" is missing" },
	{ "e-mail address", "\"info@rustoord.example\"", "\"info at rustoord\"",
	    "\"info at rustoord\"", "of the form" },
	{ "superior without an address", ", \"email\": \"baas@dezon.example\"", "",
	    "{ \"name\": \"Bakker", "\"email\" is missing" },
	{ "address of no user", "\"superior\": {",
	    "\"addresses\": { \"an na\": \"a@b.example\" }, \"superior\": {", "\"a@b.example\"",
	    "of the form" },
	{ "number for a text", "\"name\": \"Zaal Rustoord\"", "\"name\": 7", "7",
	    "type \"string\"" },

	/* ids */
	{ "category twice", "\"id\": \"BAK-C02\"", "\"id\": \"BAK-C01\"",
	    "\"BAK-C01\", \"name\": { \"nl\": \"Bestellingen\"",
	    "BAK-C01 stands twice among the categories" },
	{ "recipient twice", "\"id\": \"BAK-R02\"", "\"id\": \"BAK-R01\"",
	    "\"BAK-R01\", \"name\": null", "stands twice among the recipients" },
	{ "system twice", "\"id\": \"cabinet\"", "\"id\": \"shop\"",
	    "\"shop\", \"name\": { \"nl\": \"Kast\"", "shop stands twice among the systems" },
	{ "controller twice", "{ \"id\": \"zaal\",",
	    "{ \"id\": \"zaal\", \"name\": \"A\" }, { \"id\": \"zaal\",",
	    "\"zaal\", \"name\": \"Zaal", "stands twice among the controllers" },
	{ "category of an unknown purpose", "[\"books\"]", "[\"boeken\"]", "\"boeken\"",
	    "there is no purpose boeken" },
	{ "category to an unknown recipient",
	    "\"kind\": \"listed\", \"line\": 21, \"provided\": true, \"automated\": true, "
	    "\"recipients\": [\"BAK-R01\"]",
	    "\"kind\": \"listed\", \"provided\": true, \"automated\": true, \"recipients\": "
	    "[\"BAK-R09\"]",
	    "\"BAK-R09\"", "there is no recipient BAK-R09" },
	{ "category of an unknown customer",
	    "\"id\": \"BAK-C03\", \"name\": { \"nl\": \"Gasten van klanten\" }, \"role\": "
	    "\"processor\"",
	    "\"id\": \"BAK-C03\", \"name\": { \"nl\": \"Gasten van klanten\" }, \"role\": "
	    "\"processor\", \"controllers\": [\"zaal\", \"hal\"]",
	    "\"hal\"", "there is no controller hal" },
	{ "customer of what is ours",
	    "\"id\": \"BAK-C03\", \"name\": { \"nl\": \"Gasten van klanten\" }, \"role\": "
	    "\"processor\"",
	    "\"id\": \"BAK-C03\", \"name\": { \"nl\": \"Gasten van klanten\" }, \"role\": "
	    "\"joint\", \"controllers\": [\"zaal\"]",
	    "[\"zaal\"]", "controllers says for whom it is processed, but its role is joint" },
	{ "system of an unknown recipient", "\"written\", \"recipient\": \"BAK-R01\"",
	    "\"written\", \"recipient\": \"BAK-R08\"", "\"BAK-R08\"",
	    "there is no recipient BAK-R08" },
	{ "system of an independent recipient", "\"written\", \"recipient\": \"BAK-R01\"",
	    "\"written\", \"recipient\": \"BAK-R02\"", "\"BAK-R02\"", "BAK-R02 is no processor" },
	{ "system with an unknown category", "\"manual\", \"categories\": [\"BAK-C01\"]",
	    "\"manual\", \"categories\": [\"BAK-C77\"]", "\"BAK-C77\"",
	    "there is no category BAK-C77" },
	{ "contradiction about nothing", "\"contradictions\": []",
	    "\"contradictions\": [{ \"text\": \"a\", \"article\": \"b\", \"about\": \"nix\" }]",
	    "\"nix\"", "has the id nix" },
	{ "check for an unknown category", "\"contradictions\": []",
	    "\"contradictions\": [], \"verification\": { \"rules\": [{ \"least\": \"eid\", "
	    "\"reason\": \"a\", \"categories\": [\"BAK-C77\"] }] }",
	    "\"BAK-C77\"", "no category has the id BAK-C77" },
	{ "a document as the least", "\"contradictions\": []",
	    "\"contradictions\": [], \"verification\": { \"rules\": [{ \"least\": "
	    "\"document\", \"reason\": \"a\" }] }",
	    "\"document\"", "\"strong\"" },
	{ "the name of forwarding", "\"id\": \"cabinet\"", "\"id\": \"forward\"", "\"forward\"",
	    "choose another" },

	/* the organisation */
	{ "zone", "Europe/Amsterdam", "Europe/Amsterdamm", "\"Europe/Amsterdamm\"",
	    "there is no zone Europe/Amsterdamm" },
	{ "calendar", "\"calendar\": \"nl\"", "\"calendar\": \"xx\"", "\"xx\"", "xx" },
	{ "date that is none", "2026-03-01", "2026-02-30", "\"2026-02-30\"", "2026-02-30" },
	{ "promise of nothing", "\"within\": \"P4W\"", "\"within\": \"P0W\"", "\"P0W\"", "P0W" },
	{ "right twice", "{ \"right\": \"rectification\" }", "{ \"right\": \"access\" }",
	    "\"access\" }", "right access stands twice" },

	/* categories and recipients that contradict themselves */
	{ "name in no language", "{ \"nl\": \"Bestellingen\" }", "{}", "{}",
	    "at least one language" },
	{ "system without a name", "{ \"nl\": \"Kast\" }", "{}", "{}", "at least one language" },
	{ "period without words", "\"text\": \"2 jaar na de laatste bestelling\"", "\"text\": null",
	    "null", "without its literal words" },
	{ "bound without period", "\"period\": null, \"until\": \"erasure by the customer\"",
	    "\"period\": null, \"bound\": \"at-least\"", "\"at-least\"",
	    "neither period nor until" },
	{ "rolling without period", "\"period\": null, \"until\"",
	    "\"period\": null, \"rolling\": true, \"until\"", "true", "rolling" },
	{ "extent without statute", "\"from\": \"last order\"",
	    "\"from\": \"last order\", \"extent\": \"part\"", "\"part\"", "basis is null" },
	{ "legal basis twice", "[{ \"article\": \"6(1)(c)\", \"stated\": true }]",
	    "[{ \"article\": \"6(1)(c)\", \"stated\": true }, { \"article\": \"6(1)(c)\", "
	    "\"stated\": false }]",
	    "\"6(1)(c)\", \"stated\": false", "stands twice" },
	{ "transfer that is and is not", "\"mechanisms\": [\"none-needed\"] }, \"dpa\": \"yes\"",
	    "\"mechanisms\": [\"scc\", \"none-needed\"] }, \"dpa\": \"yes\"", "[\"scc\"",
	    "none-needed contradicts" },
	{ "transfer unknown and known", "\"mechanisms\": [\"none-needed\"] }, \"dpa\": \"yes\"",
	    "\"mechanisms\": [\"not-stated\", \"dpf\"] }, \"dpa\": \"yes\"", "[\"not-stated\"",
	    "not-stated contradicts" },
	{ "neither name nor description", "\"described_as\": \"onze bezorger\", ", "", "null",
	    "described_as" },
	{ "processor beyond agreements", "\"dpa\": \"yes\"", "\"dpa\": \"not-applicable\"",
	    "\"not-applicable\"", "art. 28(3)" },

	/* systems */
	{ "http without definition", "\"definition\": \"till\",", "", "{\n      \"id\": \"till\"",
	    "needs a definition" },
	{ "definition that is not there", "\"definition\": \"till\"", "\"definition\": \"tillo\"",
	    "\"tillo\"", "there is no connector file templates/connectors/tillo.json" },
	{ "definition of a cabinet", "\"connector\": \"manual\",",
	    "\"connector\": \"manual\", \"definition\": \"till\",",
	    "\"till\", \"categories\": [\"BAK-C01\"] }", "only a system of kind http" },
	{ "letter to nobody", "\"connector\": \"written\", \"recipient\": \"BAK-R01\"",
	    "\"connector\": \"written\"", "{\n      \"id\": \"letters\"", "goes to a recipient" },
	{ "instruction for a machine", "\"purges_within\": \"P7D\"",
	    "\"instruction\": { \"nl\": \"Kijk.\" }", "{ \"nl\": \"Kijk.\" }",
	    "not for a system of kind redis" },
	{ "no dsn", "{ \"dsn\": { \"secret\": \"shop-dsn\" } }", "{}", "{}",
	    "needs the setting dsn" },
	{ "unknown setting", "{ \"dsn\": { \"secret\": \"shop-dsn\" } }",
	    "{ \"dsn\": { \"secret\": \"shop-dsn\" }, \"user\": { \"default\": \"x\" } }",
	    "{ \"default\": \"x\" }", "has no setting user" },
	{ "setting the definition has not", "\"key\": { \"secret\": \"till-key\" }",
	    "\"key\": { \"secret\": \"till-key\" }, \"tone\": { \"default\": \"x\" }",
	    "{ \"default\": \"x\" }", "declares no such parameter" },
	{ "secret in the open", "\"key\": { \"secret\": \"till-key\" }",
	    "\"key\": { \"default\": \"hunter2\" }", "\"hunter2\"", "key is a secret" },
	{ "secret without a file", ", \"key\": { \"secret\": \"till-key\" }", "", "{ \"url\"",
	    "needs the secret key" },
	{ "definition cannot search by it", "\"needs\": [\"phone\"], \"definition\"",
	    "\"needs\": [\"phone\", \"born\"], \"definition\"", "\"born\"",
	    "cannot search by born" },
	{ "never reachable", "\"manual\", \"categories\": [\"BAK-C01\"]",
	    "\"manual\", \"categories\": [\"BAK-C01\"], \"needs\": [\"badge\"], \"yields\": "
	    "[\"badge\"]",
	    "[\"badge\"], \"yields\"", "system cabinet can never be searched" },

	/* collections */
	{ "category its system does not list", "\"name\": \"receipts\", \"category\": \"BAK-C02\"",
	    "\"name\": \"receipts\", \"category\": \"BAK-C01\"", "\"BAK-C01\", \"rows\"",
	    "system till does not list category BAK-C01" },
	{ "category that nothing searches", "\"redis\", \"categories\": [\"BAK-C01\"]",
	    "\"redis\", \"categories\": [\"BAK-C01\", \"BAK-C02\"]", "\"BAK-C02\"]",
	    "it would count as searched" },
	{ "collections of a cabinet", "\"manual\", \"categories\": [\"BAK-C01\"]",
	    "\"manual\", \"categories\": [\"BAK-C01\"], \"collections\": [{ \"name\": \"a\", "
	    "\"category\": \"BAK-C01\" }]",
	    "[{ \"name\": \"a\"", "has no collections" },
	{ "no table", "\"table\": \"shop.orders\",", "", "{\n          \"name\": \"orders\"",
	    "needs table" },
	{ "no match",
	    ",\n          \"match\": [{ \"column\": \"customer_id\", \"collection\": "
	    "\"customers\", \"field\": \"id\" }]",
	    "", "{\n          \"name\": \"orders\"", "needs match" },
	{ "table in a file", "\"file\": \"leads-*.csv\"",
	    "\"table\": \"leads\", \"file\": \"leads-*.csv\"", "\"leads\", \"file\"",
	    "has no table" },
	{ "table that is no name", "\"shop.orders\"", "\"shop.orders; drop table x\"",
	    "\"shop.orders; drop", "of the form" },
	{ "collection twice", "\"name\": \"orders\"", "\"name\": \"customers\"",
	    "\"customers\", \"category\": \"BAK-C02\"", "stands twice in system shop" },
	{ "file name twice in the archive", "\"name\": \"leads\", \"category\"",
	    "\"name\": \"sessions\", \"category\"",
	    "\"sessions\", \"category\": \"BAK-C01\", \"file\"",
	    "system sessions has a collection sessions of BAK-C01 too" },
	{ "match to no collection", "\"collection\": \"customers\"", "\"collection\": \"people\"",
	    "\"people\"", "no collection people" },
	{ "match to itself", "\"collection\": \"customers\"", "\"collection\": \"orders\"",
	    "\"orders\", \"field\"", "comes later" },
	{ "cycle", "[{ \"column\": \"email\", \"identifier\": \"email\" }]",
	    "[{ \"column\": \"id\", \"collection\": \"orders\", \"field\": \"customer_id\" }]",
	    "\"orders\", \"field\": \"customer_id\"", "collection orders comes later" },
	{ "half a match", "{ \"column\": \"email\", \"identifier\": \"email\" }",
	    "{ \"column\": \"email\" }", "{ \"column\": \"email\" }",
	    "a match is {column, identifier}" },
	{ "column in a file", "{ \"field\": \"mail\", \"identifier\": \"email\" }",
	    "{ \"column\": \"mail\", \"identifier\": \"email\" }", "{ \"column\": \"mail\"",
	    "{field, identifier}" },
	{ "match on a field that is not there", "{ \"field\": \"mail\", \"identifier\"",
	    "{ \"field\": \"e-mail\", \"identifier\"", "\"e-mail\"", "has no field e-mail" },
	{ "identifier the system is not given",
	    "{ \"column\": \"email\", \"identifier\": \"email\" }",
	    "{ \"column\": \"phone\", \"identifier\": \"phone\" }", "\"phone\" }",
	    "is not given phone" },
	{ "need that finds nothing", "\"needs\": [\"email\"], \"yields\"",
	    "\"needs\": [\"email\", \"name\"], \"yields\"", "\"name\"]",
	    "no collection of system shop is searched by name" },
	{ "yield the system does not declare", "\"yields\": [\"phone\"],\n", "\n",
	    "\"phone\", \"field\"", "does not declare that it yields phone" },
	{ "yield of no collection", "\"yields\": [\"phone\"],\n",
	    "\"yields\": [\"phone\", \"badge\"],\n", "\"badge\"",
	    "no collection of system shop yields badge" },
	{ "yield of a secret", "\"field\": \"phone\", \"proof\"",
	    "\"field\": \"password_hash\", \"proof\"", "\"password_hash\", \"proof\"",
	    "never handed over" },
	{ "secret among the fields", "[{ \"name\": \"mail\" }, { \"name\": \"city\" }]",
	    "[{ \"name\": \"mail\" }, { \"name\": \"password_hash\" }]", "\"password_hash\" }]",
	    "BAK-C01 never exports password_hash" },
	{ "field twice", "[{ \"name\": \"mail\" }, { \"name\": \"city\" }]",
	    "[{ \"name\": \"mail\" }, { \"name\": \"mail\" }]", "\"mail\" }]",
	    "field mail stands twice" },
	{ "field of two lines", "[{ \"name\": \"mail\" }, { \"name\": \"city\" }]",
	    "[{ \"name\": \"mail\" }, { \"name\": \"c\\ny\" }, { \"name\": \"c\\ny\" }]",
	    "\"c\\ny\" }]", "field c y stands twice" },
	{ "path in a csv", "{ \"name\": \"city\" }", "{ \"name\": \"city\", \"path\": \"a.b\" }",
	    "\"a.b\"", "only JSON rows" },
	{ "provided twice over", "\"type\": \"time\", \"provided\": true }],",
	    "\"type\": \"time\" }], \"provided\": true,", "true,", "at each field" },
	{ "key without an identifier", "session:{email}", "session:*", "\"session:*\"",
	    "everybody's data" },
	{ "key of another identifier", "session:{email}", "session:{phone}", "\"session:{phone}\"",
	    "is not given phone" },
	{ "key with half a brace", "session:{email}", "session:{email", "\"session:{email\"",
	    "open or closed alone" },
	{ "rows the definition does not keep", "\"rows\": \"receipts\"", "\"rows\": \"bills\"",
	    "\"bills\"", "keeps rows as bills" },
	{ "file in another directory", "leads-*.csv", "../leads.csv", "\"../leads.csv\"",
	    "of the form" },

/* rules of a review */
#define LEADS "\"leads\", \"category\": \"BAK-C01\", \"file\""
#define REVIEW(rules) "\"leads\", \"category\": \"BAK-C01\", \"review\": [" rules "], \"file\""
	{ "rule about no column", LEADS,
	    REVIEW("{ \"withhold\": \"town\", \"ground\": \"security\" }"), "\"town\"",
	    "collection leads has no field town" },
	{ "rule where no column is", LEADS,
	    REVIEW("{ \"withhold\": { \"where\": { \"town\": \"x\" } }, \"ground\": "
		   "\"security\" }"),
	    "\"x\" }", "collection leads has no field town" },
	{ "rule where nothing is", LEADS,
	    REVIEW("{ \"withhold\": { \"where\": {} }, \"ground\": \"security\" }"), "{} }",
	    "the value of one column" },
	{ "rule of no ground", LEADS, REVIEW("{ \"withhold\": \"city\", \"ground\": \"shame\" }"),
	    "\"shame\"", "no ground of leaving out \"shame\"" },
	{ "rule without a ground", LEADS, REVIEW("{ \"withhold\": \"city\" }"), "{ \"withhold\"",
	    "ground" },
	{ "rule that is none", LEADS, REVIEW("{ \"ground\": \"security\" }"), "{ \"ground\"", "" },
	{ "pattern that does not compile", LEADS,
	    REVIEW("{ \"redact\": { \"pattern\": \"a(b\" }, \"ground\": \"security\" }"), "\"a(b\"",
	    "no POSIX extended regular expression" },
	{ "pattern that matches the empty text", LEADS,
	    REVIEW("{ \"redact\": { \"pattern\": \"a*\" }, \"ground\": \"security\" }"), "\"a*\"",
	    "meet everything" },
	{ "pattern that matches its mark", LEADS,
	    REVIEW("{ \"redact\": { \"pattern\": \"[a-z]+\" }, \"ground\": \"security\" }"),
	    "\"[a-z]+\"", "take its place" },
	{ "pattern in no column", LEADS,
	    REVIEW("{ \"redact\": { \"pattern\": \"a\", \"column\": \"town\" }, \"ground\": "
		   "\"security\" }"),
	    "\"town\"", "collection leads has no field town" },
	{ "rule about a secret", "\"provided\": [\"email\", \"name\"],",
	    "\"review\": [{ \"withhold\": \"password_hash\", \"ground\": \"security\" }],",
	    "\"password_hash\", \"ground\"", "never handed over" },
	{ "column of a category", "\"name\": { \"nl\": \"Bestellingen\" },",
	    "\"name\": { \"nl\": \"Bestellingen\" }, \"review\": [{ \"withhold\": \"id\", "
	    "\"ground\": \"security\" }],",
	    "\"id\", \"ground\"", "a category has no columns" },

/* what becomes of rows when a person is erased */
#define ORDERS "\"table\": \"shop.orders\","
#define ERASE(rule) "\"table\": \"shop.orders\", \"erase\": " rule ","
#define HOLD(more) "{ \"do\": \"delete\", \"holds\": [{ " more " }] }"
#define FROM "\"from\": { \"column\": \"placed\" }"
	{ "rule of erasure that does nothing", ORDERS, ERASE("{}"), "{},\n", "\"do\" is missing" },
	{ "rule of erasure that is none", ORDERS, ERASE("{ \"do\": \"drop\" }"), "\"drop\"",
	    "expected \"delete\"" },
	{ "what stays without a reason", ORDERS, ERASE("{ \"do\": \"keep\" }"), "{ \"do\"",
	    "say why" },
	{ "anonymised and nothing set", ORDERS, ERASE("{ \"do\": \"anonymise\", \"why\": \"x\" }"),
	    "\"anonymise\"", "no set says what becomes" },
	{ "set of what stays as it is", ORDERS,
	    ERASE("{ \"do\": \"keep\", \"why\": \"x\", \"set\": { \"a\": null } }"),
	    "{ \"a\": null }", "nothing is set" },
	{ "set to a list", ORDERS, ERASE("{ \"do\": \"delete\", \"set\": { \"a\": [] } }"), "[] }",
	    "type" },
	{ "held by no law", ORDERS, ERASE(HOLD("\"basis\": \"NL-AWR25\", " FROM)), "\"NL-AWR25\"",
	    "no basis of retention NL-AWR25; did you mean NL-AWR52?" },
	{ "held by a norm", ORDERS, ERASE(HOLD("\"basis\": \"NL-SOLL\", " FROM)), "\"NL-SOLL\"",
	    "is a norm, which holds nothing against a request for erasure" },
	{ "held from no day", ORDERS, ERASE(HOLD("\"basis\": \"NL-AWR52\"")), "{ \"basis\"",
	    "\"from\" is missing" },
	{ "held in a book year that is none", ORDERS,
	    ERASE(HOLD("\"basis\": \"NL-AWR52\", " FROM ", \"book_year_ends\": \"13-40\"")),
	    "\"13-40\"", "a book year ends on a day of the year" },
	{ "held in a book year that does not count", ORDERS,
	    ERASE(HOLD("\"basis\": \"NL-OSS\", " FROM ", \"book_year_ends\": \"06-30\"")),
	    "\"06-30\"", "counts from no book year" },
	{ "held without the book year", ORDERS, ERASE(HOLD("\"basis\": \"SE-BFL\", " FROM)),
	    "{ \"basis\"", "say its last day" },
	{ "held in part and the rest stays too", ORDERS,
	    ERASE(HOLD("\"basis\": \"NL-AWR52\", " FROM ", \"columns\": [\"amount\"]")),
	    "[\"amount\"]", "they would stay too" },
	{ "day in no zone", ORDERS,
	    ERASE(HOLD("\"basis\": \"NL-AWR52\", \"from\": { \"column\": \"placed\", \"zone\": "
		       "\"Europe/Brussel\" }")),
	    "\"Europe/Brussel\"", "Europe/Brussel" },
	{ "day of half a row", ORDERS,
	    ERASE(HOLD("\"basis\": \"NL-AWR52\", \"from\": { \"column\": \"customer_id\", "
		       "\"collection\": \"customers\" }")),
	    "{ \"column\": \"customer_id\", \"coll", "needs collection, field and date" },
	{ "day of no collection", ORDERS,
	    ERASE(HOLD("\"basis\": \"NL-AWR52\", \"from\": { \"column\": \"customer_id\", "
		       "\"collection\": \"clients\", \"field\": \"id\", \"date\": \"d\" }")),
	    "\"clients\"", "no collection clients" },
	{ "kept for no period", ORDERS,
	    ERASE("{ \"do\": \"delete\", \"kept\": [{ " FROM ", \"why\": \"x\" }] }"), "{ \"from\"",
	    "\"period\" is missing" },
	{ "kept for nothing", ORDERS,
	    ERASE("{ \"do\": \"delete\", \"kept\": [{ \"period\": \"P1Y\", " FROM " }] }"),
	    "{ \"period\"", "\"why\" is missing" },
	{ "contract without an end", ORDERS,
	    ERASE("{ \"do\": \"delete\", \"contract\": [{ \"columns\": [\"d\"] }] }"),
	    "{ \"columns\"", "\"until\" is missing" },
#define PERSONS(list) ERASE("{ \"do\": \"delete\", \"persons\": [" list "] }")
#define BUYER                                                                                      \
	"{ \"column\": \"customer_id\", \"collection\": \"customers\", \"field\": \"id\", "        \
	"\"shared\": \"keep\" }"
	{ "person of no kind", ORDERS, PERSONS("{ \"column\": \"c\", \"shared\": \"keep\" }"),
	    "{ \"column\": \"c\"", "" },
	{ "person of two kinds", ORDERS,
	    PERSONS("{ \"column\": \"customer_id\", \"collection\": \"customers\", \"field\": "
		    "\"id\", \"identifier\": \"email\", \"shared\": \"keep\" }"),
	    "{ \"column\": \"customer_id\", \"collection\": \"customers\", \"field\": \"id\", "
	    "\"ide",
	    "{column, identifier}" },
	{ "person twice", ORDERS, PERSONS(BUYER ", " BUYER), "\"customer_id\", \"collection\"",
	    "stands twice among the persons" },
	{ "person of no collection", ORDERS,
	    PERSONS("{ \"column\": \"customer_id\", \"collection\": \"clients\", \"field\": "
		    "\"id\", \"shared\": \"keep\" }"),
	    "\"clients\"", "no collection clients" },
	{ "person by what is not given", ORDERS,
	    PERSONS("{ \"column\": \"customer_id\", \"identifier\": \"born\", \"shared\": "
		    "\"keep\" }"),
	    "\"born\"", "is not given born" },
	{ "person anonymised by nothing", ORDERS,
	    PERSONS("{ \"column\": \"customer_id\", \"collection\": \"customers\", \"field\": "
		    "\"id\", \"shared\": \"anonymise\" }"),
	    "\"anonymise\"", "no set says what becomes" },
	{ "persons by whom nothing is found", ORDERS,
	    PERSONS("{ \"column\": \"seller_id\", \"collection\": \"customers\", \"field\": "
		    "\"id\", \"shared\": \"keep\" }"),
	    "[{ \"column\": \"seller_id\"", "could never be told" },
	{ "blocked by nothing", ORDERS, ERASE("{ \"do\": \"delete\", \"blocked\": {} }"), "{} },",
	    "" },
	{ "erased where no rows are", "\"rows\": \"receipts\"",
	    "\"rows\": \"receipts\", \"erase\": { \"do\": \"delete\" }", "{ \"do\": \"delete\" }",
	    "kind http has no erase" },
	{ "epoch of no database", "\"purges_within\": \"P7D\"",
	    "\"erasure\": { \"epoch\": \"app.epoch\" }", "\"app.epoch\"", "only a system of kind" },
	{ "backups of no age", "\"purges_within\": \"P7D\"",
	    "\"erasure\": { \"backups\": { \"keep\": \"a month\" } }", "\"a month\"",
	    "of the form" },
	{ "side effect in no language", "\"purges_within\": \"P7D\"",
	    "\"erasure\": { \"side_effects\": {} }", "{} }", "at least one language" },
	{ "cooling-off of no time", "\"escalation\":",
	    "\"approvals\": { \"cooling_off\": \"a day\" }, \"escalation\":", "\"a day\"",
	    "of the form" },
};

static void
refuses(void **state)
{
	const struct bad_case *b = *state;
	char *good = help_read(REGISTER_SMALL), *text = help_replace(good, b->from, b->to);
	struct err err = { 0 };
	struct reg *r = reg_new(help_doc(text), &err);
	if (r)
		fail_msg("%s: loaded all the same", b->name);
	help_expect(b, text, &err);
	free(text);
	free(good);
}

/* Rules that can work load; what a field says of text goes before what a column says. */
static void
reviews(void **state)
{
	(void)state;
	char *good = help_read(REGISTER_SMALL);
	char *text = help_replace(good, LEADS,
	    REVIEW("{ \"withhold\": true, \"ground\": \"secret-address\" }, { \"withhold\": { "
		   "\"where\": { \"city\": \"x\" } }, \"ground\": \"security\" }, { "
		   "\"redact\": { \"pattern\": \"[0-9]{9}\", \"column\": \"city\" }, \"ground\": "
		   "\"third-party\" }, { \"third_parties\": true }"));
	char *said = help_replace(text, "{ \"name\": \"city\" }",
	    "{ \"name\": \"city\", \"free_text\": true }], \"columns\": { \"city\": { "
	    "\"free_text\": false }, \"mail\": { \"free_text\": false } }, \"never\": [\"x\"");
	struct reg *r = help_reg(said);
	const json_t *leads = reg_collection(r, "BAK-C01", "leads");
	assert_int_equal(json_array_size(json_get(leads, "review")), 4);
	assert_int_equal(reg_column_text(leads, "city"), TEXT_FREE);
	assert_int_equal(reg_column_text(leads, "mail"), TEXT_STRUCTURED);
	assert_int_equal(reg_column_text(leads, "other"), TEXT_UNSAID);
	assert_int_equal(reg_column_text(NULL, "city"), TEXT_UNSAID);
	assert_null(reg_collection(r, "BAK-C02", "leads"));
	reg_free(r);
	free(said);
	free(text);
	free(good);
}

/* All that a rule of erasure may say, and what waits for a second person. */
static void
erases(void **state)
{
	(void)state;
	char *good = help_read(REGISTER_SMALL);
	char *text = help_replace(good, ORDERS,
	    ERASE("{ \"do\": \"delete\", \"set\": { \"note\": null, \"n\": 0, \"ok\": false, "
		  "\"name\": \"x\" }, \"why\": \"w\", \"holds\": [{ \"basis\": "
		  "\"NL-BW2:10\", \"from\": { \"column\": \"placed\", \"zone\": "
		  "\"Europe/Amsterdam\" }, \"book_year_ends\": \"06-30\", \"columns\": "
		  "[\"amount\"], \"why\": \"w\" }], \"kept\": [{ \"period\": \"P12M\", "
		  "\"from\": { \"column\": \"customer_id\", \"collection\": \"customers\", "
		  "\"field\": \"id\", \"date\": \"left\" }, \"why\": \"w\" }], "
		  "\"contract\": [{ \"until\": { \"column\": \"ends\" }, \"columns\": "
		  "[\"name\"] }], \"persons\": [" BUYER ", { \"column\": \"mail\", "
		  "\"identifier\": \"email\", \"shared\": \"anonymise\", \"set\": { "
		  "\"mail\": null }, \"why\": \"w\" }], \"blocked\": { \"column\": "
		  "\"blocked_until\", \"view\": \"shop.open_orders\" } }"));
	char *system = help_replace(text, "\"settings\": { \"dsn\": { \"secret\": \"shop-dsn\" } }",
	    "\"settings\": { \"dsn\": { \"secret\": \"shop-dsn\" }, \"dsn_change\": { \"secret\": "
	    "\"shop-change\" }, \"dsn_maintain\": { \"secret\": \"shop-maintain\" } }, "
	    "\"erasure\": { \"side_effects\": { \"nl\": \"x\" }, \"again_after\": \"P1D\", "
	    "\"backups\": { \"keep\": \"P35D\" }, \"epoch\": \"shop.epoch\" }");
	char *all = help_replace(system, "\"escalation\":",
	    "\"approvals\": { \"change\": true, \"cooling_off\": \"P1D\", \"hold_end\": false "
	    "}, \"escalation\":");
	struct reg *r = help_reg(all), *plain = help_reg(good);
	assert_true(r->approves_changes);
	assert_string_equal(r->cooling_off, "P1D");
	assert_false(r->asks_at_hold_end);
	assert_false(plain->approves_changes);
	assert_null(plain->cooling_off);
	assert_true(plain->asks_at_hold_end);
	reg_free(r);
	reg_free(plain);
	free(all);
	free(system);
	free(text);
	free(good);
}

static void
reads(void **state)
{
	char *good = help_read(REGISTER_SMALL);
	struct reg *r = help_reg(good);
	(void)state;
	assert_string_equal(r->slug, "bakker");
	assert_string_equal(r->code, "BAK");
	assert_string_equal(r->zone, "Europe/Amsterdam");
	assert_int_equal(r->promise.weeks, 4);
	assert_int_equal(r->promise.months, 0);
	assert_true(r->promise_is_done);
	assert_int_equal(r->inv.ncategories, 3);
	assert_int_equal(reg_category(r, "BAK-C02")->role, ROLE_CONTROLLER);
	assert_int_equal(reg_category(r, "BAK-C03")->role, ROLE_PROCESSOR);
	assert_null(reg_category(r, "BAK-C04"));
	assert_false(reg_recipient(r, "BAK-R01")->independent);
	assert_true(reg_recipient(r, "BAK-R02")->independent);
	assert_null(reg_recipient(r, "BAK-R02")->name);
	const struct system *shop = reg_system(r, "shop"), *sessions = reg_system(r, "sessions");
	assert_string_equal(shop->connector, "postgresql");
	assert_null(shop->recipient);
	assert_string_equal(shop->categories[1], "BAK-C02");
	assert_null(shop->categories[3]);
	assert_string_equal(shop->needs[0], "email");
	assert_null(shop->needs[1]);
	assert_int_equal(shop->purge_days, 0);
	assert_int_equal(sessions->purge_days, 7);
	assert_null(reg_system(r, "cabinet")->needs[0]);
	assert_string_equal(reg_system(r, "till")->recipient, "BAK-R01");
	assert_string_equal(reg_controller(r, "zaal")->email, "info@rustoord.example");
	assert_null(reg_controller(r, "zal"));
	reg_free(r);
	free(good);
}

/*
 * A chain of systems, each opened by the one before, is no cycle; the order in the file does not
 * matter.
 */
static void
opens_in_rounds(void **state)
{
	char *good = help_read(REGISTER_SMALL);
	char *text = help_replace(good,
	    "{ \"id\": \"cabinet\", \"name\": { \"nl\": \"Kast\" }, \"connector\": \"manual\", "
	    "\"categories\": [\"BAK-C01\"] }",
	    "{ \"id\": \"b\", \"name\": { \"nl\": \"B\" }, \"connector\": \"manual\", "
	    "\"categories\": [\"BAK-C01\"], \"needs\": [\"badge\"], \"yields\": [\"locker\"] },"
	    "{ \"id\": \"c\", \"name\": { \"nl\": \"C\" }, \"connector\": \"manual\", "
	    "\"categories\": [\"BAK-C01\"], \"needs\": [\"locker\"] },"
	    "{ \"id\": \"a\", \"name\": { \"nl\": \"A\" }, \"connector\": \"manual\", "
	    "\"categories\": [\"BAK-C01\"], \"needs\": [\"name\"], \"yields\": [\"badge\"] }");
	(void)state;
	reg_free(help_reg(text));
	free(text);
	free(good);
}

static void
opens_definition(void **state)
{
	char *good = help_read(REGISTER_SMALL);
	struct reg *r = help_reg(good);
	(void)state;
	const struct definition *d = reg_definition(r, reg_system(r, "till"));
	assert_non_null(d);
	assert_string_equal(d->id, "till");
	assert_null(reg_definition(r, reg_system(r, "shop")));
	reg_free(r);
	free(good);
}

/* What comes in, not what is kept: such a register reads. */
static void
what_arrives(void **state)
{
	static const struct {
		const char *from, *to, *flaw; /* flaw NULL: none */
	} cases[] = {
		{ "\"Zaal Rustoord\"", "\"Zaal\\nRustoord\"", "a line break" },
		{ "\"Zaal Rustoord\"", "\"Zaal\\u202eRustoord\"", "cannot be seen" },
		{ "{ \"nl\": \"Bestellingen\"", "{ \"nl\": \"Bestel\\u001blingen\"",
		    "cannot be seen" },
		{ "{ \"nl\": \"Kast\" }", "{ \"nl\": \"Ka\\tst\" }", "cannot be seen" },
		{ "\"Wij kunnen vragen wie u bent.\"", "\"Wij kunnen\\nvragen wie u bent.\"",
		    NULL },
		{ "\"info@rustoord.example\"", "\"info\\n@rustoord.example\"", "a line break" },
		/* a system's address is the administrator's */
		{ "{ \"secret\": \"till-url\" }",
		    "{ \"secret\": \"till-url\", \"default\": \"https://api.kassa.example\" }",
		    "does not say where a system is" },
		{ "{ \"secret\": \"redis-url\" }", "{ \"default\": \"redis://[::1]\" }",
		    "puts the url in secrets/bakker/NAME" },
		{ "{ \"secret\": \"leads-directory\" }", "{ \"default\": \"/srv/leads\" }",
		    "puts the directory in secrets" },
		{ "{ \"secret\": \"shop-dsn\" }", "{ \"default\": \"dbname=x\" }",
		    "puts the dsn in secrets" },
		{ "\"key\": { \"secret\": \"till-key\" }",
		    "\"key\": { \"secret\": \"till-key\" }, \"region\": { \"default\": \"be\" }",
		    NULL },
	};
	char *good = help_read(REGISTER_SMALL);
	(void)state;
	for (size_t i = 0; i < array_len(cases); i++) {
		struct err err = { 0 };
		char *text = help_replace(good, cases[i].from, cases[i].to);
		struct reg *r = help_reg(text);
		if (reg_check_arriving(r, &err) != !cases[i].flaw)
			fail_msg("case %zu: %s", i, err.text);
		if (cases[i].flaw)
			assert_non_null(strstr(err.text, cases[i].flaw));
		reg_free(r);
		free(text);
	}
	free(good);
}

int
main(void)
{
	static struct CMUnitTest tests[array_len(bad) + 6];
	for (size_t i = 0; i < array_len(bad); i++)
		tests[i] = (struct CMUnitTest){ .name = bad[i].name,
			.test_func = refuses,
			.initial_state = (void *)(uintptr_t)&bad[i] };
	tests[array_len(bad)] = (struct CMUnitTest)cmocka_unit_test(reads);
	tests[array_len(bad) + 1] = (struct CMUnitTest)cmocka_unit_test(opens_in_rounds);
	tests[array_len(bad) + 2] = (struct CMUnitTest)cmocka_unit_test(opens_definition);
	tests[array_len(bad) + 3] = (struct CMUnitTest)cmocka_unit_test(what_arrives);
	tests[array_len(bad) + 4] = (struct CMUnitTest)cmocka_unit_test(reviews);
	tests[array_len(bad) + 5] = (struct CMUnitTest)cmocka_unit_test(erases);
	return cmocka_run_group_tests(tests, help_templates, help_templates_gone);
}
