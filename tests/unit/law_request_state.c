/* Where a request is, by its facts and its tasks. */
#include "dossier/request_state.h"
#include "unit/unit.h"

static void
follows(void **state)
{
	enum { MOST = 4 };
	static const struct {
		enum fact_kind facts[MOST];
		size_t n;
		bool planned, running;
		enum request_state is;
	} cases[] = {
		{ { FACT_RECEIVED }, 1, false, false, STATE_LOGGED },
		{ { FACT_RECEIVED }, 1, true, true, STATE_SEARCHING },
		{ { FACT_RECEIVED }, 1, true, false, STATE_COLLECTED },
		/* what ends a right is no end of the request */
		{ { FACT_RECEIVED, FACT_REFUSED, FACT_ANSWERED_IN_PART, FACT_CARRIED_OUT }, 4, true,
		    true, STATE_SEARCHING },
		{ { FACT_RECEIVED, FACT_ANSWERED, FACT_DONE }, 3, true, true, STATE_ANSWERED },
		{ { FACT_RECEIVED, FACT_ANSWERED, FACT_CLOSED }, 3, true, false, STATE_CLOSED },
		{ { FACT_RECEIVED, FACT_CLOSED }, 2, false, false, STATE_CLOSED },
		{ { FACT_RECEIVED, FACT_WITHDRAWN }, 2, true, false, STATE_CLOSED },
		{ { FACT_RECEIVED, FACT_WITHDRAWN, FACT_REOPENED }, 3, false, false, STATE_LOGGED },
		{ { FACT_RECEIVED, FACT_ANSWERED, FACT_REOPENED }, 3, true, true, STATE_SEARCHING },
		{ { FACT_RECEIVED, FACT_CLOSED, FACT_REOPENED, FACT_ANSWERED }, 4, true, false,
		    STATE_ANSWERED },
	};
	(void)state;
	for (size_t i = 0; i < array_len(cases); i++) {
		struct fact facts[MOST] = { 0 };
		for (size_t k = 0; k < cases[i].n; k++)
			facts[k].kind = cases[i].facts[k];
		enum request_state is = request_state_of(
		    &(struct fact_list){ facts, cases[i].n }, cases[i].planned, cases[i].running);
		if (is != cases[i].is)
			fail_msg("case %zu is %s", i, request_state_name(is));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(follows) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
