#pragma once

/// Opens a file below `root` for reading. Links on the way are followed, unless one leads out of `root`.
/// Does not block on a pipe or a device. Where the system has no such lookup, links are not followed at all.
/// Returns a descriptor, or -1 with errno set: EXDEV or ELOOP for a link that leads out.
int cfiles_open_beneath(const char *root, const char *path);

/// Renames a file, and replaces nothing. Returns 0, or -1 with errno set: EEXIST where there is something.
int cfiles_rename_new(const char *from, const char *to);

/// Lets two files swap names. Returns 0, or -1 with errno set: EINVAL where the file system can't.
int cfiles_exchange(const char *one, const char *other);
