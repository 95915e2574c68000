#pragma once
#include <sys/types.h>

/// Starts a program in a process group of its own, with an empty signal mask and default signal actions.
/// `program` is searched along our own PATH where it holds no slash; `folder` may be NULL for the current one. The three descriptors become 0, 1 and 2; every other one is closed.
/// Returns 0 or an errno.
int cspawn_start(pid_t *pid, const char *program, char *const arguments[], char *const environment[],
                 const char *folder, int input, int output, int error);

/// A descriptor that becomes readable when the process ends; -1 with errno set.
int cspawn_pidfd(pid_t pid);

/// Two close-on-exec descriptors; 0, or -1 with errno set.
int cspawn_pipe(int ends[2]);

/// An unnamed file in memory that holds these bytes, positioned at its start; -1 with errno set.
int cspawn_bytes(const void *bytes, size_t count);

/// Waits for a process. Returns its exit status, 256 + the signal that ended it, or -1 with errno set.
int cspawn_wait(pid_t pid);

/// Takes the exclusive lock of an open file without waiting: 0, or -1 with errno set (EWOULDBLOCK: held elsewhere).
int cspawn_lock(int descriptor);

/// Gives the lock up for every copy of the descriptor, also one in a child that is just being started: 0, or -1.
int cspawn_unlock(int descriptor);
