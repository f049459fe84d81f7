/*
 * What we process for a customer is handed to that controller (art. 28(3)(e)): to which one, a
 * person found out, and the letter is written now. Decides nothing about the person's data.
 */
#include "dossier/post.h"
#include "search_private.h"

/* How many letters went to it before; *ret_back: each of them came back. */
static int
letters_to(const struct forwarded_list *before, const struct reg_controller *c, bool *ret_back)
{
	int n = 0;
	*ret_back = true;
	for (size_t i = 0; i < before->n; i++)
		if (strcmp(before->items[i].id, c->id) == 0) {
			n++;
			*ret_back = *ret_back && before->items[i].back;
		}
	return n;
}

/* Its name, after those it went to before. */
static const char *
names_with(const struct forwarded_list *before, const struct reg_controller *c, struct arena *a)
{
	const char *names = c->name;
	for (size_t i = before->n; i-- > 0;)
		if (!before->items[i].back)
			names = arena_printf(a, "%s, %s", before->items[i].name, names);
	return names;
}

bool
forward_to(struct dossier *d, const struct task *t, const char *to, struct err *err)
{
	const struct reg_controller *c = to ? contact_controller(d, to) : NULL;
	struct forwarded_list before;
	struct letter letter;
	if (!c)
		return err_set(err, to ? ERR_NOTFOUND : ERR_USAGE,
		    "say which controller with --to: an id of "
		    "\"controllers\" in the register of %s",
		    d->org.slug);
	if (!post_forwarded(d, d->a, &before, err))
		return false;
	const struct outcome said = {
		.code = OUTCOME_FORWARDED,
		.count = -1,
		.to = names_with(&before, c, d->a),
	};
	bool back;
	int nth = letters_to(&before, c, &back) + 1;
	if (!back)
		return err_set(err, ERR_CONFLICT, "%s is forwarded to %s already",
		    d->request.reference, c->id);
	return task_outcomes_put(d->in->db, t, outcomes_all(t, &said, d->a),
		   json_array_size(t->categories), err) &&
	    instruct_controller(d->in, d, t, c, nth, &letter, err) &&
	    dossier_letter(d, t->id, &letter, err);
}
