/* SPDX-License-Identifier: Apache-2.0 */
/* The libraries that this program runs with. */
#include "oauth/versions.h"

#include <curl/curl.h>
#include <json-c/json_c_version.h>
#include <microhttpd.h>
#ifdef __GLIBC__
#include <gnu/libc-version.h>
#endif

bool
fc_versions_add(struct fc_buf *text, struct fc_error *err)
{
	return fc_buf_addf(text, err, "%s libmicrohttpd/%s json-c/%s",
	                   curl_version(), MHD_get_version(), json_c_version())
#ifdef __GLIBC__
	       && fc_buf_addf(text, err, " glibc/%s", gnu_get_libc_version())
#endif
	       ;
}
