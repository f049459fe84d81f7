/*
 * The two keys of a request: made, wrapped by the newest installation key as "KEY-ID:BASE64",
 * unwrapped by whichever wrapped them. Bound to the request's reference and to which of the two
 * they are.
 */
#include "dossier/digest.h"

#include "keys.h"

#define BLANK "0000-00-00-00000000:" /* no installation key is called so */

struct request_keys *
request_keys_new(void)
{
	struct request_keys *k = secret_new(sizeof(*k));
	prim_random(k->content, sizeof(k->content));
	prim_random(k->ledger, sizeof(k->ledger));
	prim_x25519_public(k->content, k->content_public);
	return k;
}

void
request_keys_free(struct request_keys *k)
{
	secret_free(k);
}

static const char *
wrap(const struct vault *v, const char *where, const unsigned char secret[static KEY_LEN],
    struct arena *a)
{
	const struct installation_key *newest = vault_key_newest(v);
	unsigned char box[SEAL_NONCE_LEN + KEY_LEN + TAG_LEN];
	prim_box(newest->key, arena_printf(a, "%s/%s", where, newest->id),
	    (struct bytes){ secret, KEY_LEN }, box);
	return arena_printf(a, "%s:%s", newest->id, base64_encode(box, sizeof(box), true, a));
}

void
vault_wrap(const struct vault *v, const char *reference, const struct request_keys *k,
    struct arena *a, const char **ret_content, const char **ret_ledger)
{
	*ret_content = wrap(v, arena_printf(a, "request-key/content/%s", reference), k->content, a);
	*ret_ledger = wrap(v, arena_printf(a, "request-key/ledger/%s", reference), k->ledger, a);
}

static bool
unwrap(const struct vault *v, const char *where, const char *wrapped,
    unsigned char ret[static KEY_LEN], struct err *err)
{
	unsigned char box[SEAL_NONCE_LEN + KEY_LEN + TAG_LEN];
	const char *colon = strchr(wrapped, ':');
	if (!colon || colon - wrapped >= KEY_ID_LEN)
		return err_set(err, ERR_INPUT, "a wrapped key is damaged: expected KEY-ID:BASE64");
	const struct installation_key *k =
	    vault_key_named(v, (struct bytes){ wrapped, (size_t)(colon - wrapped) });
	if (!k)
		return err_set(err, ERR_NOTFOUND,
		    "the installation key %.*s is gone, and what it wrapped with it",
		    (int)(colon - wrapped), wrapped);
	auto_drop(arena) struct arena *a = arena_new();
	ssize_t n =
	    base64_decode((struct bytes){ colon + 1, strlen(colon + 1) }, true, box, sizeof(box));
	if (n != (ssize_t)sizeof(box) ||
	    !prim_unbox(k->key, arena_printf(a, "%s/%s", where, k->id),
		(struct bytes){ box, sizeof(box) }, ret))
		return err_set(
		    err, ERR_INPUT, "a wrapped key was altered or belongs to another request");
	return true;
}

struct request_keys *
vault_unwrap(const struct vault *v, const char *reference, const char *content, const char *ledger,
    struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(request_keys) struct request_keys *k = secret_new(sizeof(*k));
	if ((content &&
		!unwrap(v, arena_printf(a, "request-key/content/%s", reference), content,
		    k->content, err)) ||
	    !unwrap(v, arena_printf(a, "request-key/ledger/%s", reference), ledger, k->ledger, err))
		return NULL;
	if (content)
		prim_x25519_public(k->content, k->content_public);
	return take(k);
}

static bool
rewrap(const struct vault *v, const char *where, const char *wrapped, struct arena *a,
    const char **ret, struct err *err)
{
	unsigned char *secret = secret_new(KEY_LEN);
	bool ok = unwrap(v, where, wrapped, secret, err);
	if (ok)
		*ret = wrap(v, where, secret, a);
	secret_free(secret);
	return ok;
}

bool
vault_rewrap(const struct vault *v, const char *reference, const char **content,
    const char **ledger, struct arena *a, struct err *err)
{
	return (!*content ||
		   rewrap(v, arena_printf(a, "request-key/content/%s", reference), *content, a,
		       content, err)) &&
	    rewrap(v, arena_printf(a, "request-key/ledger/%s", reference), *ledger, a, ledger, err);
}

/* As long as what it stands for, so that a file in which it stands keeps its length. */
const char *
vault_blank(const char *wrapped, struct arena *a)
{
	char *blank = arena_strdup(a, wrapped);
	memset(blank, 'A', strlen(blank));
	memcpy(blank, BLANK, strlen(BLANK) < strlen(blank) ? strlen(BLANK) : strlen(blank));
	return blank;
}

bool
vault_is_blank(const char *wrapped)
{
	return strncmp(wrapped, BLANK, strlen(BLANK)) == 0;
}
