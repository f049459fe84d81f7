/*
 * The connection: commands go out as hiredis spells them, replies come back through its reader,
 * which is fed no more than a value may hold.
 */
#include "dossier/phrase.h"
#include "redis.h"

#define REPLY_BYTES (REDIS_VALUE_BYTES + (64u << 10)) /* with what the protocol puts around it */
#define REPLY_ELEMENTS (256 << 10) /* in lists and lists of lists: each takes memory of its own */

struct redis {
	struct net_stream *stream;
	redisReader *reader;
	struct budget *budget;
	redisReplyObjectFunctions functions;
	void *(*create_array)(const redisReadTask *task, int n);
	int elements; /* of this reply, so far */
};

void
redisReply_drop(redisReply **r)
{
	freeReplyObject(*r);
}

bool
redis_nonsense(struct err *err)
{
	return err_set(err, ERR_INPUT, "redis answers with another shape than its protocol says");
}

/* By the code before the first space, where redis has it; what follows may quote values. */
static bool
refusal(const redisReply *r, struct err *err)
{
	static const struct {
		const char *code;
		enum err_kind kind;
	} codes[] = {
		{ "LOADING", ERR_TEMPORARY },
		{ "BUSY", ERR_TEMPORARY },
		{ "MASTERDOWN", ERR_TEMPORARY },
		{ "TRYAGAIN", ERR_TEMPORARY },
		{ "CLUSTERDOWN", ERR_TEMPORARY },
		{ "OOM", ERR_TEMPORARY },
		{ "NOPERM", ERR_INPUT },
		{ "NOAUTH", ERR_INPUT },
		{ "WRONGPASS", ERR_INPUT },
		{ "WRONGTYPE", ERR_INPUT },
		{ "MOVED", ERR_INPUT },
		{ "ERR", ERR_INPUT },
	};
	size_t n = strcspn(r->str, " ");
	for (size_t i = 0; i < array_len(codes); i++)
		if (strlen(codes[i].code) == n && memcmp(r->str, codes[i].code, n) == 0)
			return err_set(err, codes[i].kind, "redis %s: it answers %s",
			    codes[i].kind == ERR_TEMPORARY ? phrase("is not ready")
							   : phrase("refuses a command"),
			    codes[i].code);
	return err_set(err, ERR_INPUT, "redis refuses a command: it answers an error");
}

/* A list is made when its length is read, before there is any of it. */
static void *
create_array(const redisReadTask *task, int n)
{
	struct redis *r = task->privdata;
	if (n > REPLY_ELEMENTS - r->elements)
		return NULL; /* which the reader takes for want of memory */
	r->elements += n;
	return r->create_array(task, n);
}

/* One whole reply. The reader holds what has not come in whole: so much is enough for it. */
static redisReply *
receive(struct redis *r, struct err *err)
{
	void *reply = NULL;
	size_t bytes = 0;
	r->elements = 0;
	char piece[16384];
	for (;;) {
		if (redisReaderGetReply(r->reader, &reply) != REDIS_OK)
			return (void)redis_nonsense(err), NULL;
		if (reply)
			return reply;
		ssize_t n = net_stream_read(r->stream, piece, sizeof(piece), err);
		if (n < 0)
			return NULL;
		bytes += (size_t)n;
		if (bytes > REPLY_BYTES)
			return err_set(err, ERR_INPUT,
				   "redis answers more than %u MiB at once: have a colleague read "
				   "it by hand",
				   REDIS_VALUE_BYTES >> 20),
			       NULL;
		if (redisReaderFeed(r->reader, piece, (size_t)n) != REDIS_OK)
			return (void)redis_nonsense(err), NULL;
	}
}

redisReply *
redis_command(
    struct redis *r, size_t argc, const char *const *argv, const size_t *lens, struct err *err)
{
	const char *args[8];
	for (size_t i = 0; i < argc; i++)
		args[i] = argv[i];
	if (!budget_take(r->budget, BUDGET_TRIPS, 1, err))
		return NULL;
	char *command;
	long long len = redisFormatCommandArgv(&command, (int)argc, args, lens);
	if (len < 0)
		BUG("a command that cannot be spelt");
	bool sent = net_stream_write(r->stream, command, (size_t)len, err);
	redisFreeCommand(command);
	auto_drop(redisReply) redisReply *reply = sent ? receive(r, err) : NULL;
	if (reply && reply->type == REDIS_REPLY_ERROR)
		return (void)refusal(reply, err), NULL;
	return take(reply);
}

static bool
simple(struct redis *r, const char *const *argv, size_t n, struct err *err)
{
	size_t lens[4];
	for (size_t i = 0; i < n; i++)
		lens[i] = strlen(argv[i]);
	auto_drop(redisReply) redisReply *reply = redis_command(r, n, argv, lens, err);
	return reply != NULL;
}

static bool
log_in(struct redis *r, const struct redis_peer *p, struct err *err)
{
	char db[16];
	(void)snprintf(db, sizeof(db), "%d", p->db);
	const char *both[] = { "AUTH", p->user, p->password }, *one[] = { "AUTH", p->password };
	if (p->password && !(p->user ? simple(r, both, 3, err) : simple(r, one, 2, err)))
		return err_wrap(err, "cannot log in");
	return p->db == 0 || simple(r, (const char *[]){ "SELECT", db }, 2, err);
}

struct redis *
redis_open(struct connector_call *call, struct arena *a, struct err *err)
{
	struct redis_peer p;
	if (!redis_peer_parse(call->settings, a, &p, err))
		return NULL;
	p.peer.budget = &call->budget;
	auto_drop(redis) struct redis *r = xcalloc(1, sizeof(*r));
	r->budget = &call->budget;
	r->reader = redisReaderCreate();
	if (!r->reader)
		return err_set(err, ERR_SYSTEM, "cannot read redis: no memory"), NULL;
	r->functions = *r->reader->fn;
	r->functions.createArray = create_array;
	r->create_array = r->reader->fn->createArray;
	r->reader->fn = &r->functions;
	r->reader->privdata = r;
	r->stream = net_stream_open(&p.peer, err);
	return r->stream && log_in(r, &p, err) ? take(r) : NULL;
}

void
redis_free(struct redis *r)
{
	if (!r)
		return;
	net_stream_free(r->stream);
	if (r->reader)
		redisReaderFree(r->reader);
	free(r);
}
