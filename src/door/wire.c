/*
 * What goes over the socket: one request, one reply. Whoever reads a request trusts nothing in it.
 */
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "dossier/door.h"
#include "dossier/pass.h"
#include "dossier/text.h"

#define STREAMS 3
#define SETTING_MAX 100 /* bytes */

/* What the command prints by; nothing that could lead it elsewhere. */
const char *const door_setting_names[DOOR_SETTINGS] = { "TERM", "NO_COLOR", "COLUMNS",
	"DOSSIER_LANG", "DOSSIER_TERMINAL" };

_Static_assert(STREAMS + DOOR_FILES_MAX <= PASS_MAX, "they all go with one message");

/* ---- strings ---- */

static void
add_string(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s) + 1);
}

/* The installation's directory is the daemon's own matter. */
static bool
is_sent(const char *word)
{
	return strncmp(word, "--home=", 7) != 0;
}

static void
add_words(struct buf *b, const struct opt_line *line, struct door_head *h)
{
	for (size_t i = 0; i < line->words.n; i++) {
		if (i < line->options && !is_sent(line->words.items[i]))
			continue;
		add_string(b, line->words.items[i]);
		h->words++;
	}
}

static void
add_settings(struct buf *b, struct door_head *h)
{
	for (size_t i = 0; i < DOOR_SETTINGS; i++) {
		const char *value = getenv(door_setting_names[i]);
		if (!value || strlen(door_setting_names[i]) + strlen(value) >= SETTING_MAX ||
		    text_flaw(value, false))
			continue;
		buf_addf(b, "%s=%s", door_setting_names[i], value);
		buf_addc(b, '\0');
		h->settings++;
	}
}

bool
door_pack(const struct opt_line *line, struct buf *ret, struct err *err)
{
	struct door_head h = { .magic = DOOR_MAGIC, .files = (uint32_t)line->files.n };
	auto_drop(buf) struct buf b = { 0 };
	add_words(&b, line, &h);
	add_settings(&b, &h);
	for (size_t i = 0; i < line->files.n; i++) {
		buf_addc(&b, line->files.items[i].out ? '>' : '<');
		add_string(&b, line->files.items[i].name);
	}
	if (b.len > DOOR_BYTES_MAX || h.words > DOOR_WORDS_MAX || h.files > DOOR_FILES_MAX)
		return err_set(err, ERR_USAGE,
		    "too much at once: a command is at most %u KiB, %u words and %u files",
		    DOOR_BYTES_MAX >> 10, DOOR_WORDS_MAX, DOOR_FILES_MAX);
	h.bytes = (uint32_t)b.len;
	buf_add(ret, &h, sizeof(h));
	buf_add(ret, b.data, b.len);
	return true;
}

bool
door_head_check(const struct door_head *h, struct err *err)
{
	if (h->magic == DOOR_MAGIC && h->bytes <= DOOR_BYTES_MAX && h->words >= 2 &&
	    h->words <= DOOR_WORDS_MAX && h->settings <= DOOR_SETTINGS &&
	    h->files <= DOOR_FILES_MAX)
		return true;
	return err_set(err, ERR_INPUT, "no request of this program");
}

/* The next string, or NULL. */
static const char *
next(const char **at, const char *end)
{
	const char *s = *at, *zero = s < end ? memchr(s, '\0', (size_t)(end - s)) : NULL;
	if (!zero || !text_is_utf8(s, (size_t)(zero - s)))
		return NULL;
	*at = zero + 1;
	return s;
}

static bool
is_setting(const char *s)
{
	size_t n = strcspn(s, "=");
	if (s[n] != '=' || strlen(s) >= SETTING_MAX || text_flaw(s, false))
		return false;
	for (size_t i = 0; i < DOOR_SETTINGS; i++)
		if (strlen(door_setting_names[i]) == n && memcmp(door_setting_names[i], s, n) == 0)
			return true;
	return false;
}

static bool
unpack(
    const struct door_head *h, const char *text, struct opt_line *line, struct door_settings *set)
{
	const char *at = text, *end = text + h->bytes, *s;
	for (; line->words.n < h->words && (s = next(&at, end)); line->words.n++) {
		line->words.items[line->words.n] = s;
		if (!line->options && line->words.n > 0 && strcmp(s, "--") == 0)
			line->options = line->words.n;
	}
	for (; set->n < h->settings && (s = next(&at, end)) && is_setting(s); set->n++)
		set->items[set->n] = s;
	for (; line->files.n < h->files && (s = next(&at, end)) && (*s == '<' || *s == '>');
	     line->files.n++)
		line->files.items[line->files.n] =
		    (struct named_file){ .name = s + 1, .fd = -1, .out = *s == '>' };
	return at == end && line->words.n == h->words && set->n == h->settings &&
	    line->files.n == h->files && line->options > 0;
}

bool
door_unpack(const struct door_head *h, const char *text, struct arena *a, struct opt_line *ret,
    struct door_settings *ret_settings, struct err *err)
{
	if (!door_head_check(h, err))
		return false;
	*ret = (struct opt_line){ 0 };
	ret->words.items = arena_alloc(a, (h->words + 1) * sizeof(*ret->words.items));
	ret->files.items = arena_alloc(a, (h->files + 1) * sizeof(*ret->files.items));
	*ret_settings = (struct door_settings){
		.items = arena_alloc(a, (h->settings + 1) * sizeof(*ret_settings->items))
	};
	return unpack(h, text, ret, ret_settings) ||
	    err_set(err, ERR_INPUT, "no request of this program");
}

/* ---- the socket ---- */

bool
door_send(int to, const struct buf *packed, const struct named_files *files, struct err *err)
{
	int fds[STREAMS + DOOR_FILES_MAX] = { 0, 1, 2 };
	size_t n = STREAMS + files->n, done = 0;
	for (size_t i = 0; i < files->n; i++)
		fds[STREAMS + i] = files->items[i].fd;
	while (done < packed->len) {
		ssize_t sent = pass_send(to, packed->data + done, packed->len - done, fds, n);
		if (sent < 0)
			return err_set(err, ERR_TEMPORARY, "cannot reach the daemon: %m");
		done += (size_t)sent;
		n = 0; /* they went with the first byte */
	}
	return true;
}

static bool
receive_rest(int from, char *to, size_t n, struct err *err)
{
	for (size_t got = 0; got < n;) {
		ssize_t some = recv(from, to + got, n - got, 0);
		if (some < 0 && errno == EINTR)
			continue;
		if (some <= 0)
			return err_set(err, ERR_INPUT, "half a request");
		got += (size_t)some;
	}
	return true;
}

static bool
receive_all(int from, struct arena *a, int *fds, size_t *n, struct opt_line *ret,
    struct door_settings *ret_settings, struct err *err)
{
	struct door_head h = { 0 };
	ssize_t got = pass_receive(from, &h, sizeof(h), fds, n);
	if (got <= 0)
		return err_set(err, ERR_INPUT, "half a request");
	if (!receive_rest(from, (char *)&h + got, sizeof(h) - (size_t)got, err) ||
	    !door_head_check(&h, err))
		return false;
	char *text = arena_alloc(a, h.bytes + 1);
	return receive_rest(from, text, h.bytes, err) &&
	    door_unpack(&h, text, a, ret, ret_settings, err) &&
	    (*n == STREAMS + ret->files.n ||
		err_set(err, ERR_INPUT, "other descriptors than the request says"));
}

bool
door_receive(int from, struct arena *a, struct opt_line *ret, struct door_settings *ret_settings,
    int ret_streams[static STREAMS], struct err *err)
{
	int fds[STREAMS + DOOR_FILES_MAX];
	size_t n = array_len(fds);
	if (!receive_all(from, a, fds, &n, ret, ret_settings, err)) {
		pass_close(fds, n);
		return false;
	}
	memcpy(ret_streams, fds, STREAMS * sizeof(int));
	for (size_t i = 0; i < ret->files.n; i++)
		ret->files.items[i].fd = fds[STREAMS + i];
	return true;
}
