/*
 * Answering: the archive of a request, and the answer. Nothing is answered before everything is
 * accounted for.
 */
#ifndef DOSSIER_ANSWER_H
#define DOSSIER_ANSWER_H

#include "dossier/search.h"
#include "dossier/store/release.h"

/*
 * answer_build: build the archive of a collected request; contents and blob of the release.
 * answer_take: write the newest one, in clear, to the descriptor ${to}, and see it on the disk.
 */
bool answer_build(struct installation *in, const struct actor *who, const char *reference,
    struct arena *a, struct release *ret, struct err *err) MUSTCHECK;
bool answer_take(struct installation *in, const struct actor *who, const char *reference, int to,
    struct err *err) MUSTCHECK;
/*
 * answer_record: record that the answer left today. DENIED unless all is accounted for and an
 * archive of it was built.
 */
bool answer_record(struct installation *in, const struct actor *who, const char *reference,
    const char *how, struct err *err) MUSTCHECK;
/* answer_facts: what the archive's pages say (docs/json/archive-facts.schema.json); new. */
json_t *answer_facts(const struct dossier *d, struct arena *a, struct err *err);

#endif
