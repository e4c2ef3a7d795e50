/* SPDX-License-Identifier: Apache-2.0 */
/* Whose certificates are believed. */
#include "oauth/trust.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

bool
fc_trust_check(const char *path, struct fc_error *err)
{
	struct stat st;
	int fd;
	bool plain;

	if (!path)
		return true;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	plain = fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
	if (fd < 0)
		fc_fail_sys(err, "reading the CA file %s", path);
	else if (!plain)
		fc_fail(err, FC_ERR_CONFIG, "reading the CA file %s: not a "
		        "regular file", path);
	if (fd >= 0)
		close(fd);
	if (!plain) {
		err->kind = FC_ERR_CONFIG;
		fc_error_hint(err, "mend ca_file, or FOUNDRY_CA_FILE, "
		              "SSL_CERT_FILE, REQUESTS_CA_BUNDLE or "
		              "CURL_CA_BUNDLE of the environment");
	}
	return plain;
}

/* The system's authorities in one file: libcurl's idea of it, or NULL. */
static const char *
system_bundle(void)
{
	static const char *const paths[] = {
		"/etc/ssl/certs/ca-certificates.crt",
		"/etc/pki/tls/certs/ca-bundle.crt",
		"/etc/ssl/cert.pem",
	};
	const char *cainfo = curl_version_info(CURLVERSION_NOW)->cainfo;
	size_t i;

	if (cainfo)
		return cainfo;
	for (i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		if (access(paths[i], R_OK) == 0)
			return paths[i];
	return NULL;
}

const char *
fc_trust_bundle(const char *ca_file)
{
	if (ca_file)
		return ca_file;
	return getenv("SSL_CERT_DIR") ? NULL : system_bundle();
}

/* Debian's libcurl-gnutls has a directory by default, whose hundreds of files
 * hold the same certificates as the bundle, and reads them all. */
bool
fc_trust_set(CURL *curl, const char *ca_file)
{
	const char *file = ca_file ? ca_file : system_bundle();
	const char *dir = ca_file ? NULL : getenv("SSL_CERT_DIR");

	if (!file && !dir)
		return true;
	return curl_easy_setopt(curl, CURLOPT_CAINFO, file) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_CAPATH, dir) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_PROXY_CAINFO, file) ==
	       CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_PROXY_CAPATH, dir) == CURLE_OK;
}
