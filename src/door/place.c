/*
 * Where the daemon listens: HOME/door, which everybody may pass and only the installation's own
 * user may write in. All else in HOME is closed to others.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "door_private.h"

#define PASSABLE 0711
#define BACKLOG 128

/* What was kept from others by the directory around it must be so by itself, now that they pass. */
static bool
close_others(const char *home, struct arena *a, struct err *err)
{
	DIR *d = opendir(home);
	if (!d)
		return err_set(err, ERR_SYSTEM, "cannot open directory %s: %m", home);
	bool ok = true;
	for (const struct dirent *e; ok && (e = readdir(d)) != NULL;) {
		struct stat st;
		const char *path = arena_printf(a, "%s/%s", home, e->d_name);
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0 ||
		    strcmp(e->d_name, "door") == 0 || lstat(path, &st) != 0 ||
		    S_ISLNK(st.st_mode) || (st.st_mode & 077) == 0)
			continue;
		ok = chmod(path, st.st_mode & 0700) == 0 ||
		    err_set(err, ERR_SYSTEM, "cannot close %s to others: %m", path);
	}
	(void)closedir(d);
	return ok;
}

static bool
make_door(const char *home, const char *path, struct arena *a, struct err *err)
{
	struct stat st;
	if (!close_others(home, a, err))
		return false;
	if (mkdir(path, 0700) != 0 && errno != EEXIST)
		return err_set(err, ERR_SYSTEM, "cannot make the directory %s: %m", path);
	if (lstat(path, &st) != 0 || !S_ISDIR(st.st_mode) || st.st_uid != geteuid())
		return err_set(
		    err, ERR_DENIED, "%s is not a directory of our own: remove it", path);
	return (chmod(path, PASSABLE) == 0 && chmod(home, PASSABLE) == 0) ||
	    err_set(err, ERR_SYSTEM, "cannot open %s to others: %m", path);
}

static int
listen_in(int door, const char *path, struct err *err)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	auto_drop(fd) int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	(void)snprintf(at.sun_path, sizeof(at.sun_path), "/proc/self/fd/%d/socket", door);
	(void)unlinkat(door, "socket", 0); /* of one that died: we hold the lock */
	if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof(at)) != 0 ||
	    fchmodat(door, "socket", 0666, 0) != 0 || listen(fd, BACKLOG) != 0) {
		err_set(err, ERR_SYSTEM, "cannot listen in %s: %m", path);
		return -1;
	}
	int listener = fd;
	fd = -1;
	return listener;
}

bool
place_listen(const char *home, int *ret_door, int *ret_listener, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	const char *path = arena_printf(a, "%s/door", home);
	unsigned owner;
	if (!door_owner(home, &owner, err))
		return false;
	if (owner != geteuid())
		return err_set(
		    err, ERR_DENIED, "%s is another user's: run this as its owner", home);
	if (!make_door(home, path, a, err))
		return false;
	auto_drop(fd) int door = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (door < 0)
		return err_set(err, ERR_SYSTEM, "cannot open %s: %m", path);
	if (flock(door, LOCK_EX | LOCK_NB) != 0)
		return err_set(
		    err, ERR_CONFLICT, "a daemon serves the installation in %s already", home);
	if ((*ret_listener = listen_in(door, path, err)) < 0)
		return false;
	*ret_door = door;
	door = -1;
	return true;
}
