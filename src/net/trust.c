/*
 * The certificate authorities of this machine, read once a process: a slot has them from the
 * process it was forked from, since it can read no file, and reading them takes longer than the
 * handshake they are for.
 */
#include <curl/curl.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <time.h>

#include "dossier/net.h"
#include "dossier/phrase.h"
#include "trust.h"

static X509_STORE *
read_store(void)
{
	const char *const files[] = { getenv(X509_get_default_cert_file_env()),
		"/etc/ssl/certs/ca-certificates.crt", X509_get_default_cert_file() };
	X509_STORE *store = X509_STORE_new();
	for (size_t i = 0; store && i < array_len(files); i++)
		if (files[i] && X509_STORE_load_file(store, files[i]) == 1)
			break;
	return store; /* of none at all: nobody is trusted */
}

bool
trust_usual(void *ctx)
{
	static X509_STORE *store;
	if (!store)
		store = read_store();
	if (!store)
		return false;
	SSL_CTX_set1_cert_store(ctx, store);
	return true;
}

/* curl checks the name itself, before it takes over what OpenSSL found. */
const char *
trust_why(long result)
{
	return result == X509_V_OK || result == X509_V_ERR_UNSPECIFIED
	    ? phrase("it is for another name")
	    : X509_verify_cert_error_string(result);
}

void
net_prepare(void)
{
	(void)curl_global_init(CURL_GLOBAL_DEFAULT);
	SSL_CTX *ctx = SSL_CTX_new(TLS_client_method()); /* reads openssl.cnf */
	if (ctx)
		(void)trust_usual(ctx);
	SSL_CTX_free(ctx);
	json_object_seed(0);
	tzset();
}
