/*
 * Where a request is opened for who acts it is asked who may do that, and in which state: of each
 * role, act and state, as the table has them.
 */
#include "dossier/store/user.h"

#include "unit/dossier_help.h"

static const char *const roles[] = { "officer", "handler", "approver", "dpo", "auditor", "admin" };

static void
expect(enum act act, const struct actor *who, const struct request *r)
{
	struct err why = { 0 };
	bool may = act_may(act, who->name), in_it = act_in(act, request_state_named(r->state));
	struct dossier *d = dossier_begin(in, who, r->reference, act, &why);
	if ((d != NULL) != (may && in_it))
		fail_msg("%s by %s while %s: %s", act_name(act), who->name, r->state,
		    d ? "done" : why.text);
	if (!d)
		assert_int_equal(why.kind, may ? ERR_CONFLICT : ERR_DENIED);
	else
		assert_true(!dossier_commit(d, false, &why));
}

static void
each_is_asked(void **state)
{
	(void)state;
	struct request requests[STATE__MAX];
	for (enum request_state s = 0; s < STATE__MAX; s++)
		requests[s] = request_put(access_only, request_state_name(s));
	for (size_t i = 0; i < array_len(roles); i++) {
		ok(db_begin(in->db, &err));
		event_none(in->db);
		ok(user_put(in->db, roles[i], UID_UNKNOWN, &err) &&
		    user_grant(in->db, roles[i], fix.org, roles[i], &err));
		ok(db_commit(in->db, &err));
		const struct actor who = { .name = roles[i] };
		for (enum act act = 0; act < ACT__MAX; act++)
			for (enum request_state s = 0; act_is_of_request(act) && s < STATE__MAX;
			     s++)
				expect(act, &who, &requests[s]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_is_asked),
	};
	return cmocka_run_group_tests(tests, installation_start, installation_stop);
}
