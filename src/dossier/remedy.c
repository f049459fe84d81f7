/*
 * Deciding: what complaint and court are about (art. 12(4)). Where they are not the same for all
 * that one letter or archive tells, each is named with its own.
 */
#include "dossier/letter.h"

#include "decide_private.h"

struct remedy_for
remedy_about(const struct dossier *d, const char *ground, const char *right)
{
	return (struct remedy_for){ d->org.country,
		json_str_or(d->reg->organisation, "kind", "private"), ground, right };
}

/* The ground of a right that was refused whole; NULL: it was not. */
static const char *
whole_ground(const struct dossier *d, const char *right)
{
	const struct request_right *r = right_asked(d, right);
	return r && strcmp(r->state, "refused") == 0 ? r->decision : NULL;
}

/* What was refused of it, told, on a ground that has a complaint and a court of its own. */
static size_t
add_grounds(const struct dossier *d, const struct refusal_law *law, const struct remedy_case *right,
    const char *language, struct remedy_case *cases)
{
	size_t n = 0;
	for (size_t i = 0; i < d->decisions.n; i++) {
		const struct decision *x = &d->decisions.items[i];
		struct err none = { 0 };
		struct remedy_for about = right->about;
		about.ground = x->fact->ground;
		if (!x->refused || x->fact->unannounced ||
		    strcmp(x->right, right->about.right) != 0 ||
		    remedy_find(law, &about) == remedy_find(law, &right->about))
			continue;
		const struct refusal_ground *g = refusal_ground_find(law, about.ground, &none);
		const char *title = g ? json_text_in(g->title, language) : about.ground;
		cases[n++] = (struct remedy_case){ about,
			arena_printf(d->a, "%s, %s", right->words, title) };
	}
	return n;
}

const struct remedy_case *
remedy_decided(const struct dossier *d, const struct rights_chosen *x, const char *language,
    struct arena *a, size_t *ret_n, struct err *err)
{
	const struct refusal_law *law = laws_refusals(d->in, err);
	size_t n = 0, most = x->n * (d->decisions.n + 1);
	struct remedy_case *cases = arena_alloc(a, (most + 1) * sizeof(*cases));
	for (size_t i = 0; law && i < x->n; i++) {
		const char *right = x->names[i], *words = letter_right(right, language, a, err);
		if (!words)
			return NULL;
		cases[n] =
		    (struct remedy_case){ remedy_about(d, whole_ground(d, right), right), words };
		const struct remedy_case *whole = &cases[n++];
		n += add_grounds(d, law, whole, language, cases + n);
	}
	*ret_n = law ? remedy_cases(law, cases, n, a) : 0;
	return law ? cases : NULL;
}
