/*
 * What code that was planted in one of our processes can not do. A slot reads what strangers send;
 * whoever takes it over must find no key, no other process and no way to leave something behind.
 */
#ifndef DOSSIER_SANDBOX_H
#define DOSSIER_SANDBOX_H

#include <stddef.h>

#include "dossier/err.h"

/* sandbox_process(): no core of this process, and nobody of its user opens its memory. */
void sandbox_process(void);
/* sandbox_prepare(): what the next three need, made once for all children of this process. */
void sandbox_prepare(void);
/*
 * sandbox_slot(err): for good: no privileges, no new ones, at most 1 GiB of addresses, and of the
 * kernel only what memory, the clock and descriptors it has take: no socket of its own, no path, no
 * other process, no second one, no descriptor sent, no new code. What ends the process, and what is
 * merely refused, is named in sandbox.c.
 * sandbox_reader(err): the same, but for files to read where the system keeps its own, such as
 * fonts.
 * sandbox_broker(write, read, nread, err): for good: no privileges, no program started, no other
 * process looked into, traced or signalled, no more of the kernel than that takes. Nothing is made,
 * written, renamed or removed but below the directory ${write} (-1: nothing at all), and nothing
 * read but there, at ${read} (directories and files) and where the system keeps its own.
 * A kernel without seccomp or Landlock does not know how: true, and sandbox_offers() tells.
 */
bool sandbox_slot(struct err *err) MUSTCHECK;
bool sandbox_reader(struct err *err) MUSTCHECK;
bool sandbox_broker(int write, const int *read, size_t nread, struct err *err) MUSTCHECK;

struct sandbox_offer {
	bool seccomp;
	int landlock; /* version of its interface; 0: none, or one too old for us */
};
struct sandbox_offer sandbox_offers(void);

#endif
