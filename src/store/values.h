/* Parameters of one query as libpq takes them. Between values.c and db.c alone. */
#ifndef DOSSIER_STORE_VALUES_H
#define DOSSIER_STORE_VALUES_H

#include "db.h"

#define PARAMS_MAX 32

struct params {
	int n;
	Oid types[PARAMS_MAX];
	const char *values[PARAMS_MAX];
	int lengths[PARAMS_MAX], formats[PARAMS_MAX];
	struct buf bytes;
};
void params_init(struct params *p, const struct arg *args);
void params_drop(struct params *p);

#endif
