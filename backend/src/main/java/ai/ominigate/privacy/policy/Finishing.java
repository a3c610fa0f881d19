package ai.ominigate.privacy.policy;

import ai.ominigate.model.approval.ProposedChange;
import ai.ominigate.model.policy.PolicyStatus;
import ai.ominigate.model.retention.DataClass;
import ai.ominigate.privacy.retention.Retention;
import ai.ominigate.privacy.subprocessor.Subprocessors;
import ai.ominigate.rest.Refused;
import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.live.LiveNews;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes a version final: it says of nothing any more that it will be confirmed or published later. */
@Singleton
final class Finishing implements PolicyAction<Finishing.Wish> {
    private final Retention retention;
    private final AuditLog audit;
    private final LiveNews news;
    private final InstantSource clock;

    Finishing(Retention retention, AuditLog audit, LiveNews news, InstantSource clock) {
        this.retention = retention;
        this.audit = audit;
        this.news = news;
        this.clock = clock;
    }

    /**
     * What to do.
     *
     * @param version of the record that whoever proposes it saw
     */
    record Wish(int number, long version) {}

    @Override
    public String kind() {
        return "policy.finish";
    }

    @Override
    public Class<Wish> payload() {
        return Wish.class;
    }

    /** What is still to be done before this version can be final, each in a sentence; empty if it can. */
    List<String> missing(Connection connection, Version version) throws SQLException {
        List<String> missing = new ArrayList<>();
        if (version.status() == PolicyStatus.DRAFT) {
            missing.add("This version is not published.");
        } else {
            Version inForce = VersionTable.inForce(connection, clock.instant());
            if (inForce == null || inForce.number() != version.number()) {
                missing.add("This version is not the one that holds now.");
            }
        }
        List<String> languages = Policy.missing(VersionTable.texts(connection, version.number()));
        if (!languages.isEmpty()) {
            missing.add("This version is not written in %s.".formatted(String.join(" and ", languages)));
        }
        for (DataClass dataClass : retention.unconfirmed(connection)) {
            missing.add("The window of %s is a draft.".formatted(Retention.title(dataClass)));
        }
        if (!Subprocessors.list(connection).isPublished()) {
            missing.add("The list of subprocessors is not published.");
        }
        return missing;
    }

    /** @throws Refused if it cannot be final yet, with all that is missing */
    void requireFinishable(Connection connection, Version version) throws SQLException {
        if (version.finishedAt() != null) {
            throw new Refused(HttpStatus.CONFLICT, "final_already", "This version is final already.");
        }
        List<String> missing = missing(connection, version);
        if (!missing.isEmpty()) {
            throw new Refused(HttpStatus.CONFLICT, "not_final_yet", String.join(" ", missing));
        }
    }

    @Override
    public List<ProposedChange> changes(Connection connection, Wish wish) throws SQLException {
        Version version = VersionTable.find(connection, wish.number());
        return List.of(ProposedChange.of(
                "state", version == null ? null : version.finishedAt() == null ? "DRAFT" : "FINAL", "FINAL"));
    }

    @Override
    public void execute(Connection transaction, Wish wish, Consent consent) throws SQLException {
        Version version = unchanged(transaction, wish.number(), wish.version());
        requireFinishable(transaction, version);
        VersionTable.finish(transaction, wish.number(), clock.instant().truncatedTo(ChronoUnit.MICROS));
        audit.append(
                transaction,
                new Act(
                        consent.approver(),
                        kind(),
                        Act.Outcome.DONE,
                        Policy.subject(wish.number()),
                        null,
                        consent.request(),
                        Map.of("approval", "approval:" + consent.proposal())));
        news.tell(transaction, Policy.changed(wish.number(), "finished", version.version() + 1));
    }
}
