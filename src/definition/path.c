/*
 * Paths into JSON: "a.b", "a[0]", "a[]". Compiled once; a member whose own name has dots
 * ("@odata.nextLink") is found by its whole name first.
 */
#include "definition_private.h"

struct path_part {
	const char *rest; /* of the text, from here */
	size_t len;       /* of the member's name; 0: an index */
	size_t index;
	bool any; /* [] */
};

/* One part; returns where the next one begins, NULL when it is none. */
static const char *
parse_part(const char *s, struct path_part *ret)
{
	*ret = (struct path_part){ .rest = s };
	if (*s != '[') {
		ret->len = strcspn(s, ".[]");
		return ret->len ? s + ret->len : NULL;
	}
	size_t digits = strspn(s + 1, "0123456789");
	if (s[1 + digits] != ']' || digits > 9)
		return NULL;
	ret->any = digits == 0;
	ret->index = ret->any ? 0 : strtoul(s + 1, NULL, 10);
	return s + digits + 2;
}

const struct path *
path_parse(const char *text, struct arena *a, struct err *err)
{
	struct path *p = arena_alloc(a, sizeof(*p));
	struct path_part *parts = arena_alloc(a, (strlen(text) + 1) * sizeof(*parts));
	const char *s = p->text = arena_strdup(a, text);
	p->parts = parts;
	do {
		s = parse_part(s, &parts[p->n]);
		if (s)
			p->in_list |= parts[p->n++].len == 0;
		/* "a.b", but "a[0]" */
		if (s && *s && *s != '[' && (*s++ != '.' || *s == '['))
			s = NULL;
	} while (s && *s);
	if (s && s[-1] != '.' && !strpbrk(text, "{} "))
		return p;
	return err_set(err, ERR_INPUT, "a path looks like a.b, a[0] or a[]"), NULL;
}

static bool
walk(const json_t *v, const struct path *p, size_t i, path_visit *visit, void *arg)
{
	if (!v)
		return false;
	if (i == p->n)
		return visit(v, arg);
	const struct path_part *part = &p->parts[i];
	if (part->len > 0) {
		const json_t *whole = json_object_get(v, part->rest);
		return whole
		    ? visit(whole, arg)
		    : walk(json_object_getn(v, part->rest, part->len), p, i + 1, visit, arg);
	}
	if (!part->any)
		return walk(json_array_get(v, part->index), p, i + 1, visit, arg);
	for (size_t k = 0; k < json_array_size(v); k++)
		if (walk(json_array_get(v, k), p, i + 1, visit, arg))
			return true;
	return false;
}

bool
path_walk(const json_t *root, const struct path *path, path_visit *visit, void *arg)
{
	static const struct path whole = { 0 };
	return walk(root, path ? path : &whole, 0, visit, arg);
}

static bool
first(const json_t *value, void *arg)
{
	*(const json_t **)arg = value;
	return true;
}

json_t *
path_first(const json_t *root, const struct path *path)
{
	const json_t *found = NULL;
	(void)path_walk(root, path, first, &found);
	return (json_t *)(uintptr_t)found;
}

json_t *
path_take(json_t *root, const struct path *path)
{
	json_t *at = root;
	for (size_t i = 0; i < path->n && at && path->parts[i].len > 0; i++) {
		const struct path_part *part = &path->parts[i];
		json_t *whole = json_incref(json_object_get(at, part->rest));
		if (whole) {
			(void)json_object_del(at, part->rest);
			return whole;
		}
		at = json_object_getn(at, part->rest, part->len);
	}
	return NULL;
}

void
path_put(json_t *root, const struct path *path, json_t *value)
{
	json_t *at = root;
	size_t i = 0;
	for (; i + 1 < path->n && !json_object_get(at, path->parts[i].rest); i++) {
		const struct path_part *part = &path->parts[i];
		json_t *below = json_object_getn(at, part->rest, part->len);
		if (!json_is_object(below)) {
			below = json_object();
			json_object_setn_new_nocheck(at, part->rest, part->len, below);
		}
		at = below;
	}
	json_object_set_new_nocheck(at, path->parts[i].rest, value);
}
