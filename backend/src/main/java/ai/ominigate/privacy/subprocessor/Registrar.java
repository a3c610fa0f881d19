package ai.ominigate.privacy.subprocessor;

import ai.ominigate.model.subprocessor.SubprocessorState;
import ai.ominigate.rest.Refused;
import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.live.LiveNews;
import ai.ominigate.staff.rights.Actor;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps what becomes of a company, with who did it. */
@Singleton
final class Registrar {
    private final AuditLog audit;
    private final LiveNews news;

    Registrar(AuditLog audit, LiveNews news) {
        this.audit = audit;
        this.news = news;
    }

    /** Adds one that somebody proposes. */
    void add(Connection transaction, Company company, Actor actor, @Nullable String request) throws SQLException {
        if (!CompanyTable.insert(transaction, company)) {
            throw nameTaken();
        }
        record(transaction, company, "propose", actor, request, Map.of());
        news.tell(transaction, Subprocessors.changed(company, "proposed"));
    }

    /**
     * Keeps one that was locked, as it is now.
     *
     * @param verb what was done, for the audit log
     */
    void keep(
            Connection transaction,
            Company company,
            String verb,
            Actor actor,
            @Nullable String request,
            Map<String, String> details)
            throws SQLException {
        if (!CompanyTable.update(transaction, company)) {
            throw nameTaken();
        }
        record(transaction, company, verb, actor, request, details);
        news.tell(transaction, Subprocessors.changed(company, "changed"));
    }

    /** Takes one away that nobody has approved. */
    void discard(Connection transaction, Company company, Actor actor, @Nullable String request) throws SQLException {
        CompanyTable.delete(transaction, company.id());
        record(transaction, company, "discard", actor, request, Map.of());
        news.tell(transaction, Subprocessors.changed(company, "discarded"));
    }

    private void record(
            Connection transaction,
            Company company,
            String verb,
            Actor actor,
            @Nullable String request,
            Map<String, String> more)
            throws SQLException {
        Map<String, String> details = new HashMap<>(more);
        details.put("name", company.facts().name());
        details.put("state", company.state().name());
        details.put("no-training", company.facts().noTraining().name());
        audit.append(
                transaction,
                new Act(
                        actor,
                        "subprocessor." + verb,
                        Act.Outcome.DONE,
                        Subprocessors.subject(company.id()),
                        null,
                        request,
                        details));
    }

    private static Refused nameTaken() {
        return new Refused(
                HttpStatus.CONFLICT,
                "name_taken",
                "There is a subprocessor of this name already. Change that one, or retire it first.");
    }

    static void requireState(Company company, SubprocessorState wanted, String sentence) {
        if (company.state() != wanted) {
            throw new Refused(HttpStatus.CONFLICT, "wrong_state", sentence);
        }
    }
}
