/** What applications use: typed objects, events, decisions, retention, export and import over any backend. */
@SuppressWarnings("requires-automatic") // Micrometer names its module, but has no descriptor yet
module dev.marcus.persistence.facade {
    requires transitive dev.marcus.persistence.api;
    requires static transitive org.jspecify;
    requires static micrometer.core;
    requires com.github.benmanes.caffeine;
    requires transitive tools.jackson.databind;

    exports dev.marcus.persistence;
    exports dev.marcus.persistence.advice;
    exports dev.marcus.persistence.migration;
    exports dev.marcus.persistence.model;
    exports dev.marcus.persistence.move;
    exports dev.marcus.persistence.watch;

    opens dev.marcus.persistence.model to
            tools.jackson.databind;
}
