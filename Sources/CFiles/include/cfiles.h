#pragma once

/// Opens a file for reading, found from `root` on, whatever links are on the way, as long as none leads out of it.
/// A pipe or a device is not waited for. Where the system has no such lookup, no link at all is followed.
/// Returns a descriptor, or -1 with errno set: EXDEV or ELOOP for a link that leads out.
int cfiles_open_beneath(const char *root, const char *path);

/// Renames a file, and replaces nothing. Returns 0, or -1 with errno set: EEXIST where there is something.
int cfiles_rename_new(const char *from, const char *to);

/// Lets two files swap names. Returns 0, or -1 with errno set: EINVAL where the file system can't.
int cfiles_exchange(const char *one, const char *other);
