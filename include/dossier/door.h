/*
 * The door of a shared installation: a daemon that runs as the user whose keys and database these
 * are, and the client that hands it a command over a Unix socket: its words, its standard streams
 * and the files it names, as open descriptors. Who acts is whom the kernel says is at the other end
 * (SO_PEERCRED). Nothing else goes over it: no path, and of the environment a terminal's width.
 */
#ifndef DOSSIER_DOOR_H
#define DOSSIER_DOOR_H

#include "dossier/opt.h"

/* ---- the client (client.c) ---- */

/*
 * door_ask(home, line, ret_status, err): have the daemon of the installation in ${home} run a line
 * whose files are open; *ret_status is the command's, which has said itself what was wrong. Ends
 * this process by SIGPIPE when the command died of it. DENIED, before a word is said, when the
 * socket is not that of the installation's own user; TEMPORARY when nobody answers, or the daemon
 * ended the command.
 */
bool door_ask(const char *home, const struct opt_line *line, int *ret_status, struct err *err)
    MUSTCHECK;
/*
 * door_owner(home, ret_uid, err): whose the installation is. DENIED when others could put something
 * else in its place, there or by a directory above it.
 */
bool door_owner(const char *home, unsigned *ret_uid, struct err *err) MUSTCHECK;

/* ---- the daemon (daemon.c) ---- */

struct visitor {
	unsigned uid;
	const char *name; /* by our own table of users */
	int visit;        /* for door_stay() */
	int log;          /* the daemon's standard error */
};
/* door_refused(v, words, why): a line to that, of one who was not let in; words may be NULL. */
void door_refused(const struct visitor *v, const char *noun, const char *verb, const char *why);
struct door {
	const char *home;
	int command_s; /* how long a command may take */
	/*
	 * In a child, its standard streams and files in place: runs the line as ${v}, and returns
	 * the exit status. What the line and the files hold is whatever a client sent. It has a
	 * minute to call door_stay(v->visit), and makes way for others until then.
	 */
	int (*run)(struct opt_line *line, const struct visitor *v, void *arg);
	void (*hold)(void *arg); /* in a process of its own, for as long as it lives; or NULL */
	void *arg;
};
/*
 * door_serve(door, err): let in who knocks, a process a command, until SIGTERM or SIGINT. CONFLICT
 * when another one does.
 */
bool door_serve(const struct door *door, struct err *err) MUSTCHECK;
/* door_stay: who asks has a role here: the command may take its time now. */
void door_stay(int visit);

/* ---- what goes over it (wire.c) ---- */

#define DOOR_BYTES_MAX (256u << 10) /* of words, settings and the names of files */
#define DOOR_WORDS_MAX 4096u
#define DOOR_FILES_MAX 61u /* beside the three standard streams */

/* Before its strings, which end with a zero byte each; with it come the descriptors. */
struct door_head {
	uint32_t magic, bytes, words, settings, files;
};
struct door_reply {
	uint32_t magic, status;
	uint32_t signal; /* that ended the command, or 0 */
	char text[400];  /* what the daemon itself has to say, or "" */
};
/* What a child takes over from who asked: "NAME=VALUE" each, by this list. */
#define DOOR_SETTINGS 5
extern const char *const door_setting_names[DOOR_SETTINGS];
struct door_settings {
	const char **items;
	size_t n;
};

/*
 * door_pack: head and strings of a line; USAGE when it is larger than may be.
 * door_head_check, door_unpack: INPUT for what door_pack() never makes. ${text}, of head->bytes, is
 * borrowed by what is returned.
 */
bool door_pack(const struct opt_line *line, struct buf *ret, struct err *err) MUSTCHECK;
bool door_head_check(const struct door_head *head, struct err *err) MUSTCHECK;
bool door_unpack(const struct door_head *head, const char *text, struct arena *a,
    struct opt_line *ret, struct door_settings *ret_settings, struct err *err) MUSTCHECK;
/*
 * door_send, door_receive: a packed line with its descriptors: the three standard streams, then its
 * files. door_receive closes what it got when it fails, and leaves what it got in ret_streams and
 * the line's files.
 */
bool door_send(int to, const struct buf *packed, const struct named_files *files, struct err *err)
    MUSTCHECK;
bool door_receive(int from, struct arena *a, struct opt_line *ret,
    struct door_settings *ret_settings, int ret_streams[static 3], struct err *err) MUSTCHECK;
#define DOOR_MAGIC UINT32_C(0x31525344)

#endif
