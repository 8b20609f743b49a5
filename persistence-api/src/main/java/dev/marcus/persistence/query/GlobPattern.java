package dev.marcus.persistence.query;

/** Matches a whole text against a pattern of {@code *}, {@code ?} and plain code points, without backtracking far. */
final class GlobPattern {
    private final int[] pattern;

    GlobPattern(String pattern) {
        this.pattern = pattern.codePoints().toArray();
    }

    boolean matches(String text) {
        int[] points = text.codePoints().toArray();
        int at = 0;
        int p = 0;
        int star = -1;
        int retry = 0;
        while (at < points.length) {
            if (p < pattern.length && pattern[p] == '*') {
                star = p++;
                retry = at;
            } else if (p < pattern.length && (pattern[p] == '?' || pattern[p] == points[at])) {
                p++;
                at++;
            } else if (star >= 0) {
                p = star + 1;
                at = ++retry;
            } else {
                return false;
            }
        }
        while (p < pattern.length && pattern[p] == '*') {
            p++;
        }
        return p == pattern.length;
    }
}
