package ai.ominigate.privacy.request;

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

/** Tells whoever looks at requests that one has changed, and the audit log who did what to it. */
@Singleton
final class RequestNews {
    private final AuditLog audit;
    private final LiveNews news;

    RequestNews(AuditLog audit, LiveNews news) {
        this.audit = audit;
        this.news = news;
    }

    /** @param verb what happened, as {@code opened} */
    void tell(Connection transaction, UUID request, String verb, @Nullable Long version) throws SQLException {
        News.Audience audience = new News.Audience.Having(Capability.VIEW_REQUESTS);
        news.tell(transaction, new News("request." + verb, "request:" + request, version, audience));
    }

    /**
     * @param verb what was done, as {@code open}
     * @param details words of the program and ids
     */
    void record(
            Connection transaction,
            Actor actor,
            String verb,
            UUID request,
            @Nullable String requestId,
            Map<String, String> details)
            throws SQLException {
        audit.append(
                transaction,
                new Act(actor, "request." + verb, Act.Outcome.DONE, "request:" + request, null, requestId, details));
    }
}
