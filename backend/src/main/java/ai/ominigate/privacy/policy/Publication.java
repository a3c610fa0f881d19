package ai.ominigate.privacy.policy;

import ai.ominigate.model.approval.ProposedChange;
import ai.ominigate.model.policy.PolicyStatus;
import ai.ominigate.model.staff.RightNeeded;
import ai.ominigate.privacy.legal.LegalLocale;
import ai.ominigate.privacy.policy.VersionTable.Kept;
import ai.ominigate.privacy.retention.Retention;
import ai.ominigate.rest.Refused;
import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.live.LiveNews;
import ai.ominigate.staff.rights.Rights;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Publishes a draft: from then on it stays as it is, and whoever it concerns is told if it changes what they agreed to. */
@Singleton
final class Publication implements PolicyAction<Publication.Wish> {
    /** People are told of a material change at least so long ahead. */
    static final Duration NOTICE = Duration.ofDays(30);

    private final Retention retention;
    private final AuditLog audit;
    private final LiveNews news;
    private final InstantSource clock;

    Publication(Retention retention, AuditLog audit, LiveNews news, InstantSource clock) {
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
    record Wish(int number, long version, Instant effectiveAt) {}

    @Override
    public String kind() {
        return "policy.publish";
    }

    @Override
    public Class<Wish> payload() {
        return Wish.class;
    }

    /** @throws Refused if it cannot be published */
    void requirePublishable(Connection transaction, Version version, Instant effectiveAt) throws SQLException {
        if (version.status() != PolicyStatus.DRAFT) {
            throw new Refused(HttpStatus.CONFLICT, "published_already", "This version was published already.");
        }
        List<String> missing = Policy.missing(VersionTable.texts(transaction, version.number()));
        if (!missing.isEmpty()) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "languages_missing",
                    "This version is not written in %s yet.".formatted(String.join(" and ", missing)));
        }
        retention.requireNoDraftTold(transaction, Policy.words(VersionTable.texts(transaction, version.number())));
        Instant earliest = version.material() ? clock.instant().plus(NOTICE) : clock.instant();
        if (effectiveAt.isBefore(earliest)) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "too_soon",
                    version.material()
                            ? "A material change is told %d days ahead: it can hold from %s on."
                                    .formatted(NOTICE.toDays(), earliest.truncatedTo(ChronoUnit.SECONDS))
                            : "A version cannot hold from a time on that is over.");
        }
    }

    @Override
    public List<ProposedChange> changes(Connection connection, Wish wish) throws SQLException {
        Version inForce = VersionTable.inForce(connection, clock.instant());
        return List.of(
                ProposedChange.of("policy-in-force", inForce == null ? null : inForce.number(), wish.number()),
                ProposedChange.of("effective", inForce == null ? null : inForce.effectiveAt(), wish.effectiveAt()));
    }

    @Override
    public void execute(Connection transaction, Wish wish, Consent consent) throws SQLException {
        Version version = unchanged(transaction, wish.number(), wish.version());
        requirePublishable(transaction, version, wish.effectiveAt());
        if (VersionTable.isAuthor(transaction, wish.number(), consent.approver().member())) {
            throw Refused.forbidden(
                    "own_text",
                    "You wrote some of this version yourself, so a colleague has to agree to it, whoever proposed it.",
                    new RightNeeded(needs().approve().name(), Rights.rolesWith(needs().approve()), false));
        }
        VersionTable.publish(
                transaction, wish.number(), wish.effectiveAt(), clock.instant().truncatedTo(ChronoUnit.MICROS));
        Map<String, String> told = new HashMap<>(Map.of(
                "approval",
                "approval:" + consent.proposal(),
                "effective",
                wish.effectiveAt().toString()));
        for (Map.Entry<LegalLocale, Kept> text :
                VersionTable.texts(transaction, wish.number()).entrySet()) {
            told.put("sha256-" + text.getKey().tag(), text.getValue().sha256());
        }
        audit.append(
                transaction,
                new Act(
                        consent.approver(),
                        kind(),
                        Act.Outcome.DONE,
                        Policy.subject(wish.number()),
                        null,
                        consent.request(),
                        told));
        news.tell(transaction, Policy.changed(wish.number(), "published", version.version() + 1));
    }
}
