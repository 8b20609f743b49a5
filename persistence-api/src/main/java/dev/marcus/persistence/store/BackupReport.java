package dev.marcus.persistence.store;

import java.nio.file.Path;
import java.time.Instant;

/**
 * A backup that is whole.
 *
 * @param directory where it is
 * @param storeId the store that it is of
 * @param takenAt when it was begun; every commit acknowledged before is in it
 * @param files how many files it has, beside its list of them
 * @param bytes how long these are, all together
 */
public record BackupReport(Path directory, String storeId, Instant takenAt, int files, long bytes) {}
