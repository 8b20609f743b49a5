package dev.marcus.persistence.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** All that the backend does with files; the seam at which tests let a disk fail or lose what was not synced. */
interface Disk {
    /** A file that is appended to, by one thread. */
    interface Appender extends AutoCloseable {
        /** Hands the bytes to the operating system; after a failure nothing of them is left, or {@link #force} fails. */
        void append(byte[] bytes) throws IOException;

        /** Returns when everything appended is on the medium. */
        void force() throws IOException;

        /**
         * Makes the file at least so long, with zeros behind what was appended, which later appends take the place of. May
         * fail or do nothing; what was appended is not touched.
         */
        void reserve(long length) throws IOException;

        /** Returns how many bytes were appended. */
        long size();

        @Override
        void close() throws IOException;
    }

    /** Creates a file that must not be there. */
    Appender create(Path file) throws IOException;

    /** Reads a whole file. */
    byte[] read(Path file) throws IOException;

    /** Opens a file that is read piece by piece. */
    InputStream open(Path file) throws IOException;

    /** Returns when the file, which somebody else may have written, is on the medium as it was read. */
    void force(Path file) throws IOException;

    /** Renames a file over another one. */
    void rename(Path from, Path to) throws IOException;

    /** Removes a file, if it is there. */
    void delete(Path file) throws IOException;

    /** Returns when renames, creations and removals in the directory are on the medium. */
    void forceDirectory(Path directory) throws IOException;

    /** Returns when the file was last written. */
    Instant modified(Path file) throws IOException;

    /** Returns the names of the files and links in the directory, sorted. */
    List<String> list(Path directory) throws IOException;
}
