/*
 * JSON with templates as its strings: bodies, queries, what a condition compares with. Bodies are
 * trees, never text, so that a value can not become syntax.
 */
#include "definition_private.h"

struct tree {
	const json_t *literal;       /* number, bool, null */
	const struct template *text; /* a string */
	bool object;
	struct branch {
		const char *name; /* of a member of an object */
		const struct tree *value;
	} * branches;
	size_t n;
};

static const struct tree *parse(
    struct reader *r, const json_t *v, const struct place *place, const char *at);

static bool
parse_branches(
    struct reader *r, const json_t *v, const struct place *place, const char *at, struct tree *t)
{
	const char *name;
	json_t *member;
	size_t i;
	json_object_foreach((json_t *)(uintptr_t)v, name, member) {
		struct branch *b = &t->branches[t->n++];
		*b = (struct branch){ name, parse(r, member, place, below(r, at, name)) };
		if (!b->value)
			return false;
	}
	json_array_foreach((json_t *)(uintptr_t)v, i, member) {
		struct branch *b = &t->branches[t->n++];
		b->value = parse(r, member, place, arena_printf(r->a, "%s/%zu", at, i));
		if (!b->value)
			return false;
	}
	return true;
}

static const struct tree *
parse(struct reader *r, const json_t *v, const struct place *place, const char *at)
{
	struct tree *t = arena_alloc(r->a, sizeof(*t));
	if (json_is_string(v)) {
		t->text = template_parse(r, json_string_value(v), place, at);
		return t->text ? t : NULL;
	}
	size_t n = json_object_size(v) + json_array_size(v);
	t->object = json_is_object(v);
	t->literal = t->object || json_is_array(v) ? NULL : v;
	t->branches = arena_alloc(r->a, (n + 1) * sizeof(*t->branches));
	return parse_branches(r, v, place, at, t) ? t : NULL;
}

bool
read_tree(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	const struct tree *t = parse(r, v, how, at);
	*(const struct tree **)out = t;
	return t;
}

const struct template *
tree_template(const struct tree *t)
{
	return t->text;
}

static bool render(const struct tree *t, const struct values *v, json_t **ret, struct err *err);

static bool
render_text(const struct template *t, const struct values *v, json_t **ret, struct err *err)
{
	if (template_scope(t) != SCOPE__MAX)
		return template_resolve(t, v, ret, err);
	auto_drop(buf) struct buf b = { 0 };
	if (!template_render(t, v, &b, err))
		return false;
	*ret = json_stringn(b.data, b.len);
	return *ret || err_set(err, ERR_INPUT, "a value that is not UTF-8");
}

static bool
render_branches(const struct tree *t, const struct values *v, json_t *out, struct err *err)
{
	for (size_t i = 0; i < t->n; i++) {
		json_t *value = NULL;
		if (!render(t->branches[i].value, v, &value, err))
			return false;
		if (value && t->object)
			json_object_set_new_nocheck(out, t->branches[i].name, value);
		else if (value)
			json_array_append_new(out, value);
	}
	return true;
}

/* *ret NULL: left out. */
static bool
render(const struct tree *t, const struct values *v, json_t **ret, struct err *err)
{
	if (t->text)
		return render_text(t->text, v, ret, err);
	if (t->literal) {
		*ret = json_deep_copy(t->literal);
		return true;
	}
	*ret = t->object ? json_object() : json_array();
	if (render_branches(t, v, *ret, err))
		return true;
	json_decref(*ret);
	return false;
}

json_t *
tree_render(const struct tree *t, const struct values *v, struct err *err)
{
	json_t *out = NULL;
	if (!render(t, v, &out, err))
		return NULL;
	return out ? out : json_null();
}
