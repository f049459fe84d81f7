/*
 * Renders one template of templates/archive/ with its partials. What the pages say is pages.c's
 * affair.
 */
#include "dossier/asset.h"
#include "dossier/text.h"

#include "page.h"

struct partials {
	struct arena *arena;
	struct err
	    err; /* of the first that is missing: Mustache itself would leave it out silently */
};

static const char *
partial(const char *name, void *arg)
{
	struct partials *p = arg;
	size_t len;
	return asset_text(
	    arena_printf(p->arena, "archive/%s.mustache", name), p->arena, &len, &p->err);
}

const char *
page_render(const char *template, const json_t *model, struct arena *a, struct err *err)
{
	size_t len;
	struct partials p = { .arena = a };
	const char *text = asset_text(template, a, &len, err);
	if (!text)
		return NULL;
	text = text_mustache(text, model, partial, &p, a, err);
	if (!text)
		err_wrap(err, "templates/%s", template);
	else if (p.err.kind != ERR_NONE)
		err_set(err, p.err.kind, "templates/%s: %s", template, p.err.text);
	return p.err.kind == ERR_NONE ? text : NULL;
}
