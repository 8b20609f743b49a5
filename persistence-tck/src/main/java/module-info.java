/** The conformance kit for backends. */
module dev.marcus.persistence.tck {
    requires transitive dev.marcus.persistence.api;
    requires transitive org.junit.jupiter.api;
    requires static transitive org.jspecify;

    exports dev.marcus.persistence.tck;
}
