package dev.marcus.persistence;

import static dev.marcus.persistence.query.Filter.where;

import dev.marcus.persistence.model.Decision;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.Query;
import java.util.List;
import java.util.stream.Stream;

/** A question for decisions, newest first and without a limit until one is given. Immutable. */
public final class DecisionQuery {
    private final TypedCollection<Decision> decisions;
    private final Query query;

    DecisionQuery(TypedCollection<Decision> decisions, Query query) {
        this.decisions = decisions;
        this.query = query;
    }

    /** Asks for those taken for one task. */
    public DecisionQuery task(String taskId) {
        return matching(where("task_id").eq(taskId));
    }

    /** Asks for those of one agent. */
    public DecisionQuery agent(String agentId) {
        return matching(where("agent_id").eq(agentId));
    }

    /** Asks for those of one project. */
    public DecisionQuery project(String projectId) {
        return matching(where("project_id").eq(projectId));
    }

    /** Asks for what passes this filter. */
    public DecisionQuery matching(Filter filter) {
        return new DecisionQuery(decisions, query.where(filter));
    }

    /** Asks for at most so many. */
    public DecisionQuery limit(int matches) {
        return new DecisionQuery(decisions, query.limit(matches));
    }

    /** Returns the decisions. */
    public List<Decision> list() {
        return decisions.list(query);
    }

    /** Returns any number of decisions one by one, as of one moment. Close the stream. */
    public Stream<TypedEntry<Decision>> stream() {
        return decisions.stream(query);
    }
}
