/*
 * The daemon: lets in, watches, ends. It opens neither keys nor database and reads nothing that a
 * client sends: a child does, so that a hostile one loses its own command. A client that goes away
 * takes its command along; what that had begun is rolled back by the database.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <sys/pidfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "dossier/date.h"
#include "door_private.h"

#define VISITS_MAX 64 /* each may hold a connection, of which a private database has 100 */
#define VISITS_OF_ONE 16
#define STRANGERS_MAX 32 /* of whom it is not known yet that they have a role */
#define GRACE_MS 10000   /* to finish what runs, once it was told to end */
#define HOLD_AGAIN_MS 2000
#define NOBODY 65534 /* whom a file server or a container could not tell */

struct visit {
	int conn, process, said; /* what is said on the last: that it may stay */
	pid_t pid;
	uid_t uid;
	int64_t until_ms; /* then it is told to end; once it was, then it is ended */
	bool told, late, gone, stays, ousted;
};
struct daemon {
	const struct door *door;
	struct visit visits[VISITS_MAX];
	int n;
	int place, listener, signals, holder;
	int64_t hold_ms;
	bool stopping;
};

#define TOO_MANY "too many commands run at once: try again"

/* ---- one visit ---- */

static void
reply(int conn, unsigned status, unsigned sig, const char *text)
{
	struct door_reply r = { .magic = DOOR_MAGIC, .status = status, .signal = sig };
	(void)snprintf(r.text, sizeof(r.text), "%s", text);
	(void)send(conn, &r, sizeof(r), MSG_NOSIGNAL | MSG_DONTWAIT);
	(void)close(conn);
}

/* What became of it is told by us alone: a command can not say that it went well and then fail. */
static void
end_visit(struct daemon *d, int i)
{
	struct visit *v = &d->visits[i];
	int how = 0;
	(void)kill(-v->pid, SIGTERM); /* what it may have left, while the number is still its own */
	(void)waitpid(v->pid, &how, 0);
	(void)close(v->process);
	(void)close(v->said);
	unsigned sig = WIFSIGNALED(how) ? (unsigned)WTERMSIG(how) : 0;
	if (v->ousted)
		reply(v->conn, 75, 0, TOO_MANY);
	else if (sig == SIGALRM)
		reply(v->conn, 75, 0, "it took too long to ask, or nobody read what was answered");
	else if (v->late)
		reply(v->conn, 75, 0,
		    "it took longer than a command may (command_s of dossier.conf)");
	else if (d->stopping && sig)
		reply(v->conn, 75, 0, "the daemon stopped before it was done: try again");
	else if (sig)
		reply(v->conn, 75, sig, sig == SIGPIPE ? "" : "the command died: try again");
	else if (WEXITSTATUS(how) == VISIT_NO_REQUEST)
		reply(v->conn, 75, 0, "the daemon did not understand: is it of the same version?");
	else
		reply(v->conn, (unsigned)WEXITSTATUS(how), 0, "");
	d->visits[i] = d->visits[--d->n];
}

/* First it may give back what it leased; then it is ended, and all that it started. */
static void
tell_to_end(struct visit *v)
{
	(void)kill(v->told ? -v->pid : v->pid, v->told ? SIGKILL : SIGTERM);
	v->told = true;
	v->until_ms = clock_boot_ms() + GRACE_MS;
}

static void
start_visit(struct daemon *d, int conn, uid_t uid, const char *who)
{
	int said[2];
	if (pipe2(said, O_CLOEXEC | O_NONBLOCK) != 0) {
		reply(conn, 75, 0, "no pipe is to be had: try again");
		return;
	}
	pid_t us = getpid(), pid = fork();
	if (pid == 0) {
		visit_alone(conn, said[1], us);
		struct visitor v = { .uid = uid, .name = who, .visit = said[1] };
		visit_run(d->door, conn, &v);
	}
	(void)close(said[1]);
	int process = pid > 0 ? pidfd_open(pid, 0) : -1;
	if (process < 0) {
		if (pid > 0)
			(void)kill(pid, SIGKILL);
		(void)close(said[0]);
		reply(conn, 75, 0, "no process is to be had: try again");
		return;
	}
	(void)setpgid(pid, pid);
	d->visits[d->n++] = (struct visit){ .conn = conn,
		.process = process,
		.said = said[0],
		.pid = pid,
		.uid = uid,
		.until_ms = clock_boot_ms() + d->door->command_s * INT64_C(1000) };
}

/* ---- whether there is room for one more ---- */

static int
visits_of(const struct daemon *d, uid_t uid, bool strangers)
{
	int n = 0;
	for (int i = 0; i < d->n; i++)
		n += d->visits[i].uid == uid && !(strangers && d->visits[i].stays);
	return n;
}

static int
count_strangers(struct daemon *d)
{
	int n = 0;
	char c;
	for (int i = 0; i < d->n; i++) {
		struct visit *v = &d->visits[i];
		v->stays = v->stays || read(v->said, &c, 1) == 1;
		n += !v->stays;
	}
	return n;
}

/*
 * The oldest of those who are not known to have a role, of the user who has the most of them, makes
 * way for one who has fewer; it has done nothing yet.
 */
static bool
oust(struct daemon *d, uid_t uid)
{
	int most = visits_of(d, uid, true), who = -1;
	for (int i = 0; i < d->n; i++) {
		const struct visit *v = &d->visits[i];
		int n = v->stays ? 0 : visits_of(d, v->uid, true);
		if (n > most ||
		    (n == most && who >= 0 && n > 0 && v->until_ms < d->visits[who].until_ms)) {
			most = n;
			who = i;
		}
	}
	if (who < 0)
		return false;
	d->visits[who].ousted = true;
	(void)kill(-d->visits[who].pid, SIGKILL);
	end_visit(d, who);
	return true;
}

static bool
has_room(struct daemon *d, uid_t uid)
{
	if (visits_of(d, uid, false) >= VISITS_OF_ONE)
		return false;
	return (count_strangers(d) < STRANGERS_MAX && d->n < VISITS_MAX) || oust(d, uid);
}

/* Who stands for everybody that could not be told is nobody here. */
static bool
is_nobody(uid_t uid)
{
	static unsigned overflow;
	if (!overflow) {
		FILE *f = fopen("/proc/sys/kernel/overflowuid", "re");
		if (!f || fscanf(f, "%u", &overflow) != 1)
			overflow = NOBODY;
		if (f)
			(void)fclose(f);
	}
	return uid == NOBODY || uid == overflow || uid == (uid_t)-1;
}

static void
let_in(struct daemon *d)
{
	struct ucred peer;
	socklen_t n = sizeof(peer);
	const struct passwd *pw; /* by our own tables: what the client's make of it is nothing */
	int conn = accept4(d->listener, NULL, NULL, SOCK_CLOEXEC);
	if (conn < 0)
		return;
	if (getsockopt(conn, SOL_SOCKET, SO_PEERCRED, &peer, &n) != 0) {
		(void)close(conn);
	} else if (is_nobody(peer.uid)) {
		const struct visitor v = { .uid = peer.uid, .log = STDERR_FILENO };
		door_refused(&v, NULL, NULL, "it may be anybody");
		reply(conn, 4, 0, "user nobody may be anybody: nothing is done for them");
	} else if (!(pw = getpwuid(peer.uid))) {
		const struct visitor v = { .uid = peer.uid, .log = STDERR_FILENO };
		door_refused(&v, NULL, NULL, "it has no name here");
		reply(
		    conn, 4, 0, "your number has no name on this machine: nothing is done for it");
	} else if (!has_room(d, peer.uid)) {
		reply(conn, 75, 0, TOO_MANY);
	} else {
		start_visit(d, conn, peer.uid, pw->pw_name);
	}
}

/* ---- who holds the schema ---- */

static void
start_holder(struct daemon *d)
{
	pid_t us = getpid();
	d->hold_ms = clock_boot_ms() + HOLD_AGAIN_MS;
	pid_t pid = d->door->hold ? fork() : -1;
	if (pid == 0) {
		visit_alone(2, 2, us);
		d->door->hold(d->door->arg);
		_exit(0);
	}
	d->holder = pid > 0 ? pidfd_open(pid, 0) : -1;
}

static void
end_holder(struct daemon *d)
{
	if (d->holder < 0)
		return;
	(void)pidfd_send_signal(d->holder, SIGTERM, NULL, 0);
	siginfo_t info;
	(void)waitid(P_PIDFD, (id_t)d->holder, &info, WEXITED);
	(void)close(d->holder);
	d->holder = -1;
}

/* ---- the loop ---- */

enum { SIGNALS, LISTENER, HOLDER, FIXED };

static int
next_ms(const struct daemon *d)
{
	int64_t now = clock_boot_ms(),
		next = d->door->hold && d->holder < 0 ? d->hold_ms : now + 60000;
	for (int i = 0; i < d->n; i++)
		next = d->visits[i].until_ms < next ? d->visits[i].until_ms : next;
	return next > now ? (int)(next - now) : 0;
}

static void
stop(struct daemon *d)
{
	struct signalfd_siginfo info;
	if (read(d->signals, &info, sizeof(info)) < 0 || d->stopping)
		return;
	d->stopping = true;
	(void)unlinkat(d->place, "socket", 0);
	(void)close(d->listener);
	d->listener = -1;
	for (int i = 0; i < d->n; i++)
		tell_to_end(&d->visits[i]);
}

static void
look_after(struct daemon *d, const struct pollfd *p)
{
	/* from the last: one that ends leaves its place to the last */
	for (int i = d->n - 1; i >= 0; i--) {
		struct visit *v = &d->visits[i];
		const struct pollfd *of = p + FIXED + 2 * i;
		if (of[1].revents) {
			end_visit(d, i);
			continue;
		}
		if (of[0].revents && !v->gone) {
			v->gone = v->told = true; /* nobody waits for it to finish */
			tell_to_end(v);
		}
		if (clock_boot_ms() >= v->until_ms) {
			v->late = v->late || !v->told;
			tell_to_end(v);
		}
	}
}

static void
turn(struct daemon *d)
{
	struct pollfd p[FIXED + 2 * VISITS_MAX];
	p[SIGNALS] = (struct pollfd){ .fd = d->signals, .events = POLLIN };
	p[LISTENER] = (struct pollfd){ .fd = d->listener, .events = POLLIN };
	p[HOLDER] = (struct pollfd){ .fd = d->holder, .events = POLLIN };
	for (int i = 0; i < d->n; i++) {
		const struct visit *v = &d->visits[i];
		/* without an event asked for, its end alone is told */
		p[FIXED + 2 * i] = (struct pollfd){ .fd = v->gone ? -1 : v->conn };
		p[FIXED + 2 * i + 1] = (struct pollfd){ .fd = v->process, .events = POLLIN };
	}
	int n = d->n;
	if (poll(p, (nfds_t)(FIXED + 2 * n), next_ms(d)) < 0)
		return;
	look_after(d, p);
	if (p[SIGNALS].revents)
		stop(d);
	if (p[HOLDER].revents)
		end_holder(d);
	if (d->door->hold && d->holder < 0 && clock_boot_ms() >= d->hold_ms)
		start_holder(d);
	if (d->listener >= 0 && p[LISTENER].revents)
		let_in(d);
}

bool
door_serve(const struct door *door, struct err *err)
{
	struct daemon d = { .door = door, .signals = -1, .holder = -1 };
	sigset_t ours;
	if (!place_listen(door->home, &d.place, &d.listener, err))
		return false;
	(void)sigemptyset(&ours);
	(void)sigaddset(&ours, SIGTERM);
	(void)sigaddset(&ours, SIGINT);
	if (sigprocmask(SIG_BLOCK, &ours, NULL) != 0 ||
	    (d.signals = signalfd(-1, &ours, SFD_CLOEXEC)) < 0)
		return err_set(err, ERR_SYSTEM, "cannot wait for signals: %m");
	while (!d.stopping || d.n > 0)
		turn(&d);
	end_holder(&d);
	(void)close(d.signals);
	(void)close(d.place);
	return true;
}
