/* SPDX-License-Identifier: Apache-2.0 */
/* This process made safe, and children that inherit nothing by accident. */
#ifndef FC_BASE_PROCESS_H
#define FC_BASE_PROCESS_H

#include "base/buf.h"

#include <sys/types.h>

/*
 * First thing in every main: not dumpable, no core, umask 077, descriptors
 * 0-2 open, SIGPIPE and SIGXFSZ ignored, SIGCHLD not.  Remembers what it found
 * of these, for fc_process_restore.  False: it was started set-user-ID or with
 * capabilities of its own, and must end at once: our environment says what
 * to run and whom to believe.
 */
FC_MUST_CHECK bool fc_process_harden(struct fc_error *err);

/* In a child, before it becomes a program of the person's: undo the umask,
 * the core limit and the signal dispositions, unblock all signals. */
void fc_process_restore(void);

/*
 * Undo them and replace this process by argv (argv[0] looked up on PATH, no
 * shell), with the signals blocked that are, and without children that it knows
 * nothing of.  Returns only when that cannot be done: why, as an errno.
 */
int fc_process_become(char *const argv[]);

/* Hold back the signals by which a person ends or stops a program, and let
 * them through again: what must not be torn apart lies between. */
void fc_process_hold_signals(void);
void fc_process_release_signals(void);

/*
 * Whoever started us may leave, or be killed, before we are done.  When nobody
 * reads our stdout, a pipe, any more, null takes its place and that of stdin
 * and stderr: no one must wait for the end of what we say.  Uses SIGIO.
 */
void fc_process_watch_caller(void);

/*
 * Let go of whoever started us: a child goes on, with null on 0 to 2, and
 * this process is left to answer and to end.  Results as fork(2).
 */
FC_MUST_CHECK pid_t fc_process_go_on(void);

/*
 * Leave a process behind that outlives what this one becomes, and sees its end:
 * no child of ours, in a session and the root directory of its own, with null
 * on 0 to 2, and of our descriptors with the two in keep alone, whose numbers
 * change.  Results as fork(2), but that no child is to be waited for; there
 * *ends is what to wait with, here it is closed.
 */
FC_MUST_CHECK pid_t fc_process_leave_behind(int keep[2], int *ends);

/* In that process: wait until what left it behind has ended, for so many
 * seconds at most.  True also when somebody wants this process to end. */
bool fc_process_wait_behind(int ends, int seconds);

/* Close every descriptor from first on. */
void fc_close_from(int first);

enum fc_session {
	FC_SESSION_SAME,     /* caller's session, signals as they are */
	FC_SESSION_DETACHED, /* setsid, every signal blocked */
};

/* A child with a pipe to its stdin and one from its stdout. */
struct fc_child {
	pid_t pid;
	int in;  /* we write, -1 once closed */
	int out; /* we read */
	bool mute; /* its stderr is null, where there is one; else ours */
};

#define FC_CHILD_INIT { -1, -1, -1, false }

/*
 * Run path with argv, as child->mute says.  keep_fd, unless -1, becomes its
 * descriptor 3; all others are closed.  The caller ends the child with
 * fc_child_wait.  By vfork(2): we stand still until path runs.
 */
FC_MUST_CHECK bool fc_child_start(struct fc_child *child, const char *path,
                                  char *const argv[], enum fc_session session,
                                  int keep_fd, struct fc_error *err);

/* Close what is open of the pipes, wait for the end; the wait status. */
int fc_child_wait(struct fc_child *child);

/* Close what is open of the pipes, and leave it to itself. */
void fc_child_leave(struct fc_child *child);

/* The same for one that has said all it had to, and ends this moment: its end
 * is not waited for, but before the next of its kind or fc_process_become. */
void fc_child_part(struct fc_child *child);

/*
 * Run argv (argv[0] looked up on PATH, no shell) with stdin and stderr null,
 * without the FOUNDRY_TOKEN and FOUNDRY_CLIENT_SECRET variables, and append
 * its stdout to out.  Killed after timeout_s seconds.  *status is its exit
 * status, or -1 when it was killed.  Fails when it cannot be started, passes
 * out's cap or runs out of time.
 */
FC_MUST_CHECK bool fc_command_output(char *const argv[], int timeout_s,
                                     struct fc_buf *out, int *status,
                                     struct fc_error *err);

/*
 * The same for a command that the configuration names: wherever we were called
 * from, which may be a repository of other people's, it runs in the root
 * directory and without git's variables (GIT_*).  Its stderr is ours.
 */
FC_MUST_CHECK bool fc_command_output_apart(char *const argv[], int timeout_s,
                                           struct fc_buf *out, int *status,
                                           struct fc_error *err);

/* Both, by prepare, which may be NULL: run in the child, whose stderr is then
 * ours.  False: the command is not run. */
FC_MUST_CHECK bool fc_command_run(char *const argv[], bool (*prepare)(void),
                                  int timeout_s, struct fc_buf *out,
                                  int *status, struct fc_error *err);

/* Take git's variables out of environ. */
void fc_environment_leave_git(void);

/* Take secrets (FOUNDRY_TOKEN, FOUNDRY_CLIENT_SECRET) out of environ. */
void fc_environment_clean(void);

#endif
