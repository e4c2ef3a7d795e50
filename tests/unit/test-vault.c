/* SPDX-License-Identifier: Apache-2.0 */
/* Refresh tokens in the library's file: ours change, all else survives. */
#include "vault/backend.h"

#include "config/settings.h"
#include "record/static_tokens.h"
#include "vault/shared_file.h"

#include "tap.h"

#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define HOST "acme.example"
#define URI "https://acme.example/multipass/api/oauth2/token"
#define SECTION \
	"[acme.example]\ntoken_uri = " URI "\nclient_id = id\n" \
	"scopes = offline_access\n"
#define FOREIGN \
	"[acme.example]\ntoken_uri = " URI "\nclient_id = other\n" \
	"client_secret = theirs\nrefresh_token = theirs\n"

static char scratch[] = "/tmp/fc-vault-XXXXXX";
static struct fc_paths paths;
static struct fc_stack stack = FC_STACK_INIT;
static struct fc_vault vault = FC_VAULT_INIT;

static int
remove_one(const char *name, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(name);
}

static const char *
at(const char *name)
{
	static char path[2][FC_PATH_SIZE + 32];
	static int turn;

	turn = !turn;
	snprintf(path[turn], sizeof(path[turn]), "%s/%s", scratch, name);
	return path[turn];
}

/* Old enough not to be waited for as one that is being written. */
static void
put(const char *name, const char *text)
{
	const struct timespec old[] = { { 1, 0 }, { 1, 0 } };
	FILE *file;

	unlink(at(name));
	if (!text)
		return;
	file = fopen(at(name), "w");
	if (!file || fputs(text, file) < 0 || fclose(file) != 0 ||
	    chmod(at(name), 0600) != 0 ||
	    utimensat(AT_FDCWD, at(name), old, 0) != 0)
		exit(EXIT_FAILURE);
}

static const char *
contents(const char *name)
{
	static char text[4096];
	FILE *file = fopen(at(name), "r");
	size_t len;

	if (!file)
		return NULL;
	len = fread(text, 1, sizeof(text) - 1, file);
	text[len] = '\0';
	fclose(file);
	return text;
}

static void
set(struct fc_secret *secret, const char *text)
{
	struct fc_error err = FC_ERROR_INIT;

	if (!fc_secret_set(secret, text, strlen(text), &err))
		exit(EXIT_FAILURE);
}

/* A whole save: reserve, meanwhile (another's write), save. */
static bool
save(const char *before, const char *meanwhile, const char *sent,
     const char *refresh, struct fc_error *err)
{
	struct fc_reserve reserve = FC_RESERVE_INIT;
	struct fc_secret old = FC_SECRET_INIT, new = FC_SECRET_INIT;
	bool saved;

	put("oauth", before);
	set(&new, refresh);
	if (sent)
		set(&old, sent);
	saved = fc_vault_file_reserve(&vault, &stack, &reserve, err);
	if (meanwhile)
		put("oauth", *meanwhile ? meanwhile : NULL);
	saved = saved && fc_vault_file_save(&vault, &stack, &reserve,
	                               sent ? &old : NULL, &new, err);
	fc_reserve_clear(&reserve);
	fc_secret_clear(&old);
	fc_secret_clear(&new);
	return saved;
}

static void
test_saving(void)
{
	static const struct {
		const char *label, *before;
		const char *meanwhile; /* NULL: nothing, "": removed */
		const char *sent;      /* NULL: a new login */
		const char *after;
	} row[] = {
		{ "a first login", NULL, NULL, NULL,
		  SECTION "refresh_token = new\n" },
		{ "a login in an empty file", "", NULL, NULL,
		  SECTION "refresh_token = new\n" },
		{ "a refresh changes its line alone",
		  "# mine\n" SECTION "refresh_token = old\nextra = 100%%\n\n"
		  "[b.example]\nrefresh_token = b\naccess_token = b\n",
		  NULL, "old",
		  "# mine\n" SECTION "refresh_token = new\nextra = 100%%\n\n"
		  "[b.example]\nrefresh_token = b\naccess_token = b\n" },
		{ "an access_token goes",
		  SECTION "access_token = a\nrefresh_token = old\n", NULL,
		  "old", SECTION "refresh_token = new\n" },
		{ "a refresh leaves the scopes",
		  "[acme.example]\ntoken_uri = " URI "\nclient_id = id\n"
		  "scopes = x,y\nrefresh_token = old\n", NULL, "old",
		  "[acme.example]\ntoken_uri = " URI "\nclient_id = id\n"
		  "scopes = x,y\nrefresh_token = new\n" },
		{ "a login sets them",
		  "[acme.example]\ntoken_uri = " URI "\nclient_id = id\n"
		  "scopes = x,y\nrefresh_token = old\n", NULL, NULL,
		  SECTION "refresh_token = new\n" },
		{ "the section keeps its spelling",
		  "[ACME.example:443]\ntoken_uri = " URI "\nclient_id = id\n"
		  "refresh_token = old\n", NULL, "old",
		  "[ACME.example:443]\ntoken_uri = " URI "\nclient_id = id\n"
		  "refresh_token = new\n" },
		{ "a newer token is adopted",
		  SECTION "refresh_token = old\n",
		  SECTION "refresh_token = newer\n", "old",
		  SECTION "refresh_token = newer\n" },
		{ "a login replaces even that",
		  SECTION "refresh_token = old\n",
		  SECTION "refresh_token = newer\n", NULL,
		  SECTION "refresh_token = new\n" },
		{ "another section of the meantime survives",
		  SECTION "refresh_token = old\n",
		  SECTION "refresh_token = old\n[b.example]\nk = v\n", "old",
		  SECTION "refresh_token = new\n[b.example]\nk = v\n" },
		{ "a section that vanished is written whole",
		  SECTION "refresh_token = old\n", "[b.example]\nk = v\n",
		  "old", "[b.example]\nk = v\n\n" SECTION
		  "refresh_token = new\n" },
		{ "a file that vanished too",
		  SECTION "refresh_token = old\n", "", "old",
		  SECTION "refresh_token = new\n" },
		{ "a token that was forgotten meanwhile",
		  SECTION "refresh_token = old\n", SECTION, "old",
		  SECTION "refresh_token = new\n" },
		{ "a login replaces another application's",
		  FOREIGN, NULL, NULL,
		  "[acme.example]\ntoken_uri = " URI "\nclient_id = id\n"
		  "refresh_token = new\nscopes = offline_access\n" },
		{ "a refresh does not", SECTION "refresh_token = old\n",
		  FOREIGN, "old", FOREIGN },
		{ "their client_secret is not left to ours",
		  "[acme.example]\ntoken_uri = " URI "\nclient_id = other\n"
		  "client_secret = theirs\n", NULL, NULL,
		  SECTION "refresh_token = new\n" },
		{ "our client_secret stays",
		  SECTION "client_secret = ours\n", NULL, NULL,
		  SECTION "client_secret = ours\nrefresh_token = new\n" },
		{ "a login replaces a token that is none",
		  SECTION "refresh_token = a b\n", NULL, NULL,
		  SECTION "refresh_token = new\n" },
		{ "or a broken value", SECTION "refresh_token = a%b\n", NULL,
		  NULL, SECTION "refresh_token = new\n" },
	};
	struct stat st;
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		struct fc_error err = FC_ERROR_INIT;

		ok(save(row[i].before, row[i].meanwhile, row[i].sent, "new",
		        &err), "%s: saved%s", row[i].label, err.text);
		is(contents("oauth"), row[i].after, row[i].label);
		ok(stat(at("oauth"), &st) == 0 &&
		   (st.st_mode & 07777) == 0600 &&
		   access(at(".oauth." HOST ".new"), F_OK) != 0,
		   "private, and no draft stays");
	}
}

/* What cannot be understood is not written over. */
static void
test_not_saving(void)
{
	static const struct {
		const char *label, *before, *sent;
	} row[] = {
		{ "a broken file", SECTION "rubbish\n", NULL },
		{ "a section twice", SECTION SECTION, "old" },
	};
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		struct fc_error err = FC_ERROR_INIT;

		ok(!save(row[i].before, NULL, row[i].sent, "new", &err) &&
		   err.kind == FC_ERR_DATA && *err.hint,
		   "%s is not written over: %s", row[i].label, err.text);
		is(contents("oauth"), row[i].before, row[i].label);
		ok(access(at(".oauth." HOST ".new"), F_OK) != 0,
		   "and no draft stays");
	}
	unlink(at("oauth"));
	if (symlink("elsewhere", at("oauth")) == 0) {
		struct fc_reserve reserve = FC_RESERVE_INIT;
		struct fc_error err = FC_ERROR_INIT;

		ok(!fc_vault_file_reserve(&vault, &stack, &reserve, &err) &&
		   strstr(err.text, "symbolic link"),
		   "nor is a link: %s", err.text);
		fc_reserve_clear(&reserve);
	}
	unlink(at("oauth"));
}

#define KEPT ".oauth." HOST ".kept"
#define KEPT_LINES \
	"stack=acme.example\nclient_id=id\ntoken_uri=" URI "\nscopes=a b\n"

/* What has come, and cannot be saved any more. */
static void
test_keeping(void)
{
	static const struct {
		const char *label, *meanwhile, *sent;
	} row[] = {
		{ "a file torn meanwhile, on login", SECTION "refresh_tok",
		  NULL },
		{ "a token that is none, on refresh",
		  SECTION "refresh_token = a b\n", "old" },
	};
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		struct fc_error err = FC_ERROR_INIT;
		struct stat st = { 0 };

		ok(save(SECTION "refresh_token = old\n", row[i].meanwhile,
		        row[i].sent, "new", &err),
		   "kept: %s", row[i].label);
		is(contents("oauth"), row[i].meanwhile, row[i].label);
		ok(stat(at(KEPT), &st) == 0 && (st.st_mode & 07777) == 0600 &&
		   strstr(contents(KEPT), "\nrefresh_token=new\nwhole=1\n"),
		   "the token is beside it, private");
		ok(access(at(".oauth." HOST ".new"), F_OK) != 0,
		   "and no draft stays");
		unlink(at(KEPT));
	}
}

/* What another run could not save. */
static void
test_adopting(void)
{
	static const struct {
		const char *label, *before;
		const char *from; /* the token that gave way, "" for none */
		const char *lines, *after; /* @: its mark */
	} row[] = {
		{ "after a refresh", SECTION "refresh_token = old\n", "old",
		  KEPT_LINES "login=0\nfrom=@\nrefresh_token=new\nwhole=1\n",
		  SECTION "refresh_token = new\n" },
		{ "killed before the room was cut off",
		  SECTION "refresh_token = old\n", "old",
		  KEPT_LINES "login=0\nfrom=@\nrefresh_token=new\nwhole=1\n"
		  "\1\2\n\n=\r", SECTION "refresh_token = new\n" },
		{ "beside a newer one", SECTION "refresh_token = newer\n",
		  "old",
		  KEPT_LINES "login=0\nfrom=@\nrefresh_token=new\nwhole=1\n",
		  SECTION "refresh_token = newer\n" },
		{ "where the login is gone", SECTION, "old",
		  KEPT_LINES "login=0\nfrom=@\nrefresh_token=new\nwhole=1\n",
		  SECTION },
		{ "after a first login", "", "",
		  KEPT_LINES "login=1\nfrom=@\nrefresh_token=new\nwhole=1\n",
		  "[acme.example]\ntoken_uri = " URI "\nclient_id = id\n"
		  "scopes = a,b\nrefresh_token = new\n" },
		{ "after a login in place of a foreign one", FOREIGN, "theirs",
		  KEPT_LINES "login=1\nfrom=@\nrefresh_token=new\nwhole=1\n",
		  "[acme.example]\ntoken_uri = " URI "\nclient_id = id\n"
		  "refresh_token = new\nscopes = a,b\n" },
		{ "one that was cut off", SECTION "refresh_token = old\n",
		  "old", KEPT_LINES "login=0\nfrom=@\nrefresh_token=new\n",
		  SECTION "refresh_token = old\n" },
		{ "room that was only reserved",
		  SECTION "refresh_token = old\n", "old", "\1\2 = \r@",
		  SECTION "refresh_token = old\n" },
		{ "one of another stack", SECTION "refresh_token = old\n",
		  "old", "stack=b.example\nlogin=0\nfrom=@\n"
		  "refresh_token=new\nwhole=1\n",
		  SECTION "refresh_token = old\n" },
	};
	size_t i, len;

	for (i = 0; i < COUNT(row); i++) {
		struct fc_reserve reserve = FC_RESERVE_INIT;
		struct fc_error err = FC_ERROR_INIT;
		char mark[FC_MARK_SIZE] = "", text[1024];

		if (*row[i].from)
			fc_mark_of(mark, row[i].from, strlen(row[i].from));
		len = strcspn(row[i].lines, "@");
		snprintf(text, sizeof(text), "%.*s%s%s", (int)len,
		         row[i].lines, mark, row[i].lines + len + 1);
		put("oauth", row[i].before);
		put(KEPT, text);
		ok(fc_vault_file_reserve(&vault, &stack, &reserve, &err),
		   "adopted: %s: %s", row[i].label, err.text);
		is(contents("oauth"), row[i].after, row[i].label);
		fc_reserve_clear(&reserve);
		ok(access(at(KEPT), F_OK) != 0, "and nothing stays beside it");
	}
}

/* What doctor is told of it. */
static void
test_probing(void)
{
	static const struct {
		const char *label, *lines; /* NULL: no file */
		bool waits;
	} row[] = {
		{ "nothing", NULL, false },
		{ "a whole one", KEPT_LINES "refresh_token=new\nwhole=1\n",
		  true },
		{ "one that was cut off", KEPT_LINES "refresh_token=new\n",
		  false },
	};
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		struct fc_error err = FC_ERROR_INIT;
		bool waits;

		if (row[i].lines)
			put(KEPT, row[i].lines);
		waits = !fc_vault_backend_of(&stack)->probe(&paths, &stack,
		                                            &err);
		ok(waits == row[i].waits &&
		   waits == (strstr(err.text, "a new token that could not be "
		                    "saved waits in ") != NULL) &&
		   waits == (strstr(err.hint, "mend what is wrong with the "
		                    "files, then: ") != NULL),
		   "beside the file %s: %s", row[i].label, err.text);
		unlink(at(KEPT));
	}
}

/* A rotated token has only this one chance to be saved. */
static void
test_mended(void)
{
	struct fc_error err = FC_ERROR_INIT;
	pid_t pid = fork();

	if (pid == 0) {
		usleep(300000);
		put("mended", "[b.example]\nk = v\n" SECTION
		    "refresh_token = old\n");
		_exit(rename(at("mended"), at("oauth")) != 0);
	}
	ok(save(SECTION "refresh_token = old\n", SECTION "refresh_tok", "old",
	        "new", &err), "a refresh waits for a torn file to be mended");
	is(contents("oauth"), "[b.example]\nk = v\n" SECTION
	   "refresh_token = new\n", "and saves into what that holds");
	waitpid(pid, NULL, 0);
}

/* Another program with the file open: it has looked, and writes later. */
struct other {
	pid_t pid;
	int pipe[2]; /* closed: now */
	int calls;
};

/* Has it not been replaced yet? */
static bool
has_name(int fd)
{
	struct stat open, named;

	return fstat(fd, &open) == 0 && stat(at("oauth"), &named) == 0 &&
	       open.st_ino == named.st_ino;
}

static void
start_other(struct other *other, bool opens_before)
{
	static const char text[] = SECTION "refresh_token = old\n"
		"[b.example]\nrefresh_token = b2\n";
	char byte;
	int fd = -1;

	put("oauth", SECTION "refresh_token = old\n"
	    "[b.example]\nrefresh_token = b1\n");
	if (opens_before)
		fd = open(at("oauth"), O_WRONLY);
	if (pipe(other->pipe) != 0 || (other->pid = fork()) < 0)
		exit(EXIT_FAILURE);
	if (other->pid > 0) {
		if (fd >= 0)
			close(fd);
		return;
	}
	close(other->pipe[1]);
	if (read(other->pipe[0], &byte, 1) != 0)
		_exit(EXIT_FAILURE);
	while (opens_before && has_name(fd))
		usleep(1000);
	if (!opens_before)
		fd = open(at("oauth"), O_WRONLY | O_TRUNC);
	_exit(ftruncate(fd, 0) != 0 || write(fd, text, strlen(text)) < 0);
}

static enum fc_lookup
change_beside(struct fc_logins_file *logins, void *arg, struct fc_error *err)
{
	struct other *other = arg;

	if (other->calls++ == 0) {
		close(other->pipe[1]);
		usleep(200000);
	}
	return fc_ini_set(&logins->ini, HOST, "refresh_token", "new", err)
	               ? FC_FOUND : FC_FAILED;
}

static void
test_beside_a_writer(void)
{
	static const char *const label[] = {
		"one who opens the file while we change it",
		"one who had it open before and writes when it is replaced",
	};
	size_t i;

	for (i = 0; i < COUNT(label); i++) {
		struct other other = { .calls = 0 };
		struct fc_draft draft = FC_DRAFT_INIT;
		struct fc_error err = FC_ERROR_INIT;

		start_other(&other, i == 1);
		ok(fc_vault_edit(&vault, &draft, HOST, false, change_beside,
		                 &other, &err) && other.calls >= 2,
		   "%s: %s", label[i], err.text);
		waitpid(other.pid, NULL, 0);
		is(contents("oauth"), SECTION "refresh_token = new\n"
		   "[b.example]\nrefresh_token = b2\n", label[i]);
		ok(access(at(".oauth." HOST ".new"), F_OK) != 0,
		   "and no draft stays");
		close(other.pipe[0]);
		fc_draft_clear(&draft);
	}
}

static void
test_reading(void)
{
	static const struct {
		const char *label, *text;
		enum fc_lookup result;
		const char *refresh;
		bool foreign;
	} row[] = {
		{ "ours", SECTION "refresh_token = r%%\n", FC_FOUND, "r%",
		  false },
		{ "no file", NULL, FC_ABSENT, NULL, false },
		{ "an empty file", "", FC_ABSENT, NULL, false },
		{ "no refresh token", SECTION, FC_ABSENT, NULL, false },
		{ "an empty one", SECTION "refresh_token =\n", FC_ABSENT,
		  NULL, false },
		{ "another application's", FOREIGN, FC_ABSENT, NULL, true },
		{ "another token_uri",
		  "[acme.example]\ntoken_uri = https://evil.example/t\n"
		  "client_id = id\nrefresh_token = r\n", FC_ABSENT, NULL,
		  true },
		{ "no client_id", "[acme.example]\ntoken_uri = " URI
		  "\nrefresh_token = r\n", FC_ABSENT, NULL, true },
		{ "another host's", "[b.example]\ntoken_uri = " URI
		  "\nclient_id = id\nrefresh_token = r\n", FC_ABSENT, NULL,
		  false },
		{ "inherited from [DEFAULT]", "[DEFAULT]\nclient_id = id\n"
		  "[acme.example]\ntoken_uri = " URI "\nrefresh_token = r\n",
		  FC_FOUND, "r", false },
		{ "a token with a blank", SECTION "refresh_token = a b\n",
		  FC_FAILED, NULL, false },
		{ "a token on two lines", SECTION "refresh_token = a\n b\n",
		  FC_FAILED, NULL, false },
		{ "a broken file", SECTION "refresh_token = r\nrubbish\n",
		  FC_FAILED, NULL, false },
	};
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		struct fc_saved_login saved = FC_SAVED_LOGIN_INIT;
		struct fc_error err = FC_ERROR_INIT;

		put("oauth", row[i].text);
		ok(fc_vault_file_read(&vault, &stack, &saved, &err) ==
		           row[i].result &&
		   saved.foreign == row[i].foreign, "read: %s %s",
		   row[i].label, err.text);
		is(saved.refresh.plain, row[i].refresh, row[i].label);
		ok(!strstr(err.text, "a b"), "no secret in a message");
		fc_saved_login_clear(&saved);
	}
}

static void
test_forgetting(void)
{
	static const struct {
		const char *label, *before, *after;
	} row[] = {
		{ "the refused token goes, its section stays",
		  "# c\n" SECTION "refresh_token = old\nextra = x\n"
		  "[b.example]\nrefresh_token = old\n",
		  "# c\n" SECTION "extra = x\n"
		  "[b.example]\nrefresh_token = old\n" },
		{ "a newer one stays", SECTION "refresh_token = newer\n",
		  SECTION "refresh_token = newer\n" },
		{ "another application's stays",
		  "[acme.example]\ntoken_uri = " URI "\nclient_id = other\n"
		  "refresh_token = old\n",
		  "[acme.example]\ntoken_uri = " URI "\nclient_id = other\n"
		  "refresh_token = old\n" },
		{ "nothing to forget", SECTION, SECTION },
		{ "no file", NULL, NULL },
	};
	struct fc_secret refused = FC_SECRET_INIT;
	struct fc_error err = FC_ERROR_INIT;
	size_t i;

	set(&refused, "old");
	for (i = 0; i < COUNT(row); i++) {
		put("oauth", row[i].before);
		ok(fc_vault_file_forget(&vault, &stack, &refused, &err),
		   "forget: %s", row[i].label);
		is(contents("oauth"), row[i].after, row[i].label);
	}
	put("oauth", SECTION "refresh_token = newer\n");
	ok(fc_vault_file_forget(&vault, &stack, NULL, &err),
	   "forget: whichever there is");
	is(contents("oauth"), SECTION, "not only the one that was refused");
	put("oauth", FOREIGN);
	ok(fc_vault_file_forget(&vault, &stack, NULL, &err),
	   "forget: but of our application");
	is(contents("oauth"), FOREIGN, "another's stays");
	put("oauth", SECTION "refresh_token = old\nrubbish\n");
	ok(!fc_vault_file_forget(&vault, &stack, &refused, &err),
	   "a broken file is left alone: %s", err.text);
	fc_secret_clear(&refused);
}

static void
test_logging_out(void)
{
	static const struct {
		const char *label, *before, *after;
	} row[] = {
		{ "our section goes, all else stays",
		  "# first\n[a.example]\nk = v\n\n" SECTION
		  "refresh_token = old\nunknown = x\n\n# last\n"
		  "[b.example]\nk = v\n",
		  "# first\n[a.example]\nk = v\n\n# last\n"
		  "[b.example]\nk = v\n" },
		{ "however it is spelled", "[Acme.Example]\ntoken_uri = " URI
		  "\nclient_id = id\nrefresh_token = old\n", "" },
		{ "without a token too", SECTION, "" },
		{ "with a token that is none",
		  SECTION "refresh_token = a b\n", "" },
		{ "another application's stays", FOREIGN, FOREIGN },
		{ "so does one for another token_uri",
		  "[acme.example]\ntoken_uri = https://b.example/t\n"
		  "client_id = id\nrefresh_token = r\n",
		  "[acme.example]\ntoken_uri = https://b.example/t\n"
		  "client_id = id\nrefresh_token = r\n" },
		{ "no file", NULL, NULL },
	};
	struct fc_error err = FC_ERROR_INIT;
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		put("oauth", row[i].before);
		ok(fc_vault_logout(&vault, &stack, &err), "logout: %s",
		   row[i].label);
		is(contents("oauth"), row[i].after, row[i].label);
	}
	put("oauth", SECTION "rubbish\n");
	ok(!fc_vault_logout(&vault, &stack, &err),
	   "a broken file is left alone: %s", err.text);
	put("oauth", NULL);
}

static bool
store(const char *host, const char *user, const char *token, time_t expires_at)
{
	struct fc_secret secret = FC_SECRET_INIT;
	struct fc_error err = FC_ERROR_INIT;
	bool stored;

	set(&secret, token);
	stored = fc_vault_store_static(&vault, host, user, false, &secret,
	                               expires_at, &err);
	fc_secret_clear(&secret);
	return stored;
}

static void
test_storing(void)
{
	char large[257];

	put("tokens", "# mine\n[me@a.example]\ntoken = t1\n[x]\nk = v\n");
	ok(store("a.example", "me", "a%b", 0), "a token replaces its older");
	is(contents("tokens"), "# mine\n[x]\nk = v\n\n[me@a.example]\n"
	   "token = a%%b\n", "it goes last, comments and others stay");
	ok(store("a.example", "x@y", "t2", 1700000000), "another user");
	ok(store("b.example", "", "t3", 0), "no user at another host");
	is(contents("tokens"), "# mine\n[x]\nk = v\n\n[me@a.example]\n"
	   "token = a%%b\n\n[x%40y@a.example]\nexpires_at = 1700000000\n"
	   "token = t2\n\n[@b.example]\ntoken = t3\n", "one section each");
	memset(large, 'x', sizeof(large) - 1);
	large[256] = '\0';
	ok(!store("a.example", large, "t", 0), "a user name too long");

	put("tokens", "rubbish\n");
	ok(!store("a.example", "me", "t", 0), "a broken file");
	is(contents("tokens"), "rubbish\n", "is left alone");
	put("tokens", NULL);
	ok(store("a.example", "me", "t", 0), "a first token");
	is(contents("tokens"), "[me@a.example]\ntoken = t\n",
	   "makes the file");
}

static void
test_erasing(void)
{
	static const char all[] =
		"[me@a.example]\ntoken = t1\n[you@a.example]\ntoken = t2\n"
		"[me@b.example]\ntoken = t1\n# end\n[x]\nk = v\n";
	static const struct {
		const char *label, *host, *user, *secret, *after;
	} row[] = {
		{ "all of a host", "a.example", NULL, NULL,
		  "[me@b.example]\ntoken = t1\n# end\n[x]\nk = v\n" },
		{ "one user's", "a.example", "me", NULL,
		  "[you@a.example]\ntoken = t2\n"
		  "[me@b.example]\ntoken = t1\n# end\n[x]\nk = v\n" },
		{ "only this token", "a.example", NULL, "t2",
		  "[me@a.example]\ntoken = t1\n"
		  "[me@b.example]\ntoken = t1\n# end\n[x]\nk = v\n" },
		{ "not a newer one", "a.example", "me", "t0", all },
		{ "nobody's", "a.example", "she", NULL, all },
		{ "of no host", "c.example", NULL, NULL, all },
		{ "of a host that is part of one", "example", NULL, NULL,
		  all },
	};
	struct fc_error err = FC_ERROR_INIT;
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		struct fc_secret secret = FC_SECRET_INIT;

		if (row[i].secret)
			set(&secret, row[i].secret);
		put("tokens", all);
		ok(fc_vault_erase_static(&vault, row[i].host, row[i].user,
		                         &secret, &err), "erase: %s",
		   row[i].label);
		is(contents("tokens"), row[i].after, row[i].label);
		fc_secret_clear(&secret);
	}
	put("tokens", NULL);
	ok(fc_vault_erase_static(&vault, "a.example", NULL, NULL, &err) &&
	   !contents("tokens"), "without a file there is nothing to erase");
}

static void
test_locking(void)
{
	struct fc_lock lock = FC_LOCK_INIT, other = FC_LOCK_INIT;
	struct fc_error err = FC_ERROR_INIT;
	struct stat st;

	ok(fc_vault_lock(&vault, 0, &lock, &err) &&
	   stat(at("lock"), &st) == 0 && (st.st_mode & 07777) == 0700 &&
	   stat(at("lock/vault"), &st) == 0 && (st.st_mode & 07777) == 0600,
	   "the lock lies in a directory of its own, private");
	ok(!fc_vault_lock(&vault, 0, &other, &err) && err.kind == FC_ERR_IO &&
	   strstr(err.text, at("lock/vault")) && *err.hint,
	   "one that is held is not waited for beyond the limit: %s",
	   err.text);
	fc_lock_release(&lock);
	chmod(at("lock"), 0777);
	ok(!fc_vault_lock(&vault, 0, &lock, &err), "not in one of others: %s",
	   err.text);
	chmod(at("lock"), 0700);
}

int
main(void)
{
	struct fc_error err = FC_ERROR_INIT;

	if (!mkdtemp(scratch))
		return EXIT_FAILURE;
	snprintf(paths.home, sizeof(paths.home), "%s", scratch);
	snprintf(stack.host, sizeof(stack.host), HOST);
	snprintf(stack.asked, sizeof(stack.asked), HOST);
	if (!fc_setting_apply(&stack, "client_id", "id", &err) ||
	    !fc_setting_defaults(&stack, &err) ||
	    !fc_vault_open(&vault, &paths, &err))
		return EXIT_FAILURE;
	test_saving();
	test_not_saving();
	test_keeping();
	test_adopting();
	test_probing();
	test_mended();
	test_beside_a_writer();
	test_reading();
	test_forgetting();
	test_logging_out();
	test_storing();
	test_erasing();
	test_locking();
	fc_vault_close(&vault);
	fc_stack_clear(&stack);
	nftw(scratch, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	return done();
}
