/*
 * Replay: what was erased is erased again, after a system came back from a backup, or this Dossier
 * did.
 */
#ifndef DOSSIER_REPLAY_H
#define DOSSIER_REPLAY_H

#include "dossier/change.h"

struct replaying {
	struct date since;        /* what was erased on that day or after; none: since the backup */
	const char *org, *system; /* NULL: all */
	const char *excuse;       /* why it need not be at ${system} of ${org}; NULL: it is */
	bool again;               /* also what was erased again already */
	bool confirm;             /* do it; else only tell */
};
/*
 * change_replay: docs/json/replay.schema.json, new. Each erasure that was done since, of the
 * ledger, and of a Dossier that was restored each in its ledger files that the ledger lacks: it is
 * begun again (change_start) as it was approved, of rows that are as they were approved and that
 * nothing holds now. With ${system} also what recipients and colleagues were asked to erase there.
 * A request that this Dossier lost is logged again, by its reference. Where it was restored and
 * every system is dealt with, it is not restored any more. USAGE where no day is said and none is
 * known; NOTFOUND for an organisation or a system that is none; DENIED for an excuse where
 * nothing is to be excused.
 */
json_t *change_replay(
    struct installation *in, const struct actor *who, const struct replaying *x, struct err *err);
/*
 * change_ledger_anew: the ledger file of ${org}, which was lost for good ${why}, is written anew of
 * what the ledger knows; what is left of it is put aside. {"ledger_file":{"organisation",
 * "erasures","begun"}}, new; not ${confirm}: it is only told. DENIED as restored_ledger_lost.
 */
json_t *change_ledger_anew(struct installation *in, const struct actor *who, const char *org,
    const char *why, bool confirm, struct err *err);
/*
 * change_epoch_ddl: the statements by which a database administrator gives ${system} an epoch, in
 * ${a}; DENIED where the register names no table for it.
 */
const char *change_epoch_ddl(struct installation *in, const struct actor *who, const char *org,
    const char *system, struct arena *a, struct err *err);

#endif
