/*
 * A part as JSON, for a socket or a row, and the names of files. Reads no blob.
 */
#include "dossier/digest.h"

#include "dossier/text.h"
#include "part.h"
#include "table.h"

#define NAME_MAX_BYTES 120

json_t *
part_json(const struct part *p)
{
	char sha[HEX_SIZE(SHA256_LEN)];
	json_t *j = json_pack("{s:s, s:s, s:s, s:s, s:b, s:b, s:I, s:I, s:I, s:I, s:s}", "category",
	    p->category, "name", p->name, "format", p->format, "blob", p->blob, "portable",
	    p->portable, "only_portable", p->only_portable, "rows", (json_int_t)p->rows,
	    "plain_bytes", (json_int_t)p->plain_bytes, "packed_bytes", (json_int_t)p->packed_bytes,
	    "crc32", (json_int_t)p->crc32, "sha256", hex_put(p->sha256, SHA256_LEN, sha));
	if (!j)
		BUG("a part that is no JSON: a name is not UTF-8");
	if (p->schema)
		json_object_set_new(j, "schema", json_string(p->schema));
	if (p->noted)
		json_object_set_new(j, "noted", json_string(p->noted));
	return j;
}

static bool
is_format(const char *s)
{
	static const char *const formats[] = { "json", "csv", "file" };
	for (size_t i = 0; i < array_len(formats); i++)
		if (strcmp(s, formats[i]) == 0)
			return true;
	return false;
}

static bool
texts_ok(const struct part *p, struct arena *a)
{
	return p->category && p->name && p->format && p->blob && is_format(p->format) &&
	    *p->category && strcmp(p->name, part_file_name(p->name, a)) == 0 &&
	    strcmp(p->category, part_file_name(p->category, a)) == 0;
}

bool
part_from_json(const json_t *j, struct arena *a, struct part *ret, struct err *err)
{
	struct part p = {
		.category = arena_strdup(a, json_str(j, "category")),
		.name = arena_strdup(a, json_str(j, "name")),
		.format = arena_strdup(a, json_str(j, "format")),
		.blob = arena_strdup(a, json_str(j, "blob")),
		.schema = arena_strdup(a, json_str(j, "schema")),
		.noted = arena_strdup(a, json_str(j, "noted")),
		.portable = json_flag(j, "portable"),
		.only_portable = json_flag(j, "only_portable"),
		.rows = json_int_or(j, "rows", -1),
		.plain_bytes = json_int_or(j, "plain_bytes", -1),
		.packed_bytes = json_int_or(j, "packed_bytes", -1),
	};
	int64_t crc = json_int_or(j, "crc32", -1);
	const char *sha = json_str(j, "sha256");
	if (!texts_ok(&p, a) || !sha || strlen(sha) != 2 * SHA256_LEN ||
	    !hex_decode(sha, p.sha256, SHA256_LEN) || p.rows < 0 || p.plain_bytes < 0 ||
	    p.packed_bytes < 0 || crc < 0 || crc > UINT32_MAX)
		return err_set(err, ERR_INPUT,
		    "not a part of an archive: a member is missing or is not what part_json "
		    "writes");
	p.crc32 = (uint32_t)crc;
	*ret = p;
	return true;
}

static bool
is_device(const char *name)
{
	static const char *const devices[] = { "con", "prn", "aux", "nul", "com", "lpt" };
	for (size_t i = 0; i < array_len(devices); i++) {
		size_t n = strlen(devices[i]);
		if (strncasecmp(name, devices[i], n) != 0)
			continue;
		if (i >= 4 && name[n] >= '0' && name[n] <= '9')
			n++;
		else if (i >= 4)
			continue;
		if (name[n] == '\0' || name[n] == '.')
			return true;
	}
	return false;
}

/* The longest beginning of ${s} of at most ${max} bytes that ends between characters. */
static size_t
whole_chars(const char *s, size_t n, size_t max)
{
	if (n <= max)
		return n;
	while (max > 0 && ((unsigned char)s[max] & 0xc0) == 0x80)
		max--;
	return max;
}

static void
add_clean(struct buf *b, const char *s, size_t n)
{
	for (size_t i = 0, some; i < n; i += some) {
		bool ok;
		some = json_scan_char(s + i, n - i, &ok);
		if (!ok || text_is_hidden(s + i, some) || strchr("/\\:*?\"<>|", s[i]))
			buf_addc(b, '_');
		else
			buf_add(b, s + i, some);
	}
}

const char *
part_file_name(const char *name, struct arena *a)
{
	auto_drop(buf) struct buf b = { 0 };
	const char *base = name + strspn(name, ". ");
	add_clean(&b, base, strlen(base));
	while (b.len > 0 && (b.data[b.len - 1] == '.' || b.data[b.len - 1] == ' '))
		b.data[--b.len] = '\0';
	if (b.len == 0)
		return arena_strdup(a, "file");
	const char *dot = strrchr(b.data, '.');
	size_t ending = dot ? strlen(dot) : 0;
	if (ending > 16)
		ending = 0;
	size_t stem = whole_chars(b.data, b.len - ending, NAME_MAX_BYTES - ending);
	return arena_printf(a, "%s%.*s%s", is_device(b.data) ? "_" : "", (int)stem, b.data,
	    b.data + b.len - ending);
}
