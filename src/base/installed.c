/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where this build is installed.  Compiled twice: for the installed programs
 * and, with the build directory's paths, for those that "make check" runs.
 */
#include "base/path.h"

const char fc_oauth_program[] = FC_OAUTH_PROGRAM;
const char fc_system_config[] = FC_SYSTEM_CONFIG;
const char fc_git_helper[] = FC_GIT_HELPER;
