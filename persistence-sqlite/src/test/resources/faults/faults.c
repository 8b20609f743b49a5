/*
 * Lets the n-th call that writes, syncs or cuts a file of a store fail. Loaded into a process before its C library; the
 * process says which call through a file that both have in memory:
 *
 *   int64 next     calls from now until the one that fails, 1 for the next; 0 for none
 *   int64 failed   how many have failed
 *   int64 seen     how many there were
 *   int32 error    the errno of the failure
 *   int32 how      1: every later call fails, too; 2: only syncs count; 3: both
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>

struct control {
    int64_t next;
    int64_t failed;
    int64_t seen;
    int32_t error;
    int32_t how;
};

static struct control *control;
static const char *under;

__attribute__((constructor)) static void begin(void) {
    const char *file = getenv("FAULTS_CONTROL");
    under = getenv("FAULTS_UNDER");
    int fd = file && under ? open(file, O_RDWR) : -1;
    if (fd < 0) {
        return;
    }
    void *memory = mmap(NULL, sizeof(struct control), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    control = memory == MAP_FAILED ? NULL : memory;
}

/* Says whether this call is to fail; errno is set then. The memory that connections share is left alone. */
static int fails(int fd, int sync) {
    char link[40];
    char path[4096];
    if (control == NULL || ((control->how & 2) && !sync)) {
        return 0;
    }
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0) {
        return 0;
    }
    path[length] = 0;
    if (strncmp(path, under, strlen(under)) != 0 || strstr(path, "-shm") != NULL) {
        return 0;
    }
    __atomic_add_fetch(&control->seen, 1, __ATOMIC_SEQ_CST);
    int64_t next = __atomic_load_n(&control->next, __ATOMIC_SEQ_CST);
    if (next <= 0) {
        return 0;
    }
    next = __atomic_sub_fetch(&control->next, 1, __ATOMIC_SEQ_CST);
    if (next > 0) {
        return 0;
    }
    if (control->how & 1) {
        __atomic_store_n(&control->next, 1, __ATOMIC_SEQ_CST);
    }
    __atomic_add_fetch(&control->failed, 1, __ATOMIC_SEQ_CST);
    errno = control->error;
    return 1;
}

#define REAL(name, type) static type real; if (!real) real = (type) dlsym(RTLD_NEXT, name)

typedef ssize_t (*pwrite_t)(int, const void *, size_t, off64_t);
typedef ssize_t (*write_t)(int, const void *, size_t);
typedef int (*sync_t)(int);
typedef int (*truncate_t)(int, off64_t);

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) {
    REAL("pwrite64", pwrite_t);
    return fails(fd, 0) ? -1 : real(fd, bytes, count, at);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) {
    REAL("pwrite", pwrite_t);
    return fails(fd, 0) ? -1 : real(fd, bytes, count, at);
}

ssize_t write(int fd, const void *bytes, size_t count) {
    REAL("write", write_t);
    return fails(fd, 0) ? -1 : real(fd, bytes, count);
}

int fsync(int fd) {
    REAL("fsync", sync_t);
    return fails(fd, 1) ? -1 : real(fd);
}

int fdatasync(int fd) {
    REAL("fdatasync", sync_t);
    return fails(fd, 1) ? -1 : real(fd);
}

int ftruncate64(int fd, off64_t length) {
    REAL("ftruncate64", truncate_t);
    return fails(fd, 0) ? -1 : real(fd, length);
}

int ftruncate(int fd, off_t length) {
    REAL("ftruncate", truncate_t);
    return fails(fd, 0) ? -1 : real(fd, length);
}
