/*
 * How far long work has come. Whoever does it tells, and prints nothing; whoever asked for it shows
 * what is told, as often as is good.
 */
#ifndef DOSSIER_PROGRESS_H
#define DOSSIER_PROGRESS_H

#include <stdint.h>

struct progress {
	void (*show)(const char *doing, int64_t done, int64_t total, void *arg);
	void *arg;
};

/*
 * progress_tell(p, doing, done, total): so much of ${total} (0: not known) is ${done}; of
 * PROGRESS_STEP: a step of its own begins. ${doing}, in English, is the same text for as long as
 * the same is done. Cheap; ${p} NULL: nobody asked.
 */
#define PROGRESS_STEP (-1)
static inline void
progress_tell(const struct progress *p, const char *doing, int64_t done, int64_t total)
{
	if (p)
		p->show(doing, done, total, p->arg);
}

#endif
