/*
 * What options are when nobody says them: where one process runs a command more than once, each
 * time begins with that.
 */
#include <stdlib.h>

#include "dossier/opt.h"

union value {
	bool flag;
	const char *text;
	int number;
	const struct named_file *file;
};
struct opt_held {
	const struct opt *opts;
	union value *values; /* one an option */
};

static void
hold(const struct opt *o, union value *v)
{
	switch (o->type) {
	case OPT_FLAG:
		v->flag = *(const bool *)o->dest;
		break;
	case OPT_STRING:
		v->text = *(const char **)o->dest;
		break;
	case OPT_INT:
		v->number = *(const int *)o->dest;
		break;
	case OPT_FILE_IN:
	case OPT_FILE_OUT:
		v->file = *(const struct named_file **)o->dest;
		break;
	case OPT_LIST: /* nothing is in it before it is said */
	case OPT_FROM:
		break;
	}
}

static void
put_back(const struct opt *o, const union value *v)
{
	switch (o->type) {
	case OPT_FLAG:
		*(bool *)o->dest = v->flag;
		break;
	case OPT_STRING:
		*(const char **)o->dest = v->text;
		break;
	case OPT_INT:
		*(int *)o->dest = v->number;
		break;
	case OPT_FILE_IN:
	case OPT_FILE_OUT:
		*(const struct named_file **)o->dest = v->file;
		break;
	case OPT_LIST:
		free(((struct opt_list *)o->dest)->items);
		*(struct opt_list *)o->dest = (struct opt_list){ 0 };
		break;
	case OPT_FROM:
		break;
	}
	if (o->order) {
		free(o->order->items);
		*o->order = (struct opt_order){ 0 };
	}
}

const struct opt_held *
opt_hold(const struct opt *opts, struct arena *a)
{
	size_t n = 0;
	while (opts && opts[n].name)
		n++;
	struct opt_held *held = arena_alloc(a, sizeof(*held));
	*held = (struct opt_held){ opts, arena_alloc(a, (n + 1) * sizeof(*held->values)) };
	for (size_t i = 0; i < n; i++)
		hold(&opts[i], &held->values[i]);
	return held;
}

void
opt_put_back(const struct opt_held *held)
{
	for (size_t i = 0; held->opts && held->opts[i].name; i++)
		put_back(&held->opts[i], &held->values[i]);
}
