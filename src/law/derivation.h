/*
 * Steps by which a date of the law is found, kept as they are taken (private to src/law).
 * deadline.c and term.c compute every date with these, so that none is counted in two ways.
 */
#ifndef LAW_DERIVATION_H
#define LAW_DERIVATION_H

#include "dossier/deadline.h"

#define ART_12_3 "GDPR art. 12(3)"
#define REG_3_2C "Reg. (EEC, Euratom) 1182/71 art. 3(2)(c)"
#define REG_3_4 "Reg. (EEC, Euratom) 1182/71 art. 3(4)"

struct derivation {
	const struct calendar *calendar;
	struct arena *arena;
	struct deadline_step *steps;
	size_t n, max;
	bool if_extended; /* of the steps that follow */
};

void derivation_step(struct derivation *v, struct date date, const char *source, const char *rule);
/* The same day number ${n} months on, or the last day of a month that is too short. */
struct date derivation_months(struct derivation *v, struct date from, int n, const char *what);
/* Past Saturdays, Sundays and public holidays, one step for each. */
struct date derivation_working_day(struct derivation *v, struct date d);
/* The working day after receipt, on which what nothing is weighed against has stopped. */
struct date derivation_at_once(struct derivation *v, struct date received);
/* An organisation's own promise: on whatever day it ends. */
struct date derivation_promise(struct derivation *v, struct date received, const struct promise *p);

#endif
