/*
 * The receipts of what was erased, as a person reads them: what became of which records, when and
 * by whose approval, what a second search found, and where the bytes may be yet; and of what people
 * erased what they said.
 */
#include "dossier/phrase.h"
#include "table.h"

static const char *
day_of(const char *instant, struct arena *a)
{
	return instant ? table_instant(instant, a) : "-";
}

static void
print_stopped(const json_t *stopped)
{
	static const struct word codes[] = {
		{ "new", "records are there that were not approved" },
		{ "held", "something is held that was not yet" },
		{ "changed", "records are not what they were" },
		{ "schema", "its tables changed" },
		{ "epoch", "it was put back from a backup meanwhile" },
		{ "another-database", "it is another database than the previewed one" },
		{ "vanished", "records that were approved are gone" },
		{ "ended", "the request ended before" },
	};
	const char *collection = json_str(stopped, "collection");
	print_text("%-14s %s%s%s\n", phrase("not changed"),
	    word_of(codes, array_len(codes), json_str_or(stopped, "why", "")),
	    collection ? ": " : "", collection ? collection : "");
}

static void
print_rows_of(const json_t *receipt, struct arena *a)
{
	static const struct column columns[] = { { "category", "CATEGORY" },
		{ "collection", "RECORDS" }, { "n", "NUMBER" }, { "what", "WHAT BECAME OF IT" },
		{ "columns", "WRITTEN OVER" }, { "why", "BECAUSE" }, { "until", "LAST DAY" },
		{ 0 } };
	auto_drop(json) json_t *rows = change_rows(json_get(receipt, "sets"), true, a);
	print_table(rows, columns, "nothing of the person was there any more");
}

/* That is when bytes of the last of them are gone from every backup. */
static void
print_layers(const json_t *layers)
{
	static const struct word names[] = {
		{ "rows", "records" },
		{ "statistics", "statistics" },
		{ "dead-tuples", "dead records in the tables" },
		{ "indexes", "indexes" },
		{ "wal", "write-ahead log" },
		{ "backups", "backups" },
	};
	static const struct word states[] = {
		{ "clean", "clean" },
		{ "not-clean", "not clean" },
		{ "unknown", "not known" },
	};
	static const struct word codes[] = {
		{ "left", "records were found there still" },
		{ "analysed", "they were counted anew" },
		{ "not-analysed", "they were not counted anew" },
		{ "emptied", "of an empty table they stay as they were" },
		{ "not-read", "it could not be read" },
		{ "rewritten", "their files were written anew" },
		{ "expired", "the last that held them expired" },
		{ "vacuumed", "the room is free, its bytes stay until it is used again" },
		{ "not-vacuumed", "the room is not free yet" },
		{ "archived", "as long as its archive is kept" },
		{ "no-retention", "the register does not say how long they are kept" },
	};
	static const struct column columns[] = { { "layer", "WHERE" }, { "state", "CLEAN" },
		{ "why", "BECAUSE" }, { "until", "CLEAN ON" }, { 0 } };
	auto_drop(json) json_t *rows = json_array();
	size_t i;
	const json_t *l;
	json_array_foreach((json_t *)(uintptr_t)layers, i, l) {
		const char *name = json_str_or(l, "layer", ""), *why = json_str_or(l, "why", "-");
		bool kept = strcmp(why, "kept") == 0;
		json_array_append_new(rows,
		    json_pack("{s:s, s:s, s:s, s:s}", "layer",
			word_of(names, array_len(names), name), "state",
			word_of(states, array_len(states), json_str_or(l, "state", "")), "why",
			!kept ? word_of(codes, array_len(codes), why)
			    : strcmp(name, "wal") == 0
			    ? phrase("until the server uses its files again")
			    : phrase("until the last that holds them expires"),
			"until", json_str_or(l, "until", "-")));
	}
	if (json_array_size(rows) > 0)
		print_table(rows, columns, NULL);
}

static void
print_commands(const char *reference, const json_t *layers)
{
	auto_drop(json) json_t *told = json_object();
	size_t i, k;
	const json_t *l, *c;
	json_array_foreach((json_t *)(uintptr_t)layers, i, l)
		json_array_foreach(json_get(l, "commands"), k, c) {
			const char *text = json_string_value(c);
			if (!text || json_get(told, text))
				continue;
			print_text("%-14s %s\n",
			    json_object_size(told) ? "" : phrase("to run there"), text);
			json_object_set_new(told, text, json_true());
		}
	if (json_object_size(told) > 0)
		print_text("%-14s dossier plan %s --look\n", phrase("and then"), reference);
}

static void
print_again(const json_t *r, struct arena *a)
{
	const json_t *later = json_get(json_get(r, "receipt"), "later");
	const char *due = json_str(r, "again");
	long long n = (long long)json_int_or(later, "reappeared", 0);
	if (later && n > 0)
		print_text("%-14s %s: %lld %s\n", phrase("second search"),
		    day_of(json_str(later, "at"), a), n,
		    phrase("records to erase were there again"));
	else if (later)
		print_text("%-14s %s: %s\n", phrase("second search"),
		    day_of(json_str(later, "at"), a), phrase("nothing had come back"));
	else if (due)
		print_text(
		    "%-14s %s %s\n", phrase("second search"), phrase("is due on"), day_of(due, a));
}

static void
print_head(const json_t *r)
{
	static const struct word states[] = {
		{ "planned", "is to be done" },
		{ "committing", "it was told to commit, and what it says is awaited" },
		{ "done", "done" },
		{ "stopped", "stopped" },
	};
	static const struct word purposes[] = {
		{ "request", "the request" },
		{ "hold-ended", "what a hold kept, which is over" },
		{ "replay", "again, as it was put back from a backup" },
	};
	const char *approved = json_str(r, "approved_by");
	print_text("%lld %s: %s\n", (long long)json_int_or(r, "number", 0),
	    json_str_or(r, "system", ""),
	    word_of(states, array_len(states), json_str_or(r, "state", "")));
	print_text("%-14s %s\n", phrase("what for"),
	    word_of(purposes, array_len(purposes), json_str_or(r, "purpose", "")));
	print_text("%-14s %s\n", approved ? phrase("approved by") : phrase("begun by"),
	    approved ? approved : json_str_or(r, "by", ""));
}

static void
print_receipt(const char *reference, const json_t *r, struct arena *a)
{
	const json_t *receipt = json_get(r, "receipt"), *stopped = json_get(receipt, "stopped");
	long long vanished = (long long)json_int_or(receipt, "vanished", 0);
	print_head(r);
	if (json_is_object(stopped))
		print_stopped(stopped);
	if (!json_is_object(receipt) || json_is_object(stopped))
		return;
	print_text("%-14s %s\n", phrase("committed"), day_of(json_str(receipt, "committed_at"), a));
	print_again(r, a);
	if (vanished > 0)
		print_text("%-14s %lld %s\n", phrase("vanished"), vanished,
		    phrase("approved records were gone before"));
	print_text("\n");
	print_rows_of(receipt, a);
	print_text("\n");
	print_layers(json_get(receipt, "layers"));
	print_commands(reference, json_get(receipt, "layers"));
}

static void
print_people(const json_t *p, struct arena *a)
{
	static const struct column columns[] = { { "category", "CATEGORY" }, { "n", "NUMBER" },
		{ "result", "WHAT BECAME OF IT" }, { "columns", "WRITTEN OVER" },
		{ "article", "BECAUSE" }, { "until", "LAST DAY" }, { 0 } };
	const char *ended = json_str(p, "ended"), *asked = json_str(p, "asked");
	auto_drop(json) json_t *again = json_pack("{s:{s:O?}, s:O?}", "receipt", "later",
	    json_get(p, "later"), "again", json_get(p, "again"));
	if (json_is_null(json_get(p, "later")))
		(void)json_object_del(json_object_get(again, "receipt"), "later");
	print_text("%s: %s %s\n", json_str_or(p, "system", ""),
	    ended ? phrase("done, as people say, on") : phrase("people were asked on"),
	    day_of(ended ? ended : asked, a));
	print_again(again, a);
	print_text("\n");
	print_table(json_get(p, "said"), columns, "nothing was said of it yet");
}

void
receipts_print(const json_t *v, struct arena *a)
{
	size_t i;
	const json_t *r;
	if (json_array_size(json_get(v, "receipts")) == 0)
		print_text("%s\n", phrase("nothing was erased by a program"));
	json_array_foreach(json_get(v, "receipts"), i, r) {
		if (i > 0)
			print_text("\n");
		print_receipt(json_str_or(v, "reference", ""), r, a);
	}
	json_array_foreach(json_get(v, "people"), i, r) {
		print_text("\n");
		print_people(r, a);
	}
}

const char *
erased_sum(const json_t *counts, struct arena *a)
{
	static const struct word parts[] = {
		{ "erased", "records erased" },
		{ "anonymised", "made anonymous" },
		{ "held", "held" },
		{ "kept", "kept" },
	};
	const char *all = NULL;
	for (size_t i = 0; i < array_len(parts); i++) {
		long long n = (long long)json_int_or(counts, parts[i].code, 0);
		if (n > 0)
			all = arena_printf(a, "%s%s%lld %s", all ? all : "", all ? ", " : "", n,
			    phrase(parts[i].text));
	}
	return all ? all : phrase("nothing of the person was there");
}
