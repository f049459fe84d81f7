/* Between the files of intake: what an objection or a withdrawal of consent is about. */
#ifndef INTAKE_ABOUT_H
#define INTAKE_ABOUT_H

#include "dossier/intake.h"

/* intake_check_about: USAGE or NOTFOUND where what was said of purposes does not fit. */
bool intake_check_about(const struct reg *reg, const struct new_request *n, struct err *err)
    MUSTCHECK;
/* intake_about: what ${right} of it is about, ended by NULL; none: not said. In ${a}. */
const struct purpose *const *intake_about(
    const struct reg *reg, const struct new_request *n, enum right right, struct arena *a);

#endif
