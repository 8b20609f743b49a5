package dev.marcus.persistence.migration;

/**
 * What one run did. A run that goes on where another was stopped counts its own part.
 *
 * @param collection the collection
 * @param from the oldest version that documents could have
 * @param to the version that they have now
 * @param changed how many documents were stored anew
 * @param unchanged how many needed no change
 */
public record MigrationReport(String collection, int from, int to, long changed, long unchanged) {}
