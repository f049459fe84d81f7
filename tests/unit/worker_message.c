/*
 * Messages between the supervisor and a slot: whatever comes through the socket, the supervisor
 * gets a message, the end, or an error, and never waits for more than there is.
 */
#include "unit/unit.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "../src/worker/worker_private.h"

struct pair {
	int fd[2];
};

static int
setup(void **state)
{
	struct pair *p = xcalloc(1, sizeof(*p));
	*state = p;
	return socketpair(AF_UNIX, SOCK_STREAM, 0, p->fd);
}

static int
teardown(void **state)
{
	struct pair *p = *state;
	(void)close(p->fd[0]);
	(void)close(p->fd[1]);
	free(p);
	return 0;
}

/* What receives gets after these bytes and the end. */
static json_t *
receive_after(struct pair *p, const void *bytes, size_t n, struct err *err)
{
	assert_int_equal(send(p->fd[0], bytes, n, 0), n);
	assert_int_equal(shutdown(p->fd[0], SHUT_WR), 0);
	return message_receive(p->fd[1], err);
}

static json_t *
receive_framed(struct pair *p, uint32_t len, const char *text, struct err *err)
{
	auto_drop(buf) struct buf b = { 0 };
	uint32_t head = htonl(len);
	buf_add(&b, &head, sizeof(head));
	buf_adds(&b, text);
	return receive_after(p, b.data, b.len, err);
}

static void
test_there_and_back(void **state)
{
	struct pair *p = *state;
	struct err err = { 0 };
	auto_drop(json)
	    json_t *sent = json_pack("{s:s, s:[i, n], s:{}}", "a", "\xc3\xa9\n\"", "b", 7, "c"),
		   *got = NULL;
	for (int i = 0; i < 3; i++)
		assert_ok(message_send(p->fd[0], sent, &err), &err);
	for (int i = 0; i < 3; i++) {
		json_decref(got);
		got = message_receive(p->fd[1], &err);
		assert_true(json_equal(sent, got));
	}
}

/* Larger than any socket's buffer: it arrives in pieces. */
static void
test_large(void **state)
{
	struct pair *p = *state;
	struct err err = { 0 };
	size_t n = 5u << 20;
	char *text = xmalloc(n + 1);
	memset(text, 'x', n);
	text[n] = '\0';
	auto_drop(json) json_t *sent = json_pack("{s:s}", "text", text), *got = NULL;
	free(text);
	pid_t pid = fork();
	if (pid == 0)
		_exit(!message_send(p->fd[0], sent, &err));
	got = message_receive(p->fd[1], &err);
	int status;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_true(json_equal(sent, got));
}

/* A byte at a time: the supervisor goes on in between, and whatever is cut is no message. */
static void
test_dripping(void **state)
{
	struct pair *p = *state;
	struct err err = { 0 };
	struct inbox in = { 0 };
	json_t *got;
	static const char bytes[] = "\0\0\0\7{\"a\":1}";
	assert_ok(inbox_take(&in, p->fd[1], MSG_DONTWAIT, &got, &err), &err);
	assert_int_equal(in.got, 0);
	for (size_t i = 0; i < sizeof(bytes) - 1; i++) {
		assert_int_equal(send(p->fd[0], bytes + i, 1, 0), 1);
		assert_ok(inbox_take(&in, p->fd[1], MSG_DONTWAIT, &got, &err), &err);
		assert_true((got != NULL) == (i == sizeof(bytes) - 2));
	}
	assert_int_equal(json_int_or(got, "a", 0), 1);
	json_decref(got);
	assert_int_equal(in.got, 0);
	assert_int_equal(send(p->fd[0], bytes, 6, 0), 6);
	assert_ok(inbox_take(&in, p->fd[1], MSG_DONTWAIT, &got, &err), &err);
	assert_true(in.got == 6 && in.since_ms > 0);
	assert_int_equal(shutdown(p->fd[0], SHUT_WR), 0);
	assert_false(inbox_take(&in, p->fd[1], MSG_DONTWAIT, &got, &err));
	assert_err(&err, ERR_TEMPORARY, "died");
	inbox_clear(&in);
}

static void
test_end(void **state)
{
	struct err err = { 0 };
	assert_null(receive_after(*state, "", 0, &err));
	assert_int_equal(err.kind, ERR_NONE); /* between two messages it is no error */
}

static void
test_cut_in_length(void **state)
{
	struct err err = { 0 };
	assert_null(receive_after(*state, "\0\0", 2, &err));
	assert_err(&err, ERR_TEMPORARY, "died");
}

static void
test_cut_in_body(void **state)
{
	struct err err = { 0 };
	assert_null(receive_framed(*state, 10, "{\"a\":", &err));
	assert_err(&err, ERR_TEMPORARY, "died");
}

static void
test_too_large(void **state)
{
	struct err err = { 0 };
	assert_null(receive_framed(*state, MESSAGE_MAX + 1, "{}", &err));
	assert_err(&err, ERR_INPUT, "too large");
}

static void
test_garbage(void **state)
{
	static const char *const texts[] = { "", "{", "{} {}", "\xff\xfe", "nonsense",
		"{\"a\":1,\"a\":2}" };
	for (size_t i = 0; i < array_len(texts); i++) {
		void *own;
		struct err err = { 0 };
		assert_int_equal(setup(&own), 0);
		assert_null(receive_framed(own, (uint32_t)strlen(texts[i]), texts[i], &err));
		assert_err(&err, ERR_TEMPORARY, "died");
		(void)teardown(&own);
	}
	(void)state;
}

static void
test_nobody_there(void **state)
{
	struct pair *p = *state;
	struct err err = { 0 };
	auto_drop(json) json_t *message = json_object();
	(void)close(p->fd[1]);
	assert_false(message_send(p->fd[0], message, &err)); /* and no SIGPIPE */
	assert_err(&err, ERR_TEMPORARY, "gone");
	p->fd[1] = dup(p->fd[0]);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = { TEST(test_there_and_back), TEST(test_large),
		TEST(test_dripping), TEST(test_end), TEST(test_cut_in_length),
		TEST(test_cut_in_body), TEST(test_too_large), TEST(test_garbage),
		TEST(test_nobody_there) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
