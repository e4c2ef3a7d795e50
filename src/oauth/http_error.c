/* SPDX-License-Identifier: Apache-2.0 */
/* Why a transfer failed, in words for the person. */
#include "oauth/http_error.h"

#include "oauth/proxy.h"

#include <gnutls/gnutls.h>
#include <stdio.h>
#include <string.h>

#define SHOWN_SIZE 128

void
fc_http_name_task(char task[FC_HTTP_TASK_SIZE], const struct fc_stack *stack,
                  const char *url, const char *host, bool looking)
{
	const char *what = "";

	if (looking) {
		snprintf(task, FC_HTTP_TASK_SIZE, "reaching %s", host);
		return;
	}
	if (strcmp(url, stack->token_uri) == 0)
		what = " for a token";
	else if (strcmp(url, stack->revoke_uri) == 0)
		what = " to revoke a token";
	else if (strcmp(url, stack->me_uri) == 0)
		what = " for the user name";
	snprintf(task, FC_HTTP_TASK_SIZE, "asking %s%s", host, what);
}

static void
explain_ca_file(const struct fc_http_error *fault, struct fc_error *err)
{
	const char *ca_file = fault->stack->ca_file;

	fc_fail(err, FC_ERR_CONFIG, "%s: no certificates can be read from %s",
	        fault->task, ca_file ? ca_file : "the system's CA bundle");
	fc_error_hint(err, "name a file of PEM certificates with ca_file in "
	              "[%s]", fault->stack->host);
}

static void
hint_clock(const struct fc_http_error *fault, struct fc_error *err)
{
	fc_error_hint(err, "check this machine's clock; if it is right, the "
	              "administrators of %s must renew the certificate",
	              fault->stack->host);
}

static void
hint_name(const struct fc_http_error *fault, struct fc_error *err)
{
	fc_error_hint(err, "check the host's name, and the endpoints in [%s]",
	              fault->stack->host);
}

static void
hint_trust(const struct fc_http_error *fault, struct fc_error *err)
{
	const char *ca_file = fault->stack->ca_file;

	if (ca_file)
		fc_error_hint(err, "only the authorities in %s are trusted; "
		              "ca_file in [%s] can name another file",
		              ca_file, fault->stack->host);
	else
		fc_error_hint(err, "if your network or the stack has a "
		              "certificate authority of its own, name its "
		              "PEM file with ca_file in [%s]",
		              fault->stack->host);
}

static void
refuse_certificate(const struct fc_http_error *fault, const char *reason,
                   struct fc_error *err)
{
	char shown[SHOWN_SIZE];

	fc_printable(shown, sizeof(shown), reason, strlen(reason));
	fc_fail(err, FC_ERR_NETWORK,
	        "%s: the server's certificate is refused: %s", fault->task,
	        shown);
}

/* GnuTLS takes a file without a single certificate without a word. */
static bool
is_without_certificates(const char *ca_file)
{
	gnutls_certificate_credentials_t trust;
	int count;

	if (!ca_file ||
	    gnutls_certificate_allocate_credentials(&trust) != 0)
		return false;
	count = gnutls_certificate_set_x509_trust_file(trust, ca_file,
	                                               GNUTLS_X509_FMT_PEM);
	gnutls_certificate_free_credentials(trust);
	return count <= 0;
}

/* The first of libcurl-gnutls's verify results that a person can act on. */
static void
explain_gnutls(const struct fc_http_error *fault, unsigned long status,
               struct fc_error *err)
{
	static const struct {
		unsigned int status;
		const char *reason;
		void (*hint)(const struct fc_http_error *fault,
		             struct fc_error *err);
	} row[] = {
		{ GNUTLS_CERT_REVOKED, "it is revoked", hint_trust },
		{ GNUTLS_CERT_SIGNER_NOT_FOUND,
		  "it was issued by an authority that is not trusted here",
		  hint_trust },
		{ GNUTLS_CERT_EXPIRED, "it has expired", hint_clock },
		{ GNUTLS_CERT_NOT_ACTIVATED, "it is not valid yet",
		  hint_clock },
		{ GNUTLS_CERT_INSECURE_ALGORITHM,
		  "it is signed with an insecure algorithm", hint_trust },
		{ GNUTLS_CERT_INVALID, "it cannot be verified", hint_trust },
	};
	size_t i;

	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		if (status & row[i].status) {
			refuse_certificate(fault, row[i].reason, err);
			row[i].hint(fault, err);
			return;
		}
	}
	refuse_certificate(fault, fault->detail, err);
	hint_name(fault, err);
}

static void
explain_certificate(const struct fc_http_error *fault, struct fc_error *err)
{
	const char *library = curl_version_info(CURLVERSION_NOW)->ssl_version;
	long status = 0;

	if (is_without_certificates(fault->stack->ca_file)) {
		explain_ca_file(fault, err);
		return;
	}
	if (library && strncmp(library, "GnuTLS", strlen("GnuTLS")) == 0) {
		curl_easy_getinfo(fault->curl, CURLINFO_SSL_VERIFYRESULT,
		                  &status);
		explain_gnutls(fault, (unsigned long)status, err);
		return;
	}
	refuse_certificate(fault, fault->detail, err);
	hint_trust(fault, err);
}

static void
hint_network(const struct fc_http_error *fault, struct fc_error *err)
{
	fc_error_hint(err, "check the network and the host's name; behind a "
	              "proxy, set proxy in [%s] or https_proxy in the "
	              "environment", fault->stack->host);
}

static void
explain_resolve(const struct fc_http_error *fault, struct fc_error *err)
{
	fc_fail(err, FC_ERR_NETWORK, "%s: could not resolve host",
	        fault->task);
	hint_network(fault, err);
}

static void
explain_connect(const struct fc_http_error *fault, struct fc_error *err)
{
	struct fc_proxy proxy;
	bool proxied = fc_proxy_find(fault->stack, &proxy) &&
	               fc_proxy_is_meant(&proxy, fault->detail);
	long sys = 0;

	curl_easy_getinfo(fault->curl, CURLINFO_OS_ERRNO, &sys);
	fc_fail(err, FC_ERR_NETWORK, "%s: could not connect%s%s%s%s",
	        fault->task, proxied ? " to the proxy " : "",
	        proxied ? proxy.name : "", sys ? ": " : "",
	        sys ? strerror((int)sys) : "");
	if (proxied)
		fc_proxy_hint(&proxy, fault->stack, err);
	else
		hint_network(fault, err);
}

static void
explain_proxy(const struct fc_http_error *fault, struct fc_error *err)
{
	struct fc_proxy proxy = { .from = NULL };
	long status = 0;

	(void)fc_proxy_find(fault->stack, &proxy);
	curl_easy_getinfo(fault->curl, CURLINFO_HTTP_CONNECTCODE, &status);
	if (status)
		fc_fail(err, FC_ERR_NETWORK,
		        "%s: the proxy refused with HTTP %ld", fault->task,
		        status);
	else
		fc_fail(err, FC_ERR_NETWORK, "%s: the proxy %s cannot be used",
		        fault->task, proxy.name);
	fc_proxy_hint(&proxy, fault->stack, err);
}

static void
explain_timeout(const struct fc_http_error *fault, struct fc_error *err)
{
	const long tenths = (fault->timeout_ms + 50) / 100;
	struct fc_proxy proxy;

	fc_fail(err, FC_ERR_NETWORK, "%s: no complete answer within %g s",
	        fault->task, (double)tenths / 10);
	if (!fault->sent && fc_proxy_find(fault->stack, &proxy))
		fc_proxy_hint(&proxy, fault->stack, err);
	else
		fc_error_hint(err, "check the network and try again");
}

static void
explain_tls(const struct fc_http_error *fault, struct fc_error *err)
{
	char shown[SHOWN_SIZE];

	fc_printable(shown, sizeof(shown), fault->detail,
	             strlen(fault->detail));
	fc_fail(err, FC_ERR_NETWORK, "%s: no TLS connection: %s", fault->task,
	        *shown ? shown : "it was broken off");
	fc_error_hint(err, "check host and port: does an https server answer there?");
}

static void
explain_break(const struct fc_http_error *fault, struct fc_error *err)
{
	fc_fail(err, FC_ERR_NETWORK, "%s: the connection was broken off "
	        "before the answer was complete", fault->task);
	fc_error_hint(err, "try again later");
}

/* libcurl's own words, but only those that hold nothing from outside. */
static void
explain_rest(const struct fc_http_error *fault, struct fc_error *err)
{
	fc_fail(err, FC_ERR_NETWORK, "%s: %s", fault->task,
	        fault->sent ? "the answer is not HTTP"
	                    : curl_easy_strerror(fault->code));
	fc_error_hint(err, "is this host a Foundry?");
}

static void
explain_refused(const struct fc_http_error *fault, struct fc_error *err)
{
	if (fault->refused->kind == FC_ERR_INTERNAL) {
		*err = *fault->refused;
		return;
	}
	fc_fail(err, FC_ERR_NETWORK, "%s: the answer is too long: %s",
	        fault->task, fault->refused->text);
	fc_error_hint(err, "is this host a Foundry?");
}

static void
explain_code(const struct fc_http_error *fault, struct fc_error *err)
{
	static const struct {
		CURLcode code;
		void (*explain)(const struct fc_http_error *fault,
		                struct fc_error *err);
	} row[] = {
		{ CURLE_COULDNT_RESOLVE_HOST, explain_resolve },
		{ CURLE_COULDNT_CONNECT, explain_connect },
		{ CURLE_COULDNT_RESOLVE_PROXY, explain_proxy },
		{ CURLE_PROXY, explain_proxy },
		{ CURLE_OPERATION_TIMEDOUT, explain_timeout },
		{ CURLE_GOT_NOTHING, explain_break },
		{ CURLE_SEND_ERROR, explain_break },
		{ CURLE_RECV_ERROR, explain_break },
		{ CURLE_PARTIAL_FILE, explain_break },
		{ CURLE_SSL_CONNECT_ERROR, explain_tls },
		{ CURLE_PEER_FAILED_VERIFICATION, explain_certificate },
		{ CURLE_SSL_CACERT_BADFILE, explain_ca_file },
	};
	size_t i;

	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		if (row[i].code == fault->code) {
			row[i].explain(fault, err);
			return;
		}
	}
	explain_rest(fault, err);
}

/* Did a proxy answer our CONNECT, but not with a tunnel? */
static bool
is_tunnel_refused(const struct fc_http_error *fault)
{
	long status = 0;

	curl_easy_getinfo(fault->curl, CURLINFO_HTTP_CONNECTCODE, &status);
	return !fault->sent && status >= 300;
}

bool
fc_http_error_explain(const struct fc_http_error *fault, struct fc_error *err)
{
	if (fault->refused->kind != FC_ERR_NONE)
		explain_refused(fault, err);
	else if (is_tunnel_refused(fault))
		explain_proxy(fault, err);
	else
		explain_code(fault, err);
	return false;
}
