/* SPDX-License-Identifier: Apache-2.0 */
/* The one certificate of a large CA bundle that a stack's chain ends in. */
#include "oauth/saved_root.h"

#include "base/draft.h"
#include "base/record.h"
#include "base/trace.h"
#include "oauth/trust.h"

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <stdio.h>
#include <unistd.h>

#define ROOT_MAX 65536
#define CHAIN_MAX 16
/* Some ten roots: below that a file costs more than it saves. */
#define BUNDLE_MIN 16384

/* --- the file ------------------------------------------------------------- */

static void
name_of(const char *host, char name[NAME_MAX + 1])
{
	fc_text_join(name, NAME_MAX + 1, ".", host, ".root", NULL);
}

/* Then a second one would be needed for other servers. */
static bool
is_all_on(const struct fc_stack *stack)
{
	const char *const urls[] = { stack->token_uri, stack->revoke_uri,
		                     stack->me_uri };
	char host[FC_HOST_SIZE];
	size_t i;

	for (i = 0; i < sizeof(urls) / sizeof(urls[0]); i++)
		if (!fc_url_is_https(urls[i], host) ||
		    strcmp(host, stack->host) != 0)
			return false;
	return true;
}

/* Before libcurl reads the bundle: whoever changes it from now on makes
 * another version. */
static bool
describe(struct fc_saved_root *root)
{
	struct fc_error ignored = FC_ERROR_INIT;
	char stamp[FC_FILE_STAMP_SIZE];
	struct stat st;

	if (stat(root->bundle, &st) != 0 || !S_ISREG(st.st_mode) ||
	    st.st_size < BUNDLE_MIN)
		return false;
	fc_stat_stamp(&st, stamp);
	return fc_record_put(&root->head, "bundle", root->bundle, &ignored) &&
	       fc_record_put(&root->head, "stamp", stamp, &ignored) &&
	       fc_buf_add(&root->head, "\n", 1, &ignored);
}

/* What others could have written is no certificate of the bundle. */
static bool
is_of_bundle(struct fc_saved_root *root, const char *name, int fd,
             bool repaired)
{
	struct fc_buf text = FC_BUF_INIT(ROOT_MAX);
	struct fc_error ignored = FC_ERROR_INIT;
	bool same;

	same = !repaired && fc_buf_read(&text, fd, name, &ignored) &&
	       text.len > root->head.len &&
	       memcmp(text.data, root->head.data, root->head.len) == 0 &&
	       lseek(fd, 0, SEEK_SET) == 0;
	fc_buf_clear(&text);
	return same;
}

/* By descriptor: by its name it might be another file by then. */
static bool
trust(CURL *curl, int fd)
{
	char path[32];

	snprintf(path, sizeof(path), "/dev/fd/%d", fd);
	return curl_easy_setopt(curl, CURLOPT_CAINFO, path) == CURLE_OK;
}

void
fc_saved_root_use(struct fc_saved_root *root, const struct fc_paths *paths,
                  const struct fc_stack *stack, CURL *curl)
{
	struct fc_error why = FC_ERROR_INIT;
	char name[NAME_MAX + 1];
	bool repaired = false;
	int fd;

	root->host = stack->host;
	root->bundle = fc_trust_bundle(stack->ca_file);
	if (stack->cache != FC_CACHE_READ_WRITE || !*paths->run ||
	    !root->bundle || !is_all_on(stack) || !describe(root) ||
	    fc_cache_open(&root->cache, paths, true, &why) != FC_FOUND)
		return;
	name_of(root->host, name);
	if (fc_file_open_secret(&root->cache.dir, name, &fd, &repaired,
	                        &why) != FC_FOUND)
		return;
	if (is_of_bundle(root, name, fd, repaired) && trust(curl, fd)) {
		root->fd = fd;
		fc_trace("roots: the one in %s/%s", root->cache.dir.path,
		         name);
	} else {
		close(fd);
	}
}

static void
drop(struct fc_saved_root *root)
{
	if (root->fd >= 0)
		close(root->fd);
	root->fd = -1;
}

/* A certificate for another name is the same by every root: nothing is wrong
 * with its chain. */
bool
fc_saved_root_gives_way(struct fc_saved_root *root, CURL *curl, CURLcode code)
{
	long status = 0;

	curl_easy_getinfo(curl, CURLINFO_SSL_VERIFYRESULT, &status);
	if (root->fd < 0 ||
	    !(code == CURLE_SSL_CACERT_BADFILE ||
	      (code == CURLE_PEER_FAILED_VERIFICATION && status != 0)))
		return false;
	drop(root);
	fc_trace("roots: that one does not do, so all in %s", root->bundle);
	return curl_easy_setopt(curl, CURLOPT_CAINFO, root->bundle) ==
	       CURLE_OK;
}

/* --- finding it ----------------------------------------------------------- */

struct chain {
	gnutls_x509_crt_t certs[CHAIN_MAX];
	unsigned int count;
};

static bool
read_chain(gnutls_session_t session, struct chain *chain)
{
	unsigned int count = 0, i;
	const gnutls_datum_t *der;

	der = gnutls_certificate_get_peers(session, &count);
	if (!der || count > CHAIN_MAX)
		return false;
	for (i = 0; i < count; i++) {
		if (gnutls_x509_crt_init(&chain->certs[i]) != 0)
			return false;
		chain->count++;
		if (gnutls_x509_crt_import(chain->certs[i], &der[i],
		                           GNUTLS_X509_FMT_DER) != 0)
			return false;
	}
	return true;
}

/* The name of an issuer may be that of several, or of an older key. */
static bool
suffices(gnutls_x509_crt_t root, unsigned int flags, struct chain *chain)
{
	gnutls_x509_trust_list_t alone;
	unsigned int status = 1;
	bool does;

	if (gnutls_x509_trust_list_init(&alone, 0) != 0)
		return false;
	does = gnutls_x509_trust_list_add_cas(alone, &root, 1, 0) == 1 &&
	       gnutls_x509_trust_list_verify_crt(alone, chain->certs,
	                                         chain->count, flags, &status,
	                                         NULL) == 0 &&
	       status == 0;
	gnutls_x509_trust_list_deinit(alone, 0);
	return does;
}

/* From the server's own certificate upwards; borrowed, or NULL. */
static gnutls_x509_crt_t
find(gnutls_session_t session, struct chain *chain)
{
	gnutls_certificate_credentials_t trusted = NULL;
	gnutls_x509_trust_list_t list = NULL;
	gnutls_x509_crt_t issuer;
	unsigned int i;

	if (gnutls_credentials_get(session, GNUTLS_CRD_CERTIFICATE,
	                           (void **)&trusted) != 0 ||
	    !read_chain(session, chain))
		return NULL;
	gnutls_certificate_get_trust_list(trusted, &list);
	for (i = 0; list && i < chain->count; i++)
		if (gnutls_x509_trust_list_get_issuer(list, chain->certs[i],
		                                      &issuer, 0) == 0 &&
		    suffices(issuer,
		             gnutls_certificate_get_verify_flags(trusted),
		             chain))
			return issuer;
	return NULL;
}

static bool
write_file(const struct fc_saved_root *root, const gnutls_datum_t *pem,
           struct fc_error *err)
{
	struct fc_draft draft = FC_DRAFT_INIT;
	struct fc_buf text = FC_BUF_INIT(ROOT_MAX);
	char name[NAME_MAX + 1];
	bool done;

	name_of(root->host, name);
	done = fc_buf_add(&text, root->head.data, root->head.len, err) &&
	       fc_buf_add(&text, (const char *)pem->data, pem->size, err) &&
	       /* Where somebody else writes it now, it need not be ours. */
	       fc_draft_try(&draft, &root->cache.dir, name, err) ==
	               FC_FOUND &&
	       fc_draft_commit(&draft, text.data, text.len, err);
	if (done)
		fc_trace("root of the chain kept in %s/%s",
		         root->cache.dir.path, name);
	fc_draft_clear(&draft);
	fc_buf_clear(&text);
	return done;
}

static gnutls_session_t
session_of(CURL *curl)
{
	const struct curl_tlssessioninfo *tls = NULL;

	if (curl_easy_getinfo(curl, CURLINFO_TLS_SSL_PTR, &tls) != CURLE_OK ||
	    !tls || tls->backend != CURLSSLBACKEND_GNUTLS)
		return NULL;
	return tls->internals;
}

void
fc_saved_root_keep(struct fc_saved_root *root, CURL *curl)
{
	struct chain chain = { .count = 0 };
	struct fc_error why = FC_ERROR_INIT;
	gnutls_datum_t pem = { NULL, 0 };
	gnutls_session_t session;
	gnutls_x509_crt_t found = NULL;

	if (root->cache.dir.fd < 0 || root->fd >= 0 || root->done)
		return;
	root->done = true;
	session = session_of(curl);
	if (session)
		found = find(session, &chain);
	if (found &&
	    gnutls_x509_crt_export2(found, GNUTLS_X509_FMT_PEM, &pem) == 0 &&
	    !write_file(root, &pem, &why))
		fc_trace("the root of the chain is not kept: %s", why.text);
	gnutls_free(pem.data);
	while (chain.count > 0)
		gnutls_x509_crt_deinit(chain.certs[--chain.count]);
}

void
fc_saved_root_close(struct fc_saved_root *root)
{
	drop(root);
	fc_cache_close(&root->cache);
	fc_buf_clear(&root->head);
}

bool
fc_saved_root_forget(const struct fc_cache *cache, const char *host,
                     struct fc_error *err)
{
	char name[NAME_MAX + 1];

	name_of(host, name);
	return fc_file_forget(&cache->dir, name, err);
}
