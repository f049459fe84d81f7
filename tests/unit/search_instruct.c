/*
 * Written instructions and forwarded requests: what they say, in whose language, by when, and only
 * the identifiers that are for this recipient.
 */
#include "../../src/letter/letter_private.h"
#include "../../src/search/search_private.h"
#include "dossier/store/identifier.h"
#include "dossier/store/right.h"
#include "unit/unit.h"

static struct arena *texts;
static struct reg *reg;
static struct installation in;

struct fixture {
	struct dossier d;
	struct task t;
	struct request_right rights[2];
	struct identifier ids[4];
};

static void
add_identifier(
    struct fixture *f, const char *kind, const char *value, const char *source, const char *state)
{
	const char *place = seal_place(f->d.request.reference, kind, texts);
	f->ids[f->d.identifiers.n++] = (struct identifier){
		.kind = kind,
		.sealed = seal(f->d.keys->ledger, place, value, texts),
		.source = source,
		.state = state,
	};
}

static void
prepare(struct fixture *f)
{
	*f = (struct fixture){
		.d = { .request = { .reference = "BAK-2026-K7Q4M2", .due = { 2026, 12, 21 } },
		    .org = { .slug = "bakker", .zone = "Europe/Amsterdam", .country = "NL" },
		    .reg = reg,
		    .keys = request_keys_new() },
		.t = { .system = "letters", .connector = "written", .action = ACTION_COLLECT },
		.rights = { { .right = "access", .state = "open" },
		    { .right = "portability", .state = "open" } },
	};
	f->d.rights = (struct request_right_list){ f->rights, 2 };
	f->d.identifiers.items = f->ids;
	f->t.needs = json_pack("[s, s]", "email", "klant_nr");
	f->t.categories = json_pack("[s, s]", "BAK-C01", "BAK-C02");
	add_identifier(f, "email", "jan@example.nl", "given", "usable");
	add_identifier(f, "klant_nr", "K-17", "shop/customers", "usable");
	add_identifier(f, "phone", "+31612345678", "given", "usable");
}

static void
done(struct fixture *f)
{
	json_decref(f->t.needs);
	json_decref(f->t.categories);
	request_keys_free(f->d.keys);
}

static json_t *
recipient(const char *name, const char *language)
{
	return json_pack("{s:s, s:s?, s:s, s:s?, s:{s:s}}", "id", "BAK-R01", "name", name,
	    "described_as", "onze kassa", "language", language, "contact", "email",
	    "privacy@kassa.example");
}

static struct mail
opened(const struct fixture *f, const struct letter *l)
{
	struct err err = { 0 };
	struct mail m;
	json_t *message;
	assert_ok(
	    content_open(f->d.keys->ledger, l->file, l->sealed, texts, &m, &message, &err), &err);
	return m;
}

static struct mail
instructed(struct fixture *f, const char *name, const char *language)
{
	struct err err = { 0 };
	struct letter l;
	auto_drop(json) json_t *to = recipient(name, language);
	assert_ok(instruct_recipient(&in, &f->d, &f->t, to, 0, texts, &l, &err), &err);
	assert_string_equal(l.kind, "instruction");
	assert_string_equal(l.recipient_kind, "recipient");
	assert_string_equal(l.recipient, "BAK-R01");
	return opened(f, &l);
}

static void
says(const struct mail *m, const char *part)
{
	if (!strstr(m->body, part))
		fail_msg("the letter does not say \"%s\": %s", part, m->body);
}

static void
instruction(void **state)
{
	(void)state;
	struct fixture f;
	prepare(&f);
	const struct mail m = instructed(&f, "Kassa B.V.", NULL);
	static const char *const parts[] = { "e-mailadres: jan@example.nl", "klant nr: K-17",
		"Noem het klantnummer.", "Klantgegevens (BAK-C01)", "Bestellingen (BAK-C02)",
		"Graag uiterlijk 14 december 2026", "uiterlijk 21 december 2026", "artikel 15 AVG",
		"artikel 20 AVG", "Brief aan de kassa", "Dorpsstraat 1", "fg@dezon.example",
		"Bakkerij De Zon B.V.", "Kassa B.V. verwerkt" };
	for (size_t i = 0; i < array_len(parts); i++)
		says(&m, parts[i]);
	assert_null(strstr(m.body, "+31612345678"));
	assert_string_equal(m.to, "privacy@kassa.example");
	assert_string_equal(m.to_name, "Kassa B.V.");
	assert_string_equal(m.from, "privacy@dezon.example");
	assert_string_equal(m.message_id, "BAK-2026-K7Q4M2.letters.instruct-access@dezon.example");
	assert_string_equal(m.language, "nl");
	assert_non_null(strstr(m.subject, "BAK-2026-K7Q4M2"));
	done(&f);
}

/* Who searches by hand reads that there is something to search, and nothing of the person. */
static void
colleague(void **state)
{
	(void)state;
	struct fixture f;
	struct err err = { 0 };
	struct letter l;
	prepare(&f);
	f.t.connector = "manual";
	auto_drop(json) json_t *system =
	    json_pack("{s:s, s:{s:s}}", "id", "letters", "contact", "email", "balie@dezon.example");
	assert_ok(instruct_colleague(&in, &f.d, &f.t, system, 0, texts, &l, &err), &err);
	assert_string_equal(l.kind, "task");
	assert_string_equal(l.recipient_kind, "colleague");
	const struct mail m = opened(&f, &l);
	says(&m, "Noem het klantnummer.");
	says(&m, "Bestellingen (BAK-C02)");
	says(&m, "graag uiterlijk 14 december 2026");
	says(&m, "dossier show BAK-2026-K7Q4M2");
	assert_null(strstr(m.body, "jan@example.nl"));
	assert_null(strstr(m.body, "K-17"));
	assert_string_equal(m.to, "balie@dezon.example");
	done(&f);
}

/* What a processor is to erase, and what it tells us: nothing counts that it does not confirm. */
static void
erasing(void **state)
{
	(void)state;
	struct fixture f;
	prepare(&f);
	f.t.action = ACTION_ERASE;
	f.rights[0].right = "erasure";
	json_t *system = (json_t *)(uintptr_t)reg_system(reg, "letters")->json;
	json_object_set_new(system, "erasure",
	    json_pack("{s:{s:s}}", "side_effects", "nl", "De klantenkaart vervalt."));
	const struct mail m = instructed(&f, "Kassa B.V.", NULL);
	static const char *const parts[] = { "e-mailadres: jan@example.nl", "klant nr: K-17",
		"Noem het klantnummer.", "Klantgegevens (BAK-C01)", "De klantenkaart vervalt.",
		"onder a, e en g, AVG", "welk artikel dat eist en tot en met welke dag",
		"wanneer de laatste back-up verloopt", "Graag uiterlijk 14 december 2026",
		"uiterlijk 21 december 2026" };
	for (size_t i = 0; i < array_len(parts); i++)
		says(&m, parts[i]);
	assert_null(strstr(m.body, "+31612345678"));
	assert_null(strstr(m.body, "kopie van alles"));
	assert_string_equal(m.message_id, "BAK-2026-K7Q4M2.letters.instruct-erase@dezon.example");
	says(&(struct mail){ .body = instructed(&f, "Kassa B.V.", "en").body },
	    "article 28(3)(a), (e) and (g) GDPR");
	json_object_del(system, "erasure");
	done(&f);
}

/* A colleague reads what erasing there does besides, and nothing of the person. */
static void
colleague_erases(void **state)
{
	(void)state;
	struct fixture f;
	struct err err = { 0 };
	struct letter l;
	prepare(&f);
	f.t.action = ACTION_ERASE;
	f.t.connector = "manual";
	auto_drop(json) json_t *system =
	    json_pack("{s:s, s:{s:s}}", "id", "letters", "contact", "email", "balie@dezon.example");
	assert_ok(instruct_colleague(&in, &f.d, &f.t, system, 0, texts, &l, &err), &err);
	assert_string_equal(l.kind, "task");
	assert_string_equal(l.file, "BAK-2026-K7Q4M2.letters.task-erase.eml");
	const struct mail m = opened(&f, &l);
	says(&m, "moet iemand gegevens wissen");
	says(&m, "Bestellingen (BAK-C02)");
	says(&m, "graag uiterlijk 14 december 2026");
	assert_null(strstr(m.body, "jan@example.nl"));
	done(&f);
}

static void
in_english(void **state)
{
	(void)state;
	struct fixture f;
	prepare(&f);
	f.rights[0].right = "portability";
	f.d.rights.n = 1;
	const struct mail m = instructed(&f, NULL, "en");
	says(&m, "e-mail address: jan@example.nl");
	says(&m, "by 14 December 2026");
	says(&m, "Customers (BAK-C01)");
	says(&m, "onze kassa processes");
	assert_null(strstr(m.body, "article 15"));
	done(&f);
	/* a language there is no template in */
	prepare(&f);
	assert_string_equal(instructed(&f, "Kassa", "sv").language, "en");
	done(&f);
}

/*
 * The day we need the answer: a week before ours; close to it, two days from now; never after ours
 * while ours may be met.
 */
static void
days(void **state)
{
	(void)state;
	static const struct {
		struct date due;
		const char *by;
	} cases[] = { { { 2026, 12, 21 }, "14 december" }, { { 2026, 11, 26 }, "24 november" },
		{ { 2026, 11, 23 }, "23 november" }, { { 2026, 11, 1 }, "24 november" } };
	for (size_t i = 0; i < array_len(cases); i++) {
		struct fixture f;
		prepare(&f);
		f.d.request.due = cases[i].due;
		const struct mail m = instructed(&f, "Kassa", NULL);
		says(&m, arena_printf(texts, "Graag uiterlijk %s 2026", cases[i].by));
		done(&f);
	}
}

static void
refused(struct fixture *f, const json_t *to, const char *part)
{
	struct err err = { 0 };
	struct letter l;
	assert_false(instruct_recipient(&in, &f->d, &f->t, to, 0, texts, &l, &err));
	assert_err(&err, ERR_INPUT, part);
}

static void
no_injection(void **state)
{
	(void)state;
	struct fixture f;
	auto_drop(json) json_t *to = recipient("Kassa", NULL);
	prepare(&f);
	add_identifier(&f, "email", "Jan\n2. Lever aan: iemand@anders.nl", "given", "usable");
	refused(&f, to, "kind email holds a control character");
	f.d.identifiers.n = 1;
	f.t.action = ACTION_RESTRICT;
	refused(&f, to, "no instruction to restrict can be written");
	f.t.action = ACTION_COLLECT;
	json_object_set_new(json_get(to, "contact"), "email", json_string("a@b.nl, c@d.nl"));
	refused(&f, to, "no e-mail address");
	done(&f);
}

/* An organisation without an address to write from prints it. */
static void
on_paper(void **state)
{
	(void)state;
	struct fixture f;
	struct err err = { 0 };
	struct letter l;
	auto_drop(json) json_t *to = recipient("Kassa", NULL);
	prepare(&f);
	json_t *contact = json_get(reg->organisation, "contact");
	auto_drop(json) json_t *email = json_incref(json_get(contact, "email"));
	json_object_del(contact, "email");
	assert_ok(instruct_recipient(&in, &f.d, &f.t, to, 0, texts, &l, &err), &err);
	json_object_set(contact, "email", email);
	assert_string_equal(l.file, "BAK-2026-K7Q4M2.letters.instruct-access.txt");
	assert_null(l.message_id);
	done(&f);
}

/* Asked before, in a letter that left: another one, which takes its place. */
static void
again(void **state)
{
	(void)state;
	struct fixture f;
	struct err err = { 0 };
	struct letter l;
	auto_drop(json) json_t *to = recipient("Kassa", NULL);
	prepare(&f);
	assert_ok(instruct_recipient(&in, &f.d, &f.t, to, 1, texts, &l, &err), &err);
	const struct mail m = opened(&f, &l);
	assert_string_equal(l.file, "BAK-2026-K7Q4M2.letters.instruct-access-2.eml");
	says(&m, "komt in de plaats van ons eerdere bericht");
	done(&f);
}

/* What the person gave us for this; not what our own systems told us about them. */
static void
forwarded(void **state)
{
	(void)state;
	struct fixture f;
	struct err err = { 0 };
	struct letter l;
	prepare(&f);
	f.t.action = ACTION_FORWARD;
	f.t.system = "controller";
	f.d.a = texts;
	const struct reg_controller *c = reg_controller(reg, "zaal");
	assert_ok(instruct_controller(&in, &f.d, &f.t, c, 1, &l, &err), &err);
	const struct mail m = opened(&f, &l);
	assert_string_equal(l.recipient_kind, "controller");
	assert_string_equal(l.recipient, "zaal");
	assert_string_equal(l.file, "BAK-2026-K7Q4M2.to-zaal.forward.eml");
	says(&m, "voor Zaal Rustoord");
	says(&m, "jan@example.nl");
	says(&m, "+31612345678");
	assert_null(strstr(m.body, "K-17"));
	auto_drop(json) json_t *silent = json_pack("{s:s, s:s}", "id", "zaal", "name", "Zaal");
	const struct reg_controller without = { .id = "zaal", .name = "Zaal", .json = silent };
	assert_false(instruct_controller(&in, &f.d, &f.t, &without, 1, &l, &err));
	assert_err(&err, ERR_INPUT, "no contact.email");
	done(&f);
}

static int
start(void **state)
{
	(void)state;
	usec_t now;
	struct err err = { 0 };
	texts = arena_new();
	assert_true(instant_parse("2026-11-22T10:30:00Z", &now, NULL));
	clock_move(now);
	struct json_doc *doc = json_doc_load("tests/data/register_small.json", 1 << 20, &err);
	json_t *systems = json_get(doc ? doc->root : NULL, "systems");
	assert_string_equal(json_str(json_array_get(systems, 1), "connector"), "http");
	json_array_remove(systems, 1); /* its definition is not there */
	reg = doc ? reg_new(doc, &err) : NULL;
	assert_ok(reg, &err);
	return 0;
}

static int
stop(void **state)
{
	(void)state;
	reg_free(reg);
	code_words_free(in.words);
	arena_free(texts);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(instruction),
		cmocka_unit_test(colleague),
		cmocka_unit_test(erasing),
		cmocka_unit_test(colleague_erases),
		cmocka_unit_test(in_english),
		cmocka_unit_test(days),
		cmocka_unit_test(no_injection),
		cmocka_unit_test(on_paper),
		cmocka_unit_test(again),
		cmocka_unit_test(forwarded),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
