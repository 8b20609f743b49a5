package dev.marcus.persistence.move;

import dev.marcus.persistence.Persistence;

/** Moves a store, and dies at one of the reports on the way without closing anything. */
final class MovingChild {
    static final int DIED = 7;

    private MovingChild() {}

    /** Takes the URLs of source and target, and the number of the report. */
    public static void main(String[] args) {
        int[] left = {Integer.parseInt(args[2])};
        try (Persistence source = Persistence.open(args[0]);
                Persistence target = Persistence.open(args[1])) {
            source.moveTo(target)
                    .onProgress(progress -> {
                        if (--left[0] == 0) {
                            Runtime.getRuntime().halt(DIED);
                        }
                    })
                    .finish();
        }
    }
}
