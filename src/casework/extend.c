/*
 * Deciding: the one extension of art. 12(3), its notice, and the notice that came back.
 * Sends no notice: it records that one left.
 */
#include "decide_private.h"

static bool
extend(struct deciding *x, const void *arg, struct err *err)
{
	const struct guard_extension *asked = arg;
	const struct guard_extension g = { asked->ground, asked->reason, x->today };
	return guard_extend(&x->term, &g, err) &&
	    append(x, FACT_EXTENSION_DECIDED, x->today, json_pack("{s:s}", "ground", g.ground),
		g.reason, err);
}

bool
case_extend(struct installation *in, const char *reference, const char *ground, const char *reason,
    struct err *err)
{
	const struct guard_extension asked = { .ground = ground, .reason = reason };
	return decide(in, reference, extend, &asked, err);
}

struct notice {
	struct date on;
	const char *proof;
};

static bool
notice_sent(struct deciding *x, const void *arg, struct err *err)
{
	const struct notice *n = arg;
	struct date sent = on_or_today(x, n->on);
	return guard_extension_notice(&x->term, sent, x->today, err) &&
	    append(x, FACT_EXTENSION_NOTICE_SENT, sent, json_object(), n->proof, err);
}

bool
case_extension_notice(struct installation *in, const char *reference, struct date sent,
    const char *proof, struct err *err)
{
	const struct notice n = { sent, proof };
	return decide(in, reference, notice_sent, &n, err);
}

static bool
notice_bounced(struct deciding *x, const void *arg, struct err *err)
{
	const struct notice *n = arg;
	struct date on = on_or_today(x, n->on);
	return guard_extension_bounce(&x->term, on, x->today, err) &&
	    append(x, FACT_EXTENSION_NOTICE_BOUNCED, on, json_object(), NULL, err);
}

bool
case_extension_bounce(
    struct installation *in, const char *reference, struct date on, struct err *err)
{
	const struct notice n = { .on = on };
	return decide(in, reference, notice_bounced, &n, err);
}
