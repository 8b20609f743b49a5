/** The conformance kit for backends. */
module dev.marcus.persistence.tck {
    requires transitive dev.marcus.persistence.api;
    requires transitive org.junit.jupiter.api;
    requires org.junit.platform.launcher;
    requires org.opentest4j;
    requires static transitive org.jspecify;

    exports dev.marcus.persistence.tck;

    provides org.junit.platform.launcher.TestExecutionListener with
            dev.marcus.persistence.tck.verdict.KitListener;
}
