package dev.marcus.persistence;

import dev.marcus.persistence.model.Decision;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.Query;

/** A question for decisions, newest first and without a limit until one is given. Immutable. */
public final class DecisionQuery extends FluentQuery<Decision, DecisionQuery> {
    DecisionQuery(Reading<Decision> reading, Query query) {
        super(reading, query);
    }

    @Override
    DecisionQuery with(Reading<Decision> other, Query otherQuery) {
        return new DecisionQuery(other, otherQuery);
    }

    /** Asks for those taken for one task. */
    public DecisionQuery task(String taskId) {
        return where(Filter.where("task_id").eq(taskId));
    }

    /** Asks for those of one agent. */
    public DecisionQuery agent(String agentId) {
        return where(Filter.where("agent_id").eq(agentId));
    }

    /** Asks for those of one project. */
    public DecisionQuery project(String projectId) {
        return where(Filter.where("project_id").eq(projectId));
    }

    /** Asks for what passes this filter; the same as {@link #where}. */
    public DecisionQuery matching(Filter filter) {
        return where(filter);
    }
}
