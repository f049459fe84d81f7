/*
 * reg_labels: what has no name is drafted by list and rules, marked, and no more than once; what is
 * there stays, and what no rule knows is left to a person.
 */
#include "unit/register_help.h"

static const json_t *
row_of(const json_t *rows, const char *collection, const char *column)
{
	size_t i;
	json_t *row;
	json_array_foreach(rows, i, row) {
		const char *name = json_str(row, "column");
		if (strcmp(json_str_or(row, "collection", ""), collection) == 0 &&
		    (column ? name && strcmp(name, column) == 0 : !name))
			return row;
	}
	return NULL;
}

static void
expect(
    const json_t *rows, const char *collection, const char *column, const char *nl, const char *en)
{
	const json_t *row = row_of(rows, collection, column);
	if (!row)
		fail_msg("nothing of %s.%s", collection, column ? column : "");
	assert_string_equal(json_str_or(row, "state", ""), "missing");
	assert_string_equal(json_str_or(row, "nl", "none"), nl);
	assert_string_equal(json_str_or(row, "en", "none"), en);
}

/* The small register, with an order of which some is named. */
static struct json_doc *
some_named(void)
{
	char *text = help_read(REGISTER_SMALL);
	struct json_doc *doc = help_doc(text);
	json_t *shop = json_array_get(json_get(doc->root, "systems"), 0),
	       *orders = json_array_get(json_get(shop, "collections"), 1);
	free(text);
	json_object_set_new(
	    json_array_get(json_get(orders, "fields"), 1), "label", json_string("Besteld op"));
	json_object_set_new(orders, "columns",
	    json_pack("{s:{}, s:{}, s:{}, s:{}, s:{s:{s:s}}}", "invoice_number", "tenant_id",
		"cancelled_at", "zorp_id", "total", "label", "nl", "Samen"));
	return doc;
}

static void
drafts(void **state)
{
	struct err err = { 0 };
	struct json_doc *doc = some_named(),
			*list = json_doc_load("templates/archive/columns.json", 1u << 20, &err);
	json_t *labelled, *rows;
	(void)state;
	assert_non_null(list);
	rows = reg_labels(doc->root, list->root, &labelled);
	expect(rows, "customers", NULL, "Klantgegevens", "Customer data");
	expect(rows, "customers", "email", "E-mailadres", "E-mail address");
	expect(
	    rows, "customers", "password_hash_present", "Wachtwoord aanwezig", "Password present");
	expect(rows, "orders", "invoice_number", "Factuurnummer", "Invoice number");
	expect(rows, "orders", "tenant_id", "Nummer van de huurder", "Tenant number");
	expect(rows, "orders", "cancelled_at", "Opgezegd op", "Cancelled on");
	expect(rows, "orders", "zorp_id", "none", "Zorp number");
	expect(rows, "orders", "total", "Samen", "Total");
	assert_null(row_of(rows, "orders", "placed"));
	assert_null(row_of(rows, "customers", "password_hash"));
	json_decref(rows);

	/* as it is written it is a register; what has no Dutch is still to be found */
	char *text = json_dumps(labelled, JSON_INDENT(2));
	struct reg *r = help_reg(text);
	struct label_counts n = reg_label_counts(r);
	assert_int_equal(n.missing, 4); /* zorp_id, mail, receipts, leads */
	assert_true(n.drafts > 10);
	json_t *again;
	rows = reg_labels(labelled, list->root, &again);
	assert_true(json_equal(again, labelled));
	json_decref(rows);
	json_decref(again);
	reg_free(r);
	free(text);
	json_decref(labelled);
	json_doc_free(list);
	json_doc_free(doc);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(drafts) };
	return cmocka_run_group_tests(tests, help_templates, help_templates_gone);
}
