package dev.marcus.persistence.move;

import static org.assertj.core.api.Assertions.assertThat;

import dev.marcus.persistence.Persistence;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that moves is killed again and again; the next one goes on. */
class KilledMoveTest {
    @TempDir
    Path temp;

    private int move(String from, String to, int report) throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        MovingChild.class.getName(),
                        from,
                        to,
                        String.valueOf(report))
                .redirectErrorStream(true)
                .redirectOutput(temp.resolve("output").toFile())
                .start();
        try {
            assertThat(child.waitFor(120, TimeUnit.SECONDS)).isTrue();
            return child.exitValue();
        } finally {
            child.destroyForcibly();
        }
    }

    @Test
    void move_killedOnItsWay_goesOnInTheNextProcess() throws Exception {
        String from = "file:" + temp.resolve("from") + "?durability=process";
        String to = "sqlite:" + temp.resolve("to.db") + "?durability=process";
        try (Persistence source = Persistence.open(from)) {
            Moved.fill(source.store(), 1800);
        }
        assertThat(move(from, to, 2)).isEqualTo(MovingChild.DIED);
        try (Persistence source = Persistence.open(from)) {
            source.delete("a", "k0");
            source.delete("a", "k1797");
            Moved.fill(source.store(), 100);
        }
        assertThat(move(from, to, 2)).isEqualTo(MovingChild.DIED);
        assertThat(move(from, to, 3)).isEqualTo(MovingChild.DIED);
        assertThat(move(from, to, Integer.MAX_VALUE)).isZero();
        try (Persistence source = Persistence.open(from);
                Persistence target = Persistence.open(to)) {
            assertThat(Moved.content(target.store())).isEqualTo(Moved.content(source.store()));
        }
    }
}
