/*
 * The two keys of a request: made, wrapped by the newest installation key as "KEY-ID:BASE64",
 * unwrapped by whichever wrapped them. Bound to the request's reference and to which of the two
 * they are.
 */
#include "dossier/digest.h"

#include "keys.h"

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
	const struct installation_key *newest = &v->key[v->nkeys - 1];
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
	if (!unwrap(v, arena_printf(a, "request-key/content/%s", reference), content, k->content,
		err) ||
	    !unwrap(v, arena_printf(a, "request-key/ledger/%s", reference), ledger, k->ledger, err))
		return NULL;
	prim_x25519_public(k->content, k->content_public);
	return take(k);
}
