/* Who is trusted to say whose a name is: the machine's certificate authorities. */
#ifndef NET_TRUST_H
#define NET_TRUST_H

#include <stdbool.h>

/* trust_usual(ctx): an SSL_CTX trusts these and nobody else. */
bool trust_usual(void *ctx);
/* Why curl does not trust a certificate, by its CURLINFO_SSL_VERIFYRESULT; static. */
const char *trust_why(long result);

#endif
