package dev.marcus.persistence;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.model.Project;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.Store;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The projects, and which of them is the active one. The pointer stands in the same collection under the key
 * {@code active_project}, and is not a project itself.
 */
public final class ProjectRegistry {
    static final String COLLECTION = "projects";
    static final String POINTER = "active_project";

    private final Store store;
    private final TypedCollection<Project> projects;

    ProjectRegistry(Reading<Project> reading) {
        store = reading.store();
        projects =
                new TypedCollection<>(reading, COLLECTION, Filter.where("_key").ne(POINTER));
    }

    /** Returns the collection of the projects, without the pointer. */
    public TypedCollection<Project> collection() {
        return projects;
    }

    /**
     * Stores the project under its own name.
     *
     * @throws InvalidRequestException if that is {@code active_project}, under which the pointer stands
     */
    public TypedEntry<Project> store(Project project) {
        if (project.id().equals(POINTER)) {
            throw new InvalidRequestException("collection '" + COLLECTION + "', key '" + POINTER
                    + "': a project (expected: another id, because the pointer to the active project stands there)");
        }
        return projects.store(project.id(), project);
    }

    /** Returns the project, or empty if there is none. */
    public Optional<Project> retrieve(String id) {
        return id.equals(POINTER) ? Optional.empty() : projects.retrieve(id);
    }

    /** Returns all projects, newest first; there is no limit. */
    public List<Project> list() {
        return projects.list();
    }

    /** Returns the active project; empty if there is none, or the pointer leads nowhere. */
    public Optional<Project> active() {
        return store.retrieve(COLLECTION, POINTER)
                .flatMap(pointer -> pointer.document().text("project_id"))
                .flatMap(this::retrieve);
    }

    /**
     * Makes this project the active one.
     *
     * @throws dev.marcus.persistence.error.ConflictException if there is no such project, or it was changed at this moment
     */
    public void activate(String id) {
        Optional<TypedEntry<Project>> seen = id.equals(POINTER) ? Optional.empty() : projects.entry(id);
        long revision = seen.map(TypedEntry::revision).orElse(Long.MAX_VALUE);
        store.commit(Commit.builder()
                .put(COLLECTION, POINTER, Document.of(Map.of("project_id", id)))
                .requireRevision(COLLECTION, id, revision)
                .build());
    }
}
