/*
 * By which grounds of art. 17(1) what is found is weighed: a preview that was made without one says
 * that more stays than may.
 */
#include "dossier/erased.h"
#include "change_private.h"

json_t *
change_grounds(const struct dossier *d)
{
	const struct inventory *inv = &d->reg->inv;
	json_t *grounds = json_object();
	for (size_t i = 0; i < inv->ncategories; i++) {
		enum erasure_ground g = erased_ground(d, inv->categories[i].id);
		if (erasure_ground_frees(g))
			json_object_set_new(
			    grounds, inv->categories[i].id, json_string(erasure_ground_code(g)));
	}
	return grounds;
}

bool
change_weighed(const struct change_found *f, const json_t *now)
{
	return f->grounds ? json_equal(f->grounds, now) : json_object_size(now) == 0;
}
