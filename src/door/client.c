/*
 * The client of the daemon. Before it says a word, it looks to whom: whoever could put a socket of
 * their own in the way would read what is asked and answer what they like.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pwd.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "dossier/door.h"
#include "dossier/phrase.h"

#define OTHERS_WRITE (S_IWGRP | S_IWOTH)

static bool
nobody_there(const char *home, struct err *err)
{
	return err_set(err, ERR_TEMPORARY,
	    "nobody serves the installation in %s: its own user starts `dossier daemon`", home);
}

/*
 * Who can write in a directory above can put another one in its place: root's, its owner's and our
 * own are trusted, and of a sticky one nobody can take what is another's.
 */
static bool
check_above(const char *path, unsigned owner, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	char *above = arena_strdup(a, path), *slash;
	struct stat st;
	while ((slash = strrchr(above, '/'))) {
		bool top = slash == above;
		slash[top] = '\0';
		if (stat(above, &st) != 0)
			return err_set(err, ERR_SYSTEM, "cannot look at directory %s: %m", above);
		bool trusted = st.st_uid == 0 || st.st_uid == owner || st.st_uid == geteuid();
		if (!trusted || ((st.st_mode & OTHERS_WRITE) && !(st.st_mode & S_ISVTX)))
			return err_set(err, ERR_DENIED,
			    "others can write in %s, above the installation in %s: take that away",
			    above, path);
		if (top)
			break;
	}
	return true;
}

bool
door_owner(const char *home, unsigned *ret_uid, struct err *err)
{
	struct stat st;
	if (stat(home, &st) != 0 && errno == EACCES)
		return err_set(err, ERR_DENIED,
		    "a directory above %s is closed to you: an administrator opens it "
		    "(chmod o+x), or puts the installation elsewhere",
		    home);
	if (stat(home, &st) != 0)
		return err_set(err, errno == ENOENT ? ERR_NOTFOUND : ERR_SYSTEM,
		    "cannot open directory %s: %m", home);
	if (!S_ISDIR(st.st_mode) || (st.st_mode & OTHERS_WRITE))
		return err_set(
		    err, ERR_DENIED, "others can write in %s: run chmod go-w on it", home);
	*ret_uid = st.st_uid;
	char resolved[PATH_MAX]; /* a link is as good as where it stands, and as what it leads to */
	if (!realpath(home, resolved))
		return err_set(err, ERR_SYSTEM, "cannot open directory %s: %m", home);
	return check_above(home, st.st_uid, err) && check_above(resolved, st.st_uid, err);
}

/* Its directory, where none but the owner of the installation can have made anything. */
static int
open_door(const char *home, unsigned owner, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct stat st;
	auto_drop(fd) int fd =
	    open(arena_printf(a, "%s/door", home), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 && errno == EACCES) {
		const struct passwd *pw = getpwuid(owner);
		err_set(err, ERR_DENIED,
		    "the installation in %s is user %s's own alone; if it is shared, that user "
		    "starts `dossier daemon`",
		    home, pw ? pw->pw_name : phrase("somebody else"));
	} else if (fd < 0 || fstat(fd, &st) != 0) {
		nobody_there(home, err);
	} else if (st.st_uid != owner || (st.st_mode & OTHERS_WRITE)) {
		err_set(err, ERR_DENIED,
		    "%s/door is not its owner's alone: nothing was said to who listens there",
		    home);
	} else {
		int door = fd;
		fd = -1;
		return door;
	}
	return -1;
}

static bool
check_peer(int fd, const char *home, unsigned owner, struct err *err)
{
	struct ucred peer;
	socklen_t n = sizeof(peer);
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &n) != 0)
		return err_set(err, ERR_SYSTEM, "cannot tell who listens: %m");
	return peer.uid == owner ||
	    err_set(err, ERR_DENIED,
		"who listens in %s/door is not its owner: nothing was said to them", home);
}

static int
knock(const char *home, struct err *err)
{
	unsigned owner = 0;
	if (!door_owner(home, &owner, err))
		return -1;
	auto_drop(fd) int door = open_door(home, owner, err);
	if (door < 0)
		return -1;
	auto_drop(fd) int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	/* by its directory: nobody can exchange that between the look and the call */
	(void)snprintf(at.sun_path, sizeof(at.sun_path), "/proc/self/fd/%d/socket", door);
	if (fd < 0 || connect(fd, (struct sockaddr *)&at, sizeof(at)) != 0) {
		nobody_there(home, err);
		return -1;
	}
	if (!check_peer(fd, home, owner, err))
		return -1;
	int knocked = fd;
	fd = -1;
	return knocked;
}

static bool
read_reply(int fd, struct door_reply *ret, struct err *err)
{
	for (size_t got = 0; got < sizeof(*ret);) {
		ssize_t n = recv(fd, (char *)ret + got, sizeof(*ret) - got, 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return err_set(
			    err, ERR_TEMPORARY, "the daemon went away before it was done");
		got += (size_t)n;
	}
	ret->text[sizeof(ret->text) - 1] = '\0';
	return ret->magic == DOOR_MAGIC ||
	    err_set(err, ERR_TEMPORARY, "the daemon is another program's");
}

bool
door_ask(const char *home, const struct opt_line *line, int *ret_status, struct err *err)
{
	auto_drop(buf) struct buf packed = { 0 };
	struct door_reply r;
	if (!door_pack(line, &packed, err))
		return false;
	auto_drop(fd) int fd = knock(home, err);
	if (fd < 0)
		return false;
	struct err unsent = { 0 }; /* who is not let in is told why all the same */
	bool sent = door_send(fd, &packed, &line->files, &unsent);
	if (!read_reply(fd, &r, err))
		return sent || err_set(err, unsent.kind, "%s", unsent.text);
	if (r.signal == SIGPIPE) {
		(void)signal(SIGPIPE, SIG_DFL);
		(void)raise(SIGPIPE);
	}
	*ret_status = (int)r.status;
	return !*r.text ||
	    err_set(err, r.status == 4 ? ERR_DENIED : ERR_TEMPORARY, "%s", phrase(r.text));
}
