#define _GNU_SOURCE
#include "cfiles.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static const int reading = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;

/// One name after the other, none of them a link; closes `folder`.
static int open_without_links(int folder, const char *path) {
    char *names = strdup(path);
    if (!names) {
        close(folder);
        return -1;
    }
    int here = folder;
    char *rest = NULL;
    char *name = strtok_r(names, "/", &rest);
    while (name) {
        char *next = strtok_r(NULL, "/", &rest);
        if (strcmp(name, ".") == 0 && next) {
            name = next;
            continue;
        }
        int found = -1;
        if (strcmp(name, "..") == 0) {
            errno = EXDEV;
        } else {
            found = openat(here, name, next ? O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC : reading | O_NOFOLLOW);
            // What a link on the way is refused with.
            if (found < 0 && next && errno == ENOTDIR) errno = ELOOP;
        }
        int number = errno;
        close(here);
        errno = number;
        here = found;
        if (here < 0) break;
        name = next;
    }
    int number = errno;
    free(names);
    errno = number;
    return here;
}

int cfiles_open_beneath(const char *root, const char *path) {
    int folder = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return -1;
#ifdef SYS_openat2
    struct open_how how = {.flags = (uint64_t)reading, .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};
    for (int attempt = 0; attempt < 100; attempt++) {
        long found = syscall(SYS_openat2, folder, path, &how, sizeof how);
        // A rename elsewhere makes the kernel lose the proof; it is asked again.
        if (found < 0 && errno == EAGAIN) continue;
        if (found < 0 && (errno == ENOSYS || errno == EPERM)) break;
        int number = errno;
        close(folder);
        errno = number;
        return (int)found;
    }
#endif
    return open_without_links(folder, path);
}

int cfiles_rename_new(const char *from, const char *to) {
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0) return 0;
    if (errno != EINVAL && errno != ENOSYS) return -1;
    // File systems of other machines: a second name is refused where there is one already.
    if (link(from, to) != 0) return -1;
    return unlink(from);
}

int cfiles_exchange(const char *one, const char *other) {
    return renameat2(AT_FDCWD, one, AT_FDCWD, other, RENAME_EXCHANGE);
}
