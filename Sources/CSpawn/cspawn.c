#define _GNU_SOURCE
#include "cspawn.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pthread.h>
#include <pwd.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static int start_as(pid_t *pid, const char *program, char *const arguments[], char *const environment[],
                    const char *folder, int input, int output, int error, const struct cspawn_account *account);

int cspawn_start(pid_t *pid, const char *program, char *const arguments[], char *const environment[],
                 const char *folder, int input, int output, int error, const struct cspawn_account *account) {
    if (account) return start_as(pid, program, arguments, environment, folder, input, output, error, account);
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    int result = posix_spawn_file_actions_init(&actions);
    if (result != 0) return result;
    result = posix_spawnattr_init(&attributes);
    if (result != 0) {
        posix_spawn_file_actions_destroy(&actions);
        return result;
    }
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    if (folder) result = posix_spawn_file_actions_addchdir_np(&actions, folder);
    if (result == 0) result = posix_spawn_file_actions_adddup2(&actions, input, 0);
    if (result == 0) result = posix_spawn_file_actions_adddup2(&actions, output, 1);
    if (result == 0) result = posix_spawn_file_actions_adddup2(&actions, error, 2);
    if (result == 0) result = posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    if (result == 0) result = posix_spawn(pid, program, &actions, &attributes, arguments, environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return result;
}

// In the child of a process with threads: system calls alone, and no function of the library that takes a lock.
static int become(const struct cspawn_account *account) {
    if (syscall(SYS_setgroups, (size_t)account->group_count, account->groups) != 0) return errno;
    if (syscall(SYS_setresgid, account->group, account->group, account->group) != 0) return errno;
    if (syscall(SYS_setresuid, account->user, account->user, account->user) != 0) return errno;
    return 0;
}

static int begin(const char *folder, int input, int output, int error) {
    if (setpgid(0, 0) != 0) return errno;
    struct sigaction action = {.sa_handler = SIG_DFL};
    for (int number = 1; number < NSIG; number++) sigaction(number, &action, NULL);
    // Out of the way of the three descriptors first.
    int from[3] = {fcntl(input, F_DUPFD_CLOEXEC, 10), fcntl(output, F_DUPFD_CLOEXEC, 10),
                   fcntl(error, F_DUPFD_CLOEXEC, 10)};
    for (int place = 0; place < 3; place++) {
        if (from[place] < 0 || dup2(from[place], place) < 0) return errno;
    }
    // Everything else closes by itself when the program begins, also the report.
    if (syscall(SYS_close_range, 3, ~0U, 1 << 2 /* CLOSE_RANGE_CLOEXEC */) != 0) {
        for (int place = 3; place < 4096; place++) fcntl(place, F_SETFD, FD_CLOEXEC);
    }
    if (folder && chdir(folder) != 0) return errno;
    return 0;
}

static int start_as(pid_t *pid, const char *program, char *const arguments[], char *const environment[],
                    const char *folder, int input, int output, int error, const struct cspawn_account *account) {
    int ends[2];
    if (cspawn_pipe(ends) != 0) return errno;
    sigset_t all, before, none;
    sigfillset(&all);
    sigemptyset(&none);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid_t child = fork();
    int failed = errno;
    if (child == 0) {
        int result = become(account);
        // In the folder only after that: what the user may not enter is not entered for them.
        if (result == 0) result = begin(folder, input, output, error);
        if (result == 0) {
            sigprocmask(SIG_SETMASK, &none, NULL);
            execve(program, arguments, environment);
            result = errno;
        }
        while (write(ends[1], &result, sizeof result) < 0 && errno == EINTR) {}
        _exit(127);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    close(ends[1]);
    if (child < 0) {
        close(ends[0]);
        return failed;
    }
    int result = 0;
    ssize_t count;
    while ((count = read(ends[0], &result, sizeof result)) < 0 && errno == EINTR) {}
    close(ends[0]);
    if (count == (ssize_t)sizeof result) {
        cspawn_wait(child);
        return result;
    }
    *pid = child;
    return 0;
}

struct watch {
    pid_t pid;
    int end;
};

static void *watch(void *argument) {
    struct watch *one = argument;
    siginfo_t information;
    while (waitid(P_PID, (id_t)one->pid, &information, WEXITED | WNOWAIT) != 0 && errno == EINTR) {}
    close(one->end);
    free(one);
    return NULL;
}

int cspawn_ended(pid_t pid) {
    int descriptor = (int)syscall(SYS_pidfd_open, pid, 0);
    if (descriptor >= 0) return descriptor;
    int ends[2];
    if (cspawn_pipe(ends) != 0) return -1;
    struct watch *one = malloc(sizeof *one);
    pthread_attr_t attributes;
    pthread_t thread;
    int result = one ? pthread_attr_init(&attributes) : ENOMEM;
    if (result == 0) {
        *one = (struct watch){.pid = pid, .end = ends[1]};
        pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
        pthread_attr_setstacksize(&attributes, 128 * 1024);
        result = pthread_create(&thread, &attributes, watch, one);
        pthread_attr_destroy(&attributes);
    }
    if (result != 0) {
        free(one);
        close(ends[0]);
        close(ends[1]);
        errno = result;
        return -1;
    }
    return ends[0];
}

int cspawn_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

int cspawn_bytes(const void *bytes, size_t count) {
    int file = memfd_create("input", MFD_CLOEXEC);
    if (file < 0) return -1;
    const char *rest = bytes;
    while (count > 0) {
        ssize_t written = write(file, rest, count);
        if (written < 0) {
            if (errno == EINTR) continue;
            close(file);
            return -1;
        }
        rest += written;
        count -= (size_t)written;
    }
    if (lseek(file, 0, SEEK_SET) < 0) {
        close(file);
        return -1;
    }
    return file;
}

int cspawn_wait(pid_t pid) {
    int status = 0;
    while (waitpid(pid, &status, 0) < 0) {
        if (errno != EINTR) return -1;
    }
    return WIFSIGNALED(status) ? 256 + WTERMSIG(status) : WEXITSTATUS(status);
}

int cspawn_lock(int descriptor) { return flock(descriptor, LOCK_EX | LOCK_NB); }

int cspawn_unlock(int descriptor) { return flock(descriptor, LOCK_UN); }

static int adopts = 0;

int cspawn_adopt(void) {
    if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0) return -1;
    adopts = 1;
    return 0;
}

int cspawn_adopts(void) { return adopts; }

pid_t cspawn_ended_child(void) {
    siginfo_t information = {0};
    if (waitid(P_ALL, 0, &information, WEXITED | WNOHANG | WNOWAIT) != 0) return 0;
    return information.si_pid;
}

// Where the kernel laid the variables that this process began with; false where it does not say.
static int first_variables(uintptr_t *begin, uintptr_t *end) {
    char text[4096];
    int file = open("/proc/self/stat", O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    ssize_t count = read(file, text, sizeof text - 1);
    close(file);
    if (count <= 0) return 0;
    text[count] = 0;
    // The third field is the first one behind the name, which is in parentheses.
    char *place = strrchr(text, ')');
    for (int field = 2; place && field < 50; field++) {
        place = strchr(place + 1, ' ');
    }
    if (!place) return 0;
    char *rest;
    *begin = (uintptr_t)strtoull(place, &rest, 10);
    *end = (uintptr_t)strtoull(rest, NULL, 10);
    return *begin > 0 && *end > *begin;
}

int cspawn_seal(void) {
    uintptr_t begin, end;
    int is_known = first_variables(&begin, &end);
    int result = prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    for (char **place = environ; is_known && place && *place; place++) {
        char *old = *place;
        if ((uintptr_t)old < begin || (uintptr_t)old >= end) continue;
        char *copy = strdup(old);
        if (!copy) continue;
        *place = copy;
        explicit_bzero(old, strlen(old));
    }
    return result;
}

int cspawn_find_account(const char *name, struct cspawn_account *account, char **home) {
    size_t size = 16384;
    char *buffer = malloc(size);
    if (!buffer) return ENOMEM;
    struct passwd entry, *found = NULL;
    int result = getpwnam_r(name, &entry, buffer, size, &found);
    if (result == 0 && !found) result = ENOENT;
    if (result == 0) {
        account->user = entry.pw_uid;
        account->group = entry.pw_gid;
        account->group_count = 64;
        if (getgrouplist(name, entry.pw_gid, account->groups, &account->group_count) < 0) result = E2BIG;
    }
    if (result == 0) {
        *home = strdup(entry.pw_dir);
        if (!*home) result = ENOMEM;
    }
    free(buffer);
    return result;
}

// Through descriptors alone: whoever swaps a folder for a link meanwhile leads us nowhere.
static int hand_over_inside(int folder, const struct cspawn_account *account, const char *kept) {
    DIR *listing = fdopendir(folder);
    if (!listing) {
        int failed = errno;
        close(folder);
        return failed;
    }
    int result = 0;
    for (struct dirent *entry; result == 0 && (entry = readdir(listing));) {
        const char *name = entry->d_name;
        if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || (kept && strcmp(name, kept) == 0)) continue;
        struct stat status;
        if (fstatat(dirfd(listing), name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
            if (errno != ENOENT) result = errno;
            continue;
        }
        if (S_ISDIR(status.st_mode)) {
            int inside = openat(dirfd(listing), name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
            if (inside < 0) {
                if (errno != ENOENT && errno != ENOTDIR && errno != ELOOP) result = errno;
                continue;
            }
            if (fchown(inside, account->user, account->group) != 0) {
                result = errno;
                close(inside);
                continue;
            }
            result = hand_over_inside(inside, account, NULL);
        } else if (status.st_uid != account->user && (status.st_nlink == 1 || S_ISLNK(status.st_mode))) {
            if (fchownat(dirfd(listing), name, account->user, account->group, AT_SYMLINK_NOFOLLOW) != 0
                && errno != ENOENT)
                result = errno;
        }
    }
    closedir(listing);
    return result;
}

int cspawn_hand_over(const char *folder, const struct cspawn_account *account, const char *kept) {
    int opened = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (opened < 0) return errno;
    if (fchown(opened, (uid_t)-1, account->group) != 0 || fchmod(opened, 01770) != 0) {
        int failed = errno;
        close(opened);
        return failed;
    }
    return hand_over_inside(opened, account, kept);
}
