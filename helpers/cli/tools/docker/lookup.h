/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whom docker and podman ask about a registry, as their own files say.  Nothing
 * is written, and no secret is kept: of a saved password that there is one.
 */
#ifndef HELPERS_CLI_TOOLS_DOCKER_LOOKUP_H
#define HELPERS_CLI_TOOLS_DOCKER_LOOKUP_H

#include "base/error.h"
#include "base/text.h"

/* What they call our helper, docker-credential-foundry. */
#define CLI_DOCKER_SUFFIX "foundry"

enum cli_registry_kind {
	CLI_REGISTRY_NONE,     /* nobody is asked */
	CLI_REGISTRY_HELPER,   /* "credHelpers" names one for the registry */
	CLI_REGISTRY_STORE,    /* "credsStore" names one for all */
	CLI_REGISTRY_PASSWORD, /* "auths" has one saved for the registry */
};

/* Whom a container tool asks about one registry. */
struct cli_registry_lookup {
	enum cli_registry_kind kind;
	bool ours;                /* that helper is ours */
	char helper[64];          /* its suffix: docker-credential-SUFFIX */
	char path[FC_PATH_SIZE];  /* the file that says so, "" for NONE */
	struct fc_error broken;   /* of a file that cannot be read or parsed:
	                             kind NONE when all of them were fine */
};

/* docker's configuration: $DOCKER_CONFIG/config.json, else
 * ~/.docker/config.json.  False: neither can be named, or it is too long. */
FC_MUST_CHECK bool cli_docker_file(char path[FC_PATH_SIZE]);

/* Of docker, by that file. */
void cli_docker_lookup(const char *host, struct cli_registry_lookup *lookup);

/*
 * Of podman, skopeo and buildah: REGISTRY_AUTH_FILE alone, else the first
 * that knows the registry of $XDG_RUNTIME_DIR/containers/auth.json,
 * ~/.config/containers/auth.json ($XDG_CONFIG_HOME) and docker's file.  They
 * know no "credsStore" (containers-auth.json(5)); registries.conf is not
 * read.
 */
void cli_containers_lookup(const char *host,
                           struct cli_registry_lookup *lookup);

#endif
