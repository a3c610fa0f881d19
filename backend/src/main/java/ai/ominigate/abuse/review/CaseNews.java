package ai.ominigate.abuse.review;

import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.live.LiveNews;
import ai.ominigate.staff.live.News;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Capability;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Tells whoever looks at cases that one has changed, and the audit log who did what to it. */
@Singleton
final class CaseNews {
    private final AuditLog audit;
    private final LiveNews news;

    CaseNews(AuditLog audit, LiveNews news) {
        this.audit = audit;
        this.news = news;
    }

    /** @param verb what happened, as {@code opened} */
    void tell(Connection transaction, UUID caseId, String verb, @Nullable Long version) throws SQLException {
        News.Audience audience = new News.Audience.Having(Capability.VIEW_CASES);
        news.tell(transaction, new News("case." + verb, "case:" + caseId, version, audience));
    }

    /**
     * @param verb what was done, as {@code open}
     * @param details may name the entity, and goes with the case
     */
    void record(
            Connection transaction,
            Actor actor,
            String verb,
            UUID caseId,
            @Nullable String request,
            Map<String, String> details)
            throws SQLException {
        audit.append(
                transaction,
                new Act(actor, "case." + verb, Act.Outcome.DONE, "case:" + caseId, null, request, details));
    }
}
