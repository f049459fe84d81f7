/*
 * What code that was planted in one of our processes can not do. A slot reads what strangers send;
 * whoever takes it over must find no key, no other process and no way to leave something behind.
 */
#ifndef DOSSIER_SANDBOX_H
#define DOSSIER_SANDBOX_H

#include "dossier/err.h"

/* sandbox_process(): no core of this process, and nobody of its user opens its memory. */
void sandbox_process(void);
/*
 * sandbox_slot(err): for good: no privileges, no new ones, no program started, no other process
 * looked into, traced or signalled, no part of the kernel but what reading, writing, files and
 * sockets take; and no more than 1 GiB of addresses. What ends the process is named in sandbox.c.
 * A kernel without seccomp does not know how: true, and sandbox_offers() tells.
 */
bool sandbox_slot(struct err *err) MUSTCHECK;
/*
 * sandbox_write_below(dir, err): for good: nothing is made, written, renamed or removed but below
 * this directory (a descriptor), and nothing is run. A kernel without Landlock does not know how:
 * true, and sandbox_offers() tells.
 */
bool sandbox_write_below(int dir, struct err *err) MUSTCHECK;

struct sandbox_offer {
	bool seccomp;
	int landlock; /* version of its interface; 0: none, or one too old for us */
};
struct sandbox_offer sandbox_offers(void);

#endif
