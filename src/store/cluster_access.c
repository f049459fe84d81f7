/*
 * Who may log in to a private PostgreSQL, and as whom: its pg_hba.conf and pg_ident.conf, always as
 * they are today, whichever program made the cluster.
 */
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cluster_place.h"

/*
 * Root and the owner of the installation, as its roles, and nobody on his word alone. The user that
 * root's server runs as is not among them: other servers run as that user too.
 */
static bool
write_texts(const struct place *p, struct buf *hba, struct buf *ident, struct err *err)
{
	static const char *const names[] = { SUPERUSER, "dossier_app", "dossier_worker",
		"dossier_portal", "dossier_report", "dossier_backup" };
	struct stat st;
	if (stat(p->home, &st) != 0)
		return err_set(err, ERR_SYSTEM, "cannot look at %s: %m", p->home);
	const struct passwd *pw = st.st_uid ? getpwuid(st.st_uid) : NULL;
	buf_adds(hba, "# Written by dossier.\nlocal all all peer map=dossier\n");
	buf_adds(ident, "# Written by dossier.\n");
	for (size_t i = 0; i < array_len(names); i++) {
		buf_addf(ident, "dossier root %s\n", names[i]);
		if (pw)
			buf_addf(ident, "dossier \"%s\" %s\n", pw->pw_name, names[i]);
	}
	return true;
}

static bool
is_same(const char *path, const struct buf *text)
{
	char was[8192];
	FILE *f = fopen(path, "re");
	size_t n = f ? fread(was, 1, sizeof(was), f) : 0;
	if (f)
		fclose(f);
	return n == text->len && memcmp(was, text->data, n) == 0;
}

static bool
put(const struct place *p, const char *path, const struct buf *text, bool *ret_new, struct arena *a,
    struct err *err)
{
	if (is_same(path, text))
		return true;
	const char *aside = arena_printf(a, "%s.new", path);
	(void)unlink(aside);
	auto_drop(fd) int fd =
	    open(aside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0 || write(fd, text->data, text->len) != (ssize_t)text->len ||
	    (geteuid() == 0 && fchown(fd, p->uid, p->gid) != 0) || fsync(fd) != 0 ||
	    rename(aside, path) != 0)
		return err_set(err, ERR_SYSTEM, "cannot write %s: %m", path);
	return *ret_new = true;
}

bool
access_write(
    const struct place *p, const char *dir, bool *ret_new, struct arena *a, struct err *err)
{
	auto_drop(buf) struct buf hba = { 0 }, ident = { 0 };
	*ret_new = false;
	return write_texts(p, &hba, &ident, err) &&
	    put(p, arena_printf(a, "%s/pg_ident.conf", dir), &ident, ret_new, a, err) &&
	    put(p, arena_printf(a, "%s/pg_hba.conf", dir), &hba, ret_new, a, err);
}
