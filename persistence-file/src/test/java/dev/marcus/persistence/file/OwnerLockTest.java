package dev.marcus.persistence.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.marcus.persistence.discovery.Stores;
import dev.marcus.persistence.error.TransientException;
import dev.marcus.persistence.memory.engine.StoreState;
import dev.marcus.persistence.store.Store;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One opening at a time, also where two applications in one process have loaded the classes each for itself. */
class OwnerLockTest {
    @TempDir
    Path directory;

    @Test
    void open_secondTimeThroughAnotherClassLoader_isRefusedAsTaken() throws Exception {
        URL[] classes = {place(FileBackend.class), place(StoreState.class), place(Stores.class)};
        try (Store store = Stores.open("file:" + directory);
                URLClassLoader loader = new URLClassLoader(classes, ClassLoader.getPlatformClassLoader())) {
            assertThat(store.collections()).isEmpty();
            Method open = loader.loadClass(Stores.class.getName()).getMethod("open", String.class);
            ClassLoader before = Thread.currentThread().getContextClassLoader();
            Thread.currentThread().setContextClassLoader(loader);
            try {
                assertThatThrownBy(() -> open.invoke(null, "file:" + directory))
                        .isInstanceOf(InvocationTargetException.class)
                        .cause()
                        .hasMessageContaining("is open in this process")
                        .extracting(failure -> failure.getClass().getName())
                        .isEqualTo(TransientException.class.getName());
            } finally {
                Thread.currentThread().setContextClassLoader(before);
            }
        }
    }

    private static URL place(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }
}
