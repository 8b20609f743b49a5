package dev.marcus.persistence.benchmarks;

/** Fills a store in a JVM of its own, and prints its directory. */
final class FillingChild {
    private FillingChild() {}

    /** Runs with the contender and the number of entries. */
    public static void main(String[] arguments) throws Exception {
        System.out.println(Filled.directory(Kind.of(arguments[0]), Integer.parseInt(arguments[1]), true));
    }
}
