#pragma once
#include <sys/types.h>

/// Another user to run a program as.
struct cspawn_account {
    uid_t user;
    gid_t group;
    int group_count;
    gid_t groups[64];
};

/// Starts a program in a process group of its own, with an empty signal mask and default signal actions.
/// `program` is a path and is not searched for; `folder` may be NULL for the current one, and `account` for our own.
/// The three descriptors become 0, 1 and 2; every other one is closed.
/// Returns 0 or an errno.
int cspawn_start(pid_t *pid, const char *program, char *const arguments[], char *const environment[],
                 const char *folder, int input, int output, int error, const struct cspawn_account *account);

/// A descriptor that becomes readable when the process ends; -1 with errno set.
/// Where the system refuses a pidfd, a thread waits for the process instead, and leaves it to be reaped.
int cspawn_ended(pid_t pid);

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

/// Makes this process the parent of what its children leave running: 0, or -1 with errno set.
int cspawn_adopt(void);

/// Whether cspawn_adopt succeeded in this process.
int cspawn_adopts(void);

/// A child that has ended and was not reaped; 0 where there is none. It is left as it is.
pid_t cspawn_ended_child(void);

/// Makes this process's memory and environment unreadable for other processes of its user, and for debuggers; and
/// takes the variables out of the memory that /proc/PID/environ shows, to everybody. They keep their values.
/// To be called once, at the start.
int cspawn_seal(void);

/// Looks a user up by name: 0, or an errno; ENOENT where there is none. `home` is to be freed.
int cspawn_find_account(const char *name, struct cspawn_account *account, char **home);

/// Gives everything below a folder to a user, links themselves and not what they lead to. The folder itself stays ours:
/// the user may make files in it, and neither remove nor replace what is ours in it, which `kept` names.
/// Files with further names elsewhere stay as they are.
/// Returns 0 or an errno.
int cspawn_hand_over(const char *folder, const struct cspawn_account *account, const char *kept);
